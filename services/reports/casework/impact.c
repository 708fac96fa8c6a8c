/* SPDX-License-Identifier: MIT
 *
 * What became of schools that were supported: inspections before and after, figures before and after beside similar schools. It
 * shows what happened, not why. See answers.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "services/reports/casework/answers.h"
#include "services/reports/casework/records.h"
#include "services/reports/casework/similar.h"
#include "services/reports/suppression/suppression.h"

/* Packages in one answer: a hundred a year in twenty years, 2 KB each; and those that are known of, 40 bytes each. */
#define PACKAGES_MAX 2000
#define SUPPORT_MAX  50000

/* The headline figures of each key stage, in the years that had them. */
static const char *const headline[] = {"ks2.rwm.4plus", "ks2.rwm.expected", "ks2.reading.progress",
	"ks2.writing.progress", "ks2.maths.progress", "ks4.5ac_em", "ks4.attainment8", "ks4.progress8",
	"ks4.basics_94", "ks4.basics_95", "absence.overall", "absence.persistent_15",
	"absence.persistent_10"};

static const char *const columns[] = {"package", "case", "urn", "school", "provider_kind", "provider",
	"start", "end", "inspected_before", "frame_before", "judged_before", "inspected_after", "frame_after",
	"judged_after", "measure", "title", "period_before", "before", "period_after", "after", "change",
	"similar_change", "similar", "note"};

struct judged {
	uint32_t day; /* 0: there is none */
	const char *frame, *text;
};

struct package {
	struct support support;
	const char *provider_kind, *provider;
	const char *start, *end;
	struct judged before, after;
	size_t n_course;
	struct course course[ARRAY_LEN(headline)];
};

struct packages {
	size_t n;
	struct package *package;
	struct support *support; /* of all, also of those that are not asked for */
	size_t n_support;
};

static uint32_t day_of(const char *value, uint32_t otherwise)
{
	uint32_t day;

	return day_parse(value, strlen(value), &day) == 0 ? day : otherwise;
}

static bool wants(const struct impact_query *query, struct area area, const struct record *record)
{
	if (query->record != 0)
		return record->id == query->record;
	return area_kind(area) == AREA_NONE ||
	       (area_kind(area) == AREA_AUTHORITY && record->authority == area_code(area)) ||
	       (area_kind(area) == AREA_SCHOOL && record->urn == area_code(area));
}

static const char *copied(struct reading *reading, const struct record *record, const char *field)
{
	const char *text = arena_print(reading->arena, "%s", record_value(record, field));

	return text == NULL ? "" : text;
}

static int read_packages(
	struct reading *reading, const struct impact_query *query, struct area area, struct packages *ret)
{
	struct records_walk walk;
	uint64_t id;

	ret->package = arena_take_array(reading->arena, PACKAGES_MAX + 1, sizeof(*ret->package));
	ret->support = arena_take_array(reading->arena, SUPPORT_MAX, sizeof(*ret->support));
	if (ret->package == NULL || ret->support == NULL)
		return ERR_NOMEM;
	records_of_kind(&walk, reading->txn, "package", 0);
	while (ret->n_support < SUPPORT_MAX && ret->n <= PACKAGES_MAX && records_next(&walk, &id)) {
		struct support *support = &ret->support[ret->n_support];
		struct record record;

		arena_reset(reading->scratch);
		if (!records_get(reading->txn, reading->scratch, id, &record) ||
			record.state == RECORD_WITHDRAWN)
			continue;
		ret->n_support++;
		*support = (struct support){id, record.case_id, record.urn, record.authority,
			day_of(record_value(&record, "start"), 0),
			day_of(record_value(&record, "end"), UINT32_MAX)};
		if (wants(query, area, &record))
			ret->package[ret->n++] = (struct package){.support = *support,
				.provider_kind = copied(reading, &record, "provider_kind"),
				.provider = copied(reading, &record, "provider"),
				.start = copied(reading, &record, "start"),
				.end = copied(reading, &record, "end"),
				.before = {0, "", ""},
				.after = {0, "", ""}};
	}
	records_end(&walk);
	return reading->txn->error;
}

/* -- inspections ------------------------------------------------------------------------------------------------- */

static const char *judgement(struct reading *reading, const struct inspection *inspection)
{
	static const char *const grades[] = {"", "outstanding", "good", "requires improvement", "inadequate"};
	/* "Requires improvement" was "satisfactory" until August 2012: 2012-09-01 as days since 1970-01-01. */
	bool satisfactory = inspection->overall == 3 && inspection->inspected < 15584;
	const char *text = inspection->overall == 0 || inspection->overall >= ARRAY_LEN(grades)
				   ? reading_judgements(reading->arena, inspection)
				   : arena_print(reading->arena, "%u (%s)", inspection->overall,
					     satisfactory ? "satisfactory" : grades[inspection->overall]);

	if (text != NULL && inspection->concern[0] != '\0')
		text = arena_print(reading->arena, "%s; %s", text, inspection->concern);
	return text == NULL ? "" : text;
}

/* Inspections come newest first: the last seen since the start is the first after it, the first seen before is the last before. */
static void place_inspection(
	struct reading *reading, struct package *package, const struct inspection *inspection)
{
	bool after = inspection->inspected >= package->support.from;
	struct judged judged = {inspection->inspected, inspection_frame_text(inspection->frame), ""};

	if (!after && package->before.day != 0)
		return;
	judged.text = judgement(reading, inspection);
	*(after ? &package->after : &package->before) = judged;
}

