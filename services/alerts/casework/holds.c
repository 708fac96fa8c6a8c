/* SPDX-License-Identifier: MIT
 *
 * What must hold of a record: what it names is there, its days are in order, and what the law or the practice of councils asks of
 * its kind. Each rule is a row of a list or a function of a few lines.
 */
#include <stdlib.h>
#include <string.h>

#include "common/model/period.h"
#include "services/alerts/casework/part.h"

/* A recovery plan normally takes at most so many years. */
#define RECOVERY_YEARS 3

static const char *value_of(const struct draft *draft, const char *field)
{
	return record_value(&draft->record, field);
}

static bool has(const struct draft *draft, const char *field)
{
	return value_of(draft, field)[0] != '\0';
}

static bool is(const struct draft *draft, const char *field, const char *value)
{
	return strcmp(value_of(draft, field), value) == 0;
}

uint32_t holds_day(const struct record *record, const char *field)
{
	const char *value = record_value(record, field);
	uint32_t day = 0;

	return day_parse(value, strlen(value), &day) == 0 ? day : 0;
}

static uint64_t id_of(const struct draft *draft, const char *field)
{
	return strtoull(value_of(draft, field), NULL, 10);
}

static int need(struct work *work, const struct draft *draft, const char *field, const char *why)
{
	return has(draft, field) ? 0 : work_refuse(work, field, "is needed: %s", why);
}

/* -- what it names ----------------------------------------------------------------------------------------------- */

static int check_record(struct work *work, const struct draft *draft, const struct case_field *field)
{
	unsigned long long id = id_of(draft, field->name);
	const struct case_kind *kind = case_kind(field->of);
	struct record other;

	if (!records_get(work->txn, work->with->scratch, id, &other) || strcmp(other.kind, field->of) != 0)
		return work_refuse(work, field->name, "there is no %s %llu", field->of, id);
	if (other.state == RECORD_WITHDRAWN)
		return work_refuse(work, field->name, "%s %llu was withdrawn", field->of, id);
	if (kind != NULL && kind->in_case && other.case_id != draft->record.case_id)
		return work_refuse(work, field->name, "%s %llu belongs to case %llu, not %llu", field->of, id,
			(unsigned long long)other.case_id, (unsigned long long)draft->record.case_id);
	return 0;
}

static int check_alert(struct work *work, const struct draft *draft, const struct case_field *field)
{
	unsigned long long id = id_of(draft, field->name);
	struct alert alert;

	if (!state_alert(work->txn, work->with->scratch, id, &alert))
		return work_refuse(work, field->name, "there is no alert %llu", id);
	if (alert.urn != draft->record.urn)
		return work_refuse(
			work, field->name, "alert %llu is not about school %u", id, draft->record.urn);
	return 0;
}

static int check_names(struct work *work, const struct draft *draft)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < case_kind_fields(draft->kind); i++) {
		const struct case_field *field = &draft->kind->field[i];

		if (!has(draft, field->name))
			continue;
		if (field->type == CASE_TYPE_RECORD)
			rc = check_record(work, draft, field);
		else if (field->type == CASE_TYPE_ALERT)
			rc = check_alert(work, draft, field);
		else if ((field->flags & CASE_PAST) != 0 &&
			 holds_day(&draft->record, field->name) > work->today)
			rc = work_refuse(
				work, field->name, "'%s' has not come yet", value_of(draft, field->name));
	}
	return rc;
}

/* -- days in order ----------------------------------------------------------------------------------------------- */

static const struct {
	const char *kind, *first, *then;
} order[] = {
	{"package", "start", "review"},
	{"package", "start", "end"},
	{"package", "review", "end"},
	{"review", "day", "next_review"},
	{"note", "sent", "head_day"},
	{"statement", "published", "due"},
	{"statement", "published", "submitted"},
	{"statement", "submitted", "fit_day"},
	{"notice", "issued", "representations"},
	{"notice", "issued", "comply_by"},
	{"notice", "issued", "complied_day"},
	{"power", "noticed", "start"},
	{"power", "consent", "start"},
	{"power", "start", "ended"},
	{"finance", "start", "ended"},
	{"interest", "since", "ended"},
};

static int check_order(struct work *work, const struct draft *draft)
{
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		uint32_t first = holds_day(&draft->record, order[i].first);
		uint32_t then = holds_day(&draft->record, order[i].then);

		if (strcmp(order[i].kind, draft->kind->name) == 0 && first != 0 && then != 0 && then < first)
			return work_refuse(work, order[i].then, "'%s' is before %s, %s",
				value_of(draft, order[i].then), order[i].first,
				value_of(draft, order[i].first));
	}
	return 0;
}

/* -- kind by kind ------------------------------------------------------------------------------------------------ */

