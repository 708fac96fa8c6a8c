/* SPDX-License-Identifier: MIT
 *
 * Any events of indicators' stream, such as decode, and any commands, against the handlers of alerts on a real store:
 * nothing stops the service, what it tells decodes, and the same again makes the same state. One a line:
 *
 *   c MEASURE YEAR PARENT SCALE NATIONAL [AREA VALUE LOW HIGH COHORT]...   a column of an academic year
 *   g GROUP MEASURE ...    the same of a pupil group
 *   s URN AUTHORITY NAME   a school        r URN AUTHORITY CLOSED STATUS   the same from a register
 *   i URN DAY GRADE        its inspection  j URN DAY FRAME SAFEGUARDING    the same in another frame: 1 to 3
 *   e AREA DAY REFERENCE KIND   an event   l URN TO SINCE KIND             a tie of two schools
 *   o NAME                 Opened          x                               Done
 *   t MICROSECONDS         a tick
 *   a ID VERB TEXT         what a person does: 0 note, 1 acknowledge, 2 assign to TEXT, 3 silence, 4 close, 5 reopen
 *   d KEY                  a message was delivered
 *   k CONFIG TEXT          a setting; "|" is a line end
 *
 * PARENT and AREA are numbers of areas: code * 8 + kind. A cell without a value has a flag.
 */
#include "services/alerts/alerts.h"

#include "common/model/alert.h"
#include "common/model/command.h"
#include "common/model/indicator.h"
#include "tests/fuzz/served.h"
#include "tests/fuzz/words.h"

#define CELLS_MAX 20
#define STEPS_MAX 60
#define TIME_MAX  INT64_C(4000000000000000) /* the year 2096 */

/* When submissions come and people act. */
#define A_DAY_OF_2019 INT64_C(1570000000000000)
#define TEN_DAYS      ((int64_t)10 * 24 * 3600 * 1000000)

/* Room for what one event points to. */
struct parts {
	uint32_t area[CELLS_MAX], flag[CELLS_MAX];
	int64_t value[CELLS_MAX], low[CELLS_MAX], high[CELLS_MAX];
	uint64_t cohort[CELLS_MAX];
	uint32_t quartile[CELLS_MAX];
	struct school school;
	struct inspection inspection;
	struct judgement judgement[2];
	struct school_event happened;
	struct school_link link;
};

static void free_alerts(void *self)
{
	alerts_free(self);
}

static void start(struct served *served, const char *state)
{
	struct alerts *alerts = NULL;

	served_open(served, &alerts_spec, state);
	require(alerts_open(served->service, &alerts) == 0, "alerts opens");
	served->self = alerts;
	served->free = free_alerts;
}

static bool carry_out(struct served *served, const struct command *command, int64_t at)
{
	static const uint8_t id[REQUEST_ID_LEN];
	struct err_text text = {""};
	struct buffer body, out;
	struct ask ask = {.at = at, .who = "fuzz", .id = id};
	struct txn txn;
	int rc;

	buffer_init(&body, (size_t)1024 * 1024);
	buffer_init(&out, (size_t)1024 * 1024);
	require(command_encode(command, &body) == 0, "a command can be encoded");
	ask.body = bytes_of(body.data, body.len);
	(void)txn_begin(served->service->store, TXN_WRITE, &txn);
	rc = served->service->handlers->command(served->service->self, &txn, &ask, &out, &text);
	require(txn.error == 0 && !out.failed, "a command fails no transaction");
	if (rc < 0)
		require(text.text[0] != '\0', "what is refused is refused with a reason");
	require(txn_commit(&txn) == 0, "a command is committed");
	buffer_done(&body);
	buffer_done(&out);
	return rc == 0;
}

/* -- lines ------------------------------------------------------------------------------------------------------- */

