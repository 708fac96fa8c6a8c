/* SPDX-License-Identifier: MIT
 *
 * Whom a figure is about. One number that sorts by code and kind and is small on the wire: code * 8 + kind.
 */
#ifndef LEEP_MODEL_AREA_H
#define LEEP_MODEL_AREA_H

#include <stdbool.h>
#include <stdint.h>

enum area_kind {
	AREA_NONE,
	AREA_NATION,     /* code 0: England, on the basis that the measure names */
	AREA_REGION,     /* the codes of the Local Authority Interactive Tool, 980 to 990 */
	AREA_AUTHORITY,  /* the department's three-digit code */
	AREA_SCHOOL,     /* URN */
	AREA_NEIGHBOURS, /* the mean of an authority's statistical neighbours, as somebody published it */
	AREA_DISTRICT,   /* a local authority district: the digits of its code, E07000129 being 7000129 */
	AREA_KINDS
};

struct area {
	uint32_t v;
};

#define AREA_CODE_MAX   9999999u
#define AREA_REGION_MIN 980u
#define AREA_REGION_MAX 990u
#define AREA_REGIONS    (AREA_REGION_MAX - AREA_REGION_MIN + 1)

/* AREA_NONE for a code beyond AREA_CODE_MAX, which is no area's and would run over into another's number. */
static inline struct area area_make(enum area_kind kind, uint32_t code)
{
	struct area area = {code > AREA_CODE_MAX ? AREA_NONE : code * 8 + (uint32_t)kind};

	return area;
}

static inline struct area area_england(void)
{
	return area_make(AREA_NATION, 0);
}

static inline enum area_kind area_kind(struct area area)
{
	return (enum area_kind)(area.v & 7);
}

static inline uint32_t area_code(struct area area)
{
	return area.v / 8;
}

static inline bool area_equal(struct area a, struct area b)
{
	return a.v == b.v;
}

/* A kind that exists and a code in its range. */
bool area_valid(struct area area);

/* "national", "region", "authority", "school", "neighbours", "district". */
const char *area_kind_text(enum area_kind kind);

/* "england", "855" (a region or an authority, by its range), a URN of five to seven digits, or the code of a district
 * such as E07000129. ERR_SYNTAX. */
int area_parse(const char *text, struct area *ret);

/* "england", the code in digits, or a district's code as it is written. Returns `out`. */
struct area_text {
	char text[16];
};
const char *area_print(struct area area, struct area_text *out);

#endif
