/* SPDX-License-Identifier: MIT
 *
 * Any events of indicators' stream, such as decode, and any commands, against the handlers of alerts on a real store:
 * nothing stops the service, what it tells decodes, and the same again makes the same state. One a line:
 *
 *   c MEASURE YEAR PARENT SCALE NATIONAL [AREA VALUE LOW HIGH COHORT]...   a column of an academic year
 *   s URN AUTHORITY NAME   a school        i URN DAY GRADE   its inspection
 *   o NAME                 Opened          x                 Done
 *   a ID VERB TEXT         what a person does: 0 note, 1 acknowledge, 2 assign to TEXT, 3 silence, 4 close, 5 reopen
 *   t MINUTES              so much time goes by, and what is due is done
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

/* More than a year at a time goes by for no test. */
#define MINUTES_MAX (400 * 24 * 60)
#define A_MINUTE    ((int64_t)60 * 1000000)

static int64_t at; /* what the clock shows */

/* Room for what one event points to. */
struct parts {
	uint32_t area[CELLS_MAX], flag[CELLS_MAX];
	int64_t value[CELLS_MAX], low[CELLS_MAX], high[CELLS_MAX];
	uint64_t cohort[CELLS_MAX];
	struct school school;
	struct inspection inspection;
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

static bool carry_out(struct served *served, const struct command *command)
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

static void read_column(char **rest, struct parts *parts, struct indicator_column *ret)
{
	struct column *figures = &ret->figures;

	*figures = (struct column){.measure = next_word(rest),
		.group = "all",
		.area = parts->area,
		.value = parts->value,
		.flag = parts->flag,
		.low = parts->low,
		.high = parts->high,
		.cohort = parts->cohort};
	figures->period = period_make(PERIOD_ACADEMIC, (unsigned)next_number(rest) % 4096, 0);
	figures->parent.v = (uint32_t)next_number(rest);
	figures->scale = (unsigned)next_number(rest) % 10;
	ret->national = (int64_t)next_number(rest);
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
	}
}

static bool read_event(char kind, char *rest, struct parts *parts, struct indicator_event *ret)
{
	*ret = (struct indicator_event){.submission = 3, .n = 1};
	memset(parts, 0, sizeof(*parts));
	if (kind == 'c') {
		ret->kind = INDICATOR_COLUMN;
		read_column(&rest, parts, &ret->column);
	} else if (kind == 's') {
		ret->kind = INDICATOR_REGISTER;
		ret->schools = &parts->school;
		parts->school.urn = (uint32_t)next_number(&rest);
		parts->school.authority = (uint32_t)next_number(&rest);
		parts->school.name = rest;
		parts->school.phase = parts->school.sector = "";
	} else if (kind == 'i') {
		ret->kind = INDICATOR_INSPECTIONS;
		ret->inspections = &parts->inspection;
		parts->inspection.urn = (uint32_t)next_number(&rest);
		parts->inspection.inspected = (uint32_t)next_number(&rest);
		parts->inspection.overall = (uint32_t)next_number(&rest);
		parts->inspection.column = "";
	} else if (kind == 'o') {
		ret->kind = INDICATOR_OPENED;
		ret->opened = (struct opened){.name = rest, .format = "", .status = ""};
	} else {
		ret->kind = INDICATOR_DONE;
		ret->done = (struct submission_done){true, at};
	}
	return kind == 'c' || kind == 's' || kind == 'i' || kind == 'o' || kind == 'x';
}

/* What a person does with an alert, for so long where that is asked for. */
static void read_action(char *rest, struct alert_action *ret)
{
	static const enum alert_verb verbs[] = {ALERT_VERB_NOTE, ALERT_VERB_ACKNOWLEDGE, ALERT_VERB_ASSIGN,
		ALERT_VERB_SILENCE, ALERT_VERB_CLOSE, ALERT_VERB_REOPEN};

	ret->id = next_number(&rest);
	ret->verb = verbs[next_number(&rest) % ARRAY_LEN(verbs)];
	ret->text = ret->who = rest;
	ret->until = ret->verb == ALERT_VERB_SILENCE ? at + 10 * 24 * 60 * A_MINUTE : 0;
}

static bool read_command(char kind, char *rest, struct command *ret)
{
	if (kind == 'a') {
		ret->kind = COMMAND_ALERT_ACTION;
		read_action(rest, &ret->alert_action);
	} else if (kind == 't') {
		ret->kind = COMMAND_TICK;
		at += (int64_t)(next_number(&rest) % MINUTES_MAX) * A_MINUTE;
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
	return kind == 'a' || kind == 'd' || kind == 'k' || kind == 't';
}

static void step(struct served *first, struct served *second, char *line)
{
	static struct parts parts;
	char *rest = line;
	char kind = *next_word(&rest);
	struct indicator_event event;
	struct command command;
	struct buffer out;

	if (kind == 'a' || kind == 'd' || kind == 'k' || kind == 't') {
		if (read_command(kind, rest, &command))
			require(carry_out(first, &command) == carry_out(second, &command),
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

static void configure(struct served *served)
{
	static const char rules[] =
		"rules:\n"
		"  - {id: below, title: Below, severity: watch, subject: figures, measure: ks4.attainment8,\n"
		"     when: \"high(ks4.attainment8) < national(ks4.attainment8) and cohort(ks4.attainment8) "
		">= 6\",\n"
		"     source: S, advice: A}\n"
		"  - {id: many, title: Many, severity: info, subject: figures, measure: ks4.pupils,\n"
		"     when: \"ks4.pupils - absence.overall > 100 or low(absence.overall) > 5\", source: S, "
		"advice: A}\n"
		"  - {id: grade, title: Grade, severity: urgent, subject: inspection, measure: "
		"ofsted.overall,\n"
		"     from: 2005-09-01, when: inspection.overall = 4, source: S, advice: A}\n";
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
		{COMMAND_CONFIGURE, {.configure = {"sender", "leep@council.example"}}},
	};

	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		require(carry_out(served, &commands[i]), "settings are taken");
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
	at = A_MINUTE;
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
