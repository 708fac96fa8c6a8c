/* SPDX-License-Identifier: MIT
 *
 * See checks.h. Here what only the years of a series together can tell.
 */
#include <stdio.h>

#include "services/ingest/checks/checks.h"

/* Years in a row that comparators and differences must stand still, and that two comparators must be the same. */
#define STUCK_YEARS 3
#define SAME_YEARS  4

bool check_follows(const struct check_row *earlier, const struct check_row *later)
{
	return period_kind(earlier->period) == period_kind(later->period) &&
	       period_year(earlier->period) + 1 == period_year(later->period);
}

/* -- stuck tails ------------------------------------------------------------------------------------------------- */

static bool same_tail(const struct check_layout *layout, const struct check_row *a, const struct check_row *b)
{
	if (!check_follows(a, b) || a->shifted || b->shifted || layout->n_differences == 0 ||
		!check_equal(&a->figure[layout->national], &b->figure[layout->national]) ||
		!check_equal(&a->figure[layout->neighbours], &b->figure[layout->neighbours]))
		return false;
	for (size_t k = 0; k < layout->n_differences; k++) {
		size_t column = layout->difference[k].column;

		if (!check_equal(&a->figure[column], &b->figure[column]))
			return false;
	}
	return true;
}

static bool moves(const struct check_group *group, size_t first, size_t last)
{
	size_t local = group->layout->local;

	for (size_t i = first + 1; i <= last; i++)
		if (group->row[i]->figure[local].state == CHECK_PRESENT &&
			group->row[first]->figure[local].state == CHECK_PRESENT &&
			!check_equal(&group->row[first]->figure[local], &group->row[i]->figure[local]))
			return true;
	return false;
}

static void tell_tail(const struct check_group *group, size_t first, size_t last, struct findings *findings)
{
	const struct check_layout *layout = group->layout;
	const struct check_row *from = group->row[first], *to = group->row[last];
	struct decimal_text national, neighbours, before, after, difference;
	struct period_text a, b;
	char differences[200] = "";
	size_t len = 0;

	for (size_t k = 0; k < layout->n_differences && len < sizeof(differences); k++) {
		size_t column = layout->difference[k].column;

		len += (size_t)snprintf(differences + len, sizeof(differences) - len, ", %s %s",
			layout->name[column], check_print(&from->figure[column], &difference));
	}
	findings_add(findings, check_place(layout, from, layout->national), FINDING_STUCK_TAIL,
		"%s %s to %s: %s %s, %s %s%s stand still for %zu years (rows %u to %u) while %s goes from %s "
		"to "
		"%s; the tail of the first row seems to have been filled down",
		from->measure, period_print(from->period, &a), period_print(to->period, &b),
		layout->name[layout->national], check_print(&from->figure[layout->national], &national),
		layout->name[layout->neighbours], check_print(&from->figure[layout->neighbours], &neighbours),
		differences, last - first + 1, from->row, to->row, layout->name[layout->local],
		check_print(&from->figure[layout->local], &before),
		check_print(&to->figure[layout->local], &after));
}

void check_stuck_tail(const struct check_group *group, struct findings *findings)
{
	size_t first = 0;

	for (size_t i = 1; group->layout->series && i <= group->n; i++) {
		if (i < group->n && same_tail(group->layout, group->row[i - 1], group->row[i]))
			continue;
		if (i - first >= STUCK_YEARS && moves(group, first, i - 1)) {
			for (size_t k = first; k < i; k++)
				group->row[k]->stuck = true;
			tell_tail(group, first, i - 1, findings);
		}
		first = i;
	}
}

/* -- columns that are the same ----------------------------------------------------------------------------------- */

/* The comparators are equal, and the series shows decimals: "90.0" may stand as 90. */
static bool same_comparators(const struct check_layout *layout, const struct check_row *row)
{
	return !row->shifted && !row->stuck &&
	       check_equal(&row->figure[layout->national], &row->figure[layout->neighbours]);
}

static bool shows_decimals(const struct check_group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		const struct check_figure *national = &group->row[i]->figure[group->layout->national];

		if (national->state == CHECK_PRESENT && national->value.scale > 0)
			return true;
	}
	return false;
}

