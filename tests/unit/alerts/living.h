/* SPDX-License-Identifier: MIT
 *
 * Alerts that live on a real store at given times, four rules, three advisers and a chain of two: what the tests of life/
 * share. What is told and what stands in histories is compared as text.
 */
#ifndef LEEP_TESTS_UNIT_ALERTS_LIVING_H
#define LEEP_TESTS_UNIT_ALERTS_LIVING_H

#include "tests/unit/store/temporary.h"

#include <string.h>

#include "common/base/clock.h"
#include "services/alerts/delivery/outbox.h"
#include "services/alerts/life/life_parts.h"

/* Schools 100001 and 100002 are A's, 100003 is B's, who has a digest a day, 100004 C's, who has one a week; all others the
 * duty adviser's. A is away from 8 to 10 May 2019. */
static const char living_caseloads[] =
	"authority: 855\n"
	"adviser_for_schools_not_listed: {name: Duty, email: duty@council.example}\n"
	"chain:\n"
	"  - {name: Head, email: head@council.example}\n"
	"  - {name: Director, email: director@council.example}\n"
	"advisers:\n"
	"  - name: A\n"
	"    email: a@council.example\n"
	"    schools: [100001, 100002]\n"
	"    away: [{from: 2019-05-08, until: 2019-05-10, cover: b@council.example}]\n"
	"  - {name: B, email: b@council.example, schools: [100003], digest: daily}\n"
	"  - {name: C, email: c@council.example, schools: [100004], digest: weekly}\n";

/* The early May bank holiday of 2019 is Monday 6 May, the spring one Monday 27 May, whose week is half-term here. */
static const char living_calendar[] =
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nBEGIN:VEVENT\r\n"
	"UID:half-term\r\nDTSTAMP:20190101T000000Z\r\nDTSTART;VALUE=DATE:20190527\r\n"
	"DTEND;VALUE=DATE:20190601\r\nSUMMARY:Half-term\r\nEND:VEVENT\r\n"
	"END:VCALENDAR\r\n";

static const char *const living_inhibits[] = {"figures.*"};

enum { RULE_SPECIAL, RULE_LOW, RULE_GAP, RULE_NEWS, LIVING_RULES };

struct living {
	struct folder *folder;
	struct store *store;
	struct txn txn;
	struct arena *arena, *scratch;
	struct catalogue *catalogue;
	struct rule rule[LIVING_RULES];
	struct rules rules;
	struct caseloads caseloads;
	struct calendar calendar;
	struct practice practice;
	struct changes changes;
	struct evaluation evaluation;
	char said[8000];
};

static inline void living_rules(struct living *living)
{
	static const struct {
		const char *id, *severity;
	} rules[LIVING_RULES] = {{"ofsted.special", "urgent"}, {"figures.low", "concern"},
		{"figures.gap", "watch"}, {"news.late", "info"}};

	for (size_t i = 0; i < LIVING_RULES; i++)
		living->rule[i] = (struct rule){.id = rules[i].id,
			.severity = rules[i].severity,
			.title = "A title",
			.source = "A source",
			.advice = "Some advice",
			.wording = "x > 1",
			.measure = "ks4.progress8",
			.recovers_wording = "",
			.event = ""};
	living->rule[RULE_SPECIAL].n_inhibits = 1;
	living->rule[RULE_SPECIAL].inhibits = living_inhibits;
	living->rules = (struct rules){LIVING_RULES, living->rule};
}

