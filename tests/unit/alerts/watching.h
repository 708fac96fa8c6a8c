/* SPDX-License-Identifier: MIT
 *
 * Rules that watch over one authority, 855, on a real store: what tests of facts and judgements share. What is told goes the
 * way of the stream, encoded and decoded; a submission ends with done().
 */
#ifndef LEEP_TESTS_UNIT_ALERTS_WATCHING_H
#define LEEP_TESTS_UNIT_ALERTS_WATCHING_H

#include "tests/unit/store/temporary.h"

#include <string.h>

#include "common/base/clock.h"
#include "services/alerts/judging/evaluate.h"
#include "services/alerts/judging/walk.h"
#include "services/alerts/state/keep.h"

#define NONE DECIMAL_NONE

/* One rule a line: id, subject, measure, when and what else it has. */
#define RULE(id, subject, measure, when, more)                                                  \
	"  - {id: " id ", title: T, severity: concern, source: S, advice: A, subject: " subject \
	", measure: " measure ", when: '" when "'" more "}\n"

#define P8      "ks4.progress8"
#define OVERALL "ofsted.overall"

/* Schools of 855 and, last, of 856. */
#define OAK   100001u
#define ELM   100002u
#define ASH   100003u
#define OTHER 200001u

static const char watching_caseloads[] =
	"authority: 855\n"
	"adviser_for_schools_not_listed: {name: Duty, email: duty@council.example}\n"
	"county: {name: Director, email: director@council.example}\n"
	"data_team: {name: Data, email: data@council.example}\n"
	"advisers:\n"
	"  - {name: A, email: a@council.example, schools: [100001]}\n";

struct watching {
	struct folder *folder;
	struct store *store;
	struct txn txn;
	struct arena *arena, *scratch, *said; /* of settings, of an event or a school, of what tests read */
	struct facts_columns *columns;
	struct catalogue *catalogue;
	struct a_g_list *a_g;
	struct rules rules;
	struct caseloads caseloads;
	struct calendar calendar;
	struct practice practice;
	struct changes changes;
	struct evaluation evaluation;
	struct keeping keeping;
};

static inline int watching_setup(void **state)
{
	struct watching *w = calloc(1, sizeof(*w));
	struct err_text error = {""};
	void *folder = NULL;

	if (w == NULL || folder_setup(&folder) < 0)
		return -1;
	*state = w;
	w->folder = folder;
	w->store = opened_with(w->folder, "alerts", alerts_tables, ALERTS_TABLES);
	w->arena = arena_open(16 * MIB);
	w->scratch = arena_open(16 * MIB);
	w->said = arena_open(16 * MIB);
	w->columns = calloc(1, sizeof(*w->columns));
	assert_non_null(w->columns);
	w->columns->arena = arena_open(16 * MIB);
	if (caseloads_parse(w->arena, bytes_text(watching_caseloads), &w->caseloads, &error) < 0 ||
		catalogue_open("common/model/catalogue", &w->catalogue, &error) < 0 ||
		a_g_list_open("common/model/catalogue", w->catalogue, &w->a_g, &error) < 0)
		fail_msg("%s", error.text);
	begin_write(w->store, &w->txn);
	w->evaluation = (struct evaluation){.txn = &w->txn,
		.arena = w->scratch,
		.columns = w->columns,
		.rules = &w->rules,
		.caseloads = &w->caseloads,
		.practice = &w->practice,
		.calendar = &w->calendar,
		.catalogue = w->catalogue,
		.sender = "leep@council.example",
		.submission = 1,
		.changes = &w->changes};
	w->keeping = (struct keeping){w->scratch, w->catalogue, w->a_g, &w->caseloads};
	assert_int_equal(clock_parse_time("2019-10-15T09:00:00Z", &w->evaluation.at), 0);
	buffer_init(&w->evaluation.event, MIB);
	return 0;
}

