/* SPDX-License-Identifier: MIT
 *
 * A figure beside those of the periods before: the change. Only where one period follows the other and the definition
 * is the same (compare_previous).
 */
#include "services/indicators/standing/part.h"
#include "services/indicators/statistics/compare.h"

int standing_course(const struct standing *s, struct indicator_column *out)
{
	struct series series = s->series;
	struct column before;
	int rc;

	if (!compare_previous(s->measure, s->series.period, &series.period))
		return 0;
	rc = standing_front(s, series, &before);
	if (rc < 0 || before.n == 0)
		return rc;
	out->change = standing_none(s->arena, out->figures.n);
	if (out->change == NULL)
		return ERR_NOMEM;
	/* Both are in the order of areas. */
	for (size_t i = 0, k = 0; i < out->figures.n; i++) {
		while (k < before.n && before.area[k] < out->figures.area[i])
			k++;
		if (k < before.n && before.area[k] == out->figures.area[i])
			out->change[i] = decimal_difference(s->figure[i], standing_micro(&before, k));
	}
	return 0;
}
