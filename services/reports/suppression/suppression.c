/* SPDX-License-Identifier: MIT
 *
 * See suppression.h. Of a sheet only what is hidden is kept. The columns under England are kept of three years, since
 * every authority's schools need them; the schools' own are read for each sheet.
 */
#include "services/reports/suppression/suppression.h"

#include <stdlib.h>

#include "services/reports/suppression/mask.h"
#include "services/reports/suppression/sheet.h"

/* One sheet: a thousand groups of 170 areas, or twenty of 1,500 schools, at 600 bytes a cell with its place in the
 * audit. */
#define SHEET_ARENA ((size_t)128 * 1024 * 1024)

/* Decisions: 150 authorities over 20 years, most of them of 50 bytes because nothing is hidden. */
#define DECIDED_MAX   4096
#define DECIDED_BYTES ((size_t)16 * 1024 * 1024)

/* This year and those that a change or a mean of three years reaches back to. */
#define YEARS 3

/* Cells of one group of which something is hidden. */
struct decided_group {
	const char *name;
	struct column areas; /* n and area only */
	uint8_t *hidden;
};

struct decided {
	struct period period;
	struct area parent;
	size_t n;
	struct decided_group *group;
};

/* Columns under England of one period. */
struct above {
	struct arena *arena;
	struct period period; /* 0: none */
	uint64_t used;
	struct sheet sheet;
};

struct suppression {
	struct reading *reading;
	struct known known;
	uint64_t threshold;
	char measure[MEASURE_ID_MAX + 1];
	const struct measure *known_measure; /* NULL: not of the catalogue */
	const char *unit;                    /* then, what its description said */
	size_t n;
	struct decided *decided;
	struct arena *kept; /* what they point to */
	struct arena *work; /* of the sheet under way */
	struct arena *side; /* of one that another asks about */
	uint64_t uses;
	struct above above[YEARS];
};

struct suppression *suppression_open(void)
{
	struct suppression *s = calloc(1, sizeof(*s));
	bool ok = true;

	if (s == NULL)
		return NULL;
	s->decided = calloc(DECIDED_MAX, sizeof(*s->decided));
	s->kept = arena_open(2 * DECIDED_BYTES);
	s->work = arena_open(SHEET_ARENA);
	s->side = arena_open(SHEET_ARENA);
	ok = s->decided != NULL && s->kept != NULL && s->work != NULL && s->side != NULL;
	for (size_t i = 0; i < YEARS; i++) {
		s->above[i].arena = arena_open(SHEET_ARENA);
		ok = ok && s->above[i].arena != NULL;
	}
	if (!ok) {
		suppression_free(s);
		s = NULL;
	}
	return s;
}

void suppression_free(struct suppression *suppression)
{
	if (suppression == NULL)
		return;
	for (size_t i = 0; i < YEARS; i++)
		arena_free(suppression->above[i].arena);
	arena_free(suppression->work);
	arena_free(suppression->side);
	arena_free(suppression->kept);
	free(suppression->decided);
	free(suppression);
}

static void forget(struct suppression *s)
{
	s->n = 0;
	s->measure[0] = '\0';
	arena_reset(s->kept);
	for (size_t i = 0; i < YEARS; i++)
		s->above[i].period.v = 0;
}

void suppression_begin(
	struct suppression *suppression, struct reading *reading, struct known known, uint64_t threshold)
{
	if (threshold < 2)
		threshold = 0; /* nobody is fewer than one */
	if (suppression->known.submission != known.submission ||
		suppression->known.published != known.published || suppression->threshold != threshold)
		forget(suppression);
	suppression->reading = reading;
	suppression->known = known;
	suppression->threshold = threshold;
}

/* What the measure says of pupils depends on its unit, which of one that came as data is looked up once. */
static int begin_measure(struct suppression *s, const char *measure)
{
	struct measure_def def = {.unit = ""};

	forget(s);
	memcpy(s->measure, measure, strlen(measure) + 1);
	arena_reset(s->work);
	s->known_measure = catalogue_measure(s->reading->catalogue, measure);
	if (s->known_measure == NULL)
		(void)state_measure(s->reading->txn, s->work, measure, &def);
	s->unit = arena_text(s->kept, def.unit, strlen(def.unit));
	return s->unit == NULL ? ERR_NOMEM : 0;
}

