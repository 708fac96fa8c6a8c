/* SPDX-License-Identifier: MIT
 *
 * The two times a service may know: the wall clock, which stamps what enters a journal and which a test can fix;
 * and the monotonic clock, which only decides when to send a heartbeat or give up waiting. Handlers use neither:
 * they take the time from the event.
 */
#ifndef LEEP_BASE_CLOCK_H
#define LEEP_BASE_CLOCK_H

#include <stdint.h>

#include "common/base/error.h"

struct clock {
	int64_t fixed;    /* microseconds since 1970-01-01 UTC; 0: the machine's own clock */
	const char *file; /* not NULL: the time is what this file says, whenever it is asked for */
};

/* From "real", "fixed:2026-01-31T09:30:00Z", or "file:PATH", whose file holds such a time and can be written anew (whole,
 * by renaming): a test lets weeks pass in a moment. It never goes back before the time that it was begun with. `words` must live as long as the clock. Errors: ERR_SYNTAX, with `text` filled. */
int clock_parse(const char *words, struct clock *ret, struct err_text *text);

/* Wall time in microseconds since 1970-01-01 UTC. */
int64_t clock_wall(const struct clock *clock);

/* Milliseconds since some moment before the process began; not affected by changes of the wall clock. */
int64_t clock_monotonic(void);

/* "2026-01-31T09:30:00Z" for a wall time, into `out`; returns `out`. */
struct time_text {
	char text[32];
};
const char *clock_text(int64_t wall, struct time_text *out);

/* A wall time from "2026-01-31" (its first microsecond) or "2026-01-31T09:30:00Z". Errors: ERR_SYNTAX. */
int clock_parse_time(const char *words, int64_t *ret);

#endif
