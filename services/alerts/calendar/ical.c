/* SPDX-License-Identifier: MIT
 *
 * See ical.h. Lines and components; what a value says is read by ical_values.c and ical_rule.c.
 */
#include "services/alerts/calendar/ical.h"

#include <stdlib.h>

#include "services/alerts/calendar/ical_parts.h"

/* A calendar holds events, which hold alarms; deeper is nothing that anybody writes. */
#define DEPTH_MAX 8

/* Days on which one event does not take place; a year of them. */
#define EXCEPTIONS_MAX 366

/* Name of a component or property. */
#define NAME_LEN 40

struct event {
	unsigned line; /* of its BEGIN */
	bool has_start, has_end, has_duration, cancelled;
	struct ical_time start, end;
	int64_t duration;
	struct ical_rule rule;
	unsigned rule_line;
	size_t n_exception;
	uint32_t exception[EXCEPTIONS_MAX];
};

struct reader {
	const char *p, *end;
	unsigned line; /* the next one's number in the file */
	unsigned at;   /* where what is looked at began */
	char *text;    /* what is looked at, unfolded */
	unsigned depth;
	char inside[DEPTH_MAX][NAME_LEN]; /* names of the components that are open */
	struct event event;
	struct ical_days *days;
	struct err_text *error;
};

static int wrong(const struct reader *reader, unsigned line, int rc, const char *what)
{
	return error_set(reader->error, rc, "\"calendar.ics\", line %u: %s", line, what);
}

static int syntax(const struct reader *reader, const char *what)
{
	return wrong(reader, reader->at, ERR_SYNTAX, what);
}

/* -- lines ------------------------------------------------------------------------------------------------------- */

/* The next line that is not empty, with what was folded put together again; false at the end. */
static bool next_line(struct reader *reader)
{
	size_t len = 0;

	while (reader->p < reader->end && len == 0) {
		bool more = true;

		reader->at = reader->line;
		while (more) {
			size_t left = (size_t)(reader->end - reader->p);
			const char *stop = memchr(reader->p, '\n', left);
			size_t piece = stop == NULL ? left : (size_t)(stop - reader->p);
			size_t kept = piece > 0 && reader->p[piece - 1] == '\r' ? piece - 1 : piece;

			memcpy(reader->text + len, reader->p, kept);
			len += kept;
			reader->p += piece + (stop != NULL);
			reader->line++;
			more = len > 0 && reader->p < reader->end &&
			       (*reader->p == ' ' || *reader->p == '\t');
			reader->p += more;
		}
	}
	reader->text[len] = '\0';
	return len > 0;
}

static bool is_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] < '0' || text[i] > '9') && (text[i] < 'A' || text[i] > 'Z') &&
			(text[i] < 'a' || text[i] > 'z') && text[i] != '-')
			return false;
	return len > 0 && len < NAME_LEN;
}

/* A line is a name, parameters, and a value behind the first colon outside quotation marks. The name is ended by a NUL;
 * NULL when the line is none. */
static char *split(char *line)
{
	size_t name = strcspn(line, ":;");
	bool quoted = false;
	char *p = line + name;

	if (!is_name(line, name) || *p == '\0')
		return NULL;
	for (; *p != '\0' && (quoted || *p != ':'); p++)
		if (*p == '"')
			quoted = !quoted;
	if (*p == '\0')
		return NULL;
	line[name] = '\0';
	return p + 1;
}

/* -- events ------------------------------------------------------------------------------------------------------ */

static bool is_exception(const struct event *event, uint32_t day)
{
	for (size_t i = 0; i < event->n_exception; i++)
		if (event->exception[i] == day)
			return true;
	return false;
}

