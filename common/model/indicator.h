/* SPDX-License-Identifier: MIT
 *
 * Events of the indicators stream as values. See proto/leep/indicator.proto.
 */
#ifndef LEEP_MODEL_INDICATOR_H
#define LEEP_MODEL_INDICATOR_H

#include "common/model/catalogue.h"
#include "common/model/observation.h"

enum origin { ORIGIN_PUBLISHED, ORIGIN_WORKED_OUT };

/* What may be known of each area: type, name, meaning. Derived figures are millionths, DECIMAL_NONE: none; other
 * numbers have 0 for none. */
#define INDICATOR_ARRAYS(X)                                                                                 \
	X(uint32_t, origin)               /* enum origin; NULL: all published */                            \
	X(int64_t, worked_out)            /* from its schools */                                            \
	X(uint64_t, worked_cohort)        /* pupils behind that; NULL when worked_out is */                 \
	X(uint32_t, worked_schools)       /* schools that count in it */                                    \
	X(uint32_t, worked_hidden)        /* schools whose figure is suppressed */                          \
	X(uint64_t, worked_hidden_cohort) /* their pupils, as far as known */                               \
	X(int64_t, region)                /* of an authority: its region's figure */                        \
	X(int64_t, phase)          /* of a school: mean of its authority's schools of the same phase */     \
	X(uint32_t, phase_schools) /* schools in that mean */                                               \
	X(int64_t, neighbours)     /* mean of the statistical neighbours: published, else the simple one */ \
	X(uint32_t, neighbours_published) /* 1: published */                                                \
	X(int64_t, neighbours_pooled)     /* the same neighbours' pupils taken together */                  \
	X(uint32_t, neighbours_known)     /* members of the set that have a figure */                       \
	X(uint32_t, neighbours_in_set)    /* members of the set */                                          \
	X(uint32_t, neighbour_set)        /* yyyymm */                                                      \
	X(uint32_t, rank_neighbours)                                                                        \
	X(uint32_t, of_neighbours)                                                                          \
	X(uint32_t, rank_national) /* among of_national authorities */                                      \
	X(uint32_t, percentile)    /* millionths */                                                         \
	X(uint32_t, quartile)      /* 1 to 4 */                                                             \
	X(int64_t, change)         /* on the period before */                                               \
	X(int64_t, trend)          /* a period, over three */                                               \
	X(int64_t, trend_low)      /* its 95 % interval */                                                  \
	X(int64_t, trend_high)                                                                              \
	X(int64_t, low) /* 95 % interval, worked out; a published one is with the figures */                \
	X(int64_t, high)                                                                                    \
	X(int64_t, pooled) /* over up to three years, where the cohort is small */                          \
	X(uint64_t, pooled_cohort)                                                                          \
	X(uint32_t, pooled_years)                                                                           \
	X(int64_t, gap) /* figure - that of the group it is told beside */

/* How each area of a column stands. Arrays run in parallel with figures.area; NULL: none of that kind. */
struct indicator_column {
	struct column figures;
	int64_t national;      /* England's figure */
	int64_t authority;     /* of a column of schools: their authority's figure */
	uint32_t of_national;  /* authorities with a figure */
	const char *gap_group; /* the group that gaps are told beside; NULL: none */
#define INDICATOR_ARRAY(type, name) type *name;
	INDICATOR_ARRAYS(INDICATOR_ARRAY)
#undef INDICATOR_ARRAY
};

/* The figure of cell `i` that stands in front, in millionths; DECIMAL_NONE when it has none. */
int64_t indicator_figure(const struct indicator_column *column, size_t i);

/* That figure less a comparator; DECIMAL_NONE when either is, or when it cannot be held. */
int64_t indicator_difference(const struct indicator_column *column, size_t i, int64_t comparator);

/* The same from England's figure, for whom it is told: authorities, regions and schools. */
int64_t indicator_diff_national(const struct indicator_column *column, size_t i);

/* A figure's 95 % interval: as published with it, else as worked out. */
struct indicator_interval {
	int64_t low, high; /* in units of 10^-scale; DECIMAL_NONE: there is none */
	unsigned scale;
	bool published;
};
struct indicator_interval indicator_interval(const struct indicator_column *column, size_t i);

/* Where an interval lies: wholly above or below a figure in millionths, or across it, so that chance alone may have
 * made the difference; BESIDE_UNKNOWN when either is not known. Example: -0.2 to 0.4 is across 0. */
enum beside { BESIDE_UNKNOWN, BESIDE_ABOVE, BESIDE_BELOW, BESIDE_ACROSS };
enum beside indicator_beside(const struct indicator_interval *interval, int64_t reference);

/* England's figure, with which an area is compared; DECIMAL_NONE for England itself and where there is none. */
int64_t indicator_nation(const struct indicator_column *column, size_t i);

/* 0, where a mean of scores is beside all pupils' by itself (an interval of progress); else DECIMAL_NONE. `measure` NULL: not
 * of the catalogue. */
int64_t indicator_zero(const struct measure *measure);

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