/* The groups of a sheet, without their columns. */
static int lay_out(struct suppression *s, struct arena *arena, struct period period, struct area parent,
	struct sheet *ret)
{
	const char **name;
	struct sheet sheet = {.catalogue = s->reading->catalogue,
		.measure = s->known_measure,
		.parent = parent,
		.threshold = s->threshold};
	int rc = state_pupil_groups(s->reading->txn, arena, s->measure, period, &name, &sheet.n_groups);

	if (rc < 0)
		return rc;
	sheet.group = arena_take_array(arena, sheet.n_groups, sizeof(*sheet.group));
	if (sheet.group == NULL)
		return ERR_NOMEM;
	for (size_t g = 0; g < sheet.n_groups; g++)
		sheet.group[g] = (struct sheet_group){
			.name = name[g], .people = people_of(s->known_measure, s->measure, s->unit, name[g])};
	*ret = sheet;
	return 0;
}

static int fetch(struct suppression *s, struct arena *arena, struct period period, struct sheet *sheet)
{
	for (size_t g = 0; g < sheet->n_groups; g++) {
		struct indicator_event *event = arena_take(arena, sizeof(*event));
		struct sheet_group *group = &sheet->group[g];

		if (event == NULL)
			return ERR_NOMEM;
		if (!state_beside(s->reading->txn, arena, &s->known, s->measure, period, group->name,
			    sheet->parent, event))
			continue;
		group->column = &event->column;
		group->people = people_seen(group->people, sheet->measure, &event->column.figures);
	}
	return 0;
}

static bool has_secret(const struct sheet *sheet)
{
	for (size_t g = 0; g < sheet->n_groups; g++)
		if (sheet->group[g].column != NULL &&
			sheet_has_secret(sheet->group[g].column, sheet->group[g].people, sheet->threshold))
			return true;
	return false;
}

/* -- decisions ------------------------------------------------------------------------------------------------- */

static struct decided *decided_find(struct suppression *s, struct period period, struct area parent)
{
	for (size_t i = s->n; i > 0; i--)
		if (s->decided[i - 1].period.v == period.v && area_equal(s->decided[i - 1].parent, parent))
			return &s->decided[i - 1];
	return NULL;
}

static bool hides_some(const struct sheet_group *group)
{
	for (size_t i = 0; group->hidden != NULL && i < group->column->figures.n; i++)
		if (group->hidden[i] != 0)
			return true;
	return false;
}

static int keep_group(struct suppression *s, const struct sheet_group *group, struct decided_group *ret)
{
	size_t n = group->column->figures.n;

	ret->name = arena_text(s->kept, group->name, strlen(group->name));
	ret->areas.n = n;
	ret->areas.area = arena_take_array(s->kept, n, sizeof(*ret->areas.area));
	ret->hidden = arena_take_array(s->kept, n, sizeof(*ret->hidden));
	if (ret->name == NULL || ret->areas.area == NULL || ret->hidden == NULL)
		return ERR_NOMEM;
	memcpy(ret->areas.area, group->column->figures.area, n * sizeof(*ret->areas.area));
	memcpy(ret->hidden, group->hidden, n * sizeof(*ret->hidden));
	return 0;
}

/* Keep what is hidden of a sheet; `sheet` NULL: nothing is. */
static int keep(struct suppression *s, struct period period, struct area parent, const struct sheet *sheet,
	struct decided **ret)
{
	struct decided one = {.period = period, .parent = parent};
	int rc = 0;

	if (s->n == DECIDED_MAX)
		return ERR_NOMEM;
	if (sheet != NULL) {
		one.group = arena_take_array(s->kept, sheet->n_groups, sizeof(*one.group));
		rc = one.group == NULL ? ERR_NOMEM : 0;
	}
	for (size_t g = 0; rc == 0 && sheet != NULL && g < sheet->n_groups; g++)
		if (hides_some(&sheet->group[g]))
			rc = keep_group(s, &sheet->group[g], &one.group[one.n++]);
	if (rc < 0)
		return rc;
	s->decided[s->n] = one;
	*ret = &s->decided[s->n++];
	return 0;
}