static int add_span(struct reader *reader, unsigned line, uint32_t from, uint32_t until)
{
	struct ical_days *days = reader->days;

	if (days->n == ICAL_SPANS_MAX)
		return wrong(reader, line, ERR_LIMIT,
			"more than 20000 days off; end what repeats by COUNT or UNTIL");
	if (days->n == days->room) {
		size_t room = days->room == 0 ? 64 : days->room * 2;
		struct calendar_span *more = realloc(days->span, room * sizeof(*more));

		if (more == NULL)
			return wrong(reader, line, ERR_NOMEM, error_text(ERR_NOMEM));
		days->span = more;
		days->room = room;
	}
	days->span[days->n++] = (struct calendar_span){from, until};
	return 0;
}

/* How many days it touches beyond its first; negative when its end is not one. */
static int64_t days_beyond(const struct event *event)
{
	int64_t start = event->start.second, end = start;

	if (event->has_end)
		end = event->end.second;
	else if (event->has_duration)
		end = start + event->duration;
	if (end < start)
		return -1;
	/* The end is exclusive. One that is the start is that of a day as some programs write it, or of a moment. */
	return end == start ? 0 : (end - 1) / ICAL_A_DAY - start / ICAL_A_DAY;
}

static int end_event(struct reader *reader)
{
	const struct event *event = &reader->event;
	struct ical_course course = {&event->rule, event->start, 0, 0};
	int64_t beyond = days_beyond(event);
	const char *unfit;
	uint32_t day;
	int rc = 0;

	if (event->cancelled)
		return 0;
	if (!event->has_start)
		return wrong(reader, event->line, ERR_SYNTAX, "the event has no DTSTART");
	if (event->has_end && event->has_duration)
		return wrong(reader, event->line, ERR_SYNTAX, "the event has both DTEND and DURATION");
	if (event->has_end && event->end.is_day != event->start.is_day)
		return wrong(reader, event->line, ERR_SYNTAX,
			"of DTSTART and DTEND one has a time and one has none");
	if (event->has_duration && event->start.is_day && event->duration % ICAL_A_DAY != 0)
		return wrong(
			reader, event->line, ERR_SYNTAX, "DTSTART has no time, so DURATION is whole days");
	if (beyond < 0)
		return wrong(reader, event->line, ERR_SYNTAX, "the event ends before it begins");
	if (beyond > 366)
		return wrong(reader, event->line, ERR_LIMIT, "the event is longer than a year");
	unfit = ical_rule_fits(&event->rule, event->start);
	if (unfit != NULL)
		return wrong(reader, event->rule_line, ERR_SYNTAX, unfit);
	while (rc == 0 && ical_course_next(&course, &day))
		if (!is_exception(event, day))
			rc = add_span(reader, event->line, day, day + (uint32_t)beyond);
	return rc;
}

static int take_time(struct reader *reader, const char *value, bool *has, struct ical_time *ret)
{
	if (*has)
		return syntax(reader, "the event says it twice");
	*has = true;
	if (!ical_time(value, strlen(value), ret))
		return syntax(
			reader, "a date such as 20261221 or 20261221T090000Z of 1970 to 2100 is expected");
	return 0;
}

static int take_exceptions(struct reader *reader, const char *value)
{
	struct event *event = &reader->event;

	for (;;) {
		size_t len = strcspn(value, ",");
		struct ical_time time;

		if (!ical_time(value, len, &time))
			return syntax(
				reader, "dates such as 20261221, with commas between them, are expected");
		if (event->n_exception == EXCEPTIONS_MAX)
			return wrong(reader, reader->at, ERR_LIMIT,
				"more than 366 dates on which the event is not");
		event->exception[event->n_exception++] = (uint32_t)(time.second / ICAL_A_DAY);
		if (value[len] == '\0')
			return 0;
		value += len + 1;
	}
}

