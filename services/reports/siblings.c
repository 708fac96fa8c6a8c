/* SPDX-License-Identifier: MIT
 *
 * Columns that stand beside a column: the other groups of its measure and period, under any parent. Part of state.h, with
 * the keys of state.c.
 */
#include "services/reports/state.h"

static const struct names names = {REPORTS_NAMES, REPORTS_NUMBERS};

/* Groups of one measure and period, at most: a national table of pupil characteristics has some 60. */
#define GROUPS_MAX 1000

static void series_key(struct key *key, uint16_t measure, struct period period)
{
	key_init(key);
	key_u16(key, measure);
	key_u32(key, period.v);
}

int state_pupil_groups(struct txn *txn, struct arena *arena, const char *measure, struct period period,
	const char ***ret, size_t *ret_n)
{
	const char **found = arena_take_array(arena, GROUPS_MAX, sizeof(*found));
	uint16_t number = names_known(txn, &names, measure), group = 0;
	struct key prefix, from;
	size_t n = 0;
	bool more = number != 0;

	if (found == NULL)
		return ERR_NOMEM;
	series_key(&prefix, number, period);
	while (more && n < GROUPS_MAX) {
		struct scan scan;
		struct bytes text;

		from = prefix;
		key_u16(&from, (uint16_t)(group + 1));
		scan_begin_at(&scan, txn, REPORTS_INDICATORS, &prefix, &from);
		more = scan_next(&scan) && scan.key.len >= 8;
		group = more ? bytes_u16be(scan.key.data + 6) : group;
		scan_end(&scan);
		if (!more)
			break;
		if (!names_text(txn, &names, group, &text) || text.len == 0)
			return ERR_CORRUPT;
		found[n] = arena_text(arena, (const char *)text.data, text.len - 1);
		if (found[n++] == NULL)
			return ERR_NOMEM;
		more = group < UINT16_MAX;
	}
	*ret = found;
	*ret_n = n;
	return 0;
}

bool state_has_schools(struct txn *txn, const char *measure, struct period period, const char *group)
{
	struct key prefix, from;
	struct scan scan;
	bool found;

	series_key(&prefix, names_known(txn, &names, measure), period);
	key_u16(&prefix, names_known(txn, &names, group));
	from = prefix;
	key_u32(&from, area_england().v + 1);
	scan_begin_at(&scan, txn, REPORTS_INDICATORS, &prefix, &from);
	found = scan_next(&scan);
	scan_end(&scan);
	return found;
}

bool state_beside(struct txn *txn, struct arena *arena, const struct known *known, const char *measure,
	struct period period, const char *group, struct area parent, struct indicator_event *ret)
{
	uint16_t number = names_known(txn, &names, measure), of = names_known(txn, &names, group);
	struct bytes newest = {0};
	const char *reason;
	struct scan scan;
	struct key key;

	if (number == 0 || of == 0)
		return false;
	series_key(&key, number, period);
	key_u16(&key, of);
	key_u32(&key, parent.v);
	scan_begin(&scan, txn, REPORTS_INDICATORS, &key);
	while (scan_next(&scan))
		if (scan.key.len == key.len + 8u &&
			state_is_known(txn, known, bytes_u64be(scan.key.data + key.len)))
			newest = scan.value;
	scan_end(&scan);
	if (newest.data == NULL)
		return false;
	if (indicator_decode(arena, newest, ret, &reason) < 0 || ret->kind != INDICATOR_COLUMN) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	return true;
}
