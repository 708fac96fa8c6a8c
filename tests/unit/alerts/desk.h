/* SPDX-License-Identifier: MIT
 *
 * A real store on which commands of the casework are carried out, for its tests. The time is 22 November 2026, 09:00; the schools
 * are a maintained one (100001), an academy (100002), one whose type nobody has told (100003) and a second maintained one
 * (100004). Whatever is refused must have written nothing: act() looks.
 */
#ifndef LEEP_TESTS_ALERTS_DESK_H
#define LEEP_TESTS_ALERTS_DESK_H

#include "services/alerts/casework/casework.h"
#include "services/alerts/casework/records.h"
#include "tests/unit/store/temporary.h"

#define NOW INT64_C(1795338000000000) /* 2026-11-22T09:00:00Z */

struct fixture {
	void *folder;
	struct store *store;
	struct arena *arena, *scratch;
	struct buffer event;
	struct txn txn;
	const char *who;
	int64_t at;
	struct err_text text;
	struct command_result result;
};

static inline void put_school(struct fixture *f, uint32_t urn, const char *name, const char *type)
{
	struct school school;

	school_init(&school, urn);
	school.authority = 855;
	school.name = name;
	school.type = type;
	state_put_school(&f->txn, &school, 1);
}

static inline int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	if (folder_setup(&f->folder) < 0)
		return -1;
	f->store = opened_with(f->folder, "s", alerts_tables, ALERTS_TABLES);
	f->arena = arena_open(64 * MIB);
	f->scratch = arena_open(64 * MIB);
	buffer_init(&f->event, MIB);
	f->who = "clerk";
	f->at = NOW;
	begin_write(f->store, &f->txn);
	put_school(f, 100001, "Oak", "Community school");
	put_school(f, 100002, "Elm", "Academy converter");
	put_school(f, 100003, "Ash", "");
	put_school(f, 100004, "Fir", "Voluntary aided school");
	return 0;
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;
	int rc = txn_commit(&f->txn);

	store_free(f->store);
	arena_free(f->arena);
	arena_free(f->scratch);
	buffer_done(&f->event);
	rc = folder_teardown(&f->folder) < 0 ? -1 : rc;
	free(f);
	return rc;
}

/* "name=value|name=value" as fields. */
static inline size_t fields_of(char *words, struct record_field *field)
{
	size_t n = 0;

	for (char *rest = words, *one; (one = strsep(&rest, "|")) != NULL;) {
		char *equals = strchr(one, '=');

		if (equals == NULL)
			continue;
		*equals = '\0';
		field[n++] = (struct record_field){one, equals + 1};
	}
	return n;
}

static inline int act(struct fixture *f, const struct case_command *command)
{
	const struct casework casework = {&f->txn, f->arena, f->scratch, &f->event};
	const struct ask ask = {.at = f->at, .who = f->who};
	uint64_t before = sequence_last(&f->txn, SEQUENCE_LOG);
	int rc;

	f->text.text[0] = '\0';
	f->result = (struct command_result){.text = "", .name = ""};
	rc = casework_act(&casework, command, &ask, &f->result, &f->text);
	if (rc < 0) {
		assert_int_equal(f->txn.error, 0);
		assert_true(f->text.text[0] != '\0');
		assert_int_equal(sequence_last(&f->txn, SEQUENCE_LOG), before);
	}
	return rc;
}

/* One row; the number of its record, 0 when it was refused. */
static inline uint64_t one(
	struct fixture *f, enum case_verb verb, const char *kind, struct case_row row, const char *words)
{
	struct record_field field[RECORD_FIELDS_MAX];
	struct case_command command = {.verb = verb, .kind = kind, .n_row = 1, .row = &row};
	char text[8192];

	(void)snprintf(text, sizeof(text), "%s", words);
	row.field = field;
	row.n_field = fields_of(text, field);
	return act(f, &command) < 0 ? 0 : f->result.number;
}

static inline uint64_t add(struct fixture *f, uint64_t case_id, const char *kind, const char *words)
{
	return one(f, CASE_VERB_ADD, kind, (struct case_row){.case_id = case_id}, words);
}

static inline uint64_t open_case(struct fixture *f, uint32_t urn, const char *title)
{
	char words[300];
	uint64_t id;

	(void)snprintf(words, sizeof(words), "title=%s|holder=A Adviser", title);
	id = one(f, CASE_VERB_ADD, "case", (struct case_row){.urn = urn}, words);
	assert_int_not_equal(id, 0);
	return id;
}

static inline uint64_t on(struct fixture *f, enum case_verb verb, uint64_t id, const char *words)
{
	return one(f, verb, "any", (struct case_row){.id = id}, words);
}

/* Refused, and with these words. */
static inline void refused(struct fixture *f, uint64_t number, const char *said)
{
	assert_int_equal(number, 0);
	if (strstr(f->text.text, said) == NULL)
		fail_msg("'%s' does not say '%s'", f->text.text, said);
}

static inline void taken(const struct fixture *f, uint64_t number)
{
	if (number == 0)
		fail_msg("%s", f->text.text);
}

static inline struct record get(struct fixture *f, uint64_t id)
{
	struct record record = {0};

	assert_true(records_get(&f->txn, f->arena, id, &record));
	return record;
}

static inline void is_now(struct fixture *f, uint64_t id, const char *field, const char *value)
{
	struct record record = get(f, id);

	assert_string_equal(record_value(&record, field), value);
}

#endif
