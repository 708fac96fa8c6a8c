/* SPDX-License-Identifier: MIT
 *
 * See layout.h.
 */
#include "services/indicators/profile/layout.h"

#include <string.h>

#include "services/indicators/merge.h"
#include "services/indicators/profile/measures.h"
#include "services/indicators/profile/records.h"
#include "services/indicators/standing/standing.h"
#include "services/indicators/touching.h"

/* What a cell takes in a column: figures and numbers. */
#define BYTES_A_CELL 60

/* The areas of a group on a day, ascending, with what they add up to. */
struct layout {
	struct txn *txn;
	struct arena *arena;
	const struct catalogue *catalogue;
	const struct profile_day *day;
	struct period period;
	uint32_t day_month; /* of the year */
	enum profile_group group;
	size_t n;
	struct area *area;
	struct tally *tally;
	size_t bytes;
};

static void add(struct layout *layout, struct area area, const struct tally *tally)
{
	layout->area[layout->n] = area;
	layout->tally[layout->n++] = *tally;
}

/* Is enough known of an authority's schools to say which of them are in the group? */
static bool is_there(const struct layout *layout, uint32_t authority)
{
	return records_known_to(layout->txn, authority, profile_group_depth(layout->group));
}

static bool is_nation(const struct layout *layout)
{
	uint32_t authority[AUTHORITY_CODES];
	size_t n = days_authorities(layout->txn, layout->day->day, authority), there = 0;

	for (size_t i = 0; i < n; i++)
		there += is_there(layout, authority[i]) ? 1 : 0;
	return there >= NATION_AUTHORITIES_MIN;
}

/* What is known of a region while its authorities are gone through. */
struct region {
	struct tally tally;
	bool lacks_then; /* an authority that there was on the day */
	bool lacks_now;  /* one that there is still */
};

/* The region of an area, and with it that of which it is a part, as Inner London is of London. */
static void add_to_regions(const struct layout *layout, const struct area_def *authority, bool there,
	const struct tally *tally, struct region regions[AREA_REGIONS])
{
	uint32_t month = period_year(layout->period) * 100 + layout->day_month;
	bool existed = authority->since <= month && (authority->until == 0 || month <= authority->until);
	const struct area_def *def = catalogue_area(layout->catalogue, authority->region);

	for (; def != NULL; def = catalogue_area(layout->catalogue, def->region)) {
		struct region *region = &regions[area_code(def->area) - AREA_REGION_MIN];

		if (tally != NULL)
			tally_add(&region->tally, tally);
		region->lacks_then |= !there && existed;
		region->lacks_now |= !there && authority->until == 0;
	}
}

/* A region is told when all its authorities are there, by the map of the day or by that of now: schools are of the authority
 * that the register names, which may have taken the place of another since. */
static void add_up_regions(
	const struct layout *layout, const struct total *total, size_t n, struct region regions[AREA_REGIONS])
{
	const struct area_def *area;
	size_t areas = catalogue_areas(layout->catalogue, &area);

	for (size_t i = 0, k = 0; i < areas; i++) {
		uint32_t code = area_code(area[i].area);

		if (area_kind(area[i].area) != AREA_AUTHORITY)
			continue;
		while (k < n && total[k].authority < code)
			k++;
		add_to_regions(layout, &area[i], is_there(layout, code),
			k < n && total[k].authority == code ? &total[k].tally : NULL, regions);
	}
}

/* In the order of areas: England, authorities, regions. */
static int gather(struct layout *layout)
{
	struct region regions[AREA_REGIONS] = {{.lacks_now = false}};
	struct tally england = {{0}};
	struct total *total;
	size_t n;
	int rc = days_totals(layout->txn, layout->arena, layout->day->day, layout->group, &total, &n);

	if (rc < 0 || n == 0)
		return rc;
	layout->area = arena_take_array(layout->arena, n + 1 + AREA_REGIONS, sizeof(*layout->area));
	layout->tally = arena_take_array(layout->arena, n + 1 + AREA_REGIONS, sizeof(*layout->tally));
	if (layout->area == NULL || layout->tally == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		tally_add(&england, &total[i].tally);
	add_up_regions(layout, total, n, regions);
	if (is_nation(layout))
		add(layout, area_england(), &england);
	for (size_t i = 0; i < n; i++)
		add(layout, area_make(AREA_AUTHORITY, total[i].authority), &total[i].tally);
	for (uint32_t r = 0; r < AREA_REGIONS; r++)
		if (!(regions[r].lacks_then && regions[r].lacks_now) && !tally_is_empty(&regions[r].tally))
			add(layout, area_make(AREA_REGION, AREA_REGION_MIN + r), &regions[r].tally);
	return 0;
}

static int take(struct arena *arena, size_t n, bool percent, struct column *column)
{
	column->area = arena_take_array(arena, n, sizeof(*column->area));
	column->value = arena_take_array(arena, n, sizeof(*column->value));
	column->decimals = arena_take_array(arena, n, sizeof(*column->decimals));
	column->cohort = arena_take_array(arena, n, sizeof(*column->cohort));
	if (column->area == NULL || column->value == NULL || column->decimals == NULL ||
		column->cohort == NULL)
		return ERR_NOMEM;
	if (!percent)
		return 0;
	column->numerator = arena_take_array(arena, n, sizeof(*column->numerator));
	column->denominator = arena_take_array(arena, n, sizeof(*column->denominator));
	return column->numerator == NULL || column->denominator == NULL ? ERR_NOMEM : 0;
}

static int fill(const struct layout *layout, const struct profile_measure *measure, struct column *ret)
{
	const struct measure *def = catalogue_measure(layout->catalogue, measure->id);
	int64_t unit = measure->percent ? MICRO : 1;
	int rc = take(layout->arena, layout->n, measure->percent, ret);

	ret->scale = measure->percent ? MICRO_SCALE : 0;
	for (size_t i = 0; rc == 0 && i < layout->n; i++) {
		const struct tally *tally = &layout->tally[i];
		int64_t figure = profile_figure(measure, tally);
		size_t k = ret->n;

		if (figure == DECIMAL_NONE)
			continue;
		ret->n++;
		ret->area[k] = layout->area[i].v;
		ret->value[k] = figure;
		ret->decimals[k] = def == NULL ? 0 : def->decimals;
		ret->cohort[k] = tally->n[measure->of];
		if (!measure->percent)
			continue;
		ret->numerator[k] = (int64_t)tally->n[measure->count] * unit;
		ret->denominator[k] = (int64_t)tally->n[measure->of] * unit;
	}
	return rc;
}

/* What was counted names no row; a published figure does. */
static bool is_published(const struct column *held, size_t i)
{
	return array_number(held->row, i) != 0;
}

/* Leave the published cells of a column only. */
static void keep_published(struct column *column)
{
	size_t n = column->n;

	column->n = 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = column->n;

		if (!is_published(column, i))
			continue;
		column->n++;
#define MOVE(field)                \
	if (column->field != NULL) \
	column->field[k] = column->field[i]
		MOVE(area);
		MOVE(value);
		MOVE(decimals);
		MOVE(flag);
		MOVE(cohort);
		MOVE(low);
		MOVE(high);
		MOVE(numerator);
		MOVE(denominator);
		MOVE(row);
		MOVE(column_of);
		MOVE(submission);
#undef MOVE
	}
}