static int check_person(struct work *work, const struct draft *draft, const char *field, const char *what)
{
	const struct interest *interest = work_interest(work, draft->record.urn, value_of(draft, field));

	if (interest == NULL)
		return work->txn->error;
	return work_refuse(work, field,
		"%s has declared an interest in school %u (%s; record %llu): somebody else is to %s",
		value_of(draft, field), draft->record.urn, interest->nature, (unsigned long long)interest->id,
		what);
}

static int check_concern(struct work *work, const struct draft *draft)
{
	if (is(draft, "means", "alert"))
		return need(work, draft, "alert", "which alert?");
	return has(draft, "alert") ? work_refuse(work, "alert", "goes only with means alert") : 0;
}

static int check_review(struct work *work, const struct draft *draft)
{
	struct record priority;

	if (has(draft, "priority") &&
		records_get(work->txn, work->with->scratch, id_of(draft, "priority"), &priority) &&
		strcmp(record_value(&priority, "package"), value_of(draft, "package")) != 0)
		return work_refuse(work, "priority", "priority %s is of package %s, not %s",
			value_of(draft, "priority"), record_value(&priority, "package"),
			value_of(draft, "package"));
	return 0;
}

static int check_note(struct work *work, const struct draft *draft)
{
	if (!has(draft, "head") && (has(draft, "head_day") || has(draft, "comment")))
		return need(work, draft, "head", "accepts or disputes?");
	if (is(draft, "head", "disputes"))
		return need(work, draft, "comment", "what does the head dispute?");
	return 0;
}

static int check_statement(struct work *work, const struct draft *draft)
{
	if (has(draft, "fit") && !has(draft, "submitted"))
		return need(work, draft, "submitted", "what was not submitted was not judged");
	return has(draft, "fit_day") && !has(draft, "fit") ? need(work, draft, "fit", "what did HMI judge?")
							   : 0;
}

/* The powers of sections 60 to 66 are over maintained schools. */
static int check_maintained(struct work *work, const struct draft *draft)
{
	static const char *const maintained[] = {"maintained", "community", "foundation", "voluntary",
		"pupil referral unit", "local authority nursery"};
	static const char *const others[] = {"non-maintained", "academ", "free school", "technical college",
		"studio school", "independent", "city technology", "college", "university"};
	struct school school;
	bool is_maintained = false, is_other = false;

	if (!state_school(work->txn, work->with->scratch, draft->record.urn, &school))
		return work->txn->error;
	for (size_t i = 0; i < ARRAY_LEN(maintained); i++)
		is_maintained = is_maintained || strcasestr(school.type_group, maintained[i]) != NULL ||
				strcasestr(school.type, maintained[i]) != NULL;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		is_other = is_other || strcasestr(school.type_group, others[i]) != NULL ||
			   strcasestr(school.type, others[i]) != NULL;
	if (is_other)
		return work_refuse(work, "",
			"%s is no maintained school (%s): the council has no such power over it and raises "
			"its "
			"concern with the trust and the Department for Education's regional director",
			school.name, school.type[0] != '\0' ? school.type : school.type_group);
	if (!is_maintained)
		return work_refuse(work, "",
			"whether %s is a maintained school is not known: submit the register (Get "
			"Information "
			"about Schools), which says its type",
			school.name);
	return 0;
}

static int check_notice(struct work *work, const struct draft *draft)
{
	bool stated = holds_day(&draft->record, "issued") >= DAYS_COMPLIANCE_PERIODS;
	const char *copied = value_of(draft, "copied");
	int rc = check_maintained(work, draft);

	if (rc < 0)
		return rc;
	if (has(draft, "complied_day") && !has(draft, "complied"))
		return need(work, draft, "complied", "yes or no?");
	if (!stated)
		return 0;
	if (has(draft, "representations"))
		return work_refuse(work, "representations",
			"there are none to HMCI for a notice issued since 18 April 2016");
	if (strstr(copied, "hmci") == NULL || strstr(copied, "dfe") == NULL)
		return work_refuse(work, "copied",
			"a notice issued since 18 April 2016 is copied to hmci and dfe at least");
	return need(work, draft, "comply_by",
		"a notice issued since 18 April 2016 states the end of its compliance period");
}

static int check_power(struct work *work, const struct draft *draft)
{
	struct record notice;
	int rc = check_maintained(work, draft);

	if (rc == 0 && is(draft, "section", "s65"))
		rc = need(work, draft, "consent",
			"an interim executive board needs the consent of the Secretary of State");
	if (rc == 0 && is(draft, "eligible", "notice"))
		rc = need(work, draft, "notice", "which notice was not complied with?");
	if (rc < 0 || !has(draft, "notice"))
		return rc;
	if (!records_get(work->txn, work->with->scratch, id_of(draft, "notice"), &notice))
		return work->txn->error;
	if (strcmp(record_value(&notice, "complied"), "no") != 0)
		return work_refuse(work, "notice", "notice %s does not say that it was not complied with",
			value_of(draft, "notice"));
	return 0;
}

