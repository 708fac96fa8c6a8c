/* SPDX-License-Identifier: MIT
 *
 * See column.h.
 */
#include "common/model/column.h"

#include "common/base/error.h"

const char *flag_text(enum flag flag)
{
	switch (flag) {
	case FLAG_PRESENT:
		return "";
	case FLAG_SUPPRESSED:
		return "suppressed";
	case FLAG_NO_ENTRIES:
		return "no entries";
	case FLAG_NOT_APPLICABLE:
		return "not applicable";
	case FLAG_LOW_COVERAGE:
		return "low coverage";
	case FLAG_NOT_PUBLISHED:
		return "not published";
	case FLAG_NEW:
		return "new school";
	case FLAG_NOT_SUPPLIED:
		return "not supplied";
	case FLAG_ROUNDS_TO_ZERO:
		return "rounds to zero";
	case FLAG_UNRELIABLE:
		return "low reliability";
	case FLAG_MISSING:
		return "missing";
	case FLAGS:
		break;
	}
	return "unknown";
}

const char *column_source(const struct column *column, size_t i)
{
	size_t of = column->column_of == NULL ? 0 : column->column_of[i];

	return of < column->n_source_column ? column->source_column[of] : "";
}

/* Where the index tells of an area: authorities, the means of their neighbours, regions. */
#define CODES         ((size_t)1000)
#define INDEX_ENTRIES (2 * CODES + AREA_REGIONS)

/* INDEX_ENTRIES: nowhere. */
static size_t index_entry(struct area area)
{
	size_t code = area_code(area);

	switch (area_kind(area)) {
	case AREA_AUTHORITY:
		return code < CODES ? code : INDEX_ENTRIES;
	case AREA_NEIGHBOURS:
		return code < CODES ? CODES + code : INDEX_ENTRIES;
	case AREA_REGION:
		return code >= AREA_REGION_MIN && code <= AREA_REGION_MAX ? 2 * CODES + code - AREA_REGION_MIN
									  : INDEX_ENTRIES;
	case AREA_NONE:
	case AREA_NATION:
	case AREA_SCHOOL:
	case AREA_DISTRICT:
	case AREA_KINDS:
		break;
	}
	return INDEX_ENTRIES;
}

int column_index(struct column *column, struct arena *arena)
{
	column->index = arena_take_array(arena, INDEX_ENTRIES, sizeof(*column->index));
	if (column->index == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < column->n; i++) {
		size_t entry = index_entry((struct area){column->area[i]});

		if (entry < INDEX_ENTRIES)
			column->index[entry] = (uint16_t)(i + 1);
	}
	return 0;
}

int64_t column_micro(const struct column *column, size_t i)
{
	int64_t v;

	return column_flag(column, i) == FLAG_PRESENT &&
			       decimal_rescale(column->value[i], column->scale, MICRO_SCALE, &v)
		       ? v
		       : DECIMAL_NONE;
}

ptrdiff_t column_find(const struct column *column, struct area area)
{
	size_t from = 0, to = column->n;
	size_t entry = column->index == NULL ? INDEX_ENTRIES : index_entry(area);

	if (entry < INDEX_ENTRIES)
		return (ptrdiff_t)column->index[entry] - 1;
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (column->area[middle] < area.v)
			from = middle + 1;
		else
			to = middle;
	}
	return from < column->n && column->area[from] == area.v ? (ptrdiff_t)from : -1;
}
