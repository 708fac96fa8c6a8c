/* SPDX-License-Identifier: MIT
 *
 * See schools.h.
 */
#include "services/indicators/schools.h"

#include "services/indicators/keys.h"

static void put(struct txn *txn, const struct school *school, uint64_t submission)
{
	struct school one = *school;
	struct observation event = {
		.submission = submission, .kind = OBSERVATION_REGISTER, .n = 1, .schools = &one};
	struct key key;

	number_key(&key, school->urn);
	state_put_event(txn, INDICATORS_SCHOOLS, &key, &event);
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

	number_key(&key, urn);
	if (!txn_get(txn, INDICATORS_SCHOOLS, &key, &value))
		return false;
	if (observation_decode(arena, value, &event, &reason) < 0 || event.kind != OBSERVATION_REGISTER) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret = event.schools[0];
	return true;
}
