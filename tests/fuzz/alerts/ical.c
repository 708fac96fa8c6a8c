/* SPDX-License-Identifier: MIT
 *
 * Any text as an iCalendar file: refused with a reason, or days off in order that neither touch nor overlap; what they say
 * and what working days are made of them agree.
 */
#include "services/alerts/calendar/ical.h"
#include "common/model/period.h"
#include "services/alerts/calendar/calendar.h"

#include "tests/fuzz/fuzz.h"

static void check_spans(const struct calendar *calendar)
{
	uint32_t last = 0;

	require(day_make(2102, 1, 2, &last), "a day");
	require(calendar->n <= ICAL_SPANS_MAX, "days off are bounded");
	for (size_t i = 0; i < calendar->n; i++) {
		const struct calendar_span *span = &calendar->span[i];

		require(span->from <= span->until && span->until <= last, "a span has days that there are");
		require(i == 0 || span->from > span[-1].until + 1, "spans ascend and do not touch");
		require(!calendar_working(calendar, span->from) && !calendar_working(calendar, span->until),
			"nobody works on a day off");
	}
}

/* The next working days after the first span: each works, and none between them does. */
static void check_count(const struct calendar *calendar)
{
	uint32_t day = calendar->n == 0 ? 20000 : calendar->span[0].from;

	for (unsigned n = 1; n < 4; n++) {
		uint32_t next = calendar_add(calendar, day, n);
		unsigned working = 0;

		require(next > day && next <= day + n * 367, "days are counted on, and not for ever");
		for (uint32_t d = day + 1; d <= next; d++)
			working += calendar_working(calendar, d);
		require(working == n || !calendar_working(calendar, next),
			"as many working days as were asked");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	char *text = text_of(data, size);
	struct calendar calendar = {77, NULL};
	struct err_text error = {""};
	int rc;

	if (arena == NULL)
		arena = arena_open((size_t)1024 * 1024);
	arena_reset(arena);
	rc = calendar_parse(arena, bytes_of(text, size), &calendar, &error);
	if (rc < 0) {
		require(rc == ERR_SYNTAX || rc == ERR_LIMIT, "no other error");
		require(calendar.n == 77, "what is refused changes nothing");
		require_reason(error.text);
	} else {
		check_spans(&calendar);
		check_count(&calendar);
	}
	free(text);
	return 0;
}