static int check_finance(struct work *work, const struct draft *draft)
{
	if (has(draft, "years") && !is(draft, "type", "recovery-plan"))
		return work_refuse(work, "years", "only a recovery-plan has years");
	if (is(draft, "type", "recovery-plan") && !has(draft, "years"))
		return need(work, draft, "years", "how many does the plan take?");
	if (id_of(draft, "years") > RECOVERY_YEARS && !has(draft, "reason"))
		return need(work, draft, "reason", "a recovery plan normally takes at most 3 years");
	return 0;
}

/* -- what there is only one of ----------------------------------------------------------------------------------- */

static const char *twin_text(struct arena *arena, const struct record *record)
{
	if (strcmp(record->kind, "budget") == 0)
		return arena_print(
			arena, "%s %s", record_value(record, "name"), record_value(record, "year"));
	return arena_print(arena, "%s", record_value(record, "title"));
}

/* Open cases, or budgets, as they stand before the command. */
static int read_twins(struct work *work, const char *kind)
{
	struct arena *arena = work->with->arena;
	struct records_walk walk;
	uint64_t id;

	work->twin = arena_take_array(arena, KNOWN_MAX, sizeof(*work->twin));
	if (work->twin == NULL)
		return txn_fail(work->txn, ERR_NOMEM);
	records_walk(&walk, work->txn, 0, kind);
	while (records_walk_next(&walk, &id) && work->n_twin < KNOWN_MAX - CASE_ROWS_MAX) {
		struct record record;

		if (records_get(work->txn, arena, id, &record) && record.state == RECORD_OPEN)
			work->twin[work->n_twin++] = (struct twin){id, record.urn, twin_text(arena, &record)};
	}
	records_walk_end(&walk);
	return work->txn->error;
}

/* One open case to a school and matter; one budget to a name and year. */
static int check_single(struct work *work, const struct draft *draft)
{
	const char *text = twin_text(work->with->arena, &draft->record);
	const char *field = strcmp(draft->kind->name, "budget") == 0 ? "name" : "title";
	int rc = 0;

	if (work->writing || draft->record.state != RECORD_OPEN)
		return 0;
	if (text == NULL)
		return txn_fail(work->txn, ERR_NOMEM);
	if (work->twin == NULL)
		rc = read_twins(work, draft->kind->name);
	for (size_t i = 0; rc == 0 && i < work->n_twin; i++) {
		const struct twin *twin = &work->twin[i];

		if (twin->id != draft->record.id && twin->urn == draft->record.urn &&
			strcasecmp(twin->text, text) == 0)
			return work_refuse(work, field, "'%.80s': there is one already, %s %llu", text,
				draft->kind->name, (unsigned long long)twin->id);
	}
	if (rc == 0)
		work->twin[work->n_twin++] = (struct twin){draft->record.id, draft->record.urn, text};
	return rc;
}

static int check_case(struct work *work, const struct draft *draft)
{
	int rc = check_person(work, draft, "holder", "hold the case");

	return rc == 0 ? check_single(work, draft) : rc;
}

static int check_budget(struct work *work, const struct draft *draft)
{
	int rc = budgets_check_year(work, draft);

	return rc == 0 ? check_single(work, draft) : rc;
}

static int check_visit(struct work *work, const struct draft *draft)
{
	return check_person(work, draft, "adviser", "visit");
}

static int check_action(struct work *work, const struct draft *draft)
{
	return check_person(work, draft, "owner", "see to it");
}

static int check_line(struct work *work, const struct draft *draft)
{
	int rc = check_action(work, draft);

	return rc < 0 ? rc : budgets_check(work, draft);
}

static const struct {
	const char *kind;
	int (*check)(struct work *work, const struct draft *draft);
} checks[] = {
	{"case", check_case},
	{"concern", check_concern},
	{"package", budgets_check},
	{"review", check_review},
	{"visit", check_visit},
	{"note", check_note},
	{"statement", check_statement},
	{"line", check_line},
	{"action", check_action},
	{"notice", check_notice},
	{"power", check_power},
	{"finance", check_finance},
	{"interest", interests_check},
	{"budget", check_budget},
};

int holds_check(struct work *work, const struct draft *draft)
{
	int rc = check_names(work, draft);

	if (rc == 0)
		rc = check_order(work, draft);
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(checks); i++)
		if (strcmp(checks[i].kind, draft->kind->name) == 0)
			rc = checks[i].check(work, draft);
	return rc < 0 ? rc : work->txn->error;
}
