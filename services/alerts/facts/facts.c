/* SPDX-License-Identifier: MIT
 *
 * See facts.h.
 */
#include <stdio.h>
#include <strings.h>

#include "services/alerts/facts/facts_part.h"

/* What is decoded is forgotten between two judgements when it is this much. */
#define COLUMNS_KEPT ((size_t)32 * 1024 * 1024)

void facts_forget_columns(struct facts_columns *columns)
{
	arena_reset(columns->arena);
	columns->n = 0;
}

void facts_make_room(struct facts_columns *columns)
{
	if (columns->n + FACTS_COLUMNS_A_RULE > FACTS_COLUMNS_MAX ||
		arena_used(columns->arena) > COLUMNS_KEPT)
		facts_forget_columns(columns);
}

static bool is_column(const struct facts_column *column, const struct column_id *id)
{
	return column->period.v == id->period.v && column->authority == id->authority &&
	       column->level == id->level && strcmp(column->measure, id->measure) == 0 &&
	       strcmp(column->group, id->group) == 0;
}

const struct indicator_event *facts_column(
	struct facts_columns *columns, struct txn *txn, const struct column_id *id)
{
	struct facts_column *column;

	for (size_t i = 0; i < columns->n; i++)
		if (is_column(&columns->column[i], id))
			return columns->column[i].known ? &columns->column[i].event : NULL;
	if (columns->n == FACTS_COLUMNS_MAX) {
		(void)txn_fail(txn, ERR_LIMIT); /* no expression has that many terms */
		return NULL;
	}
	column = &columns->column[columns->n++];
	(void)snprintf(column->measure, sizeof(column->measure), "%s", id->measure);
	(void)snprintf(column->group, sizeof(column->group), "%s", id->group);
	column->period = id->period;
	column->authority = id->authority;
	column->level = id->level;
	column->known = state_column(txn, columns->arena, id, &column->event);
	return column->known ? &column->event : NULL;
}

/* -- whom a rule looks at ---------------------------------------------------------------------------------------- */

static void facts_init(struct facts *facts, const struct facts_source *source)
{
	memset(facts, 0, sizeof(*facts));
	facts->txn = source->txn;
	facts->arena = source->arena;
	facts->columns = source->columns;
	facts->catalogue = source->catalogue;
	facts->name = facts->measure = "";
	facts->day = source->at < 0 ? 0 : (uint32_t)(source->at / MICROSECONDS_A_DAY);
	facts->today = facts->day;
	facts->until = UINT32_MAX;
	facts->late = DECIMAL_NONE;
}

int facts_open(struct facts *facts, const struct facts_source *source, uint32_t urn)
{
	facts_init(facts, source);
	if (!state_school(source->txn, source->arena, urn, &facts->school))
		return source->txn->error < 0 ? source->txn->error : ERR_NOTFOUND;
	facts->authority = facts->school.authority;
	facts->name = facts->school.name;
	return facts->authority == 0 ? ERR_NOTFOUND : 0;
}

void facts_open_authority(struct facts *facts, const struct facts_source *source, uint32_t authority)
{
	const struct area_def *area = catalogue_area(source->catalogue, area_make(AREA_AUTHORITY, authority));

	facts_init(facts, source);
	school_init(&facts->school, 0);
	facts->school.authority = authority;
	facts->authority = authority;
	facts->name = area == NULL ? "" : area->name;
}

void facts_take_period(struct facts *facts, struct period period)
{
	facts->period = period;
}

bool facts_take_inspection(struct facts *facts, uint32_t until)
{
	const struct inspected *latest;

	facts->until = until;
	latest = facts_inspected(facts, 0);
	if (latest != NULL)
		facts->day = latest->inspection.inspected;
	return latest != NULL;
}

void facts_take_event(struct facts *facts, const struct happened *happened)
{
	facts->event = *happened;
	facts->has_event = true;
	facts->day = happened->event.day;
	if (facts->until < facts->today)
		facts->today = facts->until; /* history is judged as of then */
}

