/* SPDX-License-Identifier: MIT
 *
 * See list_codec.h. Empty texts and numbers that were not said are left out.
 */
#include "common/model/list_codec.h"

#include "common/model/message.h"
#include "common/model/period.h"

static char *text_or_none(const char *text)
{
	return text == NULL || text[0] == '\0' ? NULL : message_loose(text);
}

/* A date that was said must be one. */
static bool date_ok(uint32_t date)
{
	return date == 0 || date_valid(date);
}

/* Room for `n` entries in `ret->list`; NULL, or what is wrong with their number. */
static const char *take_list(
	struct arena *arena, struct observation *ret, size_t n, size_t size, const char *wrong)
{
	if (n == 0 || n > OBSERVATION_ENTRIES_MAX)
		return wrong;
	ret->n = n;
	ret->list = arena_take_array(arena, n, size);
	return ret->list == NULL ? "too large" : NULL;
}

/* -- the register ------------------------------------------------------------------------------------------------ */

static const char *school_from_message(const Leep__School *in, struct school *ret)
{
	if (!area_valid(area_make(AREA_SCHOOL, in->urn)) || in->authority > 999)
		return "school malformed";
	school_init(ret, in->urn);
	ret->authority = in->authority;
	ret->estab = in->estab;
	ret->row = in->row;
#define SCHOOL_TEXT(field)                             \
	if (!message_text_ok(in->field, NAME_MAX_LEN)) \
		return "school malformed";             \
	ret->field = message_text(in->field);
#define SCHOOL_NUMBER(field) ret->field = (struct said){in->has_##field, in->field};
#define SCHOOL_DATE(field)                 \
	if (!date_ok(in->field))           \
		return "school malformed"; \
	ret->field = in->field;
	SCHOOL_TEXTS(SCHOOL_TEXT)
	SCHOOL_NUMBERS(SCHOOL_NUMBER)
	SCHOOL_DATES(SCHOOL_DATE)
#undef SCHOOL_TEXT
#undef SCHOOL_NUMBER
#undef SCHOOL_DATE
	return NULL;
}

const char *register_from_message(struct arena *arena, const Leep__Register *in, struct observation *ret)
{
	const char *wrong =
		take_list(arena, ret, in->n_school, sizeof(*ret->schools), "no schools, or too many");

	for (size_t i = 0; wrong == NULL && i < in->n_school; i++)
		wrong = school_from_message(in->school[i], &ret->schools[i]);
	return wrong;
}

static void school_to_message(const struct school *in, Leep__School *out)
{
	leep__school__init(out);
	out->has_urn = out->has_authority = out->has_estab = out->has_row = 1;
	out->urn = in->urn;
	out->authority = in->authority;
	out->estab = in->estab;
	out->row = in->row;
#define SCHOOL_TEXT(field)   out->field = text_or_none(in->field);
#define SCHOOL_NUMBER(field) out->has_##field = in->field.is, out->field = in->field.n;
#define SCHOOL_DATE(field)   out->has_##field = in->field != 0, out->field = in->field;
	SCHOOL_TEXTS(SCHOOL_TEXT)
	SCHOOL_NUMBERS(SCHOOL_NUMBER)
	SCHOOL_DATES(SCHOOL_DATE)
#undef SCHOOL_TEXT
#undef SCHOOL_NUMBER
#undef SCHOOL_DATE
}