/* What stands beside a figure is made of its cohort and its interval. */
static void read_column(const char *group, char **rest, struct parts *parts, struct indicator_column *ret)
{
	struct column *figures = &ret->figures;

	*figures = (struct column){.measure = next_word(rest),
		.group = group,
		.area = parts->area,
		.value = parts->value,
		.flag = parts->flag,
		.low = parts->low,
		.high = parts->high,
		.cohort = parts->cohort};
	figures->period = period_make(PERIOD_ACADEMIC, (unsigned)next_number(rest) % 4096, 0);
	figures->parent.v = (uint32_t)next_number(rest);
	figures->scale = (unsigned)next_number(rest) % 10;
	ret->national = ret->authority = (int64_t)next_number(rest);
	ret->neighbours = ret->phase = ret->change = ret->trend = parts->high;
	ret->worked_out = ret->gap = ret->pooled = parts->low;
	ret->worked_cohort = ret->worked_hidden_cohort = parts->cohort;
	ret->quartile = parts->quartile;
	ret->gap_group = "others";
	while (**rest != '\0' && figures->n < CELLS_MAX) {
		size_t i = figures->n++;
		char *value;

		parts->area[i] = (uint32_t)next_number(rest);
		value = next_word(rest);
		parts->flag[i] = value[0] == '-' && value[1] == '\0' ? FLAG_SUPPRESSED : FLAG_PRESENT;
		parts->value[i] = parts->flag[i] == FLAG_PRESENT ? strtoll(value, NULL, 10) : DECIMAL_NONE;
		parts->low[i] = (int64_t)next_number(rest);
		parts->high[i] = (int64_t)next_number(rest);
		parts->cohort[i] = next_number(rest);
		parts->quartile[i] = (uint32_t)(parts->cohort[i] % (QUARTILES + 1));
	}
}

static void read_school(char kind, char **rest, struct school *ret)
{
	school_init(ret, (uint32_t)next_number(rest));
	ret->authority = (uint32_t)next_number(rest);
	if (kind == 'r') {
		ret->closed = (uint32_t)next_number(rest);
		ret->status = *rest;
	} else {
		ret->name = *rest;
	}
}

static void read_inspection(char kind, char **rest, struct parts *parts)
{
	struct inspection *ret = &parts->inspection;

	ret->urn = (uint32_t)next_number(rest);
	ret->inspected = (uint32_t)next_number(rest);
	ret->column = ret->concern = ret->safeguarding = ret->outcome = "";
	if (kind == 'i') {
		ret->overall = (uint32_t)next_number(rest);
		return;
	}
	ret->frame = (enum inspection_frame)(next_number(rest) % FRAMES);
	ret->safeguarding = *rest;
	parts->judgement[0] = (struct judgement){"achievement", "Needs attention", 0, 0, "A"};
	parts->judgement[1] = (struct judgement){"leadership-and-governance", "4", 0, 0, "L"};
	parts->judgement[1].grade = ret->frame == FRAME_SUB_JUDGEMENTS ? 4 : 0;
	ret->n_judgements = ARRAY_LEN(parts->judgement);
	ret->judgement = parts->judgement;
}

static void read_tie(char **rest, struct school_link *ret)
{
	ret->urn = (uint32_t)next_number(rest);
	ret->to = (uint32_t)next_number(rest);
	ret->since = (uint32_t)next_number(rest);
	ret->name = "";
	ret->kind = *rest;
}

static void read_happened(char **rest, struct school_event *ret)
{
	ret->area.v = (uint32_t)next_number(rest);
	ret->day = (uint32_t)next_number(rest);
	ret->reference = ret->outcome = next_word(rest);
	ret->kind = *rest;
}