static inline int watching_teardown(void **state)
{
	struct watching *w = *state;
	void *folder = w->folder;

	assert_int_equal(txn_commit(&w->txn), 0);
	buffer_done(&w->evaluation.event);
	free(w->changes.change);
	a_g_list_free(w->a_g);
	catalogue_free(w->catalogue);
	arena_free(w->columns->arena);
	free(w->columns);
	arena_free(w->arena);
	arena_free(w->scratch);
	arena_free(w->said);
	store_free(w->store);
	free(w);
	return folder_teardown(&folder);
}

#define WATCHING(test) cmocka_unit_test_setup_teardown(test, watching_setup, watching_teardown)

/* -- what is told -------------------------------------------------------------------------------------------------- */

static inline void tell_event(struct watching *w, struct indicator_event *event)
{
	struct indicator_event decoded;
	const char *reason = "";
	struct buffer out;

	event->submission = w->evaluation.submission;
	buffer_init(&out, MIB);
	assert_int_equal(indicator_encode(event, &out), 0);
	arena_reset(w->scratch);
	if (indicator_decode(w->scratch, bytes_of(out.data, out.len), &decoded, &reason) < 0)
		fail_msg("%s", reason);
	keep(&w->keeping, &w->txn, &decoded, bytes_of(out.data, out.len));
	assert_int_equal(w->txn.error, 0);
	buffer_done(&out);
}

static inline void tell_file(struct watching *w, const char *name, const char *status, uint32_t published)
{
	struct indicator_event event = {.kind = INDICATOR_OPENED,
		.opened = {.name = name, .format = "x", .status = status, .published = published}};

	tell_event(w, &event);
}

static inline void tell_school(struct watching *w, const struct school *school)
{
	struct school one = *school;
	struct indicator_event event = {.kind = INDICATOR_REGISTER, .n = 1, .schools = &one};

	tell_event(w, &event);
}

/* A mainstream school of 855, as tables tell it. */
static inline struct school school_of(uint32_t urn, const char *name)
{
	struct school school;

	school_init(&school, urn);
	school.authority = urn == OTHER ? 856 : 855;
	school.name = name;
	school.setting = "mainstream";
	return school;
}

static inline void tell_schools(struct watching *w)
{
	static const struct {
		uint32_t urn;
		const char *name;
	} schools[] = {{OAK, "Oak"}, {ELM, "Elm"}, {ASH, "Ash"}, {OTHER, "Other"}};

	for (size_t i = 0; i < ARRAY_LEN(schools); i++) {
		struct school school = school_of(schools[i].urn, schools[i].name);

		tell_school(w, &school);
	}
}

static inline void tell_inspection(struct watching *w, const struct inspection *inspection)
{
	struct inspection one = *inspection;
	struct indicator_event event = {.kind = INDICATOR_INSPECTIONS, .n = 1, .inspections = &one};

	one.column = one.column == NULL ? "Overall effectiveness" : one.column;
	tell_event(w, &event);
}

static inline uint32_t day_of(const char *text)
{
	uint32_t day = 0;

	assert_int_equal(day_parse(text, strlen(text), &day), 0);
	return day;
}

static inline void tell_grade(struct watching *w, uint32_t urn, const char *day, uint32_t grade)
{
	struct inspection inspection = {
		.urn = urn, .inspected = day_of(day), .overall = grade, .frame = FRAME_HEADLINE, .row = 9};

	tell_inspection(w, &inspection);
}

static inline void tell_happened(struct watching *w, struct area area, const char *kind, const char *day,
	const char *outcome, const char *reference)
{
	struct school_event one = {area, kind, day_of(day), outcome, reference, 4};
	struct indicator_event event = {.kind = INDICATOR_EVENTS, .n = 1, .events = &one};

	tell_event(w, &event);
}

static inline void tell_link(struct watching *w, uint32_t urn, uint32_t to, const char *kind, uint32_t since)
{
	struct school_link one = {urn, to, "Another", kind, since, 2};
	struct indicator_event event = {.kind = INDICATOR_LINKS, .n = 1, .links = &one};

	tell_event(w, &event);
}

