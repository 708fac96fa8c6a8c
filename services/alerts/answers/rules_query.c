/* SPDX-License-Identifier: MIT
 *
 * See rules_query.h. A test goes through the rules in their order; a page ends where it is full, or behind a rule that
 * had much to look at, so that no answer keeps the service long.
 */
#include "services/alerts/answers/rules_query.h"

#include <string.h>

#include "common/model/grid.h"
#include "services/alerts/judging/walk.h"

/* Judgements of one page, at some hundredths of a millisecond each; the rule that passes it is finished. */
#define JUDGED_MAX 5000

/* -- what was asked ------------------------------------------------------------------------------------------------- */

int rules_query_area(const struct evaluation *evaluation, const struct rules_query *query, uint32_t *ret_urn,
	struct period *ret_period, struct err_text *text)
{
	uint32_t authority = evaluation->caseloads->authority;
	struct period period = {0};
	struct area area = {0};

	if (query->area[0] != '\0' && area_parse(query->area, &area) < 0)
		return error_set(text, ERR_INVAL, "'%s' is no area", query->area);
	if (query->period[0] != '\0' &&
		period_parse(query->period, strlen(query->period), PERIOD_ACADEMIC, &period) < 0)
		return error_set(text, ERR_INVAL, "'%s' is no period such as 2016/17", query->period);
	if (query->area[0] != '\0' && area_kind(area) != AREA_SCHOOL &&
		(area_kind(area) != AREA_AUTHORITY || area_code(area) != authority))
		return error_set(
			text, ERR_NOTFOUND, "only authority %u and its schools are looked at", authority);
	*ret_urn = area_kind(area) == AREA_SCHOOL ? area_code(area) : 0;
	*ret_period = period;
	return 0;
}

static const struct rule *find_rule(const struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->rule[i].id, id) == 0)
			return &rules->rule[i];
	return NULL;
}

/* -- the rules in force --------------------------------------------------------------------------------------------- */

static const char *const list_columns[] = {"id", "severity", "subject", "measure", "from", "until", "title",
	"when", "recovers", "inhibits", "latest", "event", "due", "source", "advice"};

/* "2015/16" or "2012-09-01"; "" for 0. */
static const char *time_of(const struct rule *rule, uint32_t time, struct period_text *out)
{
	if (time == 0)
		return "";
	if (rule->subject == RULE_INSPECTION || rule->subject == RULE_EVENT)
		return day_print(time, out);
	return period_print(period_make(PERIOD_ACADEMIC, time, 0), out);
}

static const char *joined(struct arena *arena, const struct rule *rule)
{
	const char *text = "";

	for (size_t i = 0; text != NULL && i < rule->n_inhibits; i++)
		text = arena_print(arena, "%s%s%s", text, i == 0 ? "" : " ", rule->inhibits[i]);
	return text;
}

static void list_rule(struct grid *grid, const struct rule *rule)
{
	static const char *const subjects[] = {[RULE_FIGURES] = "figures",
		[RULE_INSPECTION] = "inspection",
		[RULE_EVENT] = "event",
		[RULE_COUNTY] = "county",
		[RULE_DATA] = "data"};
	struct period_text text;

	grid_text(grid, rule->id);
	grid_text(grid, rule->severity);
	grid_text(grid, subjects[rule->subject]);
	grid_text(grid, rule->measure);
	grid_text(grid, time_of(rule, rule->from, &text));
	grid_text(grid, time_of(rule, rule->until, &text));
	grid_text(grid, rule->title);
	grid_text(grid, rule->wording);
	grid_text(grid, rule->recovers_wording);
	grid_text(grid, joined(grid->arena, rule));
	grid_text(grid, rule->latest ? "true" : "");
	grid_text(grid, rule->event);
	grid_text(grid, rule->due == 0
				? ""
				: arena_print(grid->arena, "%02u-%02u", rule->due / 100, rule->due % 100));
	grid_text(grid, rule->source);
	grid_text(grid, rule->advice);
}

/* -- a test --------------------------------------------------------------------------------------------------------- */

static const char *const test_columns[] = {"rule", "severity", "urn", "name", "measure", "period", "summary"};

/* Where a page begins: so many alerts of this rule stood on pages before. */
struct place {
	uint64_t rule, skip;
};

struct testing {
	struct grid grid;
	struct place at;
	uint64_t found;  /* of this rule, those of earlier pages included */
	uint64_t judged; /* on this page */
};

/* Ends the walk when the page is full. */
#define PAGE_FULL 1

