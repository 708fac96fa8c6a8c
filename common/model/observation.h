/* SPDX-License-Identifier: MIT
 *
 * Events of ingest's stream as values. Decoding checks every field; what it returns can be trusted. The stream's
 * grammar is at the top of proto/leep/observation.proto.
 */
#ifndef LEEP_MODEL_OBSERVATION_H
#define LEEP_MODEL_OBSERVATION_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/model/column.h"
#include "common/model/inspection.h"
#include "common/model/school.h"

struct opened {
	const char *name;
	uint8_t sha256[SHA256_LEN];
	const char *format;
	const char *status;
	uint32_t published;  /* days since 1970-01-01; 0: not known */
	int64_t received;    /* microseconds since 1970-01-01 UTC */
	struct period table; /* the period that the file is the table of; 0: its figures say */
};

/* A measure that came as data rather than from the catalogue. Empty texts: not known. */
struct measure_def {
	const char *id;
	const char *title;
	const char *phase;
	const char *unit;
	uint32_t decimals;
	const char *polarity;
	const char *basis;
	bool no_quartile; /* its range is too small for quartiles; who tells the polarity tells this */
};

/* What is known of a measure when `later` is said after `earlier`: a table names it, a dictionary describes it, in
 * either order. */
void measure_merge(
	const struct measure_def *earlier, const struct measure_def *later, struct measure_def *ret);

struct neighbour_set {
	uint32_t from_month; /* yyyymm */
	uint32_t authority;
	size_t n;
	uint32_t *member;
};

struct area_name {
	struct area area;
	const char *name;
	struct area region; /* AREA_NONE: not said */
};

struct refused_row {
	uint32_t row;
	const char *column;
	const char *reason;
};

/* What a check of the file's arithmetic found. */
struct finding {
	uint32_t row;
	const char *column;
	const char *kind; /* diff, parts-total, ...; an id */
	const char *detail;
};

/* A submission's receipt. */
struct closed {
	bool accepted;
	const char *name;
	uint8_t sha256[SHA256_LEN];
	const char *format;
	const char *period;
	const char *note;
	const char *status;
	uint32_t published;
	int64_t received;
	uint64_t bytes;
	uint64_t rows_read, rows_accepted, rows_refused;
	uint64_t rows_ignored;
	uint64_t cells, cells_flagged, columns, schools, inspections, measures;
	uint64_t cells_refused;  /* no figure, or one that stood there before; their rows may be accepted */
	uint64_t flagged[FLAGS]; /* cells by flag */
	uint64_t measures_held, areas;
	struct period first_period, last_period; /* 0: no cells */
	uint64_t events, links, groups;
	size_t n_refused;
	struct refused_row *refused;
	uint64_t findings; /* also those that no event lists */
};

/* "suppressed 12, no entries 4": the figures without a value by the reason. Returns `ret`. */
#define CLOSED_FLAGGED_MAX 400
const char *closed_flagged(const struct closed *closed, char ret[CLOSED_FLAGGED_MAX]);

enum observation_kind {
	OBSERVATION_OPENED,
	OBSERVATION_MEASURES,
	OBSERVATION_REGISTER,
	OBSERVATION_NEIGHBOURS,
	OBSERVATION_INSPECTIONS,
	OBSERVATION_EVENTS,
	OBSERVATION_LINKS,
	OBSERVATION_GROUPS,
	OBSERVATION_COLUMN,
	OBSERVATION_CLOSED,
	OBSERVATION_AREAS,
	OBSERVATION_FINDINGS,
};

struct observation {
	uint64_t submission;
	enum observation_kind kind;
	size_t n; /* of the array, where the kind has one */
	union {
		struct opened opened;
		struct measure_def *measures;
		struct school *schools;
		struct neighbour_set *neighbours;
		struct inspection *inspections;
		struct area_name *areas;
		struct school_event *events;
		struct school_link *links;
		struct group_link *groups;
		void *list; /* whichever of the arrays */
		struct column column;
		struct closed closed;
		struct finding *findings;
	};
};

/* Entries in one event of these kinds, so that an event stays below the largest message: 1,000 schools of a table at
 * 200 bytes are 200 KB. Who writes longer entries puts fewer into an event. */
#define OBSERVATION_ENTRIES_MAX 1000

/* Append the encoded event to `out`. ERR_LIMIT when it is too large. */
int observation_encode(const struct observation *event, struct buffer *out);

/* ERR_BADMSG with a fixed reason when any field is missing, out of range or contradicts another. What the event
 * points to lives in the arena. */
int observation_decode(
	struct arena *arena, struct bytes bytes, struct observation *ret, const char **ret_reason);

#endif
