/* SPDX-License-Identifier: MIT
 *
 * Any commands on the record of support, on a real store with two schools and an alert: nothing stops, what is refused is refused
 * with a reason and has written nothing, a trial foretells what is done, and what must hold between records holds after every
 * command. The same again makes the same state. One a line, fields parted by "|":
 *
 *   a KIND ID CASE URN|name=value|...    add          c, x, o, w: change, close, reopen, withdraw
 *   & ID CASE URN|name=value|...         one more row of the command above
 *   u NAME                               who writes from now on
 *
 * "^" in a value is a line end. Each command comes a day after the one before, from 1 April 2016.
 */
#include "services/alerts/casework/casework.h"

#include "common/base/utf8.h"
#include "common/model/case_kinds.h"
#include "common/model/period.h"
#include "services/alerts/casework/records.h"
#include "tests/fuzz/words.h"

#define ROWS_MAX  8
#define STEPS_MAX 80
#define FIRST_DAY 16892 /* 2016-04-01 */

/* One state, and what works on it. */
struct desk {
	struct store *store;
	struct arena *arena, *scratch;
	struct buffer event;
};

struct rows {
	struct case_row row[ROWS_MAX];
	struct record_field field[ROWS_MAX][RECORD_FIELDS_MAX];
};

static void put_known(struct txn *txn, struct buffer *event)
{
	static const char *const types[] = {"Community school", "Academy converter"};
	struct alert alert = {.id = 7,
		.rule = "r",
		.severity = "watch",
		.state = ALERT_OPEN,
		.urn = 100001,
		.measure = "m",
		.period = "p"};
	struct alert_event out = {.kind = ALERT_EVENT_CHANGED, .changed = {alert, {.who = "leep"}}};
	struct school school;

	for (uint32_t i = 0; i < ARRAY_LEN(types); i++) {
		school_init(&school, 100001 + i);
		school.authority = 855;
		school.name = "A school";
		school.type = types[i];
		state_put_school(txn, &school, 1);
	}
	buffer_clear(event);
	require(alert_encode(&out, event) == 0, "an alert can be encoded");
	state_put_alert(txn, &alert, bytes_of(event->data, event->len));
}

static void open_desk(struct desk *desk, const char *name)
{
	struct store_options options = {.map_size = (size_t)1 << 20,
		.map_max = (size_t)64 << 20,
		.schema = 1,
		.tables = alerts_tables,
		.n_tables = ALERTS_TABLES,
		.scratch = true};
	struct err_text text = {""};
	char path[120];
	struct txn txn;

	(void)snprintf(path, sizeof(path), "%s/%s", scratch_folder(), name);
	scratch_remove(path);
	options.path = path;
	require(store_open(&options, &desk->store, &text) == 0, text.text);
	desk->arena = arena_open((size_t)32 << 20);
	desk->scratch = arena_open((size_t)32 << 20);
	buffer_init(&desk->event, (size_t)1 << 20);
	require(desk->arena != NULL && desk->scratch != NULL, "memory");
	(void)txn_begin(desk->store, TXN_WRITE, &txn);
	put_known(&txn, &desk->event);
	require(txn_commit(&txn) == 0, "what is known is kept");
}

static void close_desk(struct desk *desk)
{
	store_free(desk->store);
	arena_free(desk->arena);
	arena_free(desk->scratch);
	buffer_done(&desk->event);
}

/* -- what must hold ---------------------------------------------------------------------------------------------- */

static void check_fields(struct txn *txn, struct arena *arena, const struct record *record)
{
	const struct case_kind *kind = case_kind(record->kind);
	const struct case_field *closing;

	require(kind != NULL, "a record is of a known kind");
	closing = case_kind_closing(kind);
	require(record->state == RECORD_WITHDRAWN ||
			(record->state == RECORD_CLOSED) ==
				(closing != NULL && record_value(record, closing->name)[0] != '\0'),
		"closed is what has what closes it");
	for (size_t i = 0; i < case_kind_fields(kind); i++) {
		const struct case_field *field = &kind->field[i];
		const char *value = record_value(record, field->name);
		struct record other;

		require(value[0] != '\0' || (field->flags & CASE_NEEDED) == 0, "what is needed is there");
		require(strcmp(case_value_read(arena, field, value), value) == 0,
			"values are kept in one way");
		if (field->type != CASE_TYPE_RECORD || value[0] == '\0')
			continue;
		require(records_get(txn, arena, strtoull(value, NULL, 10), &other), "what is named is there");
		require(strcmp(other.kind, field->of) == 0, "and of its kind");
		require(record->state == RECORD_WITHDRAWN || other.state != RECORD_WITHDRAWN,
			"and was not withdrawn");
		require(other.case_id == 0 || other.case_id == record->case_id, "and of the same case");
	}
}

static void check_record(struct txn *txn, struct arena *arena, const struct record *record)
{
	const struct case_kind *kind = case_kind(record->kind);
	struct record of;

	check_fields(txn, arena, record);
	require(kind->in_case == (record->case_id != 0), "it belongs to a case, or to none");
	if (record->case_id == 0)
		return;
	require(records_get(txn, arena, record->case_id, &of) && strcmp(of.kind, "case") == 0 &&
			of.urn == record->urn,
		"the case is there, and about the same school");
	require(record->state != RECORD_OPEN || of.state == RECORD_OPEN || !kind->holds_open,
		"a case that is closed has nothing open");
	require(record->state == RECORD_WITHDRAWN || of.state != RECORD_WITHDRAWN,
		"a case that was withdrawn has nothing");
}