static inline int living_setup(void **state)
{
	struct living *living = calloc(1, sizeof(*living));
	struct store_options options;
	struct err_text error = {""};
	void *folder = NULL;

	if (living == NULL || folder_setup(&folder) < 0)
		return -1;
	living->folder = folder;
	options = store_options(folder_path(living->folder, "alerts"));
	options.tables = alerts_tables;
	options.n_tables = ALERTS_TABLES;
	living->store = opened(&options);
	living->arena = arena_open(16 * MIB);
	living->scratch = arena_open(16 * MIB);
	living_rules(living);
	if (caseloads_parse(living->arena, bytes_text(living_caseloads), &living->caseloads, &error) < 0 ||
		calendar_parse(living->arena, bytes_text(living_calendar), &living->calendar, &error) < 0 ||
		catalogue_open("common/model/catalogue", &living->catalogue, &error) < 0)
		fail_msg("%s", error.text);
	living->practice = (struct practice){.settling = 60 * (int64_t)1000000,
		.settling_at_most = 900 * (int64_t)1000000,
		.digest_at = 7 * 60 + 30,
		.repeat = {0, 10, 2, 1},
		.escalate = {0, 0, 3, 2},
		.acknowledged_for = 14};
	begin_write(living->store, &living->txn);
	living->evaluation = (struct evaluation){.txn = &living->txn,
		.arena = living->scratch,
		.rules = &living->rules,
		.caseloads = &living->caseloads,
		.practice = &living->practice,
		.calendar = &living->calendar,
		.catalogue = living->catalogue,
		.sender = "leep@council.example",
		.submission = 7,
		.changes = &living->changes};
	buffer_init(&living->evaluation.event, MIB);
	*state = living;
	return 0;
}

static inline int living_teardown(void **state)
{
	struct living *living = *state;
	void *folder = living->folder;

	assert_int_equal(txn_commit(&living->txn), 0);
	buffer_done(&living->evaluation.event);
	free(living->changes.change);
	catalogue_free(living->catalogue);
	arena_free(living->arena);
	arena_free(living->scratch);
	store_free(living->store);
	free(living);
	return folder_teardown(&folder);
}

/* -- what happens ------------------------------------------------------------------------------------------------- */

static inline void now(struct living *living, const char *moment)
{
	assert_int_equal(clock_parse_time(moment, &living->evaluation.at), 0);
}

/* Seen by a rule; not told yet. */
static inline void see(struct living *living, size_t rule, uint32_t urn, const char *summary)
{
	struct seen seen = {.rule = &living->rule[rule],
		.title = living->rule[rule].title,
		.authority = 855,
		.urn = urn,
		.name = "A School",
		.measure = "ks4.progress8",
		.period = "2018/19",
		.summary = summary,
		.adviser = living->caseloads.fallback};

	for (size_t i = 0; i < living->caseloads.n; i++)
		if (living->caseloads.school[i].urn == urn)
			seen.adviser = living->caseloads.school[i].adviser;
	assert_int_equal(life_raise(&living->evaluation, &seen), 0);
}

static inline void tell(struct living *living)
{
	assert_int_equal(life_tell(&living->evaluation), 0);
}

/* One alert in a submission of its own. */
static inline void seen_alone(struct living *living, size_t rule, uint32_t urn, const char *summary)
{
	living->evaluation.submission++;
	see(living, rule, urn, summary);
	tell(living);
}

static inline void gone_alone(struct living *living, uint64_t id, const char *why)
{
	living->evaluation.submission++;
	assert_int_equal(life_resolve(&living->evaluation, id, why), 0);
	tell(living);
}

static inline int tick(struct living *living, unsigned max)
{
	bool day;
	int rc = life_tick(&living->evaluation, max, &day);

	return rc == 0 && day ? life_tell(&living->evaluation) : rc;
}

/* All that is due by a moment, each thing at its own time, as a service does that runs all the while. */
static inline void wait_until(struct living *living, const char *moment)
{
	int64_t until, due;

	assert_int_equal(clock_parse_time(moment, &until), 0);
	living->evaluation.submission = 0;
	while (life_due(&living->txn, &due) && due <= until) {
		living->evaluation.at = due > living->evaluation.at ? due : living->evaluation.at;
		assert_int_equal(tick(living, 1), 0);
	}
	living->evaluation.at = until;
	living->evaluation.submission = 100;
}

