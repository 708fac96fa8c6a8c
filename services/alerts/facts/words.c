/* SPDX-License-Identifier: MIT
 *
 * What was seen, in one line for people, and what a revision changed in it.
 */
#include "common/base/utf8.h"
#include "services/alerts/facts/facts_part.h"

/* A line for people, which a history line quotes: two dozen figures fit. Of an outcome in words this much stands in it. */
#define LINE_MAX_BYTES    ((size_t)1500)
#define OUTCOME_MAX_BYTES ((size_t)120)

/* `said`, and behind it one thing more while there is room; NULL when memory is short. */
static const char *add(struct arena *arena, const char *said, const char *one)
{
	static const char more[] = "; and more";
	size_t len = strlen(said);

	if (len == 0)
		return arena_text(arena, one, utf8_fit(one, LINE_MAX_BYTES));
	if (len + strlen(one) + 2 <= LINE_MAX_BYTES)
		return arena_print(arena, "%s; %s", said, one);
	if (len >= sizeof(more) && strcmp(said + len - (sizeof(more) - 1), more) == 0)
		return said;
	return arena_print(arena, "%s%s", said, more);
}

/* "ks4.attainment8[disadvantaged]" */
static const char *name_of(struct arena *arena, const struct evidence *e)
{
	return e->group[0] == '\0' ? e->what : arena_print(arena, "%s[%s]", e->what, e->group);
}

/* What stands with a day instead of a year is an event, or an inspection. */
static bool is_of_day(const struct evidence *e)
{
	uint32_t day;

	return day_parse(e->period, strlen(e->period), &day) == 0;
}

/* Does nothing before it say of which period it is? */
static bool is_first_of_its_period(const struct facts *facts, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (facts->evidence[k].period[0] == '\0')
			return false;
	return facts->period.v != 0;
}

static const char *counted(const struct facts *facts, const struct evidence *e)
{
	const struct measure *measure = catalogue_measure(facts->catalogue, e->what);

	return measure != NULL && measure_counts_schools(measure) ? "schools" : "pupils";
}

/* "ks4.progress8 -0.62 (-0.9 to -0.34) in 2018/19, 118 pupils" for the first, without what it shares for the others;
 * "complaint on 2019-02-10: resolved". */
static const char *say_one(const struct facts *facts, size_t i)
{
	const struct evidence *e = &facts->evidence[i];
	const char *interval = "", *period = "", *cohort = "", *name = name_of(facts->arena, e);
	struct period_text text;

	if (is_of_day(e))
		return arena_print(facts->arena, "%s on %s: %.*s", e->what, e->period,
			(int)utf8_fit(e->value, OUTCOME_MAX_BYTES), e->value);
	if (e->low[0] != '\0')
		interval = arena_print(facts->arena, " (%s to %s)", e->low, e->high);
	if (e->period[0] != '\0')
		period = arena_print(facts->arena, " in %s", e->period);
	else if (is_first_of_its_period(facts, i))
		period = arena_print(facts->arena, " in %s", period_print(facts->period, &text));
	if (i == 0 && e->cohort != 0)
		cohort = arena_print(
			facts->arena, ", %llu %s", (unsigned long long)e->cohort, counted(facts, e));
	if (interval == NULL || period == NULL || cohort == NULL || name == NULL)
		return NULL;
	return arena_print(facts->arena, "%s %s%s%s%s", name, e->value, interval, period, cohort);
}

/* All lines of evidence but `left_out`, one after the other behind `head`; NULL when memory is short. */
static const char *say_all(const struct facts *facts, const char *head, const char *left_out)
{
	const char *said = head;

	for (size_t i = 0; said != NULL && i < facts->n_evidence; i++) {
		const struct evidence *e = &facts->evidence[i];
		const char *one;

		if (strcmp(e->what, left_out) == 0 && e->period[0] == '\0')
			continue;
		one = say_one(facts, i);
		if (one == NULL)
			return NULL;
		said = add(facts->arena, said, one);
	}
	return said;
}

static const char *say_inspection(const struct facts *facts)
{
	const struct inspection *inspection = &facts->inspected[0].inspection;
	struct period_text text;
	const char *day = day_print(inspection->inspected, &text);
	const char *head = NULL;

	if (!facts->inspected[0].known)
		return arena_print(facts->arena, "no inspection is known");
	switch (inspection->frame) {
	case FRAME_HEADLINE:
		head = arena_print(facts->arena, "Ofsted overall effectiveness %u (%s), inspected %s",
			inspection->overall, facts_grade(inspection->overall), day);
		break;
	case FRAME_SUB_JUDGEMENTS:
		head = arena_print(
			facts->arena, "Ofsted judgements without an overall grade, inspected %s", day);
		break;
	case FRAME_REPORT_CARD:
		head = arena_print(facts->arena, "Ofsted report card, inspected %s", day);
		break;
	case FRAME_UNGRADED:
	case FRAMES:
		head = arena_print(facts->arena, "inspected %s", day);
		break;
	}
	return say_all(facts, head, "inspection.overall");
}

/* How late is told by the day, so that the line stays the same from day to day. */
static const char *say_data(const struct facts *facts, const struct rule *rule)
{
	struct period_text period, day;

	return arena_print(facts->arena, "figures of %s for %s were expected by %s", rule->measure,
		period_print(facts->period, &period), day_print(facts->expected, &day));
}

const char *facts_summary(const struct facts *facts, const struct rule *rule)
{
	if (rule->subject == RULE_INSPECTION)
		return say_inspection(facts);
	if (rule->subject == RULE_DATA)
		return say_data(facts, rule);
	if (facts->n_evidence == 0)
		return arena_print(facts->arena, "nothing is known");
	return say_all(facts, "", "?");
}

static const struct evidence *same_figure(const struct alert *before, const struct evidence *now)
{
	for (size_t i = 0; i < before->n_evidence; i++) {
		const struct evidence *e = &before->evidence[i];

		if (strcmp(e->what, now->what) == 0 && strcmp(e->group, now->group) == 0 &&
			strcmp(e->period, now->period) == 0)
			return e;
	}
	return NULL;
}

/* The value, or where that is the same the interval. */
static const char *say_change(struct arena *arena, const struct evidence *before, const struct evidence *now)
{
	const char *name = name_of(arena, now);

	if (name == NULL)
		return NULL;
	if (strcmp(before->value, now->value) != 0)
		return arena_print(arena, "%s %s → %s", name, before->value, now->value);
	if (strcmp(before->low, now->low) != 0 || strcmp(before->high, now->high) != 0)
		return arena_print(arena, "interval of %s (%s to %s) → (%s to %s)", name, before->low,
			before->high, now->low, now->high);
	if (before->cohort != now->cohort)
		return arena_print(arena, "pupils of %s %llu → %llu", name,
			(unsigned long long)before->cohort, (unsigned long long)now->cohort);
	return "";
}

const char *facts_changed(struct arena *arena, const struct alert *before, const struct facts *now)
{
	const char *said = "";

	for (size_t i = 0; said != NULL && i < now->n_evidence; i++) {
		const struct evidence *e = same_figure(before, &now->evidence[i]);
		const char *one = e == NULL ? "" : say_change(arena, e, &now->evidence[i]);

		if (one == NULL)
			return NULL;
		if (one[0] != '\0')
			said = add(arena, said, one);
	}
	return said;
}