static int take_judged(void *context, const struct judged *judged)
{
	struct testing *testing = context;
	const struct facts *facts = judged->facts;

	testing->judged++;
	if (judged->truth != TRUTH_TRUE || testing->found++ < testing->at.skip)
		return 0;
	if (!grid_room(&testing->grid)) {
		testing->found--;
		return PAGE_FULL;
	}
	grid_text(&testing->grid, judged->rule->id);
	grid_text(&testing->grid, judged->rule->severity);
	grid_number(&testing->grid, facts->school.urn);
	grid_text(&testing->grid, facts->name);
	grid_text(&testing->grid, judged->measure);
	grid_text(&testing->grid, judged->period);
	grid_text(&testing->grid, facts_summary(facts, judged->rule));
	return testing->grid.failed ? ERR_NOMEM : 0;
}

static int read_place(struct bytes after, struct place *ret)
{
	if (after.len == 0)
		return 0;
	if (after.len != 16)
		return ERR_BADMSG;
	ret->rule = bytes_u64be(after.data);
	ret->skip = bytes_u64be(after.data + 8);
	return 0;
}

static int write_place(struct arena *arena, const struct place *place, struct bytes *ret)
{
	uint8_t *out = arena_take(arena, 16);

	if (out == NULL)
		return ERR_NOMEM;
	bytes_put_u64be(out, place->rule);
	bytes_put_u64be(out + 8, place->skip);
	*ret = bytes_of(out, 16);
	return 0;
}

/* Rule after rule from the place on; true in `ret_more` when the page ends before they do. */
static int test_rules(struct evaluation *evaluation, struct testing *testing, const struct rules *rules,
	const char *only, const struct walk_filter *filter, bool *ret_more)
{
	int rc = 0;

	*ret_more = false;
	while (rc == 0 && testing->at.rule < rules->n) {
		const struct rule *rule = &rules->rule[testing->at.rule];

		if (testing->judged > JUDGED_MAX) {
			*ret_more = true;
			return 0;
		}
		testing->found = 0;
		if (only[0] == '\0' || strcmp(rule->id, only) == 0)
			rc = walk(evaluation, rule, filter, take_judged, testing);
		if (rc == 0)
			testing->at = (struct place){testing->at.rule + 1, 0};
	}
	if (rc != PAGE_FULL)
		return rc;
	testing->at.skip = testing->found;
	*ret_more = true;
	return 0;
}

static int answer_test(struct evaluation *evaluation, struct arena *arena, const struct rules *rules,
	const struct rules_query *query, struct bytes after, struct query_result *ret, struct err_text *text)
{
	struct walk_filter filter = {.urn = 0};
	struct testing testing = {.judged = 0};
	bool more = false;
	int rc = read_place(after, &testing.at);

	if (rc == 0)
		rc = rules_query_area(evaluation, query, &filter.urn, &filter.period, text);
	if (rc < 0)
		return rc;
	grid_begin(&testing.grid, arena, "rules", test_columns, ARRAY_LEN(test_columns));
	rc = test_rules(evaluation, &testing, rules, query->rule, &filter, &more);
	if (rc == 0)
		rc = grid_end(&testing.grid, &ret->table[0]);
	if (rc == 0 && more)
		rc = write_place(arena, &testing.at, &ret->next);
	ret->n_tables = 1;
	return rc;
}

/* ------------------------------------------------------------------------------------------------------------------- */

static int answer_list(
	struct arena *arena, const struct rules *rules, const char *only, struct query_result *ret)
{
	struct grid grid;

	grid_begin(&grid, arena, "rules", list_columns, ARRAY_LEN(list_columns));
	for (size_t i = 0; i < rules->n && !grid.failed; i++)
		if (only[0] == '\0' || strcmp(only, rules->rule[i].id) == 0)
			list_rule(&grid, &rules->rule[i]);
	ret->n_tables = 1;
	return grid_end(&grid, &ret->table[0]);
}

int rules_query(struct evaluation *evaluation, struct arena *arena, const struct rules_query *query,
	struct bytes after, struct query_result *ret, struct err_text *text)
{
	struct rules rules = *evaluation->rules;
	int rc = 0;

	if (query->text[0] != '\0')
		rc = rules_parse(arena, bytes_text(query->text), evaluation->catalogue, &rules, text);
	if (rc < 0)
		return rc;
	if (query->rule[0] != '\0' && find_rule(&rules, query->rule) == NULL)
		return error_set(text, ERR_NOTFOUND, "no rule is called '%s'", query->rule);
	switch (query->verb) {
	case RULES_VERB_LIST:
		return answer_list(arena, &rules, query->rule, ret);
	case RULES_VERB_EXPLAIN:
		if (query->rule[0] == '\0')
			return error_set(text, ERR_INVAL, "which rule?");
		return rules_explain(evaluation, arena, find_rule(&rules, query->rule), query, ret, text);
	case RULES_VERB_TEST:
		return answer_test(evaluation, arena, &rules, query, after, ret, text);
	}
	return ERR_INVAL;
}