void check_same_columns(const struct check_group *group, struct findings *findings)
{
	const struct check_layout *layout = group->layout;
	size_t n = 0; /* years in a row, up to the row before */

	if (!layout->series || !shows_decimals(group))
		return;
	for (size_t i = 0; i <= group->n; i++) {
		bool same = i < group->n && same_comparators(layout, group->row[i]);

		if (same && (n == 0 || check_follows(group->row[i - 1], group->row[i]))) {
			n++;
			continue;
		}
		if (n >= SAME_YEARS) {
			const struct check_row *from = group->row[i - n], *to = group->row[i - 1];
			struct period_text a, b;

			findings_add(findings, check_place(layout, from, layout->neighbours),
				FINDING_SAME_COLUMNS,
				"%s %s to %s: %s and %s are the same to the decimal for %zu years (rows %u "
				"to "
				"%u); one seems to be a copy of the other",
				from->measure, period_print(from->period, &a), period_print(to->period, &b),
				layout->name[layout->national], layout->name[layout->neighbours], n,
				from->row, to->row);
		}
		n = same ? 1 : 0;
	}
}

/* -- comparators that broke off ---------------------------------------------------------------------------------- */

#define OPERANDS 3

/* Since when the series has had each operand, by the row that had it last; NULL: never. */
struct had {
	const struct check_row *last[OPERANDS];
};

static void note_operands(const size_t column[OPERANDS], const struct check_row *row, struct had *had)
{
	for (size_t k = 0; k < OPERANDS; k++)
		if (row->figure[column[k]].state != CHECK_BLANK)
			had->last[k] = row;
}

static void tell_missing(const struct check_layout *layout, const size_t column[OPERANDS],
	const struct check_row *row, const struct had *had, struct findings *findings)
{
	const struct check_row *last = NULL;
	char missing[200] = "", there[200] = "";
	size_t first = 0, missing_len = 0, there_len = 0;
	struct period_text period;
	struct check_label label;

	for (size_t k = 0; k < OPERANDS; k++) {
		const struct check_figure *figure = &row->figure[column[k]];
		struct decimal_text text;

		if (figure->state == CHECK_PRESENT && there_len < sizeof(there))
			there_len += (size_t)snprintf(there + there_len, sizeof(there) - there_len,
				"%s%.50s %s", there_len == 0 ? "" : " and ", layout->name[column[k]],
				check_print(figure, &text));
		if (figure->state != CHECK_BLANK || had->last[k] == NULL)
			continue;
		if (last == NULL) {
			last = had->last[k];
			first = column[k];
		}
		if (missing_len < sizeof(missing))
			missing_len += (size_t)snprintf(missing + missing_len, sizeof(missing) - missing_len,
				"%s%.50s", missing_len == 0 ? "" : " and ", layout->name[column[k]]);
	}
	if (last == NULL || there_len == 0)
		return;
	findings_add(findings, check_place(layout, row, first), FINDING_OPERAND_MISSING,
		"%s%s without %s, which the series had until %s%s%s", check_label(row, &label), there,
		missing, period_print(last->period, &period),
		strcmp(last->measure, row->measure) == 0 ? "" : " as ",
		strcmp(last->measure, row->measure) == 0 ? "" : last->measure);
}

void check_operands(const struct check_group *group, const struct check_group *before, struct period since,
	struct findings *findings)
{
	const struct check_layout *layout = group->layout;
	const size_t column[OPERANDS] = {layout->local, layout->national, layout->neighbours};
	struct had had = {{NULL}}, inherited = {{NULL}};

	if (!layout->series)
		return;
	for (size_t i = 0; before != NULL && i < before->n; i++)
		if (period_year(before->row[i]->period) < period_year(since))
			note_operands(column, before->row[i], &inherited);
	for (size_t i = 0; i < group->n; i++) {
		const struct check_row *row = group->row[i];

		if (before != NULL && period_year(row->period) >= period_year(since))
			for (size_t k = 0; k < OPERANDS; k++)
				if (had.last[k] == NULL)
					had.last[k] = inherited.last[k];
		if (!row->shifted)
			tell_missing(layout, column, row, &had, findings);
		note_operands(column, row, &had);
	}
}