static int take_property(struct reader *reader, const char *name, const char *value)
{
	struct event *event = &reader->event;

	if (strcasecmp(name, "DTSTART") == 0)
		return take_time(reader, value, &event->has_start, &event->start);
	if (strcasecmp(name, "DTEND") == 0)
		return take_time(reader, value, &event->has_end, &event->end);
	if (strcasecmp(name, "DURATION") == 0) {
		event->has_duration = true;
		return ical_duration(value, &event->duration)
			       ? 0
			       : syntax(reader, "a duration of at most 366 days, such as P5D, is expected");
	}
	if (strcasecmp(name, "RRULE") == 0) {
		const char *bad = event->rule_line != 0 ? "the event has two rules"
							: ical_rule_parse(value, &event->rule);

		event->rule_line = reader->at;
		return bad == NULL ? 0 : syntax(reader, bad);
	}
	if (strcasecmp(name, "EXDATE") == 0)
		return take_exceptions(reader, value);
	if (strcasecmp(name, "STATUS") == 0)
		event->cancelled = strcasecmp(value, "CANCELLED") == 0;
	if (strcasecmp(name, "RDATE") == 0 || strcasecmp(name, "RECURRENCE-ID") == 0)
		return syntax(reader,
			"RDATE and RECURRENCE-ID are not understood; give such days as events of their own");
	return 0;
}

/* -- components -------------------------------------------------------------------------------------------------- */

/* Within an event of a calendar, and not within an alarm of it. */
static bool in_event(const struct reader *reader)
{
	return reader->depth == 2 && strcasecmp(reader->inside[1], "VEVENT") == 0;
}

static int begin(struct reader *reader, const char *name)
{
	if (!is_name(name, strlen(name)))
		return syntax(reader, "BEGIN names no component");
	if (reader->depth == 0 && strcasecmp(name, "VCALENDAR") != 0)
		return syntax(reader, "BEGIN:VCALENDAR is expected");
	if (reader->depth == DEPTH_MAX)
		return wrong(
			reader, reader->at, ERR_LIMIT, "components lie deeper within each other than eight");
	memcpy(reader->inside[reader->depth++], name, strlen(name) + 1);
	if (in_event(reader))
		reader->event = (struct event){.line = reader->at};
	return 0;
}

static int end(struct reader *reader, const char *name)
{
	bool was_event = in_event(reader);

	if (reader->depth == 0 || strcasecmp(reader->inside[reader->depth - 1], name) != 0)
		return syntax(reader, "END is not of the component that was begun last");
	reader->depth--;
	return was_event ? end_event(reader) : 0;
}

static int read_lines(struct reader *reader)
{
	int rc = 0;

	while (rc == 0 && next_line(reader)) {
		const char *name = reader->text, *value = split(reader->text);

		if (value == NULL)
			rc = syntax(reader, "NAME:VALUE is expected");
		else if (strcasecmp(name, "BEGIN") == 0)
			rc = begin(reader, value);
		else if (strcasecmp(name, "END") == 0)
			rc = end(reader, value);
		else if (reader->depth == 0)
			rc = syntax(reader, "BEGIN:VCALENDAR is expected");
		else if (in_event(reader))
			rc = take_property(reader, name, value);
	}
	if (rc == 0 && reader->depth > 0)
		rc = wrong(reader, reader->line, ERR_SYNTAX, "the file ends within a component");
	return rc;
}

int ical_read(struct bytes text, struct ical_days *days, struct err_text *error)
{
	struct reader *reader = calloc(1, sizeof(*reader));
	char *line = malloc(text.len + 1);
	int rc;

	if (reader == NULL || line == NULL) {
		rc = error_set(error, ERR_NOMEM, "\"calendar.ics\": %s", error_text(ERR_NOMEM));
	} else if (text.len > 0 && memchr(text.data, '\0', text.len) != NULL) {
		rc = error_set(error, ERR_SYNTAX, "\"calendar.ics\": a NUL byte: it is no text");
	} else {
		size_t mark = text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

		reader->p = (const char *)text.data + mark;
		reader->end = (const char *)text.data + text.len;
		reader->line = 1;
		reader->text = line;
		reader->days = days;
		reader->error = error;
		rc = read_lines(reader);
	}
	free(line);
	free(reader);
	return rc;
}
