/* SPDX-License-Identifier: MIT
 *
 * What LEEP knows without being told: the measures of catalogue/measures.yaml, the areas of
 * catalogue/areas.yaml and the pupil groups of catalogue/groups.yaml. Part of the program, versioned with it.
 */
#ifndef LEEP_MODEL_CATALOGUE_H
#define LEEP_MODEL_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/model/area.h"
#include "common/model/period.h"

enum polarity { POLARITY_UNKNOWN, POLARITY_HIGH, POLARITY_LOW, POLARITY_NONE };

enum worked_out { WORKED_OUT_NOT, WORKED_OUT_MEAN, WORKED_OUT_SUM, WORKED_OUT_INSPECTIONS };

/* What the interval of a figure is of: the share of pupils who did, or the mean of their scores. */
enum interval_kind { INTERVAL_NONE, INTERVAL_WILSON, INTERVAL_PROGRESS };

/* The largest standard deviation that is believed: those of scores of key stage 2 are about 6. */
#define SPREAD_MAX INT64_C(1000000000)

/* How far the scores of single pupils lie apart in a year. */
struct spread {
	struct period period;
	int64_t sd; /* standard deviation, millionths */
};

struct measure {
	const char *id;
	const char *title;
	const char *phase; /* eyfs ks1 ks2 ks3 ks4 ks5 absence census ofsted */
	const char *unit;  /* percent points score count */
	unsigned decimals;
	enum polarity polarity;
	bool no_quartile;            /* its range is too small for quartiles */
	const char *basis;           /* state-funded all maintained */
	const char *year;            /* academic calendar financial; to-date: an academic year so far */
	enum worked_out worked_out;  /* how an authority's figure follows from its schools' */
	bool no_entries_zero;        /* NE counts as 0 in it */
	const char *superseded_by;   /* measure id; "" when not */
	const char *superseded_from; /* first academic year that is the other's; "" when not */
	const char *breaks;          /* first academic year of the definition in force; "" when unbroken */
	enum interval_kind interval; /* that is worked out for it */
	const struct spread *spread; /* of progress, in the order of years */
	size_t n_spread;
	const char *source;
};

/* Does a figure of the measure (NULL: not of the catalogue) follow from those of schools? */
static inline bool measure_from_schools(const struct measure *measure)
{
	return measure != NULL &&
	       (measure->worked_out == WORKED_OUT_MEAN || measure->worked_out == WORKED_OUT_SUM);
}

#define AREA_ALSO_MAX 4

struct area_def {
	struct area area;
	const char *name;
	const char *also[AREA_ALSO_MAX]; /* other names and codes it goes by; NULL: no more */
	struct area region;    /* of an authority; of a half of London, London; AREA_NONE when not known */
	struct area authority; /* of a district; AREA_NONE when not known */
	uint32_t since, until; /* yyyymm, first and last month in which it existed; 0: always, still */
};

/* A pupil group and the one that it is told beside. */
struct group_pair {
	const char *group;
	const char *beside;
};

struct catalogue;

/* Read measures.yaml, areas.yaml and groups.yaml from `folder`. ERR_SYNTAX, ERR_NOTFOUND with file and reason in `error`. */
int catalogue_open(const char *folder, struct catalogue **ret, struct err_text *error);

/* Takes NULL. */
void catalogue_free(struct catalogue *catalogue);

/* NULL when not in the catalogue. */
const struct measure *catalogue_measure(const struct catalogue *catalogue, const char *id);

/* Is its cohort one of schools, as of what inspectors found? Else of pupils. */
bool measure_counts_schools(const struct measure *measure);
const struct area_def *catalogue_area(const struct catalogue *catalogue, struct area area);

/* The area of a kind that goes by this name or code, letters taken alike in either case; NULL when there is none. */
const struct area_def *catalogue_area_called(
	const struct catalogue *catalogue, enum area_kind kind, struct bytes name);

/* All measures in the order of papers and pages; all areas in the order of their numbers. */
size_t catalogue_measures(const struct catalogue *catalogue, const struct measure **ret);
size_t catalogue_areas(const struct catalogue *catalogue, const struct area_def **ret);

/* The group that a pupil group is told beside; NULL: none. All pairs, in the order of the file: a group is the first of at
 * most one. */
const char *catalogue_beside(const struct catalogue *catalogue, const char *group);
size_t catalogue_pairs(const struct catalogue *catalogue, const struct group_pair **ret);

/* The standard deviation of single pupils' scores in a year, in millionths; DECIMAL_NONE when it is not known. */
int64_t measure_spread(const struct measure *measure, struct period period);

/* "high" and so on to the value; POLARITY_UNKNOWN for anything else. */
enum polarity polarity_parse(const char *text);

#endif
