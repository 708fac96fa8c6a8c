/* SPDX-License-Identifier: MIT
 *
 * Events of the indicators stream as values. See proto/leep/indicator.proto.
 */
#ifndef LEEP_MODEL_INDICATOR_H
#define LEEP_MODEL_INDICATOR_H

#include "common/model/observation.h"

enum origin { ORIGIN_PUBLISHED, ORIGIN_WORKED_OUT };

/* How each area of a column stands. Arrays run in parallel with figures.area; NULL: none of that kind. Derived
 * figures are millionths; DECIMAL_NONE: none. */
struct indicator_column {
	struct column figures;
	uint32_t *origin; /* NULL: all published */
	int64_t *worked_out;
	uint64_t *worked_cohort; /* NULL when worked_out is */
	uint32_t *worked_schools;
	uint32_t *worked_hidden;
	int64_t national;
	int64_t *diff_national;
	int64_t *neighbours;
	int64_t *diff_neighbours;
	uint32_t *neighbour_set;   /* yyyymm; 0: none */
	uint32_t *rank_neighbours; /* 0: none */
	uint32_t *of_neighbours;
	uint32_t *rank_national; /* among of_national authorities; 0: none */
	uint32_t of_national;    /* authorities with a figure */
	uint32_t *percentile;    /* millionths; 0: none */
	uint32_t *quartile;      /* 1 to 4; 0: none */
	int64_t *change;         /* on the period before */
};

struct submission_done {
	bool accepted;
	int64_t received;
};

enum indicator_kind {
	INDICATOR_OPENED,
	INDICATOR_MEASURES,
	INDICATOR_REGISTER,
	INDICATOR_INSPECTIONS,
	INDICATOR_EVENTS,
	INDICATOR_LINKS,
	INDICATOR_GROUPS,
	INDICATOR_COLUMN,
	INDICATOR_DONE,
};

struct indicator_event {
	uint64_t submission;
	enum indicator_kind kind;
	size_t n;
	union {
		struct opened opened;
		struct measure_def *measures;
		struct school *schools;
		struct inspection *inspections;
		struct school_event *events;
		struct school_link *links;
		struct group_link *groups;
		struct indicator_column column;
		struct submission_done done;
	};
};

#define QUARTILES      4
#define PERCENTILE_MAX UINT32_C(100000000)

/* As observation_encode. */
int indicator_encode(const struct indicator_event *event, struct buffer *out);

/* As observation_decode. */
int indicator_decode(
	struct arena *arena, struct bytes bytes, struct indicator_event *ret, const char **ret_reason);

#endif
