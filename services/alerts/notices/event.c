/* SPDX-License-Identifier: MIT
 *
 * See event.h and WEBHOOK.md.
 */
#include "services/alerts/notices/event.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <time.h>

#include "services/alerts/notices/said.h"

/* Longer than any text of a notice that was decoded. */
#define TEXT_MAX 4096
/* One alert: 24 pieces of evidence of 26 such texts, and a few more. */
#define ONE_ARENA_MAX ((size_t)4 * 1024 * 1024)
/* The names of what is left out, brackets and commas. */
#define AROUND 256

struct event {
	const struct notice *notice;
	struct words head, one;
	size_t room;
	size_t things, schools; /* left out */
};

static void set(json_t *object, const char *name, json_t *value)
{
	(void)json_object_set_new(object, name, value);
}

/* A text is left out where it says nothing. */
static void set_text(struct words *words, json_t *object, const char *name, const char *text)
{
	if (words_given(text))
		set(object, name, json_string(words_line(words, text, TEXT_MAX)));
}

static void set_number(json_t *object, const char *name, uint64_t number)
{
	if (number != 0)
		set(object, name, json_integer((json_int_t)number));
}

/* "2018-11-05T09:07:03Z" */
static void set_moment(json_t *object, const char *name, int64_t at)
{
	time_t seconds = (time_t)(at / 1000000);
	char text[40];
	struct tm tm;

	if (at > 0 && gmtime_r(&seconds, &tm) != NULL &&
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) > 0)
		set(object, name, json_string(text));
}

static void set_title(struct words *words, json_t *object, const char *id)
{
	const struct measure *measure =
		words->catalogue != NULL && words_given(id) ? catalogue_measure(words->catalogue, id) : NULL;

	if (measure != NULL)
		set_text(words, object, "measure_title", measure->title);
}

static json_t *beside(struct words *words, const struct evidence *in)
{
	json_t *list = json_array();

	for (size_t i = 0; i < in->n_beside && i < BESIDE_MAX; i++) {
		json_t *one = json_object();

		set_text(words, one, "what", in->beside[i].what);
		set_text(words, one, "value", in->beside[i].value);
		(void)json_array_append_new(list, one);
	}
	return list;
}

static json_t *evidence(struct words *words, const struct evidence *in)
{
	static const uint8_t none[SHA256_LEN];
	char sha256[2 * SHA256_LEN + 1];
	struct period_text day;
	json_t *one = json_object();

	set_text(words, one, "what", in->what);
	set_title(words, one, in->what);
	set_text(words, one, "period", in->period);
	set_text(words, one, "group", in->group);
	set_text(words, one, "value", in->value);
	set_text(words, one, "low", in->low);
	set_text(words, one, "high", in->high);
	set_number(one, "cohort", in->cohort);
	set_text(words, one, "national", in->national);
	if (in->n_beside > 0)
		set(one, "beside", beside(words, in));
	set_text(words, one, "status", in->status);
	if (in->published != 0)
		set_text(words, one, "published", day_print(in->published, &day));
	set_text(words, one, "file", in->file);
	if (memcmp(in->sha256, none, SHA256_LEN) != 0) {
		bytes_hex(in->sha256, SHA256_LEN, sha256);
		set_text(words, one, "sha256", sha256);
	}
	set_number(one, "row", in->row);
	set_text(words, one, "column", in->column);
	set_number(one, "submission", in->submission);
	return one;
}

static json_t *alert(struct words *words, const struct notice_alert *in, bool whole)
{
	const struct alert *alert = &in->alert;
	json_t *one = json_object();
	json_t *list;

	set(one, "id", json_integer((json_int_t)alert->id));
	set_text(words, one, "what", in->what);
	set_text(words, one, "text", in->text);
	set_text(words, one, "rule", alert->rule);
	set_text(words, one, "title", alert->title);
	set_text(words, one, "severity", alert->severity);
	set(one, "state", json_string(alert_state_text(alert->state)));
	set_text(words, one, "measure", alert->measure);
	set_title(words, one, alert->measure);
	set_text(words, one, "period", alert->period);
	set_moment(one, "opened", alert->opened);
	set_moment(one, "amended", alert->amended);
	set_text(words, one, "adviser", alert->adviser);
	set_text(words, one, "summary", alert->summary);
	set(one, "whole", json_boolean(whole));
	if (!whole)
		return one;
	set_text(words, one, "handled_by", alert->handled_by);
	set_moment(one, "until", alert->until);
	set_text(words, one, "why", alert->why);
	set_text(words, one, "condition", alert->wording);
	set_text(words, one, "source", alert->source);
	set_text(words, one, "advice", alert->advice);
	list = json_array();
	for (size_t i = 0; i < alert->n_evidence && i < EVIDENCE_MAX; i++)
		(void)json_array_append_new(list, evidence(words, &alert->evidence[i]));
	set(one, "evidence", list);
	return one;
}

