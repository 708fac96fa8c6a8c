/* SPDX-License-Identifier: MIT
 *
 * See touching.h.
 */
#include "services/indicators/touching.h"

#include "services/indicators/keys.h"
#include "services/indicators/phase.h"
#include "services/indicators/profile/profile.h"
#include "services/indicators/schools.h"
#include "services/indicators/standing/standing.h"

void touching_authorities(struct txn *txn, const struct measure *measure, struct series series,
	const struct column *was, const struct column *now)
{
	struct scan scan;
	struct key key;

	series_key(&key, series);
	scan_begin(&scan, txn, INDICATORS_COLUMNS, &key);
	while (scan_next(&scan)) {
		struct series same;
		struct area parent;

		if (read_column_key(scan.key, &same, &parent) && area_kind(parent) == AREA_AUTHORITY &&
			standing_authority(txn, measure, series, was, parent) !=
				standing_authority(txn, measure, series, now, parent))
			state_touch(txn, series, parent);
	}
	scan_end(&scan);
}

void touching_beside(
	struct txn *txn, const struct catalogue *catalogue, const struct column *column, struct area parent)
{
	const struct group_pair *pair;
	size_t n = catalogue_pairs(catalogue, &pair);

	for (size_t i = 0; i < n; i++) {
		struct column first = {
			.measure = column->measure, .period = column->period, .group = pair[i].group};
		struct series series;

		if (strcmp(pair[i].beside, column->group) == 0 && state_known_series(txn, &first, &series))
			(void)state_touch_held(txn, series, parent);
	}
}

static void remember(struct txn *txn, uint32_t authority)
{
	struct key key;

	if (authority == 0)
		return;
	number_key(&key, authority);
	txn_put(txn, INDICATORS_REGROUPED, &key, bytes_of(NULL, 0));
}

void touching_school(struct txn *txn, struct arena *arena, const struct school *said, uint64_t submission)
{
	struct school was, is;

	if (!schools_put(txn, arena, said, submission, &was, &is))
		return;
	profile_school(txn, &is);
	if (phase_of_school(&was) == phase_of_school(&is))
		return;
	remember(txn, was.authority);
	remember(txn, is.authority);
}

static bool is_remembered(struct txn *txn, struct area parent)
{
	struct bytes value;
	struct key key;

	number_key(&key, area_code(parent));
	return area_kind(parent) == AREA_AUTHORITY && txn_get(txn, INDICATORS_REGROUPED, &key, &value);
}

static void forget(struct txn *txn)
{
	struct scan scan;
	struct key all;

	key_init(&all);
	scan_begin(&scan, txn, INDICATORS_REGROUPED, &all);
	while (scan_next(&scan))
		scan_delete(&scan);
	scan_end(&scan);
}

static bool any_remembered(struct txn *txn)
{
	struct scan scan;
	struct key all;
	bool any;

	key_init(&all);
	scan_begin(&scan, txn, INDICATORS_REGROUPED, &all);
	any = scan_next(&scan);
	scan_end(&scan);
	return any;
}

void touching_regrouped(struct txn *txn)
{
	struct scan scan;
	struct key all;

	if (!any_remembered(txn))
		return;
	key_init(&all);
	scan_begin(&scan, txn, INDICATORS_COLUMNS, &all);
	while (scan_next(&scan)) {
		struct series series;
		struct area parent;

		if (read_column_key(scan.key, &series, &parent) && is_remembered(txn, parent))
			state_touch(txn, series, parent);
	}
	scan_end(&scan);
	forget(txn);
}