static void read_inspections(struct reading *reading, struct packages *packages)
{
	uint64_t known = state_flow_indicators(reading->txn);
	struct happenings_walk walk;
	struct area area;

	state_happenings(&walk, reading->txn, bytes_of(NULL, 0));
	while (state_happenings_next(&walk, &area)) {
		struct observation happened = {0};

		for (size_t i = 0; area_kind(area) == AREA_SCHOOL && i < packages->n; i++) {
			if (packages->package[i].support.urn != area_code(area))
				continue;
			arena_reset(reading->scratch);
			if (!state_happening(&walk, reading->scratch, &happened))
				break;
			if (happened.kind == OBSERVATION_INSPECTIONS && happened.submission <= known &&
				!happened.inspections[0].another &&
				happened.inspections[0].frame != FRAME_UNGRADED)
				place_inspection(reading, &packages->package[i], &happened.inspections[0]);
		}
	}
	state_happenings_end(&walk);
}

/* -- figures ----------------------------------------------------------------------------------------------------- */

/* Measure by measure, since what may be shown is settled for one measure at a time. */
static int read_courses(struct reading *reading, struct packages *packages)
{
	struct similar *similar = similar_begin(reading, packages->support, packages->n_support);
	int rc = similar == NULL ? ERR_NOMEM : 0;

	for (size_t m = 0; m < ARRAY_LEN(headline); m++) {
		const struct measure *measure = catalogue_measure(reading->catalogue, headline[m]);

		for (size_t i = 0; rc == 0 && measure != NULL && i < packages->n; i++) {
			struct package *package = &packages->package[i];
			struct course *course = &package->course[package->n_course];

			rc = similar_course(similar, &package->support, measure, course);
			if (course->before.v != 0 || course->after.v != 0)
				package->n_course++;
		}
	}
	return rc;
}

static void add_judged(struct grid *grid, const struct judged *judged)
{
	grid_day(grid, judged->day);
	grid_text(grid, judged->frame);
	grid_text(grid, judged->text);
}

static const char *note_of(const struct course *course)
{
	if (course->hidden)
		return "a small number is not shown";
	if (course->broken)
		return "the measure changed between the years: they are not compared";
	if (course->before.v == 0 || course->after.v == 0)
		return course->before.v == 0 ? "no figure before" : "no figure since";
	return course->n_similar == 0 ? "no similar school without support" : "";
}

static void add_course(struct grid *grid, const struct course *course)
{
	const struct pair *own = &course->own;
	struct period_text period;

	grid_text(grid, course->measure->id);
	grid_text(grid, course->measure->title);
	grid_text(grid, course->before.v == 0 ? "" : period_print(course->before, &period));
	grid_derived(grid, own->before, course->decimals);
	grid_text(grid, course->after.v == 0 ? "" : period_print(course->after, &period));
	grid_derived(grid, own->after, course->decimals);
	grid_derived(grid, course->broken ? DECIMAL_NONE : decimal_difference(own->after, own->before),
		course->decimals);
	grid_derived(grid, course->similar_change, course->decimals);
	grid_number(grid, course->n_similar);
	grid_text(grid, note_of(course));
}

static void add_package(struct reading *reading, struct grid *grid, const struct package *package,
	const struct course *course)
{
	const struct support *support = &package->support;

	arena_reset(reading->scratch);
	grid_number(grid, support->id);
	grid_number(grid, support->case_id);
	grid_number(grid, support->urn);
	grid_text(grid, reading_area_name(reading, area_make(AREA_SCHOOL, support->urn)));
	grid_text(grid, package->provider_kind);
	grid_text(grid, package->provider);
	grid_text(grid, package->start);
	grid_text(grid, package->end);
	add_judged(grid, &package->before);
	add_judged(grid, &package->after);
	if (course != NULL)
		add_course(grid, course);
	for (int i = 0; course == NULL && i < 9; i++)
		grid_text(grid, "");
	if (course == NULL)
		grid_text(grid, "no headline figure is known of the school");
}

int answer_impact(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	const struct impact_query *asking = &query->impact;
	struct area area = area_make(AREA_NONE, 0);
	struct packages packages = {0};
	struct grid grid;
	int rc = reading_check_role(asking->role, text);

	if (rc == 0 && asking->area[0] != '\0' && area_parse(asking->area, &area) < 0)
		return error_set(text, ERR_INVAL,
			"area '%.60s': expected the three-digit code of an authority or a URN", asking->area);
	if (rc == 0)
		rc = read_packages(reading, asking, area, &packages);
	if (rc < 0)
		return rc;
	if (packages.n > PACKAGES_MAX || packages.n_support == SUPPORT_MAX)
		return error_set(text, ERR_LIMIT,
			"more packages than one answer holds: ask for one authority or school");
	if (asking->record != 0 && packages.n == 0)
		return error_set(
			text, ERR_NOTFOUND, "there is no package %llu", (unsigned long long)asking->record);
	suppression_begin(reading->suppression, reading, state_known_at(reading->txn, reading->receipts, 0),
		asking->role[0] != '\0' ? 0 : reading->suppress_below);
	read_inspections(reading, &packages);
	rc = read_courses(reading, &packages);
	if (rc < 0)
		return rc;
	grid_begin(&grid, reading->arena, "impact", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < packages.n; i++) {
		const struct package *package = &packages.package[i];

		for (size_t k = 0; k < package->n_course || k == 0; k++)
			add_package(
				reading, &grid, package, package->n_course == 0 ? NULL : &package->course[k]);
	}
	if (grid.failed || grid.text > GRID_TEXT_MAX)
		return error_set(
			text, ERR_LIMIT, "more than one answer holds: ask for one authority or school");
	ret->n_tables = 1;
	return grid_end(&grid, &ret->table[0]);
}