/* -- evidence ---------------------------------------------------------------------------------------------------- */

bool facts_has_evidence(const struct facts *facts, const char *what, const char *group, const char *period)
{
	for (size_t i = 0; i < facts->n_evidence; i++) {
		const struct evidence *e = &facts->evidence[i];

		if (strcmp(e->what, what) == 0 && strcmp(e->group, group) == 0 &&
			strcmp(e->period, period) == 0)
			return true;
	}
	return false;
}

struct evidence *facts_add_evidence(
	struct facts *facts, const char *what, const char *group, const char *period, uint64_t submission)
{
	struct evidence *evidence;
	struct opened file;

	if (facts->n_evidence == EVIDENCE_MAX)
		return NULL;
	evidence = &facts->evidence[facts->n_evidence++];
	memset(evidence, 0, sizeof(*evidence));
	evidence->what = what;
	evidence->group = group;
	evidence->period = period;
	evidence->value = evidence->low = evidence->high = evidence->national = evidence->file =
		evidence->column = evidence->status = "";
	evidence->submission = submission;
	if (submission != 0 && state_file(facts->txn, facts->arena, submission, &file)) {
		evidence->file = file.name;
		evidence->status = file.status;
		evidence->published = file.published;
		memcpy(evidence->sha256, file.sha256, SHA256_LEN);
	}
	return evidence;
}

void facts_add_beside(struct evidence *evidence, const char *what, const char *value)
{
	if (value != NULL && value[0] != '\0' && evidence->n_beside < BESIDE_MAX)
		evidence->beside[evidence->n_beside++] = (struct beside_line){what, value};
}

const char *facts_copy(struct facts *facts, const char *text)
{
	const char *copy = arena_text(facts->arena, text, strlen(text));

	return copy == NULL ? "" : copy;
}

const char *facts_day(struct facts *facts, uint32_t day)
{
	struct period_text text;

	return facts_copy(facts, day_print(day, &text));
}

const char *facts_grade(uint32_t grade)
{
	static const char *const words[] = {"outstanding", "good", "requires improvement", "inadequate"};

	return grade >= 1 && grade <= ARRAY_LEN(words) ? words[grade - 1] : "not known";
}

/* -- terms ------------------------------------------------------------------------------------------------------- */

static bool know_text(const char *text, struct known_value *ret)
{
	ret->text = text;
	return text[0] != '\0';
}

/* What a school is decides which rules it comes under; it is no evidence of anything. */
static bool school_fact(const struct facts *facts, enum aspect aspect, struct known_value *ret)
{
	const struct school *school = &facts->school;

	if (aspect == ASPECT_SCHOOL_PHASE)
		return know_text(school->phase, ret);
	if (aspect == ASPECT_SCHOOL_STATUS)
		return know_text(school->status, ret);
	if (aspect == ASPECT_SCHOOL_TYPE)
		return know_text(school->type, ret);
	ret->has_number = school->setting[0] != '\0';
	ret->number = strcmp(school->setting, "mainstream") == 0 ? MICRO : 0;
	return ret->has_number;
}

bool facts_know(struct facts *facts, const struct term *term, struct known_value *ret)
{
	if (term_is_figure(term))
		return facts_figure(facts, term, ret);
	if (term->aspect >= ASPECT_EVENTS)
		return facts_event(facts, term, ret);
	if (term->aspect >= ASPECT_INSPECTION)
		return facts_inspection(facts, term, ret);
	return school_fact(facts, term->aspect, ret);
}

bool facts_look_up(void *facts, const struct term *term, struct known_value *ret)
{
	return facts_know(facts, term, ret);
}

enum truth facts_evaluate(struct facts *facts, const struct expression *expression)
{
	return expression_evaluate(expression, facts_look_up, facts);
}
