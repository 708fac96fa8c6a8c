/* SPDX-License-Identifier: MIT
 *
 * When a destination is tried next, and when it counts as dead: arithmetic on times that are given, so that a test needs
 * no clock. Two clocks are meant: `tick` is monotonic, in milliseconds, and decides when the next attempt is made; `at` is
 * the service's wall clock, in microseconds, and decides what is said of the destination.
 */
#ifndef LEEP_ALERTS_DELIVERY_PACE_H
#define LEEP_ALERTS_DELIVERY_PACE_H

#include <stdbool.h>
#include <stdint.h>

/* Pauses double from one second to a quarter of an hour: a server that was restarted is met again at once, one that is
 * down for a night is asked some fifty times. */
#define PACE_FIRST_MS   ((int64_t)1000)
#define PACE_LONGEST_MS ((int64_t)15 * 60 * 1000)
/* A server may ask for a longer pause, of at most an hour: an alert that comes later than that is late. */
#define PACE_ASKED_MS ((int64_t)60 * 60 * 1000)
/* Dead: nothing but failures for ten minutes, and at least five of them. */
#define PACE_DEAD_US       ((int64_t)10 * 60 * 1000000)
#define PACE_DEAD_FAILURES 5
/* A failure that goes on is told again after an hour. */
#define PACE_TELL_US ((int64_t)60 * 60 * 1000000)

struct pace {
	unsigned rate;     /* attempts a minute; 0: as many as there are */
	unsigned failures; /* since it last answered as it should */
	int64_t failing;   /* `at` of the first of them */
	int64_t due;       /* `tick` before which nothing is tried */
	bool dead;
};

/* Before anything was tried; `dead` is what the state knows. */
struct pace pace_begin(unsigned rate, bool dead);

/* An attempt is made now: the rate decides when the next may be. */
void pace_attempt(struct pace *pace, int64_t tick);

/* The destination answered: it is alive, whatever it said of the message. */
void pace_answered(struct pace *pace);

/* The attempt failed. `asked` are the milliseconds that the destination wants to be left alone, 0 for none; `chance` is
 * any number: the pause is drawn from the upper half of what it may be, so that senders do not come back in step. */
void pace_failed(struct pace *pace, int64_t tick, int64_t at, int64_t asked, uint32_t chance);

#endif
