/* SPDX-License-Identifier: MIT
 *
 * See phase.h.
 */
#include "services/indicators/phase.h"

#include <string.h>

#include "common/base/bytes.h"

/* Words that tell a phase, the more telling first: "Middle deemed primary" is no middle school, and a "Special post 16
 * institution" no special school. */
static const struct {
	const char *word;
	enum school_phase phase;
} words[] = {
	{"16 plus", PHASE_POST_16},
	{"16-19", PHASE_POST_16},
	{"16 to 19", PHASE_POST_16},
	{"post 16", PHASE_POST_16},
	{"special", PHASE_SPECIAL},
	{"alternative provision", PHASE_ALTERNATIVE},
	{"pupil referral", PHASE_ALTERNATIVE},
	{"PRU", PHASE_ALTERNATIVE},
	{"all-through", PHASE_ALL_THROUGH},
	{"all through", PHASE_ALL_THROUGH},
	{"primary", PHASE_PRIMARY},
	{"infant", PHASE_PRIMARY},
	{"junior", PHASE_PRIMARY},
	{"first", PHASE_PRIMARY},
	{"secondary", PHASE_SECONDARY},
	{"nursery", PHASE_NURSERY},
};

static enum school_phase phase_told(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcasestr(text, words[i].word) != NULL)
			return words[i].phase;
	return PHASE_UNKNOWN;
}

enum school_phase phase_of_school(const struct school *school)
{
	enum school_phase type = phase_told(school->type);

	return type == PHASE_SPECIAL || type == PHASE_ALTERNATIVE || type == PHASE_POST_16
		       ? type
		       : phase_told(school->phase);
}
