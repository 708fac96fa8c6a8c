/* SPDX-License-Identifier: MIT
 *
 * See indicator.h.
 */
#include "common/model/indicator.h"

#include "common/model/column_codec.h"
#include "common/model/list_codec.h"
#include "common/model/message.h"

#define ENCODE_ARENA ((size_t)1024 * 1024)

int64_t indicator_figure(const struct indicator_column *column, size_t i)
{
	return column_micro(&column->figures, i);
}

int64_t indicator_difference(const struct indicator_column *column, size_t i, int64_t comparator)
{
	return decimal_difference(indicator_figure(column, i), comparator);
}

int64_t indicator_diff_national(const struct indicator_column *column, size_t i)
{
	enum area_kind kind = area_kind((struct area){column->figures.area[i]});

	return kind == AREA_NATION || kind == AREA_NEIGHBOURS
		       ? DECIMAL_NONE
		       : indicator_difference(column, i, column->national);
}

struct indicator_interval indicator_interval(const struct indicator_column *column, size_t i)
{
	const struct column *figures = &column->figures;

	if (figures->low != NULL && figures->low[i] != DECIMAL_NONE)
		return (struct indicator_interval){figures->low[i], figures->high[i], figures->scale, true};
	if (column->low != NULL && column->low[i] != DECIMAL_NONE)
		return (struct indicator_interval){column->low[i], column->high[i], MICRO_SCALE, false};
	return (struct indicator_interval){DECIMAL_NONE, DECIMAL_NONE, MICRO_SCALE, false};
}

enum beside indicator_beside(const struct indicator_interval *interval, int64_t reference)
{
	int64_t low, high;

	if (reference == DECIMAL_NONE ||
		!decimal_rescale(interval->low, interval->scale, MICRO_SCALE, &low) ||
		!decimal_rescale(interval->high, interval->scale, MICRO_SCALE, &high))
		return BESIDE_UNKNOWN;
	return low > reference ? BESIDE_ABOVE : high < reference ? BESIDE_BELOW : BESIDE_ACROSS;
}

int64_t indicator_nation(const struct indicator_column *column, size_t i)
{
	struct area area = {column->figures.area[i]};

	return area_kind(area) == AREA_NATION ? DECIMAL_NONE : column->national;
}

int64_t indicator_zero(const struct measure *measure)
{
	return measure != NULL && measure->interval == INTERVAL_PROGRESS ? 0 : DECIMAL_NONE;
}

static void indicators_to_message(
	const struct indicator_column *in, Leep__Column *figures, Leep__IndicatorColumn *out)
{
	leep__indicator_column__init(out);
	column_to_message(&in->figures, figures);
	out->figures = figures;
	out->has_national = in->national != DECIMAL_NONE;
	out->national = in->national;
	out->has_of_national = in->of_national != 0;
	out->of_national = in->of_national;
	out->has_authority = in->authority != DECIMAL_NONE;
	out->authority = in->authority;
	out->gap_group = (char *)(uintptr_t)in->gap_group;
#define TO_MESSAGE(type, name) \
	out->name = in->name;  \
	out->n_##name = in->name == NULL ? 0 : in->figures.n;
	INDICATOR_ARRAYS(TO_MESSAGE)
#undef TO_MESSAGE
}

/* Places that areas can have among all. */
static const char *check_places(const Leep__IndicatorColumn *in)
{
	for (size_t i = 0; i < in->n_rank_national; i++)
		if (in->rank_national[i] > in->of_national)
			return "rank beyond the areas it is among";
	for (size_t i = 0; i < in->n_percentile; i++)
		if (in->percentile[i] > PERCENTILE_MAX)
			return "percentile beyond 100";
	for (size_t i = 0; i < in->n_quartile; i++)
		if (in->quartile[i] > QUARTILES)
			return "unknown quartile";
	return NULL;
}

