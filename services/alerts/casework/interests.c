/* SPDX-License-Identifier: MIT
 *
 * Who has declared an interest in a school neither holds a case of it nor writes in one.
 */
#include <string.h>

#include "services/alerts/casework/part.h"

static int read_interests(struct work *work)
{
	struct arena *arena = work->with->arena;
	struct records_walk walk;
	uint64_t id;

	if (work->interest != NULL)
		return 0;
	work->interest = arena_take_array(arena, KNOWN_MAX, sizeof(*work->interest));
	if (work->interest == NULL)
		return txn_fail(work->txn, ERR_NOMEM);
	records_walk(&walk, work->txn, 0, "interest");
	while (records_walk_next(&walk, &id) && work->n_interest < KNOWN_MAX) {
		struct record record;

		if (records_get(work->txn, arena, id, &record) && record.state == RECORD_OPEN)
			work->interest[work->n_interest++] =
				(struct interest){id, record.urn, record_value(&record, "person"),
					record_value(&record, "address"), record_value(&record, "nature")};
	}
	records_walk_end(&walk);
	return work->txn->error;
}

/* The same person? Small and capital letters are alike; where one is an address and the other none, what stands before
 * the "@" counts, as names for signing in are. */
static bool alike(const char *a, const char *b)
{
	size_t before_a = strcspn(a, "@"), before_b = strcspn(b, "@");

	if (a[0] == '\0' || b[0] == '\0')
		return false;
	if ((a[before_a] == '@') == (b[before_b] == '@'))
		return strcasecmp(a, b) == 0;
	return bytes_equal_case(bytes_of(a, before_a), bytes_of(b, before_b));
}

const struct interest *work_interest(struct work *work, uint32_t urn, const char *person)
{
	if (urn == 0 || read_interests(work) < 0)
		return NULL;
	for (size_t i = 0; i < work->n_interest; i++) {
		const struct interest *interest = &work->interest[i];

		if (interest->urn == urn &&
			(alike(person, interest->person) || alike(person, interest->address)))
			return interest;
	}
	return NULL;
}

int interests_check(struct work *work, const struct draft *draft)
{
	const char *person = record_value(&draft->record, "person");
	const char *address = record_value(&draft->record, "address");
	struct records_walk walk;
	uint64_t id;

	if (draft->record.state != RECORD_OPEN)
		return 0;
	records_walk(&walk, work->txn, 0, "case");
	while (records_walk_next(&walk, &id)) {
		struct record record;
		const char *holder;

		if (!records_get(work->txn, work->with->scratch, id, &record) ||
			record.urn != draft->record.urn || record.state != RECORD_OPEN)
			continue;
		holder = record_value(&record, "holder");
		if (alike(holder, person) || alike(holder, address))
			work_note(work, "%s holds case %llu, which is to be given to somebody else", holder,
				(unsigned long long)id);
	}
	records_walk_end(&walk);
	return work->txn->error;
}
