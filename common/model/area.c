/* SPDX-License-Identifier: MIT
 *
 * See area.h.
 */
#include "common/model/area.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base/error.h"

bool area_valid(struct area area)
{
	uint32_t code = area_code(area);

	switch (area_kind(area)) {
	case AREA_NATION:
		return code == 0;
	case AREA_REGION:
		return code >= AREA_REGION_MIN && code <= AREA_REGION_MAX;
	case AREA_AUTHORITY:
	case AREA_NEIGHBOURS:
		return code >= 100 && code <= 999;
	case AREA_SCHOOL:
		return code >= 10000 && code <= AREA_CODE_MAX;
	case AREA_DISTRICT: /* E06 unitary, E07 district, E08 metropolitan, E09 London borough */
		return code >= 6000000 && code <= AREA_CODE_MAX;
	case AREA_NONE:
	case AREA_KINDS:
		break;
	}
	return false;
}

const char *area_kind_text(enum area_kind kind)
{
	switch (kind) {
	case AREA_NATION:
		return "national";
	case AREA_REGION:
		return "region";
	case AREA_AUTHORITY:
		return "authority";
	case AREA_SCHOOL:
		return "school";
	case AREA_NEIGHBOURS:
		return "neighbours";
	case AREA_DISTRICT:
		return "district";
	case AREA_NONE:
	case AREA_KINDS:
		break;
	}
	return "none";
}

/* How many digits a text of nothing else has, and their number; 0 when it is none, or of more than eight. */
static size_t parse_digits(const char *text, uint32_t *ret)
{
	size_t n = 0;

	*ret = 0;
	for (; text[n] >= '0' && text[n] <= '9' && n < 8; n++)
		*ret = *ret * 10 + (uint32_t)(text[n] - '0');
	return text[n] == '\0' ? n : 0;
}

int area_parse(const char *text, struct area *ret)
{
	uint32_t code;
	size_t n = parse_digits(text, &code);
	struct area area = {AREA_NONE};

	if (n == 3)
		area = area_make(
			code >= AREA_REGION_MIN && code <= AREA_REGION_MAX ? AREA_REGION : AREA_AUTHORITY,
			code);
	else if (n > 3 && n < 8)
		area = area_make(AREA_SCHOOL, code);
	else if (n == 0 && text[0] == 'E' && text[1] == '0' && parse_digits(text + 1, &code) == 8)
		area = area_make(AREA_DISTRICT, code);
	else if (n == 0 && strcasecmp(text, "england") == 0)
		area = area_england();
	if (!area_valid(area))
		return ERR_SYNTAX;
	*ret = area;
	return 0;
}

const char *area_print(struct area area, struct area_text *out)
{
	if (area_kind(area) == AREA_NATION)
		(void)snprintf(out->text, sizeof(out->text), "england");
	else if (area_kind(area) == AREA_DISTRICT)
		(void)snprintf(out->text, sizeof(out->text), "E%08u", area_code(area));
	else
		(void)snprintf(out->text, sizeof(out->text), "%u", area_code(area));
	return out->text;
}