static inline void tell_column(struct watching *w, const struct indicator_column *column)
{
	struct indicator_event event = {.kind = INDICATOR_COLUMN, .column = *column};

	tell_event(w, &event);
}

static inline struct period year_of(unsigned end)
{
	return period_make(PERIOD_ACADEMIC, end, 0);
}

/* One school's figure in hundredths, beside England's of 0. */
static inline void tell_figure(
	struct watching *w, const char *measure, unsigned year, uint32_t urn, int64_t hundredths)
{
	static char *columns[] = {(char *)(uintptr_t) "P8MEA"};
	uint32_t area = area_make(AREA_SCHOOL, urn).v, row = 7;
	uint64_t cohort = 100;
	struct indicator_column column = {
		.figures = {.measure = measure,
			.group = "all",
			.period = year_of(year),
			.parent = area_make(AREA_AUTHORITY, urn == OTHER ? 856 : 855),
			.scale = 2,
			.n = 1,
			.area = &area,
			.value = &hundredths,
			.cohort = &cohort,
			.row = &row,
			.n_source_column = 1,
			.source_column = columns},
		.national = 0,
		.authority = DECIMAL_NONE};

	tell_column(w, &column);
}

/* The place of the authority itself. */
static inline void tell_place(
	struct watching *w, const char *measure, unsigned year, int64_t value, uint32_t quartile)
{
	uint32_t area = area_make(AREA_AUTHORITY, 855).v;
	struct indicator_column column = {.figures = {.measure = measure,
						  .group = "all",
						  .period = year_of(year),
						  .parent = area_england(),
						  .n = 1,
						  .area = &area,
						  .value = &value},
		.national = 60000000,
		.authority = NONE,
		.of_national = 151,
		.quartile = &quartile};

	tell_column(w, &column);
}

/* -- rules and what follows ---------------------------------------------------------------------------------------- */

static inline void watch_by(struct watching *w, const char *yaml)
{
	struct err_text error = {""};

	if (rules_parse(w->arena, bytes_text(yaml), w->catalogue, &w->rules, &error) < 0)
		fail_msg("%s", error.text);
	state_touch_all(&w->txn);
}

/* The end of a submission. */
static inline void done(struct watching *w)
{
	w->changes.n = 0;
	assert_int_equal(evaluate_touched(&w->evaluation), 0);
	w->evaluation.submission++;
}

static inline void now(struct watching *w, const char *moment)
{
	assert_int_equal(clock_parse_time(moment, &w->evaluation.at), 0);
}

/* The rule's alert of a school (0: the authority), measure and period; NULL when there is none. */
static inline const struct alert *alert_of(
	struct watching *w, const char *rule, uint32_t urn, const char *measure, const char *period)
{
	uint64_t id = state_alert_id(&w->txn, rule, urn, measure, period);
	struct alert *alert = arena_take(w->said, sizeof(*alert));

	if (id == 0)
		return NULL;
	assert_non_null(alert);
	assert_true(state_alert(&w->txn, w->said, id, alert));
	return alert;
}

/* How it stands: "open", "resolved" ...; "none". */
static inline const char *state_of(
	struct watching *w, const char *rule, uint32_t urn, const char *measure, const char *period)
{
	const struct alert *alert = alert_of(w, rule, urn, measure, period);

	return alert == NULL ? "none" : alert_state_text(alert->state);
}

/* The text of the last line of history that the log has of an alert. */
static inline const char *last_line(struct watching *w, uint64_t id)
{
	const char *text = "";
	struct scan scan;

	sequence_scan(&scan, &w->txn, SEQUENCE_LOG, 1);
	while (scan_next(&scan)) {
		struct alert_event event;
		const char *reason;

		assert_int_equal(alert_decode(w->said, scan.value, &event, &reason), 0);
		if (event.kind == ALERT_EVENT_CHANGED && event.changed.alert.id == id)
			text = arena_print(
				w->said, "%s: %s", event.changed.line.what, event.changed.line.text);
	}
	scan_end(&scan);
	return text;
}

#endif
