/* SPDX-License-Identifier: MIT
 *
 * How far chance reaches: the 95 % interval of a figure where none is published.
 */
#include "services/indicators/standing/part.h"

int standing_intervals(const struct standing *s, struct indicator_column *out)
{
	size_t n = out->figures.n;
	bool any = false;

	for (size_t i = 0; s->now->interval != NULL && i < n && !any; i++)
		any = s->now->interval[i].low != DECIMAL_NONE;
	if (!any)
		return 0;
	out->low = standing_none(s->arena, n);
	out->high = standing_none(s->arena, n);
	if (out->low == NULL || out->high == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		out->low[i] = s->now->interval[i].low;
		out->high[i] = s->now->interval[i].high;
	}
	return 0;
}
