/* SPDX-License-Identifier: MIT
 *
 * What LEEP knows without being told: the measures of catalogue/measures.yaml and the areas of
 * catalogue/areas.yaml. Part of the program, versioned with it.
 */
#ifndef LEEP_MODEL_CATALOGUE_H
#define LEEP_MODEL_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/model/area.h"

enum polarity { POLARITY_UNKNOWN, POLARITY_HIGH, POLARITY_LOW, POLARITY_NONE };

enum worked_out { WORKED_OUT_NOT, WORKED_OUT_MEAN, WORKED_OUT_SUM };

struct measure {
	const char *id;
	const char *title;
	const char *phase; /* eyfs ks1 ks2 ks3 ks4 ks5 absence census ofsted */
	const char *unit;  /* percent points score count */
	unsigned decimals;
	enum polarity polarity;
	bool no_quartile;            /* its range is too small for quartiles */
	const char *basis;           /* state-funded all maintained */
	const char *year;            /* academic calendar financial */
	enum worked_out worked_out;  /* how an authority's figure follows from its schools' */
	bool no_entries_zero;        /* NE counts as 0 in it */
	const char *superseded_by;   /* measure id; "" when not */
	const char *superseded_from; /* first academic year that is the other's; "" when not */
	const char *breaks;          /* first academic year of the definition in force; "" when unbroken */
	const char *source;
};

#define AREA_ALSO_MAX 4

struct area_def {
	struct area area;
	const char *name;
	const char *also[AREA_ALSO_MAX]; /* other names and codes it goes by; NULL: no more */
	struct area region;    /* of an authority; of a half of London, London; AREA_NONE when not known */
	struct area authority; /* of a district; AREA_NONE when not known */
	uint32_t since, until; /* yyyymm, first and last month in which it existed; 0: always, still */
};

struct catalogue;

/* Read measures.yaml and areas.yaml from `folder`. ERR_SYNTAX, ERR_NOTFOUND with file and reason in `error`. */
int catalogue_open(const char *folder, struct catalogue **ret, struct err_text *error);

/* Takes NULL. */
void catalogue_free(struct catalogue *catalogue);

/* NULL when not in the catalogue. */
const struct measure *catalogue_measure(const struct catalogue *catalogue, const char *id);
const struct area_def *catalogue_area(const struct catalogue *catalogue, struct area area);

/* The area of a kind that goes by this name or code, letters taken alike in either case; NULL when there is none. */
const struct area_def *catalogue_area_called(
	const struct catalogue *catalogue, enum area_kind kind, struct bytes name);

/* All measures in the order of papers and pages; all areas in the order of their numbers. */
size_t catalogue_measures(const struct catalogue *catalogue, const struct measure **ret);
size_t catalogue_areas(const struct catalogue *catalogue, const struct area_def **ret);

/* "high" and so on to the value; POLARITY_UNKNOWN for anything else. */
enum polarity polarity_parse(const char *text);

#endif
