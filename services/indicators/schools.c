/* SPDX-License-Identifier: MIT
 *
 * See schools.h.
 */
#include "services/indicators/schools.h"

#include <strings.h>

static void school_key(struct key *key, uint32_t urn)
{
	key_init(key);
	key_u32(key, urn);
}

static void put(struct txn *txn, const struct school *school, uint64_t submission)
{
	struct school one = *school;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_REGISTER, .n = 1, .schools = &one};
	struct buffer out;
	struct key key;
	int rc;

	buffer_init(&out, (size_t)64 * 1024);
	rc = observation_encode(&event, &out);
	school_key(&key, school->urn);
	if (rc < 0)
		(void)txn_fail(txn, rc);
	else
		txn_put(txn, INDICATORS_SCHOOLS, &key, bytes_of(out.data, out.len));
	buffer_done(&out);
}

bool schools_put(struct txn *txn, struct arena *arena, const struct school *said, uint64_t submission,
	struct school *ret_was, struct school *ret_is)
{
	struct school known, merged;

	if (!schools_get(txn, arena, said->urn, &known))
		school_init(&known, said->urn);
	if (!school_merge(&known, said, &merged))
		return false;
	put(txn, &merged, submission);
	*ret_was = known;
	*ret_is = merged;
	return true;
}

bool schools_get(struct txn *txn, struct arena *arena, uint32_t urn, struct school *ret)
{
	struct observation event;
	const char *reason;
	struct bytes value;
	struct key key;

	school_key(&key, urn);
	if (!txn_get(txn, INDICATORS_SCHOOLS, &key, &value))
		return false;
	if (observation_decode(arena, value, &event, &reason) < 0 || event.kind != OBSERVATION_REGISTER) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret = event.schools[0];
	return true;
}

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

static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (; *text != '\0'; text++)
		if (strncasecmp(text, word, len) == 0)
			return true;
	return false;
}

static enum school_phase phase_told(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (has_word(text, words[i].word))
			return words[i].phase;
	return PHASE_UNKNOWN;
}

enum school_phase schools_phase(const struct school *school)
{
	enum school_phase type = phase_told(school->type);

	return type == PHASE_SPECIAL || type == PHASE_ALTERNATIVE || type == PHASE_POST_16
		       ? type
		       : phase_told(school->phase);
}
