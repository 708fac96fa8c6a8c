/* SPDX-License-Identifier: MIT
 *
 * Places among all authorities: sorted once, then a search for each.
 */
#include "services/indicators/standing/part.h"
#include "services/indicators/statistics/national.h"

static int take(const struct standing *s, struct indicator_column *out, size_t n)
{
	STANDING_TAKE(rank_national);
	STANDING_TAKE(percentile);
	STANDING_TAKE(quartile);
	return 0;
}

static bool is_authority(const struct indicator_column *out, size_t i)
{
	return area_kind((struct area){out->figures.area[i]}) == AREA_AUTHORITY;
}

int standing_places(const struct standing *s, struct indicator_column *out)
{
	size_t n = out->figures.n, of = 0;
	int64_t *sorted = arena_take(s->arena, n * sizeof(*sorted));
	int64_t *room = arena_take(s->arena, n * sizeof(*room));

	if (sorted == NULL || room == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		if (is_authority(out, i) && s->figure[i] != DECIMAL_NONE)
			sorted[of++] = s->figure[i];
	if (!national_ranks(of, s->polarity))
		return 0;
	if (take(s, out, n) < 0)
		return ERR_NOMEM;
	national_sort(sorted, room, of);
	out->of_national = (uint32_t)of;
	for (size_t i = 0; i < n; i++) {
		int64_t figure = s->figure[i];

		if (!is_authority(out, i) || figure == DECIMAL_NONE)
			continue;
		out->rank_national[i] = national_rank(sorted, of, figure, s->polarity);
		out->percentile[i] = national_percentile(out->rank_national[i], of);
		out->quartile[i] = s->no_quartile ? 0 : national_quartile(sorted, of, figure, s->polarity);
	}
	return 0;
}