static const char *indicators_from_message(const Leep__IndicatorColumn *in, struct indicator_column *ret)
{
	const char *wrong =
		in->figures == NULL ? "figures missing" : column_from_message(in->figures, &ret->figures);
	size_t n = ret->figures.n;

	if (wrong != NULL)
		return wrong;
	ret->national = in->has_national ? in->national : DECIMAL_NONE;
	ret->of_national = in->of_national;
	ret->authority = in->has_authority ? in->authority : DECIMAL_NONE;
	ret->gap_group = in->gap_group;
#define FROM_MESSAGE(type, name)                   \
	if (!MESSAGE_ARRAY_OK(in->n_##name, n))    \
		return "arrays of unequal length"; \
	ret->name = in->n_##name == 0 ? NULL : in->name;
	INDICATOR_ARRAYS(FROM_MESSAGE)
#undef FROM_MESSAGE
	if (in->gap_group != NULL && !message_id_ok(in->gap_group, GROUP_ID_MAX))
		return "group that gaps are told beside malformed";
	if ((in->n_worked_out == 0) != (in->n_worked_cohort == 0))
		return "what is worked out has its pupils";
	if ((in->n_low == 0) != (in->n_high == 0) || (in->n_trend_low == 0) != (in->n_trend_high == 0))
		return "an interval has two ends";
	for (size_t i = 0; i < in->n_origin; i++)
		if (in->origin[i] > ORIGIN_WORKED_OUT)
			return "unknown origin";
	return check_places(in);
}

/* Messages that are not taken from the arena. */
struct room {
	Leep__SubmissionDone done;
	Leep__IndicatorColumn column;
	Leep__Column figures;
};

/* Fill the message's body; false when memory is short. */
static bool body_to_message(struct arena *arena, const struct indicator_event *event,
	Leep__IndicatorEvent *message, struct room *room)
{
	switch (event->kind) {
	case INDICATOR_OPENED:
		message->body_case = LEEP__INDICATOR_EVENT__BODY_OPENED;
		message->opened = opened_to_message(arena, &event->opened);
		return message->opened != NULL;
	case INDICATOR_MEASURES:
		message->body_case = LEEP__INDICATOR_EVENT__BODY_MEASURES;
		message->measures = measures_to_message(arena, event->measures, event->n);
		return message->measures != NULL;
	case INDICATOR_REGISTER:
		message->body_case = LEEP__INDICATOR_EVENT__BODY_REGISTER;
		message->register_ = register_to_message(arena, event->schools, event->n);
		return message->register_ != NULL;
	case INDICATOR_INSPECTIONS:
		message->body_case = LEEP__INDICATOR_EVENT__BODY_INSPECTIONS;
		message->inspections = inspections_to_message(arena, event->inspections, event->n);
		return message->inspections != NULL;
	case INDICATOR_EVENTS:
		message->body_case = LEEP__INDICATOR_EVENT__BODY_EVENTS;
		message->events = events_to_message(arena, event->events, event->n);
		return message->events != NULL;
	case INDICATOR_LINKS:
		message->body_case = LEEP__INDICATOR_EVENT__BODY_LINKS;
		message->links = links_to_message(arena, event->links, event->n);
		return message->links != NULL;
	case INDICATOR_GROUPS:
		message->body_case = LEEP__INDICATOR_EVENT__BODY_GROUPS;
		message->groups = groups_to_message(arena, event->groups, event->n);
		return message->groups != NULL;
	case INDICATOR_COLUMN:
		message->body_case = LEEP__INDICATOR_EVENT__BODY_INDICATORS;
		indicators_to_message(&event->column, &room->figures, &room->column);
		message->indicators = &room->column;
		return true;
	case INDICATOR_DONE:
		message->body_case = LEEP__INDICATOR_EVENT__BODY_DONE;
		leep__submission_done__init(&room->done);
		room->done.has_accepted = room->done.has_received = 1;
		room->done.accepted = event->done.accepted;
		room->done.received = event->done.received;
		message->done = &room->done;
		return true;
	}
	return false;
}

int indicator_encode(const struct indicator_event *event, struct buffer *out)
{
	Leep__IndicatorEvent message = LEEP__INDICATOR_EVENT__INIT;
	struct arena *arena = arena_open(ENCODE_ARENA);
	struct room room;
	int rc = ERR_NOMEM;

	if (arena == NULL)
		return rc;
	message.has_submission = 1;
	message.submission = event->submission;
	if (body_to_message(arena, event, &message, &room))
		rc = message_pack(&message.base, out);
	arena_free(arena);
	return rc;
}

static const char *body_from_message(
	struct arena *arena, const Leep__IndicatorEvent *in, struct indicator_event *ret)
{
	struct observation shared = {0};
	const char *wrong;

	switch (in->body_case) {
	case LEEP__INDICATOR_EVENT__BODY_OPENED:
		ret->kind = INDICATOR_OPENED;
		return opened_from_message(in->opened, &ret->opened);
	case LEEP__INDICATOR_EVENT__BODY_MEASURES:
		ret->kind = INDICATOR_MEASURES;
		wrong = measures_from_message(arena, in->measures, &shared);
		ret->n = shared.n;
		ret->measures = shared.measures;
		return wrong;
	case LEEP__INDICATOR_EVENT__BODY_REGISTER:
		ret->kind = INDICATOR_REGISTER;
		wrong = register_from_message(arena, in->register_, &shared);
		ret->n = shared.n;
		ret->schools = shared.schools;
		return wrong;
	case LEEP__INDICATOR_EVENT__BODY_INSPECTIONS:
		ret->kind = INDICATOR_INSPECTIONS;
		wrong = inspections_from_message(arena, in->inspections, &shared);
		ret->n = shared.n;
		ret->inspections = shared.inspections;
		return wrong;
	case LEEP__INDICATOR_EVENT__BODY_EVENTS:
		ret->kind = INDICATOR_EVENTS;
		wrong = events_from_message(arena, in->events, &shared);
		ret->n = shared.n;
		ret->events = shared.events;
		return wrong;
	case LEEP__INDICATOR_EVENT__BODY_LINKS:
		ret->kind = INDICATOR_LINKS;
		wrong = links_from_message(arena, in->links, &shared);
		ret->n = shared.n;
		ret->links = shared.links;
		return wrong;
	case LEEP__INDICATOR_EVENT__BODY_GROUPS:
		ret->kind = INDICATOR_GROUPS;
		wrong = groups_from_message(arena, in->groups, &shared);
		ret->n = shared.n;
		ret->groups = shared.groups;
		return wrong;
	case LEEP__INDICATOR_EVENT__BODY_INDICATORS:
		ret->kind = INDICATOR_COLUMN;
		return indicators_from_message(in->indicators, &ret->column);
	case LEEP__INDICATOR_EVENT__BODY_DONE:
		ret->kind = INDICATOR_DONE;
		ret->done.accepted = in->done->accepted;
		ret->done.received = in->done->received;
		return in->done->has_accepted ? NULL : "done incomplete";
	case LEEP__INDICATOR_EVENT__BODY__NOT_SET:
	case _LEEP__INDICATOR_EVENT__BODY__CASE_IS_INT_SIZE:
		break;
	}
	return "kind of event not known";
}

int indicator_decode(
	struct arena *arena, struct bytes bytes, struct indicator_event *ret, const char **ret_reason)
{
	const Leep__IndicatorEvent *message =
		message_unpack(&leep__indicator_event__descriptor, arena, bytes);
	struct indicator_event event = {0};
	const char *wrong = "not an indicator event";

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
