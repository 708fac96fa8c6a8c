/* SPDX-License-Identifier: MIT
 *
 * See profile.h.
 */
#include "services/indicators/profile/profile.h"

#include "services/indicators/profile/layout.h"
#include "services/indicators/profile/records.h"

/* What counting one authority writes: some fifteen totals of 100 bytes. */
#define BYTES_AN_AUTHORITY 2000

void profile_open(struct txn *txn, uint64_t submission, const struct opened *opened)
{
	struct telling telling = {.submission = submission,
		.published = opened->published,
		.received = opened->received < 0 ? 0 : (uint32_t)(opened->received / MICROSECONDS_A_DAY)};

	days_put_telling(txn, &telling);
}

/* England and regions are told when enough is known of all their authorities. */
static void add_to_the_known(struct txn *txn, const struct facts *before, const struct facts *after)
{
	if (after->authority == 0 || !days_any(txn))
		return;
	for (unsigned depth = 0; depth < DEPTHS; depth++) {
		enum facts_depth to = (enum facts_depth)depth;

		if (facts_known_to(after, to) &&
			!(before->authority == after->authority && facts_known_to(before, to)) &&
			!records_known_to(txn, after->authority, to))
			days_change_all(txn);
	}
}

void profile_school(struct txn *txn, const struct school *school)
{
	struct facts after = facts_of(school), before;
	enum touch_days which;
	size_t n;

	(void)records_facts(txn, school->urn, &before);
	if (facts_equal(&before, &after))
		return;
	add_to_the_known(txn, &before, &after);
	records_put_facts(txn, school->urn, &after);
	n = records_count(txn, school->urn);
	if (n == 0)
		return;
	if (before.authority == 0 && after.authority != 0)
		records_add_unplaced(txn, -(int64_t)n);
	which = facts_learned(&before, &after) ? TOUCH_ALL : TOUCH_LAST;
	if (after.authority != 0)
		days_touch(txn, after.authority, which);
	if (before.authority != 0 && before.authority != after.authority)
		days_touch(txn, before.authority, which);
}

void profile_inspections(struct txn *txn, const struct inspection *inspections, size_t n, uint64_t submission)
{
	struct telling telling;
	int64_t unplaced = 0;

	if (!days_telling(txn, &telling))
		return;
	for (size_t i = 0; i < n; i++) {
		struct graded graded;
		struct facts facts;
		bool placed;

		if (inspections[i].frame == FRAME_UNGRADED)
			continue;
		placed = records_facts(txn, inspections[i].urn, &facts) && facts.authority != 0;
		if (graded_of(&inspections[i], &graded)) {
			bool added = records_put_graded(txn, inspections[i].urn, &graded, submission);

			unplaced += added && !placed ? 1 : 0;
			if (graded.told > telling.latest && graded.told <= telling.received)
				telling.latest = graded.told;
		} else if (records_drop_graded(txn, &inspections[i], submission)) {
			unplaced -= placed ? 0 : 1;
		}
		if (placed)
			days_touch(txn, facts.authority, TOUCH_THIS);
	}
	records_add_unplaced(txn, unplaced);
	days_put_telling(txn, &telling);
}

void profile_close(struct txn *txn)
{
	struct telling telling;
	struct profile_day day = {0};

	if (!days_telling(txn, &telling) || days_told(&telling) == 0)
		return;
	(void)days_get(txn, days_told(&telling), &day);
	day.day = days_told(&telling);
	day.submission = telling.submission;
	days_put(txn, &day);
}

static struct tally_day date_of(uint32_t day)
{
	struct tally_day ret = {.day = day};
	struct period_text text;

	(void)day_print(day, &text);
	if (date_parse(text.text, strlen(text.text), &ret.date) < 0)
		ret.date = 0;
	return ret;
}

/* Count one authority on one day. England is there or not by how many authorities are, so that one more or less may matter to
 * every group. */
static void count(struct txn *txn, uint32_t authority, uint32_t day)
{
	struct tally tallies[PROFILE_GROUPS] = {{{0}}};
	struct profile_day told;

	if (!days_get(txn, day, &told))
		return;
	records_tally(txn, authority, date_of(day), tallies);
	for (unsigned g = 0; g < PROFILE_GROUPS; g++) {
		struct total_change change =
			days_put_total(txn, day, (enum profile_group)g, authority, &tallies[g]);

		if (change.changed)
			told.changed |= 1u << g;
		if (g == GROUP_ALL && change.came_or_went)
			told.changed = ALL_GROUPS;
	}
	days_put(txn, &told);
}

int profile_work(struct txn *txn, struct arena *arena, const struct catalogue *catalogue, size_t *ret_bytes,
	bool *ret_more)
{
	uint32_t authority, day;
	struct profile_day told;
	unsigned group = 0;

	*ret_bytes = BYTES_AN_AUTHORITY;
	*ret_more = true;
	if (days_take(txn, &authority, &day)) {
		if (day != 0)
			count(txn, authority, day);
		return 0;
	}
	if (!days_changed(txn, &told)) {
		*ret_more = false;
		return 0;
	}
	while ((told.changed >> group & 1) == 0)
		group++;
	told.changed &= ~(1u << group);
	days_put(txn, &told);
	return layout_group(txn, arena, catalogue, &told, (enum profile_group)group, ret_bytes);
}

uint64_t profile_unplaced(struct txn *txn)
{
	return records_unplaced(txn);
}