static struct mask_beside beside(const struct decided *decided, const char *group)
{
	for (size_t g = 0; group != NULL && g < decided->n; g++)
		if (strcmp(decided->group[g].name, group) == 0)
			return (struct mask_beside){&decided->group[g].areas, decided->group[g].hidden};
	return (struct mask_beside){NULL, NULL};
}

static int decide_schools(struct arena *arena, struct sheet *sheet, const struct above *above)
{
	for (size_t g = 0; g < sheet->n_groups; g++) {
		const struct sheet_group *wider = &above->sheet.group[g];
		ptrdiff_t at =
			wider->column == NULL ? -1 : column_find(&wider->column->figures, sheet->parent);

		if (at < 0)
			continue;
		sheet->group[g].above = wider->column;
		sheet->group[g].at = (size_t)at;
		sheet->group[g].above_hidden = wider->hidden == NULL ? 0 : wider->hidden[at];
	}
	return sheet_decide(arena, sheet);
}

/* Ask an authority's schools whether its figures have to be hidden for their sake. */
static int ask_schools(struct suppression *s, struct above *above, struct area authority, bool *ret_some)
{
	struct sheet sheet;
	int rc;

	arena_reset(s->side);
	rc = lay_out(s, s->side, above->period, authority, &sheet);
	if (rc == 0)
		rc = fetch(s, s->side, above->period, &sheet);
	if (rc < 0 || !has_secret(&sheet))
		return rc;
	rc = decide_schools(s->side, &sheet, above);
	for (size_t g = 0; rc == 0 && g < sheet.n_groups; g++) {
		struct sheet_group *wider = &above->sheet.group[g];
		ptrdiff_t at = wider->column == NULL ? -1 : column_find(&wider->column->figures, authority);
		uint8_t *seed;

		if (at < 0 || sheet.group[g].above_hidden == 0)
			continue;
		seed = wider->seed != NULL ? (uint8_t *)(uintptr_t)wider->seed
					   : arena_take_array(above->arena, wider->column->figures.n, 1);
		if (seed == NULL)
			return ERR_NOMEM;
		seed[at] |= sheet.group[g].above_hidden;
		wider->seed = seed;
		*ret_some = true;
	}
	return rc;
}

/* Once for each authority with a figure that may have to be hidden for its schools' sake. */
static int ask_all_schools(struct suppression *s, struct above *above)
{
	bool some = false;
	int rc = 0;

	for (size_t g = 0; rc == 0 && g < above->sheet.n_groups; g++) {
		const struct indicator_column *column = above->sheet.group[g].column;

		for (size_t i = 0; rc == 0 && column != NULL && i < column->figures.n; i++)
			if (sheet_has_extreme(column, i, above->sheet.group[g].people))
				rc = ask_schools(s, above, (struct area){column->figures.area[i]}, &some);
	}
	return rc == 0 && some ? sheet_decide(above->arena, &above->sheet) : rc;
}

/* The columns under England of a period, decided. */
static int look_above(struct suppression *s, struct period period, struct above **ret)
{
	struct above *above = &s->above[0];
	int rc;

	for (size_t i = 0; i < YEARS; i++) {
		if (s->above[i].period.v == period.v) {
			s->above[i].used = ++s->uses;
			*ret = &s->above[i];
			return 0;
		}
		if (s->above[i].used < above->used)
			above = &s->above[i];
	}
	above->period.v = 0;
	arena_reset(above->arena);
	rc = lay_out(s, above->arena, period, area_england(), &above->sheet);
	if (rc == 0)
		rc = fetch(s, above->arena, period, &above->sheet);
	if (rc == 0 && has_secret(&above->sheet))
		rc = sheet_decide(above->arena, &above->sheet);
	if (rc < 0)
		return rc;
	above->period = period;
	rc = ask_all_schools(s, above);
	if (rc < 0) {
		above->period.v = 0;
		return rc;
	}
	above->used = ++s->uses;
	*ret = above;
	return 0;
}

/* What is hidden under England in a period; `own` is a column of it that is at hand, or NULL. */
static int england(
	struct suppression *s, struct period period, const struct indicator_column *own, struct decided **ret)
{
	struct above *above = NULL;
	struct sheet sheet;
	int rc = 0;