/* What somebody does; the code. */
static inline int act(struct living *living, uint64_t id, enum alert_verb verb, const char *text,
	const char *who, const char *until)
{
	struct alert_action action = {.id = id, .verb = verb, .text = text, .who = who};
	struct err_text error = {""};
	uint64_t submission = living->evaluation.submission;
	int rc;

	if (until != NULL)
		assert_int_equal(clock_parse_time(until, &action.until), 0);
	living->evaluation.submission = 0;
	rc = life_act(&living->evaluation, &action, "jane", &error);
	assert_int_equal(rc < 0, error.text[0] != '\0');
	if (rc == 0)
		tell(living);
	living->evaluation.submission = submission;
	return rc;
}

/* -- what came of it ---------------------------------------------------------------------------------------------- */

static inline struct alert *alert_of(struct living *living, uint64_t id)
{
	struct alert *alert = arena_take_array(living->arena, 1, sizeof(*alert));

	assert_non_null(alert);
	assert_true(state_alert(&living->txn, living->arena, id, alert));
	return alert;
}

static inline void say_more(struct living *living, const char *text)
{
	size_t len = strlen(living->said);

	(void)snprintf(living->said + len, sizeof(living->said) - len, "%s", text);
}

/* Every message written since this was last asked, oldest first: "kind to KEY-less address (for NAME): URN what, what; URN
 * ...|". The outbox is emptied. */
static inline const char *told(struct living *living)
{
	struct waiting waiting;
	struct notice notice;

	living->said[0] = '\0';
	while (outbox_next(&living->txn, living->arena, "", 0, &waiting)) {
		assert_true(outbox_notice(&living->txn, living->arena, waiting.key, &notice));
		say_more(living, notice.kind);
		say_more(living, " ");
		say_more(living, notice.to_name);
		if (notice.for_name[0] != '\0') {
			say_more(living, " for ");
			say_more(living, notice.for_name);
		}
		for (size_t i = 0; i < notice.n_school; i++) {
			char urn[16];

			(void)snprintf(urn, sizeof(urn), "%s %u", i == 0 ? ":" : ";", notice.school[i].urn);
			say_more(living, urn);
			for (size_t k = 0; k < notice.school[i].n; k++) {
				say_more(living, k == 0 ? " " : ", ");
				say_more(living, notice.school[i].alert[k].what);
			}
		}
		say_more(living, "|");
		outbox_settle(&living->txn, living->arena, &waiting);
	}
	return living->said;
}

/* The history of an alert: "what, what, ..."; the chain must be whole. */
static inline const char *history(struct living *living, uint64_t id)
{
	uint8_t chain[SHA256_LEN] = {0}, next[SHA256_LEN];
	struct scan scan;

	living->said[0] = '\0';
	sequence_scan(&scan, &living->txn, SEQUENCE_LOG, 1);
	while (scan_next(&scan)) {
		struct alert_event event;
		const char *reason;

		assert_int_equal(alert_decode(living->arena, scan.value, &event, &reason), 0);
		if (event.kind != ALERT_EVENT_CHANGED || event.changed.alert.id != id)
			continue;
		history_chain(chain, &event.changed.line, next);
		assert_memory_equal(next, event.changed.line.chain, SHA256_LEN);
		memcpy(chain, next, SHA256_LEN);
		say_more(living, living->said[0] == '\0' ? "" : ", ");
		say_more(living, event.changed.line.what);
	}
	scan_end(&scan);
	return living->said;
}

/* The text of the last line of an alert's history. */
static inline const char *last_text(struct living *living, uint64_t id)
{
	const char *text = "";
	struct scan scan;

	sequence_scan(&scan, &living->txn, SEQUENCE_LOG, 1);
	while (scan_next(&scan)) {
		struct alert_event event;
		const char *reason;

		assert_int_equal(alert_decode(living->arena, scan.value, &event, &reason), 0);
		if (event.kind == ALERT_EVENT_CHANGED && event.changed.alert.id == id)
			text = event.changed.line.text;
	}
	scan_end(&scan);
	return text;
}

#define LIVING_TEST(name) cmocka_unit_test_setup_teardown(name, living_setup, living_teardown)

#endif