static bool read_event(char kind, char *rest, struct parts *parts, struct indicator_event *ret)
{
	*ret = (struct indicator_event){.submission = 3, .n = 1};
	memset(parts, 0, sizeof(*parts));
	if (kind == 'c' || kind == 'g') {
		ret->kind = INDICATOR_COLUMN;
		read_column(kind == 'g' ? next_word(&rest) : "all", &rest, parts, &ret->column);
	} else if (kind == 's' || kind == 'r') {
		ret->kind = INDICATOR_REGISTER;
		ret->schools = &parts->school;
		read_school(kind, &rest, &parts->school);
	} else if (kind == 'i' || kind == 'j') {
		ret->kind = INDICATOR_INSPECTIONS;
		ret->inspections = &parts->inspection;
		read_inspection(kind, &rest, parts);
	} else if (kind == 'e') {
		ret->kind = INDICATOR_EVENTS;
		ret->events = &parts->happened;
		read_happened(&rest, &parts->happened);
	} else if (kind == 'l') {
		ret->kind = INDICATOR_LINKS;
		ret->links = &parts->link;
		read_tie(&rest, &parts->link);
	} else if (kind == 'o') {
		ret->kind = INDICATOR_OPENED;
		ret->opened = (struct opened){.name = rest, .format = "", .status = ""};
	} else if (kind == 'x') {
		ret->kind = INDICATOR_DONE;
		ret->done = (struct submission_done){true, A_DAY_OF_2019};
	} else {
		return false;
	}
	return true;
}

/* What a person does with an alert, for so long where that is asked for. */
static void read_action(char *rest, struct alert_action *ret)
{
	static const enum alert_verb verbs[] = {ALERT_VERB_NOTE, ALERT_VERB_ACKNOWLEDGE, ALERT_VERB_ASSIGN,
		ALERT_VERB_SILENCE, ALERT_VERB_CLOSE, ALERT_VERB_REOPEN};

	ret->id = next_number(&rest);
	ret->verb = verbs[next_number(&rest) % ARRAY_LEN(verbs)];
	ret->text = ret->who = rest;
	ret->until = ret->verb == ALERT_VERB_SILENCE ? A_DAY_OF_2019 + TEN_DAYS : 0;
}

static void read_command(char kind, char *rest, struct command *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (kind == 't') {
		ret->kind = COMMAND_TICK;
	} else if (kind == 'a') {
		ret->kind = COMMAND_ALERT_ACTION;
		read_action(rest, &ret->alert_action);
	} else if (kind == 'd') {
		ret->kind = COMMAND_DELIVERY_OUTCOME;
		ret->delivery_outcome = (struct delivery_outcome){
			.key = next_word(&rest), .channel = "mail", .state = DELIVERY_DELIVERED, .text = ""};
	} else {
		ret->kind = COMMAND_CONFIGURE;
		ret->configure.name = next_word(&rest);
		ret->configure.text = rest;
		for (char *p = rest; *p != '\0'; p++)
			if (*p == '|')
				*p = '\n';
	}
}

static void step(struct served *first, struct served *second, char *line)
{
	static struct parts parts;
	char *rest = line;
	char kind = *next_word(&rest);
	struct indicator_event event;
	struct command command = {0};
	struct buffer out;

	if (kind == 'a' || kind == 'd' || kind == 'k' || kind == 't') {
		int64_t at = kind == 't' ? (int64_t)next_number(&rest) % TIME_MAX : A_DAY_OF_2019;

		read_command(kind, rest, &command);
		require(carry_out(first, &command, at) == carry_out(second, &command, at),
			"the same is answered the same");
		return;
	}
	if (!read_event(kind, rest, &parts, &event))
		return;
	buffer_init(&out, (size_t)1024 * 1024);
	require(indicator_encode(&event, &out) == 0, "an event can be encoded");
	served_apply(first, bytes_of(out.data, out.len));
	served_apply(second, bytes_of(out.data, out.len));
	buffer_done(&out);
}

/* -- before and after -------------------------------------------------------------------------------------------- */

/* A rule: "  - {id: below, ... subject: figures, measure: ks4.attainment8, when: '...'}". */
#define RULE(id, subject, measure, when, more)                                                \
	"  - {id: " id ", title: T, severity: watch, source: S, advice: A, subject: " subject \
	", measure: " measure ", when: '" when "'" more "}\n"