/* Takes the value where there is room for it, and a comma. */
static bool take(struct event *event, json_t *list, json_t *value)
{
	size_t len = value == NULL ? 0 : json_dumpb(value, NULL, 0, JSON_COMPACT) + 1;
	bool fits = value != NULL && len <= event->room;

	if (fits) {
		event->room -= len;
		(void)json_array_append_new(list, value);
	} else {
		json_decref(value);
	}
	return fits;
}

/* The school with as many of its alerts as there is room for; false when some were left out. */
static bool add_school(struct event *event, size_t nth, json_t *schools)
{
	const struct notice_school *in = &event->notice->school[nth];
	json_t *one = json_object();
	json_t *list = json_array();
	size_t i = 0;

	arena_reset(event->one.arena);
	set_number(one, "urn", in->urn);
	set_text(&event->one, one, "name", in->name);
	set_number(one, "authority", in->authority);
	set_text(&event->one, one, "authority_name", in->authority_name);
	set(one, "alerts", json_array());
	if (take(event, schools, json_incref(one))) {
		for (; i < in->n; i++) {
			arena_reset(event->one.arena);
			if (!take(event, list, alert(&event->one, &in->alert[i], true)) &&
				!take(event, list, alert(&event->one, &in->alert[i], false)))
				break;
		}
		set(one, "alerts", list);
	} else {
		json_decref(list);
	}
	json_decref(one);
	event->things += in->n - i;
	event->schools += i < in->n;
	return i == in->n;
}

static json_t *data(struct event *event, const struct said_notice *said)
{
	const struct notice *notice = event->notice;
	json_t *one = json_object();
	json_t *to = json_object();
	size_t things = 0;

	for (size_t i = 0; i < notice->n_school; i++)
		things += notice->school[i].n;
	set_text(&event->head, one, "kind", notice->kind);
	set(one, "minimal", json_boolean(notice->minimal));
	set_text(&event->head, one, "headline", said->headline);
	set_text(&event->head, to, "name", notice->to_name);
	set_text(&event->head, to, "address", notice->to_address);
	set(one, "to", to);
	set(one, "things", json_integer((json_int_t)things));
	set(one, "places", json_integer((json_int_t)notice->n_school));
	if (!notice->minimal) {
		set_text(&event->head, one, "stands_in_for", notice->for_name);
		set_text(&event->head, one, "text", notice->text);
	}
	return one;
}

static json_t *envelope(struct event *event)
{
	const struct notice *notice = event->notice;
	struct words *words = &event->head;
	json_t *one = json_object();

	set_text(words, one, "specversion", "1.0");
	set_text(words, one, "id", notice->key);
	set_text(words, one, "source",
		notice->n_school == 0 ? "/leep"
				      : words_print(words, "/leep/%" PRIu32, notice->school[0].authority));
	set_text(words, one, "type", words_print(words, "leep.notice.%s.v1", notice->kind));
	if (notice->n_school == 1 && notice->school[0].urn != 0 && !notice->minimal)
		set_text(words, one, "subject", words_print(words, "%" PRIu32, notice->school[0].urn));
	set_moment(one, "time", notice->at);
	set_text(words, one, "datacontenttype", "application/json");
	return one;
}

/* The whole of it as text; NULL when memory is short. */
static char *written(struct event *event)
{
	const struct notice *notice = event->notice;
	json_t *schools = json_array();
	struct said_notice said;
	json_t *all, *content;
	char *text;

	said_notice(&event->head, notice, &said);
	all = envelope(event);
	content = data(event, &said);
	event->room = EVENT_MAX - AROUND - json_dumpb(all, NULL, 0, JSON_COMPACT) -
		      json_dumpb(content, NULL, 0, JSON_COMPACT);
	for (size_t i = 0; i < said.n_school; i++)
		if (!add_school(event, i, schools)) {
			for (i++; i < said.n_school; i++, event->schools++)
				event->things += notice->school[i].n;
		}
	if (!notice->minimal) {
		set(content, "schools", json_incref(schools));
		set(content, "left_out",
			json_pack("{s:I, s:I}", "things", (json_int_t)event->things, "places",
				(json_int_t)event->schools));
	}
	set(all, "data", content);
	text = event->head.failed || event->one.failed ? NULL : json_dumps(all, JSON_COMPACT);
	json_decref(schools);
	json_decref(all);
	return text;
}

int event_write(const struct notice *notice, const struct catalogue *catalogue, struct buffer *out)
{
	struct event event = {.notice = notice};
	size_t start = out->len;
	enum notice_kind kind;
	int rc = said_check(notice, &kind);
	char *text = NULL;

	if (rc < 0)
		return rc;
	event.head = (struct words){arena_open(SAID_ARENA_MAX), catalogue, false};
	event.one = (struct words){arena_open(ONE_ARENA_MAX), catalogue, false};
	if (event.head.arena != NULL && event.one.arena != NULL)
		text = written(&event);
	arena_free(event.head.arena);
	arena_free(event.one.arena);
	if (text == NULL)
		return ERR_NOMEM;
	buffer_text(out, text);
	free(text);
	if (!out->failed)
		return 0;
	out->len = start;
	return ERR_LIMIT;
}