static void check_all(struct desk *desk)
{
	struct scan scan;
	struct txn txn;
	struct key all;

	key_init(&all);
	(void)txn_begin(desk->store, TXN_READ, &txn);
	scan_begin(&scan, &txn, ALERTS_RECORDS, &all);
	while (scan_next(&scan)) {
		struct record record;

		arena_reset(desk->arena);
		require(records_get(&txn, desk->arena, bytes_u64be(scan.key.data), &record),
			"a record can be read");
		check_record(&txn, desk->arena, &record);
	}
	scan_end(&scan);
	require(txn.error == 0, "records can be read");
	txn_abort(&txn);
}

/* -- commands ---------------------------------------------------------------------------------------------------- */

static int carry_out(struct desk *desk, const struct case_command *command, const char *who, int64_t at)
{
	struct command_result result = {.text = "", .name = ""};
	struct err_text text = {""};
	struct ask ask = {.at = at, .who = who};
	struct txn txn;
	uint64_t log;
	int rc;

	arena_reset(desk->arena);
	(void)txn_begin(desk->store, TXN_WRITE, &txn);
	log = sequence_last(&txn, SEQUENCE_LOG);
	rc = casework_act(&(struct casework){&txn, desk->arena, desk->scratch, &desk->event}, command, &ask,
		&result, &text);
	require(txn.error == 0, "no command fails its transaction");
	require(rc == 0 || rc == ERR_REFUSED, "a command is carried out or refused");
	if (rc < 0)
		require_reason(text.text);
	require((rc == 0 && !command->check_only) || sequence_last(&txn, SEQUENCE_LOG) == log,
		"what is refused, or a trial, writes nothing");
	require(txn_commit(&txn) == 0, "a command is committed");
	require(store_maintain(desk->store) == 0, "and the store grows with it");
	return rc;
}

static void read_row(char *rest, struct rows *rows, size_t n)
{
	struct case_row *row = &rows->row[n];
	char *fields = rest + strcspn(rest, "|");

	if (*fields != '\0')
		*fields++ = '\0';
	*row = (struct case_row){.row = (uint32_t)n + 2, .field = rows->field[n]};
	row->id = next_number(&rest);
	row->case_id = next_number(&rest);
	row->urn = (uint32_t)next_number(&rest);
	while (*fields != '\0' && row->n_field < RECORD_FIELDS_MAX) {
		char *end = fields + strcspn(fields, "|"), *equals;
		bool last = *end == '\0';

		*end = '\0';
		equals = strchr(fields, '=');
		if (equals != NULL) {
			*equals = '\0';
			for (char *p = equals; *++p != '\0';)
				if (*p == '^')
					*p = '\n';
			row->field[row->n_field++] = (struct record_field){fields, equals + 1};
		}
		fields = last ? end : end + 1;
	}
}

/* As the service sees to it before a command is carried out. */
static bool is_name(const char *who)
{
	size_t len = strlen(who), n;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_length((const uint8_t *)who + i, len - i);
		if (n == 0 || (unsigned char)who[i] < 0x20 || who[i] == 0x7f)
			return false;
	}
	return len < 64;
}

static enum case_verb verb_of(char c)
{
	static const char letters[] = "acxow";
	const char *found = c == '\0' ? NULL : strchr(letters, c);

	return found == NULL ? 0 : (enum case_verb)(found - letters + 1);
}

static void step(
	struct desk *first, struct desk *second, struct case_command *command, const char *who, int64_t at)
{
	int foretold, rc;

	if (command->n_row == 0)
		return;
	command->check_only = true;
	foretold = carry_out(first, command, who, at);
	command->check_only = false;
	rc = carry_out(first, command, who, at);
	require(foretold == rc, "a trial foretells what is done");
	require(carry_out(second, command, who, at) == rc, "the same is answered the same");
	check_all(first);
	command->n_row = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rows rows;
	struct case_command command = {.row = rows.row};
	char *text = text_of(data, size), *rest = text, *line = next_line(&rest);
	uint8_t a[STORE_DIGEST_LEN], b[STORE_DIGEST_LEN];
	const char *who = "clerk";
	struct desk first, second;
	int64_t day = FIRST_DAY;

	open_desk(&first, "first");
	open_desk(&second, "second");
	for (unsigned i = 0; i < STEPS_MAX && line != NULL; i++, line = next_line(&rest)) {
		char *words = line;
		char kind = *next_word(&words);

		if (kind == '&' && command.verb != 0 && command.n_row > 0 && command.n_row < ROWS_MAX) {
			read_row(words, &rows, command.n_row++);
			continue;
		}
		step(&first, &second, &command, who, day++ * MICROSECONDS_A_DAY);
		command.verb = verb_of(kind);
		if (kind == 'u' && is_name(words))
			who = words;
		if (command.verb == 0)
			continue;
		command.kind = next_word(&words);
		read_row(words, &rows, command.n_row++);
	}
	step(&first, &second, &command, who, day * MICROSECONDS_A_DAY);
	require(store_digest(first.store, a) == 0 && store_digest(second.store, b) == 0, "digests");
	require(memcmp(a, b, sizeof(a)) == 0, "the same again makes the same state");
	close_desk(&second);
	close_desk(&first);
	free(text);
	return 0;
}
