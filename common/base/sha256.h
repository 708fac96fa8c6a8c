/* SPDX-License-Identifier: MIT
 *
 * SHA-256 of what comes piece by piece, by the processor's own instructions where it has them; and the code made of it
 * that only who knows a key can make.
 */
#ifndef LEEP_BASE_SHA256_H
#define LEEP_BASE_SHA256_H

#include "common/base/bytes.h"
#include "common/base/error.h"

#define SHA256_LEN 32

struct sha256;

/* ERR_NOMEM. */
int sha256_open(struct sha256 **ret);

/* Takes NULL. */
void sha256_free(struct sha256 *sha256);

/* Trouble shows at the end. */
void sha256_add(struct sha256 *sha256, struct bytes data);

/* The digest of all that was added; then nothing has been. ERR_NOMEM. */
int sha256_end(struct sha256 *sha256, uint8_t ret[SHA256_LEN]);

/* HMAC-SHA256 (RFC 2104) of `data` by `key`. ERR_NOMEM. */
int sha256_mac(struct bytes key, struct bytes data, uint8_t ret[SHA256_LEN]);

#endif
