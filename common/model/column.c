/* SPDX-License-Identifier: MIT
 *
 * See column.h.
 */
#include "common/model/column.h"

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

ptrdiff_t column_find(const struct column *column, struct area area)
{
	size_t from = 0, to = column->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (column->area[middle] < area.v)
			from = middle + 1;
		else
			to = middle;
	}
	return from < column->n && column->area[from] == area.v ? (ptrdiff_t)from : -1;
}
