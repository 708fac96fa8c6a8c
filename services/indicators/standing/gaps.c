/* SPDX-License-Identifier: MIT
 *
 * The gap to another group of pupils, as groups.yaml pairs them: girls' figure less boys'. Of figures before rounding,
 * where numerators and denominators are published (share.h), each to the millionth. Example: 157 of 543 beside 4,174 of
 * 6,732 pupils are 28.913444 % beside 62.002377 %: a gap of -33.088933 points. Counts have no gap.
 */
#include <string.h>

#include "services/indicators/standing/part.h"

/* The series of the group that a column's is told beside; false when there is none. */
static bool find_beside(const struct standing *s, const char **ret_group, struct series *ret)
{
	struct column beside = *s->base;

	beside.group = catalogue_beside(s->catalogue, s->base->group);
	if (beside.group == NULL || (s->measure != NULL && strcmp(s->measure->unit, "count") == 0))
		return false;
	*ret_group = beside.group;
	return state_known_series(s->txn, &beside, ret);
}

int standing_gaps(const struct standing *s, struct indicator_column *out)
{
	const struct past *other;
	struct series series;
	const char *group;
	bool any = false;
	int rc;

	if (!find_beside(s, &group, &series))
		return 0;
	rc = standing_past(s, series, &other);
	if (rc < 0 || other->n == 0)
		return rc;
	out->gap = standing_none(s->arena, out->figures.n);
	if (out->gap == NULL)
		return ERR_NOMEM;
	for (size_t i = 0, k = 0; i < out->figures.n; i++) {
		if (!past_at(other, out->figures.area[i], &k))
			continue;
		out->gap[i] = decimal_difference(past_share(s->now, i).figure, past_share(other, k).figure);
		any = any || out->gap[i] != DECIMAL_NONE;
	}
	if (any)
		out->gap_group = group;
	else
		out->gap = NULL;
	return 0;
}
