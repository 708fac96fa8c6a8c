/* SPDX-License-Identifier: MIT
 *
 * See facts.h.
 */
#include "services/alerts/facts.h"

#include <stdio.h>

void facts_forget_columns(struct facts_columns *columns)
{
	arena_reset(columns->arena);
	columns->n = 0;
}

const struct indicator_event *facts_column(
	struct facts_columns *columns, struct txn *txn, const struct column_id *id)
{
	struct facts_column *column;

	for (size_t i = 0; i < columns->n; i++) {
		column = &columns->column[i];
		if (column->period.v == id->period.v && column->authority == id->authority &&
			strcmp(column->measure, id->measure) == 0)
			return column->known ? &column->event : NULL;
	}
	if (columns->n == FACTS_COLUMNS_MAX) {
		(void)txn_fail(txn, ERR_LIMIT); /* no expression has that many terms */
		return NULL;
	}
	column = &columns->column[columns->n++];
	(void)snprintf(column->measure, sizeof(column->measure), "%s", id->measure);
	column->period = id->period;
	column->authority = id->authority;
	column->known = state_column(txn, columns->arena, id, &column->event);
	return column->known ? &column->event : NULL;
}

int facts_open(struct facts *facts, struct txn *txn, struct arena *arena, struct facts_columns *columns,
	uint32_t urn)
{
	memset(facts, 0, sizeof(*facts));
	facts->txn = txn;
	facts->arena = arena;
	facts->columns = columns;
	if (!state_school(txn, arena, urn, &facts->school))
		return txn->error < 0 ? txn->error : ERR_NOTFOUND;
	return facts->school.authority == 0 ? ERR_NOTFOUND : 0;
}

bool facts_take_inspection(struct facts *facts)
{
	facts->has_inspection = state_latest_inspection(facts->txn, facts->arena, facts->school.urn,
		&facts->inspection, &facts->inspection_submission);
	return facts->has_inspection;
}

void facts_take_period(struct facts *facts, struct period period)
{
	facts->period = period;
}

/* A new line of evidence, with the file it came from; NULL when there are too many. */
static struct evidence *add_evidence(
	struct facts *facts, const char *what, const char *period, uint64_t submission)
{
	struct evidence *evidence;
	struct opened file;

	if (facts->n_evidence == EVIDENCE_MAX)
		return NULL;
	evidence = &facts->evidence[facts->n_evidence++];
	memset(evidence, 0, sizeof(*evidence));
	evidence->what = what;
	evidence->period = period;
	evidence->value = evidence->low = evidence->high = evidence->national = evidence->file =
		evidence->column = "";
	evidence->submission = submission;
	if (state_file(facts->txn, facts->arena, submission, &file)) {
		evidence->file = file.name;
		memcpy(evidence->sha256, file.sha256, SHA256_LEN);
	}
	return evidence;
}

static bool inspection_fact(struct facts *facts, int64_t *ret)
{
	struct evidence *evidence;

	if (!facts->has_inspection)
		return false;
	*ret = (int64_t)facts->inspection.overall * MICRO;
	evidence = add_evidence(facts, "inspection.overall", "", facts->inspection_submission);
	if (evidence != NULL) {
		evidence->value = arena_print(facts->arena, "%u", facts->inspection.overall);
		evidence->row = facts->inspection.row;
		evidence->column = facts->inspection.column;
	}
	return true;
}

/* The evidence of a measure and year is given once, whichever aspects of it the rule asks for. */
static bool has_evidence(const struct facts *facts, const char *what, const char *period)
{
	for (size_t i = 0; i < facts->n_evidence; i++)
		if (strcmp(facts->evidence[i].what, what) == 0 &&
			strcmp(facts->evidence[i].period, period) == 0)
			return true;
	return false;
}

/* The year that a term is about. */
static struct period term_period(const struct facts *facts, const struct term *term)
{
	struct period period = facts->period;

	for (unsigned i = 0; i < term->back; i++)
		period = period_previous(period);
	return period;
}

/* As evidence names it: "" for the year that is judged. NULL when memory is short. */
static const char *period_of_evidence(struct facts *facts, const struct term *term)
{
	struct period_text text;
	const char *print = period_print(term_period(facts, term), &text);

	return term->back == 0 ? "" : arena_text(facts->arena, print, strlen(print));
}

static const char *printed(struct arena *arena, int64_t m, unsigned scale, unsigned decimals)
{
	struct decimal_text text;
	const char *print = decimal_print_exact(m, scale, decimals, &text);
	const char *copy = arena_text(arena, print, strlen(print));

	return copy == NULL ? "" : copy;
}

static void figure_evidence(
	struct facts *facts, const struct term *term, const struct indicator_event *event, size_t i)
{
	const char *period = period_of_evidence(facts, term);
	const struct column *figures = &event->column.figures;
	uint64_t submission = column_submission(figures, i, event->submission);
	unsigned decimals = column_decimals(figures, i);
	struct evidence *evidence;