Leep__Register *register_to_message(struct arena *arena, const struct school *in, size_t n)
{
	Leep__Register *out = arena_take(arena, sizeof(*out));
	Leep__School *item = arena_take_array(arena, n, sizeof(*item));
	Leep__School **list = arena_take_array(arena, n, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__register__init(out);
	for (size_t i = 0; i < n; i++) {
		school_to_message(&in[i], &item[i]);
		list[i] = &item[i];
	}
	out->school = list;
	out->n_school = n;
	return out;
}

/* -- inspections ------------------------------------------------------------------------------------------------- */

static bool safeguarding_ok(const char *text)
{
	static const char *const words[] = {"effective", "not effective", "met", "not met"};

	if (text == NULL || text[0] == '\0')
		return true;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return false;
}

static const char *judgements_from_message(
	struct arena *arena, const Leep__Inspection *in, struct inspection *ret)
{
	if (in->n_judgement > JUDGEMENTS_MAX)
		return "more judgements than an inspection has";
	ret->n_judgements = in->n_judgement;
	ret->judgement = arena_take_array(arena, in->n_judgement, sizeof(*ret->judgement));
	if (ret->judgement == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_judgement; i++) {
		const Leep__Judgement *from = in->judgement[i];
		bool numbers = ret->frame == FRAME_HEADLINE || ret->frame == FRAME_SUB_JUDGEMENTS;

		if (!message_id_ok(from->aspect, NAME_MAX_LEN) ||
			!message_text_ok(from->text, NAME_MAX_LEN) || message_text(from->text)[0] == '\0' ||
			!message_text_ok(from->column, NAME_MAX_LEN) || from->grade > (numbers ? 4 : 0))
			return "judgement malformed";
		ret->judgement[i] = (struct judgement){
			from->aspect, from->text, from->grade, from->day, message_text(from->column)};
	}
	return NULL;
}

static const char *inspection_from_message(
	struct arena *arena, const Leep__Inspection *in, struct inspection *ret)
{
	bool headline;

	if (!area_valid(area_make(AREA_SCHOOL, in->urn)) || in->inspected == 0 ||
		!message_text_ok(in->column, NAME_MAX_LEN))
		return "inspection malformed";
	if (!inspection_frame_parse(in->frame, &ret->frame))
		return "frame of an inspection not known";
	headline = ret->frame == FRAME_HEADLINE;
	if ((headline && in->overall < 1) || in->overall > (headline ? 4 : 0))
		return "inspection malformed";
	if (!message_text_ok(in->concern, NAME_MAX_LEN) || !message_text_ok(in->outcome, NAME_MAX_LEN) ||
		!safeguarding_ok(in->safeguarding))
		return "inspection malformed";
	if (in->of_urn != 0 && !area_valid(area_make(AREA_SCHOOL, in->of_urn)))
		return "inspection malformed";
	ret->urn = in->urn;
	ret->inspected = in->inspected;
	ret->published = in->published;
	ret->overall = in->overall;
	ret->row = in->row;
	ret->column = message_text(in->column);
	ret->concern = message_text(in->concern);
	ret->safeguarding = message_text(in->safeguarding);
	ret->outcome = message_text(in->outcome);
	ret->another = in->another;
	ret->of_urn = in->of_urn;
	return judgements_from_message(arena, in, ret);
}

const char *inspections_from_message(
	struct arena *arena, const Leep__Inspections *in, struct observation *ret)
{
	const char *wrong = take_list(
		arena, ret, in->n_inspection, sizeof(*ret->inspections), "no inspections, or too many");

	for (size_t i = 0; wrong == NULL && i < in->n_inspection; i++)
		wrong = inspection_from_message(arena, in->inspection[i], &ret->inspections[i]);
	return wrong;
}

static bool judgements_to_message(struct arena *arena, const struct inspection *in, Leep__Inspection *out)
{
	Leep__Judgement *item = arena_take_array(arena, in->n_judgements, sizeof(*item));
	Leep__Judgement **list = arena_take_array(arena, in->n_judgements, sizeof(*list));

	if (item == NULL || list == NULL)
		return false;
	for (size_t i = 0; i < in->n_judgements; i++) {
		const struct judgement *from = &in->judgement[i];

		leep__judgement__init(&item[i]);
		item[i].aspect = message_loose(from->aspect);
		item[i].text = message_loose(from->text);
		item[i].has_grade = from->grade != 0;
		item[i].grade = from->grade;
		item[i].has_day = from->day != 0;
		item[i].day = from->day;
		item[i].column = text_or_none(from->column);
		list[i] = &item[i];
	}
	out->judgement = list;
	out->n_judgement = in->n_judgements;
	return true;
}

static bool inspection_to_message(struct arena *arena, const struct inspection *in, Leep__Inspection *out)
{
	leep__inspection__init(out);
	out->has_urn = out->has_inspected = out->has_published = out->has_row = 1;
	out->urn = in->urn;
	out->inspected = in->inspected;
	out->published = in->published;
	out->has_overall = in->overall != 0;
	out->overall = in->overall;
	out->row = in->row;
	out->column = message_loose(in->column);
	if (in->frame != FRAME_HEADLINE)
		out->frame = message_loose(inspection_frame_text(in->frame));
	out->concern = text_or_none(in->concern);
	out->safeguarding = text_or_none(in->safeguarding);
	out->outcome = text_or_none(in->outcome);
	out->has_another = out->another = in->another;
	out->has_of_urn = in->of_urn != 0;
	out->of_urn = in->of_urn;
	return judgements_to_message(arena, in, out);
}

Leep__Inspections *inspections_to_message(struct arena *arena, const struct inspection *in, size_t n)
{
	Leep__Inspections *out = arena_take(arena, sizeof(*out));
	Leep__Inspection *item = arena_take_array(arena, n, sizeof(*item));
	Leep__Inspection **list = arena_take_array(arena, n, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__inspections__init(out);
	for (size_t i = 0; i < n; i++) {
		if (!inspection_to_message(arena, &in[i], &item[i]))
			return NULL;
		list[i] = &item[i];
	}
	out->inspection = list;
	out->n_inspection = n;
	return out;
}

/* -- events ------------------------------------------------------------------------------------------------------ */

const char *events_from_message(struct arena *arena, const Leep__Events *in, struct observation *ret)
{
	const char *wrong =
		take_list(arena, ret, in->n_event, sizeof(*ret->events), "no events, or too many");

	for (size_t i = 0; wrong == NULL && i < in->n_event; i++) {
		const Leep__SchoolEvent *from = in->event[i];

		if (!area_valid((struct area){from->area}) || from->day == 0 ||
			!message_text_ok(from->kind, NAME_MAX_LEN) || message_text(from->kind)[0] == '\0' ||
			!message_text_ok(from->outcome, NAME_MAX_LEN) ||
			!message_text_ok(from->reference, NAME_MAX_LEN))
			return "event malformed";
		ret->events[i] = (struct school_event){{from->area}, from->kind, from->day,
			message_text(from->outcome), message_text(from->reference), from->row};
	}
	return wrong;
}

Leep__Events *events_to_message(struct arena *arena, const struct school_event *in, size_t n)
{
	Leep__Events *out = arena_take(arena, sizeof(*out));
	Leep__SchoolEvent *item = arena_take_array(arena, n, sizeof(*item));
	Leep__SchoolEvent **list = arena_take_array(arena, n, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__events__init(out);
	for (size_t i = 0; i < n; i++) {
		leep__school_event__init(&item[i]);
		item[i].has_area = item[i].has_day = item[i].has_row = 1;
		item[i].area = in[i].area.v;
		item[i].day = in[i].day;
		item[i].row = in[i].row;
		item[i].kind = message_loose(in[i].kind);
		item[i].outcome = text_or_none(in[i].outcome);
		item[i].reference = text_or_none(in[i].reference);
		list[i] = &item[i];
	}
	out->event = list;
	out->n_event = n;
	return out;
}

/* -- ties -------------------------------------------------------------------------------------------------------- */

const char *links_from_message(struct arena *arena, const Leep__Links *in, struct observation *ret)
{
	const char *wrong = take_list(arena, ret, in->n_link, sizeof(*ret->links), "no links, or too many");

	for (size_t i = 0; wrong == NULL && i < in->n_link; i++) {
		const Leep__SchoolLink *from = in->link[i];

		if (!area_valid(area_make(AREA_SCHOOL, from->urn)) ||
			!area_valid(area_make(AREA_SCHOOL, from->to)) || !date_ok(from->since) ||
			!message_text_ok(from->name, NAME_MAX_LEN) ||
			!message_text_ok(from->kind, NAME_MAX_LEN) || message_text(from->kind)[0] == '\0')
			return "link malformed";
		ret->links[i] = (struct school_link){
			from->urn, from->to, message_text(from->name), from->kind, from->since, from->row};
	}
	return wrong;
}

Leep__Links *links_to_message(struct arena *arena, const struct school_link *in, size_t n)
{
	Leep__Links *out = arena_take(arena, sizeof(*out));
	Leep__SchoolLink *item = arena_take_array(arena, n, sizeof(*item));
	Leep__SchoolLink **list = arena_take_array(arena, n, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__links__init(out);
	for (size_t i = 0; i < n; i++) {
		leep__school_link__init(&item[i]);
		item[i].has_urn = item[i].has_to = item[i].has_row = 1;
		item[i].urn = in[i].urn;
		item[i].to = in[i].to;
		item[i].row = in[i].row;
		item[i].has_since = in[i].since != 0;
		item[i].since = in[i].since;
		item[i].name = text_or_none(in[i].name);
		item[i].kind = message_loose(in[i].kind);
		list[i] = &item[i];
	}
	out->link = list;
	out->n_link = n;
	return out;
}

const char *groups_from_message(struct arena *arena, const Leep__Groups *in, struct observation *ret)
{
	const char *wrong =
		take_list(arena, ret, in->n_group, sizeof(*ret->groups), "no groups, or too many");

	for (size_t i = 0; wrong == NULL && i < in->n_group; i++) {
		const Leep__GroupLink *from = in->group[i];

		if (!area_valid(area_make(AREA_SCHOOL, from->urn)) || from->uid == 0 ||
			!date_ok(from->joined) || !date_ok(from->closed) ||
			!message_text_ok(from->name, NAME_MAX_LEN) ||
			!message_text_ok(from->kind, NAME_MAX_LEN) ||
			!message_text_ok(from->status, NAME_MAX_LEN) ||
			!message_text_ok(from->company, NAME_MAX_LEN))
			return "group malformed";
		ret->groups[i] = (struct group_link){from->urn, from->uid, message_text(from->name),
			message_text(from->kind), message_text(from->status), from->joined, from->closed,
			message_text(from->company), from->row};
	}
	return wrong;
}

Leep__Groups *groups_to_message(struct arena *arena, const struct group_link *in, size_t n)
{
	Leep__Groups *out = arena_take(arena, sizeof(*out));
	Leep__GroupLink *item = arena_take_array(arena, n, sizeof(*item));
	Leep__GroupLink **list = arena_take_array(arena, n, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__groups__init(out);
	for (size_t i = 0; i < n; i++) {
		leep__group_link__init(&item[i]);
		item[i].has_urn = item[i].has_uid = item[i].has_row = 1;
		item[i].urn = in[i].urn;
		item[i].uid = in[i].uid;
		item[i].row = in[i].row;
		item[i].has_joined = in[i].joined != 0;
		item[i].joined = in[i].joined;
		item[i].has_closed = in[i].closed != 0;
		item[i].closed = in[i].closed;
		item[i].name = text_or_none(in[i].name);
		item[i].kind = text_or_none(in[i].kind);
		item[i].status = text_or_none(in[i].status);
		item[i].company = text_or_none(in[i].company);
		list[i] = &item[i];
	}
	out->group = list;
	out->n_group = n;
	return out;
}
