/* SPDX-License-Identifier: MIT
 *
 * What is known of events, and of data that are awaited.
 */
#include <strings.h>

#include "services/alerts/facts/facts_part.h"

/* Events of one kind that are evidence one by one; of more only their number. */
#define EVENTS_SHOWN 6

static struct area area_of(const struct facts *facts)
{
	return facts->school.urn == 0 ? area_make(AREA_AUTHORITY, facts->authority)
				      : area_make(AREA_SCHOOL, facts->school.urn);
}

/* One event a line, its kind being what it is of. */
static void add_event(struct facts *facts, const struct happened *happened)
{
	const struct school_event *event = &happened->event;
	const char *day = facts_day(facts, event->day);
	struct evidence *evidence;

	for (size_t i = 0; i < facts->n_evidence; i++) {
		const struct evidence *e = &facts->evidence[i];

		if (strcmp(e->what, event->kind) == 0 && strcmp(e->period, day) == 0 &&
			e->row == event->row && e->submission == happened->submission)
			return;
	}
	evidence = facts_add_evidence(facts, event->kind, "", day, happened->submission);
	if (evidence == NULL)
		return;
	evidence->value = event->outcome[0] == '\0' ? "no outcome given" : event->outcome;
	evidence->row = event->row;
	facts_add_beside(evidence, "reference", event->reference);
}

void facts_begin(struct facts *facts)
{
	facts->n_evidence = 0;
	if (facts->has_event)
		add_event(facts, &facts->event);
}

/* In so many days, the one that is judged being the last. */
static bool count(struct facts *facts, const struct term *term, struct known_value *ret)
{
	uint32_t from = term->days > facts->day ? 0 : facts->day - term->days + 1;
	struct happened shown[EVENTS_SHOWN];
	size_t n = state_happened(
		facts->txn, facts->arena, area_of(facts), term->word, from, facts->day, shown, EVENTS_SHOWN);
	const char *what = arena_print(facts->arena, "events of %s in %u days", term->word, term->days);
	struct evidence *evidence;

	if (facts->txn->error < 0 || what == NULL)
		return false;
	for (size_t i = 0; i < n && i < EVENTS_SHOWN; i++)
		add_event(facts, &shown[i]);
	if (!facts_has_evidence(facts, what, "", "")) {
		evidence = facts_add_evidence(facts, what, "", "", 0);
		if (evidence != NULL)
			evidence->value = facts_copy(facts, arena_print(facts->arena, "%zu", n));
	}
	ret->has_number = true;
	ret->number = (int64_t)n * MICRO;
	return true;
}

/* How late: 0 once the data are there. */
static bool late(struct facts *facts, struct known_value *ret)
{
	struct evidence *evidence;

	ret->has_number = facts->late != DECIMAL_NONE;
	ret->number = facts->late;
	if (!ret->has_number || facts_has_evidence(facts, "data.late", "", ""))
		return ret->has_number;
	evidence = facts_add_evidence(facts, "data.late", "", "", 0);
	if (evidence != NULL) {
		evidence->value = facts_copy(
			facts, arena_print(facts->arena, "%lld", (long long)(facts->late / MICRO)));
		facts_add_beside(evidence, "expected by", facts_day(facts, facts->expected));
	}
	return true;
}

/* Days since the event that is judged; none of one that is yet to come. Its day stands with its evidence. */
static bool age(const struct facts *facts, struct known_value *ret)
{
	uint32_t day = facts->event.event.day;

	ret->has_number = facts->has_event;
	ret->number = day < facts->today ? (int64_t)(facts->today - day) * MICRO : 0;
	return ret->has_number;
}

bool facts_event(struct facts *facts, const struct term *term, struct known_value *ret)
{
	if (term->aspect == ASPECT_EVENTS)
		return count(facts, term, ret);
	if (term->aspect == ASPECT_AGE)
		return age(facts, ret);
	if (term->aspect == ASPECT_LATE)
		return late(facts, ret);
	if (!facts->has_event || facts->event.event.outcome[0] == '\0')
		return false;
	ret->text = facts->event.event.outcome; /* ASPECT_OUTCOME: stands with the event's evidence */
	return true;
}