static void configure(struct served *served)
{
	static const char rules[] = "rules:\n" RULE("below", "figures", "ks4.attainment8",
		"high(ks4.attainment8) < national(ks4.attainment8) and cohort(ks4.attainment8) >= 6",
		"") RULE("many", "figures", "ks4.pupils",
		"ks4.pupils - absence.overall > 100 or low(absence.overall) > 5",
		"") RULE("group", "figures", "ks4.attainment8",
		"ks4.attainment8[girls] < phase(ks4.attainment8) or change(ks4.attainment8, 2) < -1 or "
		"gap(ks4.attainment8[girls]) > 1 and inspection.overall = 2 or school.status = \"Open\"",
		", latest: true, recovers: 'ks4.attainment8 > 50'") RULE("grade", "inspection",
		"ofsted.overall", "inspection.overall = 4",
		", from: 2005-09-01") RULE("words", "inspection", "ofsted.overall",
		"inspection.safeguarding = \"not met\" or judgements(\"needs attention\") >= 1 or "
		"judgement(\"leadership\") = 4 or previous(inspection.overall) = 3",
		", inhibits: [below]") RULE("event", "event", "events.complaint",
		"events(\"complaint\", 365) >= 2 or event.outcome = \"R\"", ", event: complaint")
		RULE("places", "county", "any",
			"quartile(it) = 4 and quartile(previous(it)) < 4 or neighbours(it) > it", "")
			RULE("cover", "county", "ks4.attainment8", "coverage(ks4.attainment8) < 90", "")
				RULE("late", "data", "ks4.attainment8", "data.late > 14", ", due: 10-31");
	static const char caseloads[] =
		"authority: 855\n"
		"adviser_for_schools_not_listed: {name: Duty, email: duty@council.example}\n"
		"chain: [{name: B, email: b@council.example, digest: daily}]\n"
		"advisers: [{name: A, email: a@council.example, schools: [119903]}]\n";
	static const char practice[] =
		"settling: 60\nsettling_at_most: 120\ndigest_at: \"07:30\"\ndigest_day: monday\n"
		"repeat: {info: 1, watch: 1, concern: 1, urgent: 1}\n"
		"escalate: {info: 1, watch: 1, concern: 1, urgent: 1}\nacknowledged_for: 3\n";
	static const struct command commands[] = {
		{COMMAND_CONFIGURE, {.configure = {"practice", practice}}},
		{COMMAND_CONFIGURE, {.configure = {"rules", rules}}},
		{COMMAND_CONFIGURE, {.configure = {"caseloads", caseloads}}},
		{COMMAND_CONFIGURE, {.configure = {"practice", practice}}},
		{COMMAND_CONFIGURE, {.configure = {"calendar", ""}}},
		{COMMAND_CONFIGURE, {.configure = {"sender", "leep@council.example"}}},
	};

	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		require(carry_out(served, &commands[i], 1000000), "settings are taken");
}

static void check_log(struct served *served)
{
	static struct arena *arena;
	struct scan scan;
	struct txn txn;

	if (arena == NULL)
		arena = arena_open((size_t)8 * 1024 * 1024);
	(void)txn_begin(served->service->store, TXN_READ, &txn);
	sequence_scan(&scan, &txn, SEQUENCE_LOG, 1);
	while (scan_next(&scan)) {
		struct alert_event event;
		const char *reason = "";

		arena_reset(arena);
		require(alert_decode(arena, scan.value, &event, &reason) == 0, reason);
	}
	scan_end(&scan);
	require(txn.error == 0, "the log can be read");
	txn_abort(&txn);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct served first, second;
	char *text = text_of(data, size), *rest = text, *line = next_line(&rest);

	served_prepare();
	start(&first, "first");
	start(&second, "second");
	configure(&first);
	configure(&second);
	for (unsigned i = 0; i < STEPS_MAX && line != NULL; i++, line = next_line(&rest))
		step(&first, &second, line);
	check_log(&first);
	require_same_state(&first, &second);
	served_close(&second);
	served_close(&first);
	scratch_remove(served_folder);
	free(text);
	return 0;
}