/* Nothing is left to count in any area of a column: say so where something was told. */
static int withdraw(struct arena *arena, struct column *column)
{
	column->decimals = column->flag = NULL;
	column->cohort = NULL;
	column->low = column->high = column->numerator = column->denominator = NULL;
	if (merge_spell_out(arena, column, 0) < 0)
		return ERR_NOMEM;
	for (size_t i = 0; i < column->n; i++) {
		column->value[i] = DECIMAL_NONE;
		column->flag[i] = FLAG_NOT_APPLICABLE;
	}
	return 0;
}

/* What is to stand in the place of what is held of the column: the cells that were counted, over which published ones lie. */
static int settle(struct layout *layout, struct series series, const struct column *held,
	const struct column *counted, struct column *ret)
{
	struct column published = {.n = 0}, mine = *counted;
	uint64_t submission = layout->day->submission;
	int rc = 0;

	for (size_t i = 0; i < held->n && published.n == 0; i++)
		if (is_published(held, i))
			(void)state_column(layout->txn, layout->arena, series, held->parent, &published);
	keep_published(&published);
	if (mine.n == 0 && published.n == 0) {
		mine = *held;
		rc = withdraw(layout->arena, &mine);
	}
	if (rc < 0)
		return rc;
	if (published.n == 0)
		return merge_columns(layout->arena, NULL, &mine, submission, NULL, NULL, ret);
	return merge_columns(layout->arena, &mine, &published, submission, NULL, NULL, ret);
}

static int lay_out(struct layout *layout, const struct profile_measure *measure)
{
	struct column counted = {.measure = measure->id,
		.period = layout->period,
		.group = profile_group_text(layout->group),
		.parent = area_england()};
	struct column held = {.n = 0}, column;
	struct series series;
	bool had;
	int rc = fill(layout, measure, &counted);

	if (rc < 0)
		return rc;
	had = state_known_series(layout->txn, &counted, &series) &&
	      state_column(layout->txn, layout->arena, series, counted.parent, &held);
	if ((counted.n == 0 && !had) || (!had && !state_series_left(layout->txn)))
		return 0;
	rc = settle(layout, series, &held, &counted, &column);
	if (rc < 0 || (had && merge_same(&held, &column)))
		return rc;
	series = state_series(layout->txn, &column);
	state_put_column(layout->txn, series, column.parent, layout->day->submission, &column);
	state_touch(layout->txn, series, column.parent);
	touching_beside(layout->txn, layout->catalogue, &column, column.parent);
	layout->bytes += column.n * BYTES_A_CELL;
	return 0;
}

int layout_group(struct txn *txn, struct arena *arena, const struct catalogue *catalogue,
	const struct profile_day *day, enum profile_group group, size_t *ret_bytes)
{
	struct layout layout = {
		.txn = txn, .arena = arena, .catalogue = catalogue, .day = day, .group = group};
	struct period_text text;
	int rc;

	/* A day that is no period, far in the future, has no profile. */
	*ret_bytes = 0;
	(void)day_print(day->day, &text);
	if (period_parse(text.text, strlen(text.text), PERIOD_ACADEMIC, &layout.period) < 0)
		return 0;
	layout.day_month = (layout.period.v & 0xffff) / 32; /* see period.h */
	rc = gather(&layout);
	for (size_t i = 0; rc == 0 && i < PROFILE_MEASURES; i++) {
		struct profile_measure measure;

		profile_measure(i, &measure);
		if (group < measure.groups)
			rc = lay_out(&layout, &measure);
	}
	*ret_bytes = layout.bytes;
	return rc;
}
