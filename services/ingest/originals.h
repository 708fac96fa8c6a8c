/* SPDX-License-Identifier: MIT
 *
 * The originals: every file taken in, kept once, named by its SHA-256. A file arrives in parts under the id of the
 * command that will submit it; the parts lie in uploads/ until then and are worth nothing after a restart.
 */
#ifndef LEEP_INGEST_ORIGINALS_H
#define LEEP_INGEST_ORIGINALS_H

#include "common/model/command.h"
#include "common/stream/request.h"

struct originals;
struct personal;

/* Folders are made; with `fresh`, uploads of an earlier run are removed. */
int originals_open(
	const char *folder, uint64_t file_max, bool fresh, struct originals **ret, struct err_text *text);

/* Takes NULL. */
void originals_free(struct originals *originals);

/* Empty these columns in what is kept from now on; they outlive `originals`. Without, everything is kept as it came. */
void originals_empty(struct originals *originals, const struct personal *personal);

/* Add a part. Offset 0 begins anew, and without data forgets the upload; a part that was added before is passed over; a gap is
 * ERR_UNKNOWN_UPLOAD. ERR_LIMIT for a file larger than is taken in, ERR_FULL for a full disk: of either nothing stays. */
int originals_add(struct originals *originals, const uint8_t id[REQUEST_ID_LEN], const struct transfer *part,
	struct err_text *text);

/* The file has arrived whole: check size and digest, make it durable, keep it under the digest of what was sent; when it
 * has personal columns, a copy with those emptied, and nothing of what was sent. 0 also when it is already kept. */
int originals_keep(struct originals *originals, const uint8_t id[REQUEST_ID_LEN], uint64_t size,
	const uint8_t sha256[SHA256_LEN], struct err_text *text);

/* Path of the original of a digest into `ret`. */
#define ORIGINAL_PATH_MAX 1600
const char *originals_path(
	const struct originals *originals, const uint8_t sha256[SHA256_LEN], char ret[ORIGINAL_PATH_MAX]);

#endif
