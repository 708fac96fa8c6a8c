/* SPDX-License-Identifier: MIT
 *
 * Regions from their authorities. A region's figure is worked out only when every authority that the catalogue has in
 * it is there: its neighbour's schools would be missing from it. The map changes on an April 1st, and publications of
 * such a year use the old authorities or the new ones, so those of January or those of December of the year in which
 * the period ends must be complete.
 *
 * Example: of the South West in 2018/19 a file has either Bournemouth, Dorset (before 2019) and Poole, or Dorset and
 * Bournemouth, Christchurch and Poole; without Cornwall it has no region.
 */
#include "services/indicators/standing/part.h"

struct found {
	bool lacks_january, lacks_december;
};

static bool existed(const struct area_def *area, uint32_t month)
{
	return area->since <= month && (area->until == 0 || month <= area->until);
}

static void add_authority(struct standing *s, const struct area_def *authority, struct area region,
	struct found found[AREA_REGIONS])
{
	uint32_t year = period_year(s->series.period), k = area_code(region) - AREA_REGION_MIN;
	struct worked worked;

	if (standing_worked(s, authority->area, &worked)) {
		worked_add(&s->region[k], &worked);
		s->region_worked[k] = true;
		return;
	}
	found[k].lacks_january |= existed(authority, year * 100 + 1);
	found[k].lacks_december |= existed(authority, year * 100 + 12);
}

void standing_add_up_regions(struct standing *s)
{
	struct found found[AREA_REGIONS] = {{false, false}};
	const struct area_def *area;
	size_t n = catalogue_areas(s->catalogue, &area);

	memset(s->region, 0, sizeof(s->region));
	memset(s->region_worked, 0, sizeof(s->region_worked));
	for (size_t i = 0; s->n_worked > 0 && i < n; i++) {
		const struct area_def *region = catalogue_area(s->catalogue, area[i].region);

		if (area_kind(area[i].area) != AREA_AUTHORITY || region == NULL)
			continue;
		add_authority(s, &area[i], region->area, found);
		if (area_kind(region->region) == AREA_REGION)
			add_authority(s, &area[i], region->region, found);
	}
	for (size_t k = 0; k < AREA_REGIONS; k++)
		if (found[k].lacks_january && found[k].lacks_december)
			s->region_worked[k] = false;
}
