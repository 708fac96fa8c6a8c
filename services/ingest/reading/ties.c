/* SPDX-License-Identifier: MIT
 *
 * Ties and events: predecessors and successors, schools in groups, and what happened to a school or in an authority.
 */
#include <stdio.h>
#include <strings.h>

#include "services/ingest/reading/rows.h"

int links_row(struct intake *intake, const struct csv_row *row)
{
	struct school_link *link;
	uint32_t urn, to, since;

	if (!field_urn(intake, row, intake->at.urn, &urn) || !field_urn(intake, row, intake->at.link, &to) ||
		!field_date(intake, row, intake->at.date, &since))
		return 0;
	if (row_field(row, intake->at.kind).len == 0) {
		row_refuse(intake, row->number, intake->at.kind,
			"expected what the other school is to this one, such as Predecessor");
		return 0;
	}
	if (urn == to) {
		row_refuse(intake, row->number, intake->at.link, "a school cannot be tied to itself");
		return 0;
	}
	link = list_add(&intake->links);
	if (link == NULL)
		return ERR_NOMEM;
	link->urn = urn;
	link->to = to;
	link->since = since;
	link->row = row->number;
	link->name = field_word(intake, row_field(row, intake->at.name));
	link->kind = field_word(intake, row_field(row, intake->at.kind));
	return link->name == NULL || link->kind == NULL ? ERR_NOMEM : 0;
}

/* The row names its school too, and the authority of it. */
static int add_member(struct intake *intake, const struct csv_row *row, uint32_t urn)
{
	struct school *school = list_add(&intake->schools);
	uint32_t authority;

	if (school == NULL)
		return ERR_NOMEM;
	school_init(school, urn);
	school->row = row->number;
	if (field_number(row_field(row, intake->at.authority), &authority) &&
		area_valid(area_make(AREA_AUTHORITY, authority)))
		school->authority = authority;
	school->name = field_word(intake, row_field(row, intake->at.name));
	school->phase = field_word(intake, row_field(row, intake->at.phase));
	return school->name == NULL || school->phase == NULL ? ERR_NOMEM : 0;
}

int groups_row(struct intake *intake, const struct csv_row *row)
{
	struct group_link *group;
	uint32_t urn, uid, joined, closed;

	if (!field_urn(intake, row, intake->at.urn, &urn))
		return 0;
	if (!field_number(row_field(row, intake->at.group_uid), &uid) || uid == 0) {
		row_refuse(intake, row->number, intake->at.group_uid, "expected the number of a group");
		return 0;
	}
	if (!field_date(intake, row, intake->at.date, &joined) ||
		!field_date(intake, row, intake->at.until, &closed))
		return 0;
	group = list_add(&intake->groups);
	if (group == NULL)
		return ERR_NOMEM;
	group->urn = urn;
	group->uid = uid;
	group->joined = joined;
	group->closed = closed;
	group->row = row->number;
	group->name = field_word(intake, row_field(row, intake->at.group_name));
	group->kind = field_word(intake, row_field(row, intake->at.kind));
	group->status = field_word(intake, row_field(row, intake->at.status));
	group->company = field_word(intake, row_field(row, intake->at.company));
	if (group->name == NULL || group->kind == NULL || group->status == NULL || group->company == NULL)
		return ERR_NOMEM;
	return add_member(intake, row, urn);
}

/* Whom the event is about: the URN where the row has one, else its area. */
static bool event_area(struct intake *intake, const struct csv_row *row, struct area *ret)
{
	struct bytes area = row_field(row, intake->at.area);
	char text[32] = "";
	uint32_t urn;

	if (row_field(row, intake->at.urn).len > 0) {
		if (!field_urn(intake, row, intake->at.urn, &urn))
			return false;
		*ret = area_make(AREA_SCHOOL, urn);
		return true;
	}
	if (area.len < sizeof(text))
		memcpy(text, area.data, area.len);
	if (text[0] != '\0' && area_parse(text, ret) == 0)
		return true;
	row_refuse(intake, row->number, intake->at.area >= 0 ? intake->at.area : intake->at.urn,
		"expected the URN of a school or the three-digit code of an authority");
	return false;
}

/* The kind as the format writes it, however the row does; NULL with the row refused when there is none. */
static const char *event_kind(struct intake *intake, const struct csv_row *row)
{
	const struct format *format = intake->format;
	struct bytes kind = row_field(row, intake->at.kind);
	char known[160] = "";
	size_t len = 0;

	for (uint32_t i = 0; i < format->n_kinds; i++) {
		if (kind.len == strlen(format->kinds[i]) &&
			strncasecmp((const char *)kind.data, format->kinds[i], kind.len) == 0)
			return format->kinds[i];
		if (len < sizeof(known))
			len += (size_t)snprintf(known + len, sizeof(known) - len, "%s%s", i == 0 ? "" : ", ",
				format->kinds[i]);
	}
	row_refuse(intake, row->number, intake->at.kind, "'%.*s' is no kind of event; there are: %s",
		(int)(kind.len > 40 ? 40 : kind.len), (const char *)kind.data, known);
	return NULL;
}

int events_row(struct intake *intake, const struct csv_row *row)
{
	const char *kind = event_kind(intake, row);
	struct school_event *event;
	struct area area;
	uint32_t day;

	if (kind == NULL || !event_area(intake, row, &area) || !field_day(intake, row, intake->at.date, &day))
		return 0;
	if (day == 0) {
		row_refuse(intake, row->number, intake->at.date, "an event needs its date");
		return 0;
	}
	event = list_add(&intake->events);
	if (event == NULL)
		return ERR_NOMEM;
	event->area = area;
	event->day = day;
	event->row = row->number;
	event->kind = kind;
	event->outcome = field_text(intake, row_field(row, intake->at.outcome));
	event->reference = field_word(intake, row_field(row, intake->at.reference));
	return event->outcome == NULL || event->reference == NULL ? ERR_NOMEM : 0;
}
