/* SPDX-License-Identifier: MIT
 *
 * One file on its way in: read in slices, checked, and turned into the events of its submission. Nothing is said
 * about the file until all of it has been read; the events are then the same however often they are made.
 */
#ifndef LEEP_INGEST_INTAKE_H
#define LEEP_INGEST_INTAKE_H

#include "common/base/buffer.h"
#include "common/model/catalogue.h"
#include "common/model/command.h"
#include "services/ingest/reading/format.h"

/* Refused rows and cells that a receipt names; the rest are counted. 1,000 at 100 bytes are 100 KB of receipt. */
#define REFUSED_MAX 1000

/* A file with more than one refused row in ten, or, beyond a handful, more than one refused figure in ten, is not what it
 * claims to be, and is refused whole. */
#define REFUSED_SHARE   10
#define REFUSED_HANDFUL 20

/* What a gzip file may hold: the largest table known is 40 MB, a release of 434 measures over ten years. 1 GiB is 25 of
 * them and is read in some 5 s. No setting, because what becomes of a file must be the same on a replay. */
#define INTAKE_UNPACKED_MAX ((uint64_t)1024 * 1024 * 1024)

struct intake;
struct personal;

/* The authority of a school that an earlier submission named; 0 when none did. */
typedef uint32_t (*intake_authority_fn)(void *context, uint32_t urn);

/* What an earlier description of its file, NAME.meta.csv, says of the column that would be measure `id`. */
enum described { DESCRIBED_NOT, DESCRIBED_FILTER, DESCRIBED_INDICATOR };
typedef enum described (*intake_described_fn)(void *context, const char *id);

struct intake_options {
	const char *path;   /* of the original */
	const char *folder; /* for what memory does not hold */
	uint64_t submission;
	const struct submit *submit; /* copied as far as it is needed */
	int64_t received;
	const struct formats *formats;
	const struct catalogue *catalogue;
	const struct personal
		*personal; /* columns that were emptied, for the receipt to say so; NULL: none */
	intake_authority_fn authority_of; /* NULL: no school is known */
	intake_described_fn described_as; /* NULL: nothing was described */
	void *earlier;                    /* the context of both */
};

/* ERR_IO, ERR_NOMEM; whatever is wrong with the file shows later, in its receipt. */
int intake_open(const struct intake_options *options, struct intake **ret, struct err_text *text);

/* Takes NULL. */
void intake_free(struct intake *intake);

/* Read at most `rows` more rows; `ret_more` tells whether there are more. ERR_IO, ERR_NOMEM, and ERR_FULL, after which it
 * can be freed and begun again when there is room. */
int intake_read(struct intake *intake, unsigned rows, bool *ret_more);

/* A year in the sender's name for the file, such as 2018-19/england_abs.csv or absence_201819.csv; the last one that
 * is there counts. Only consecutive years are meant. */
bool intake_period_in_name(const char *name, struct period *ret);

/* Schools of an accepted file whose authority it names, for each: what later files will be told. */
void intake_schools(const struct intake *intake,
	void (*tell)(void *context, uint32_t urn, uint32_t authority), void *context);

/* Columns that an accepted description is about, for each: the same. */
void intake_described(const struct intake *intake,
	void (*tell)(void *context, const char *id, enum described as), void *context);

/* When everything was read: how many events there are, Opened first and Closed last; a refused file has only Closed. */
size_t intake_events(const struct intake *intake);

/* The first event that is about the file rather than its figures: findings, then Closed. */
size_t intake_verdict(const struct intake *intake);

/* Was the file accepted? */
bool intake_accepted(const struct intake *intake);

/* Encode event `i` at the end of `out`. */
int intake_event(struct intake *intake, size_t i, struct buffer *out);

#endif
