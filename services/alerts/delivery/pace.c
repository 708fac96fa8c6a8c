/* SPDX-License-Identifier: MIT
 *
 * See pace.h.
 */
#include "services/alerts/delivery/pace.h"

struct pace pace_begin(unsigned rate, bool dead)
{
	return (struct pace){.rate = rate, .dead = dead};
}

static void not_before(struct pace *pace, int64_t tick)
{
	if (pace->due < tick)
		pace->due = tick;
}

void pace_attempt(struct pace *pace, int64_t tick)
{
	if (pace->rate > 0)
		not_before(pace, tick + 60000 / (int64_t)pace->rate);
}

void pace_answered(struct pace *pace)
{
	pace->failures = 0;
	pace->dead = false;
}

void pace_failed(struct pace *pace, int64_t tick, int64_t at, int64_t asked, uint32_t chance)
{
	int64_t pause = PACE_FIRST_MS;

	if (pace->failures++ == 0)
		pace->failing = at;
	for (unsigned i = 1; i < pace->failures && pause < PACE_LONGEST_MS; i++)
		pause *= 2;
	if (pause > PACE_LONGEST_MS)
		pause = PACE_LONGEST_MS;
	pause = pause / 2 + (int64_t)chance % (pause / 2 + 1);
	if (asked > PACE_ASKED_MS)
		asked = PACE_ASKED_MS;
	not_before(pace, tick + (asked > pause ? asked : pause));
	if (pace->failures >= PACE_DEAD_FAILURES && at - pace->failing >= PACE_DEAD_US)
		pace->dead = true;
}