	*ret = decided_find(s, period, area_england());
	if (*ret != NULL)
		return 0;
	if (own != NULL) {
		/* Most often it is the only column, and has nothing to hide. */
		arena_reset(s->work);
		rc = lay_out(s, s->work, period, area_england(), &sheet);
		if (rc == 0 && sheet.n_groups == 1 &&
			!sheet_has_secret(own, sheet.group[0].people, s->threshold) &&
			!state_has_schools(s->reading->txn, s->measure, period, sheet.group[0].name))
			return keep(s, period, area_england(), NULL, ret);
	}
	if (rc == 0)
		rc = look_above(s, period, &above);
	return rc < 0 ? rc : keep(s, period, area_england(), &above->sheet, ret);
}

/* What is hidden of an authority's schools in a period. */
static int schools(struct suppression *s, struct period period, struct area parent, struct decided **ret)
{
	struct above *above = NULL;
	struct sheet sheet;
	bool secret;
	int rc;

	*ret = decided_find(s, period, parent);
	if (*ret != NULL)
		return 0;
	arena_reset(s->work);
	rc = lay_out(s, s->work, period, parent, &sheet);
	if (rc == 0)
		rc = fetch(s, s->work, period, &sheet);
	if (rc < 0)
		return rc;
	secret = has_secret(&sheet);
	if (secret)
		rc = look_above(s, period, &above);
	if (secret && rc == 0)
		rc = decide_schools(s->work, &sheet, above);
	return rc < 0 ? rc : keep(s, period, parent, secret ? &sheet : NULL, ret);
}

/* What is hidden of the same group under the same parent some periods before. */
static int look_back(
	struct suppression *s, const struct column *figures, unsigned back, struct mask_beside *ret)
{
	struct period period = figures->period;
	struct decided *decided;
	int rc;

	for (unsigned i = 0; i < back && period.v != 0; i++)
		period = period_previous(period);
	if (period.v == 0)
		return 0;
	rc = area_kind(figures->parent) == AREA_NATION ? england(s, period, NULL, &decided)
						       : schools(s, period, figures->parent, &decided);
	if (rc == 0)
		*ret = beside(decided, figures->group);
	return rc;
}

/* Of a span, which begins a year after the one before it. */
static unsigned years_of(struct period period)
{
	bool span =
		period_kind(period) == PERIOD_CALENDAR_SPAN || period_kind(period) == PERIOD_ACADEMIC_SPAN;

	return span ? period.v & 0xffff : 1;
}

static int look_around(struct suppression *s, const struct indicator_column *column, struct mask *mask)
{
	const struct column *figures = &column->figures;
	bool nation = area_kind(figures->parent) == AREA_NATION;
	struct decided *decided;
	int rc = england(s, figures->period, nation ? column : NULL, &decided);

	if (rc < 0)
		return rc;
	mask->england = beside(decided, figures->group);
	if (!nation)
		rc = schools(s, figures->period, figures->parent, &decided);
	if (rc < 0)
		return rc;
	mask->hidden = beside(decided, figures->group).hidden;
	mask->gap = beside(decided, column->gap_group);
	if (column->change != NULL)
		rc = look_back(s, figures, 1, &mask->change);
	for (unsigned i = 0; rc == 0 && (column->trend != NULL || column->pooled != NULL) && i < 2; i++)
		rc = look_back(s, figures, (i + 1) * years_of(figures->period), &mask->before[i]);
	return rc;
}

int suppression_apply(struct suppression *suppression, struct indicator_column *column)
{
	struct mask mask = {.threshold = suppression->threshold};
	const char *measure = column->figures.measure;
	int rc = 0;

	if (suppression->threshold == 0)
		return 0;
	/* A column takes up to eight decisions: of four periods, under England and of schools. */
	if (strcmp(suppression->measure, measure) != 0 || suppression->n + 8 > DECIDED_MAX ||
		arena_used(suppression->kept) > DECIDED_BYTES)
		rc = begin_measure(suppression, measure);
	if (rc == 0)
		rc = look_around(suppression, column, &mask);
	return rc < 0 ? rc : mask_column(suppression->reading->scratch, &mask, column);
}
