/* SPDX-License-Identifier: MIT
 *
 * The events of a file that has been read: Opened, its lists in parts, its columns, its findings, and its receipt. See intake.h.
 */
#include "services/ingest/reading/rows.h"

static size_t parts(const struct list *list)
{
	return (list->n + list->part - 1) / list->part;
}

struct told_list {
	const struct list *list;
	enum observation_kind kind;
};

#define TOLD_LISTS 8

/* The lists in the order in which they are told. */
static void told_lists(const struct intake *intake, struct told_list ret[TOLD_LISTS])
{
	const struct told_list lists[TOLD_LISTS] = {{&intake->areas, OBSERVATION_AREAS},
		{&intake->measures, OBSERVATION_MEASURES}, {&intake->schools, OBSERVATION_REGISTER},
		{&intake->sets, OBSERVATION_NEIGHBOURS}, {&intake->inspections, OBSERVATION_INSPECTIONS},
		{&intake->events, OBSERVATION_EVENTS}, {&intake->links, OBSERVATION_LINKS},
		{&intake->groups, OBSERVATION_GROUPS}};

	memcpy(ret, lists, sizeof(lists));
}

static size_t parts_of_findings(const struct intake *intake)
{
	return (intake->n_found + OBSERVATION_ENTRIES_MAX - 1) / OBSERVATION_ENTRIES_MAX;
}

size_t intake_verdict(const struct intake *intake)
{
	struct told_list lists[TOLD_LISTS];
	size_t n = 1 + builder_columns(intake->builder);

	if (intake->failed)
		return 0;
	told_lists(intake, lists);
	for (size_t i = 0; i < TOLD_LISTS; i++)
		n += parts(lists[i].list);
	return n;
}

size_t intake_events(const struct intake *intake)
{
	return intake_verdict(intake) + (intake->failed ? 0 : parts_of_findings(intake)) + 1;
}

/* Event `*i` when it is part of a list; otherwise `*i` is counted down past all lists. */
static bool list_event(const struct intake *intake, size_t *i, struct observation *event)
{
	struct told_list lists[TOLD_LISTS];

	told_lists(intake, lists);
	for (size_t k = 0; k < TOLD_LISTS; k++) {
		const struct list *list = lists[k].list;
		size_t n = parts(list), first = *i * list->part;

		if (*i >= n) {
			*i -= n;
			continue;
		}
		event->kind = lists[k].kind;
		event->n = list->n - first < list->part ? list->n - first : list->part;
		event->list = (char *)list->items + first * list->size;
		return true;
	}
	return false;
}

static void opened_of(const struct intake *intake, struct opened *ret)
{
	const struct closed *receipt = &intake->receipt;

	ret->name = receipt->name;
	memcpy(ret->sha256, receipt->sha256, SHA256_LEN);
	ret->format = receipt->format;
	ret->status = receipt->status;
	ret->published = receipt->published;
	ret->received = receipt->received;
	ret->table = intake->period;
}

static int findings_event(struct intake *intake, size_t i, struct observation *event, struct buffer *out)
{
	size_t first = i * OBSERVATION_ENTRIES_MAX;
	size_t left = intake->n_found - first;

	event->kind = OBSERVATION_FINDINGS;
	event->findings = intake->found + first;
	event->n = left < OBSERVATION_ENTRIES_MAX ? left : OBSERVATION_ENTRIES_MAX;
	return observation_encode(event, out);
}

static int column_event(struct intake *intake, size_t i, struct observation *event, struct buffer *out)
{
	struct arena *arena = arena_open((size_t)8 * 1024 * 1024);
	int rc = arena == NULL ? ERR_NOMEM : builder_column(intake->builder, i, arena, &event->column);

	event->kind = OBSERVATION_COLUMN;
	/* A table of one year that tells the years before beside it. */
	event->column.told_again =
		rc == 0 && intake->period.v != 0 && event->column.period.v < intake->period.v;
	if (rc == 0)
		rc = observation_encode(event, out);
	arena_free(arena);
	return rc;
}

int intake_event(struct intake *intake, size_t i, struct buffer *out)
{
	struct observation event = {.submission = intake->submission};

	if (i + 1 == intake_events(intake)) {
		event.kind = OBSERVATION_CLOSED;
		event.closed = intake->receipt;
		return observation_encode(&event, out);
	}
	if (i == 0) {
		event.kind = OBSERVATION_OPENED;
		opened_of(intake, &event.opened);
		return observation_encode(&event, out);
	}
	if (i >= intake_verdict(intake))
		return findings_event(intake, i - intake_verdict(intake), &event, out);
	i--;
	if (!list_event(intake, &i, &event))
		return column_event(intake, i, &event, out);
	return observation_encode(&event, out);
}
