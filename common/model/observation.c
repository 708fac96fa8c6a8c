/* SPDX-License-Identifier: MIT
 *
 * See observation.h.
 */
#include "common/model/observation.h"

#include <stdio.h>

#include "common/model/column_codec.h"
#include "common/model/list_codec.h"
#include "common/model/message.h"

static const char *either(const char *later, const char *earlier)
{
	return later[0] != '\0' ? later : earlier;
}

void measure_merge(
	const struct measure_def *earlier, const struct measure_def *later, struct measure_def *ret)
{
	*ret = *later;
	ret->title = either(later->title, earlier->title);
	ret->phase = either(later->phase, earlier->phase);
	ret->unit = either(later->unit, earlier->unit);
	ret->decimals = later->decimals != 0 ? later->decimals : earlier->decimals;
	ret->polarity = either(later->polarity, earlier->polarity);
	ret->basis = either(later->basis, earlier->basis);
	ret->no_quartile = later->polarity[0] != '\0' ? later->no_quartile : earlier->no_quartile;
}

static Leep__Neighbours *neighbours_to_message(struct arena *arena, const struct neighbour_set *in, size_t n)
{
	Leep__Neighbours *out = arena_take(arena, sizeof(*out));
	Leep__NeighbourSet *item = arena_take_array(arena, n, sizeof(*item));
	Leep__NeighbourSet **list = arena_take_array(arena, n, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__neighbours__init(out);
	for (size_t i = 0; i < n; i++) {
		leep__neighbour_set__init(&item[i]);
		item[i].has_from_month = item[i].has_authority = 1;
		item[i].from_month = in[i].from_month;
		item[i].authority = in[i].authority;
		item[i].member = in[i].member;
		item[i].n_member = in[i].n;
		list[i] = &item[i];
	}
	out->set = list;
	out->n_set = n;
	return out;
}

static const char *neighbours_from_message(
	struct arena *arena, const Leep__Neighbours *in, struct observation *ret)
{
	if (in->n_set == 0 || in->n_set > OBSERVATION_ENTRIES_MAX)
		return "no neighbour sets, or too many";
	ret->n = in->n_set;
	ret->neighbours = arena_take_array(arena, in->n_set, sizeof(*ret->neighbours));
	if (ret->neighbours == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_set; i++) {
		const Leep__NeighbourSet *from = in->set[i];
		struct neighbour_set *to = &ret->neighbours[i];
		uint32_t month = from->from_month;

		if (month < 190001 || month > 220012 || month % 100 < 1 || month % 100 > 12 ||
			from->n_member == 0 || from->n_member > 50 ||
			!area_valid(area_make(AREA_AUTHORITY, from->authority)))
			return "neighbour set malformed";
		for (size_t k = 0; k < from->n_member; k++)
			if (!area_valid(area_make(AREA_AUTHORITY, from->member[k])))
				return "neighbour malformed";
		to->from_month = month;
		to->authority = from->authority;
		to->n = from->n_member;
		to->member = from->member;
	}
	return NULL;
}

static Leep__Areas *areas_to_message(struct arena *arena, const struct area_name *in, size_t n)
{
	Leep__Areas *out = arena_take(arena, sizeof(*out));
	Leep__AreaName *item = arena_take_array(arena, n, sizeof(*item));
	Leep__AreaName **list = arena_take_array(arena, n, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__areas__init(out);
	for (size_t i = 0; i < n; i++) {
		leep__area_name__init(&item[i]);
		item[i].has_area = item[i].has_region = 1;
		item[i].area = in[i].area.v;
		item[i].name = message_loose(in[i].name);
		item[i].region = in[i].region.v;
		list[i] = &item[i];
	}
	out->area = list;
	out->n_area = n;
	return out;
}

static const char *areas_from_message(struct arena *arena, const Leep__Areas *in, struct observation *ret)
{
	if (in->n_area == 0 || in->n_area > OBSERVATION_ENTRIES_MAX)
		return "no areas, or too many";
	ret->n = in->n_area;
	ret->areas = arena_take_array(arena, in->n_area, sizeof(*ret->areas));
	if (ret->areas == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_area; i++) {
		struct area_name *to = &ret->areas[i];

		to->area.v = in->area[i]->area;
		to->region.v = in->area[i]->region;
		if (!area_valid(to->area) || (to->region.v != 0 && !area_valid(to->region)) ||
			!message_text_ok(in->area[i]->name, NAME_MAX_LEN))
			return "area malformed";
		to->name = message_text(in->area[i]->name);
	}
	return NULL;
}

/* Every number of a receipt. */
#define CLOSED_NUMBERS(X) \
	X(accepted)       \
	X(published)      \
	X(received)       \
	X(bytes)          \
	X(rows_read)      \
	X(rows_accepted)  \
	X(rows_refused)   \
	X(cells)          \
	X(cells_flagged)  \
	X(cells_refused)  \
	X(columns)        \
	X(schools)        \
	X(inspections)    \
	X(measures)       \
	X(rows_ignored)   \
	X(measures_held)  \
	X(areas)          \
	X(events)         \
	X(links)          \
	X(groups)         \
	X(findings)

static Leep__Closed *closed_to_message(struct arena *arena, const struct closed *in)
{
	Leep__Closed *out = arena_take(arena, sizeof(*out));
	Leep__RefusedRow *item = arena_take_array(arena, in->n_refused, sizeof(*item));
	Leep__RefusedRow **list = arena_take_array(arena, in->n_refused, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__closed__init(out);
	out->name = message_loose(in->name);
	out->format = message_loose(in->format);
	out->period = message_loose(in->period);
	out->note = message_loose(in->note);
	out->status = message_loose(in->status);
	out->has_sha256 = 1;
	out->sha256.data = (uint8_t *)(uintptr_t)in->sha256;
	out->sha256.len = SHA256_LEN;
#define PUT_NUMBER(name) out->has_##name = 1, out->name = in->name;
	CLOSED_NUMBERS(PUT_NUMBER)
#undef PUT_NUMBER
	out->has_first_period = out->has_last_period = 1;
	out->first_period = in->first_period.v;
	out->last_period = in->last_period.v;
	out->flagged = (uint64_t *)(uintptr_t)in->flagged;
	out->n_flagged = FLAGS;
	for (size_t i = 0; i < in->n_refused; i++) {
		leep__refused_row__init(&item[i]);
		item[i].has_row = 1;
		item[i].row = in->refused[i].row;
		item[i].column = message_loose(in->refused[i].column);
		item[i].reason = message_loose(in->refused[i].reason);
		list[i] = &item[i];
	}
	out->refused = list;
	out->n_refused = in->n_refused;
	return out;
}

static const char *closed_from_message(struct arena *arena, const Leep__Closed *in, struct closed *ret)
{
	if (!message_text_ok(in->name, NAME_MAX_LEN) || !message_text_ok(in->format, NAME_MAX_LEN) ||
		!message_text_ok(in->period, NAME_MAX_LEN) || !message_text_ok(in->note, TEXT_MAX_LEN) ||
		!message_text_ok(in->status, NAME_MAX_LEN))
		return "text of closed malformed";
	if (!in->has_accepted || !in->has_sha256 || in->sha256.len != SHA256_LEN)
		return "closed incomplete";
	if (in->n_refused > OBSERVATION_ENTRIES_MAX)
		return "too many refused rows";
	if (in->n_flagged > FLAGS)
		return "cells of an unknown flag";
	if ((in->first_period != 0 && !period_valid((struct period){in->first_period})) ||
		(in->last_period != 0 && !period_valid((struct period){in->last_period})))
		return "period malformed";
	ret->name = message_text(in->name);
	ret->format = message_text(in->format);
	ret->period = message_text(in->period);
	ret->note = message_text(in->note);
	ret->status = message_text(in->status);
	memcpy(ret->sha256, in->sha256.data, SHA256_LEN);
#define TAKE_NUMBER(name) ret->name = in->name;
	CLOSED_NUMBERS(TAKE_NUMBER)
#undef TAKE_NUMBER
	ret->first_period.v = in->first_period;
	ret->last_period.v = in->last_period;
	for (size_t i = 0; i < in->n_flagged; i++)
		ret->flagged[i] = in->flagged[i];
	ret->n_refused = in->n_refused;
	ret->refused = arena_take_array(arena, in->n_refused, sizeof(*ret->refused));
	if (ret->refused == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_refused; i++) {
		if (!message_text_ok(in->refused[i]->column, NAME_MAX_LEN) ||
			!message_text_ok(in->refused[i]->reason, TEXT_MAX_LEN))
			return "refused row malformed";
		ret->refused[i].row = in->refused[i]->row;
		ret->refused[i].column = message_text(in->refused[i]->column);
		ret->refused[i].reason = message_text(in->refused[i]->reason);
	}
	return NULL;
}

static Leep__Findings *findings_to_message(struct arena *arena, const struct finding *in, size_t n)
{
	Leep__Findings *out = arena_take(arena, sizeof(*out));
	Leep__Finding *item = arena_take_array(arena, n, sizeof(*item));
	Leep__Finding **list = arena_take_array(arena, n, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__findings__init(out);
	for (size_t i = 0; i < n; i++) {
		leep__finding__init(&item[i]);
		item[i].has_row = 1;
		item[i].row = in[i].row;
		item[i].column = message_loose(in[i].column);
		item[i].kind = message_loose(in[i].kind);
		item[i].detail = message_loose(in[i].detail);
		list[i] = &item[i];
	}
	out->finding = list;
	out->n_finding = n;
	return out;
}

static const char *findings_from_message(
	struct arena *arena, const Leep__Findings *in, struct observation *ret)
{
	if (in->n_finding == 0 || in->n_finding > OBSERVATION_ENTRIES_MAX)
		return "no findings, or too many";
	ret->n = in->n_finding;
	ret->findings = arena_take_array(arena, in->n_finding, sizeof(*ret->findings));
	if (ret->findings == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_finding; i++) {
		const Leep__Finding *from = in->finding[i];

		if (!message_id_ok(from->kind, NAME_MAX_LEN) ||
			!message_text_ok(from->column, NAME_MAX_LEN) ||
			!message_text_ok(from->detail, TEXT_MAX_LEN))
			return "finding malformed";
		ret->findings[i] = (struct finding){
			from->row, message_text(from->column), from->kind, message_text(from->detail)};
	}
	return NULL;
}

const char *closed_flagged(const struct closed *closed, char ret[CLOSED_FLAGGED_MAX])
{
	size_t n = 0;

	ret[0] = '\0';
	for (enum flag flag = FLAG_PRESENT + 1; flag < FLAGS; flag++)
		if (closed->flagged[flag] > 0 && n < CLOSED_FLAGGED_MAX)
			n += (size_t)snprintf(ret + n, CLOSED_FLAGGED_MAX - n, "%s%s %llu",
				n == 0 ? "" : ", ", flag_text(flag),
				(unsigned long long)closed->flagged[flag]);
	return ret;
}

/* Room for the messages that stand around an event's arrays. */
#define ENCODE_ARENA ((size_t)1024 * 1024)

/* Fill the message's body; false when memory is short. `column` is room for one. */
static bool body_to_message(struct arena *arena, const struct observation *event,
	Leep__ObservationEvent *message, Leep__Column *column)
{
	switch (event->kind) {
	case OBSERVATION_OPENED:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_OPENED;
		message->opened = opened_to_message(arena, &event->opened);
		return message->opened != NULL;
	case OBSERVATION_MEASURES:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_MEASURES;
		message->measures = measures_to_message(arena, event->measures, event->n);
		return message->measures != NULL;
	case OBSERVATION_REGISTER:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_REGISTER;
		message->register_ = register_to_message(arena, event->schools, event->n);
		return message->register_ != NULL;
	case OBSERVATION_NEIGHBOURS:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_NEIGHBOURS;
		message->neighbours = neighbours_to_message(arena, event->neighbours, event->n);
		return message->neighbours != NULL;
	case OBSERVATION_INSPECTIONS:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_INSPECTIONS;
		message->inspections = inspections_to_message(arena, event->inspections, event->n);
		return message->inspections != NULL;
	case OBSERVATION_EVENTS:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_EVENTS;
		message->events = events_to_message(arena, event->events, event->n);
		return message->events != NULL;
	case OBSERVATION_LINKS:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_LINKS;
		message->links = links_to_message(arena, event->links, event->n);
		return message->links != NULL;
	case OBSERVATION_GROUPS:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_GROUPS;
		message->groups = groups_to_message(arena, event->groups, event->n);
		return message->groups != NULL;
	case OBSERVATION_COLUMN:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_COLUMN;
		column_to_message(&event->column, column);
		message->column = column;
		return true;
	case OBSERVATION_CLOSED:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_CLOSED;
		message->closed = closed_to_message(arena, &event->closed);
		return message->closed != NULL;
	case OBSERVATION_AREAS:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_AREAS;
		message->areas = areas_to_message(arena, event->areas, event->n);
		return message->areas != NULL;
	case OBSERVATION_FINDINGS:
		message->body_case = LEEP__OBSERVATION_EVENT__BODY_FINDINGS;
		message->findings = findings_to_message(arena, event->findings, event->n);
		return message->findings != NULL;
	}
	return false;
}

int observation_encode(const struct observation *event, struct buffer *out)
{
	Leep__ObservationEvent message = LEEP__OBSERVATION_EVENT__INIT;
	Leep__Column column;
	struct arena *arena = arena_open(ENCODE_ARENA);
	int rc = ERR_NOMEM;

	if (arena == NULL)
		return rc;
	message.has_submission = 1;
	message.submission = event->submission;
	if (body_to_message(arena, event, &message, &column))
		rc = message_pack(&message.base, out);
	arena_free(arena);
	return rc;
}

static const char *body_from_message(
	struct arena *arena, const Leep__ObservationEvent *in, struct observation *ret)
{
	switch (in->body_case) {
	case LEEP__OBSERVATION_EVENT__BODY_OPENED:
		ret->kind = OBSERVATION_OPENED;
		return opened_from_message(in->opened, &ret->opened);
	case LEEP__OBSERVATION_EVENT__BODY_MEASURES:
		ret->kind = OBSERVATION_MEASURES;
		return measures_from_message(arena, in->measures, ret);
	case LEEP__OBSERVATION_EVENT__BODY_REGISTER:
		ret->kind = OBSERVATION_REGISTER;
		return register_from_message(arena, in->register_, ret);
	case LEEP__OBSERVATION_EVENT__BODY_NEIGHBOURS:
		ret->kind = OBSERVATION_NEIGHBOURS;
		return neighbours_from_message(arena, in->neighbours, ret);
	case LEEP__OBSERVATION_EVENT__BODY_INSPECTIONS:
		ret->kind = OBSERVATION_INSPECTIONS;
		return inspections_from_message(arena, in->inspections, ret);
	case LEEP__OBSERVATION_EVENT__BODY_EVENTS:
		ret->kind = OBSERVATION_EVENTS;
		return events_from_message(arena, in->events, ret);
	case LEEP__OBSERVATION_EVENT__BODY_LINKS:
		ret->kind = OBSERVATION_LINKS;
		return links_from_message(arena, in->links, ret);
	case LEEP__OBSERVATION_EVENT__BODY_GROUPS:
		ret->kind = OBSERVATION_GROUPS;
		return groups_from_message(arena, in->groups, ret);
	case LEEP__OBSERVATION_EVENT__BODY_COLUMN:
		ret->kind = OBSERVATION_COLUMN;
		return column_from_message(in->column, &ret->column);
	case LEEP__OBSERVATION_EVENT__BODY_CLOSED:
		ret->kind = OBSERVATION_CLOSED;
		return closed_from_message(arena, in->closed, &ret->closed);
	case LEEP__OBSERVATION_EVENT__BODY_AREAS:
		ret->kind = OBSERVATION_AREAS;
		return areas_from_message(arena, in->areas, ret);
	case LEEP__OBSERVATION_EVENT__BODY_FINDINGS:
		ret->kind = OBSERVATION_FINDINGS;
		return findings_from_message(arena, in->findings, ret);
	case LEEP__OBSERVATION_EVENT__BODY__NOT_SET:
	case _LEEP__OBSERVATION_EVENT__BODY__CASE_IS_INT_SIZE:
		break;
	}
	return "kind of event not known";
}

int observation_decode(
	struct arena *arena, struct bytes bytes, struct observation *ret, const char **ret_reason)
{
	const Leep__ObservationEvent *message =
		message_unpack(&leep__observation_event__descriptor, arena, bytes);
	struct observation event = {0};
	const char *wrong = "not an observation event";

	if (message != NULL && message->has_submission && message->submission > 0) {
		event.submission = message->submission;
		wrong = body_from_message(arena, message, &event);
	}
	if (wrong != NULL) {
		*ret_reason = wrong;
		return ERR_BADMSG;
	}
	*ret = event;
	return 0;
}