	if (period == NULL || has_evidence(facts, term->measure, period))
		return;
	evidence = add_evidence(facts, term->measure, period, submission);
	if (evidence == NULL)
		return;
	if (column_flag(figures, i) == FLAG_PRESENT)
		evidence->value = printed(facts->arena, figures->value[i], figures->scale, decimals);
	else
		evidence->value = flag_text(column_flag(figures, i));
	if (array_figure(figures->low, i) != DECIMAL_NONE) {
		evidence->low = printed(facts->arena, figures->low[i], figures->scale, decimals);
		evidence->high = printed(facts->arena, figures->high[i], figures->scale, decimals);
	}
	evidence->cohort = array_pupils(figures->cohort, i);
	evidence->national = printed(facts->arena, event->column.national, MICRO_SCALE, decimals);
	evidence->row = array_number(figures->row, i);
	evidence->column = column_source(figures, i);
}

static bool figure_fact(struct facts *facts, const struct term *term, int64_t *ret)
{
	struct column_id id = {term->measure, term_period(facts, term), facts->school.authority};
	const struct indicator_event *event = facts_column(facts->columns, facts->txn, &id);
	const struct column *figures;
	ptrdiff_t at;
	size_t i;

	if (event == NULL)
		return false;
	figures = &event->column.figures;
	at = column_find(figures, area_make(AREA_SCHOOL, facts->school.urn));
	if (at < 0)
		return false;
	i = (size_t)at;
	figure_evidence(facts, term, event, i);
	if (column_flag(figures, i) != FLAG_PRESENT)
		return false;
	if (term->aspect == ASPECT_VALUE)
		return decimal_rescale(figures->value[i], figures->scale, MICRO_SCALE, ret);
	if (term->aspect == ASPECT_LOW)
		return array_figure(figures->low, i) != DECIMAL_NONE &&
		       decimal_rescale(figures->low[i], figures->scale, MICRO_SCALE, ret);
	if (term->aspect == ASPECT_HIGH)
		return array_figure(figures->high, i) != DECIMAL_NONE &&
		       decimal_rescale(figures->high[i], figures->scale, MICRO_SCALE, ret);
	if (term->aspect == ASPECT_COHORT) {
		*ret = (int64_t)array_pupils(figures->cohort, i) * MICRO;
		return *ret != 0;
	}
	*ret = event->column.national;
	return term->aspect == ASPECT_NATIONAL && *ret != DECIMAL_NONE;
}

/* What a school is decides which rules it comes under; it is no evidence of anything. */
static bool mainstream_fact(const struct facts *facts, int64_t *ret)
{
	*ret = strcmp(facts->school.setting, "mainstream") == 0 ? MICRO : 0;
	return facts->school.setting[0] != '\0';
}

static bool lookup(void *context, const struct term *term, struct known_value *ret)
{
	struct facts *facts = context;

	if (term_is_figure(term))
		ret->has_number = figure_fact(facts, term, &ret->number);
	else if (term->aspect == ASPECT_INSPECTION)
		ret->has_number = inspection_fact(facts, &ret->number);
	else if (term->aspect == ASPECT_MAINSTREAM)
		ret->has_number = mainstream_fact(facts, &ret->number);
	return ret->has_number;
}

enum truth facts_evaluate(struct facts *facts, const struct rule *rule)
{
	facts->n_evidence = 0;
	return expression_evaluate(rule->when, lookup, facts);
}

static const char *grade_word(uint32_t grade)
{
	static const char *const words[] = {"outstanding", "good", "requires improvement", "inadequate"};

	return grade >= 1 && grade <= 4 ? words[grade - 1] : "not known";
}

/* "ks4.progress8 -0.62 (-0.9 to -0.34) in 2018/19, 118 pupils" for the first, without what it shares for the others. */
static const char *summary_of_figure(const struct facts *facts, size_t i)
{
	const struct evidence *e = &facts->evidence[i];
	const char *interval = "", *period = "", *cohort = "";
	struct period_text text;

	if (e->low[0] != '\0')
		interval = arena_print(facts->arena, " (%s to %s)", e->low, e->high);
	if (i == 0 || e->period[0] != '\0')
		period = arena_print(facts->arena, " in %s",
			e->period[0] != '\0' ? e->period : period_print(facts->period, &text));
	if (i == 0 && e->cohort != 0)
		cohort = arena_print(facts->arena, ", %llu pupils", (unsigned long long)e->cohort);
	if (interval == NULL || period == NULL || cohort == NULL)
		return NULL;
	return arena_print(facts->arena, "%s %s%s%s%s", e->what, e->value, interval, period, cohort);
}

const char *facts_summary(const struct facts *facts, const struct rule *rule)
{
	struct period_text text;
	const char *summary;

	if (rule->subject == RULE_INSPECTION)
		return arena_print(facts->arena, "Ofsted overall effectiveness %u (%s), inspected %s",
			facts->inspection.overall, grade_word(facts->inspection.overall),
			day_print(facts->inspection.inspected, &text));
	if (facts->n_evidence == 0)
		return arena_print(facts->arena, "nothing is known");
	summary = summary_of_figure(facts, 0);
	for (size_t i = 1; summary != NULL && i < facts->n_evidence; i++) {
		const char *figure = summary_of_figure(facts, i);

		summary = figure == NULL ? NULL : arena_print(facts->arena, "%s; %s", summary, figure);
	}
	return summary;
}
