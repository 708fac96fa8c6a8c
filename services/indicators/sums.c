/* SPDX-License-Identifier: MIT
 *
 * The part of the state that says what the schools of an authority add up to; see state.h.
 */
#include "services/indicators/keys.h"

/* weighted (16), cohort (8), schools (4), hidden (4), their pupils (8) */
#define WORKED_LEN 40

void state_put_worked(struct txn *txn, struct series series, uint32_t authority, const struct worked *worked)
{
	unsigned __int128 weighted = (unsigned __int128)worked->weighted;
	uint8_t value[WORKED_LEN];
	struct key key;

	bytes_put_u64be(value, (uint64_t)(weighted >> 64));
	bytes_put_u64be(value + 8, (uint64_t)weighted);
	bytes_put_u64be(value + 16, worked->cohort);
	bytes_put_u64be(value + 24, (uint64_t)worked->schools << 32 | worked->hidden);
	bytes_put_u64be(value + 32, worked->hidden_cohort);
	column_key(&key, series, area_make(AREA_AUTHORITY, authority));
	txn_put(txn, INDICATORS_WORKED, &key, bytes_of(value, sizeof(value)));
}

static bool read_worked(struct txn *txn, struct bytes value, struct worked *ret)
{
	if (value.len != WORKED_LEN) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	ret->weighted =
		(__int128)((unsigned __int128)bytes_u64be(value.data) << 64 | bytes_u64be(value.data + 8));
	ret->cohort = bytes_u64be(value.data + 16);
	ret->schools = bytes_u32be(value.data + 24);
	ret->hidden = bytes_u32be(value.data + 28);
	ret->hidden_cohort = bytes_u64be(value.data + 32);
	return true;
}

bool state_worked_of(struct txn *txn, struct series series, uint32_t authority, struct worked *ret)
{
	struct bytes value;
	struct key key;

	column_key(&key, series, area_make(AREA_AUTHORITY, authority));
	return txn_get(txn, INDICATORS_WORKED, &key, &value) && read_worked(txn, value, ret);
}

size_t state_worked(
	struct txn *txn, struct series series, uint32_t *ret_authority, struct worked *ret, size_t max)
{
	struct scan scan;
	struct key key;
	size_t n = 0;

	series_key(&key, series);
	scan_begin(&scan, txn, INDICATORS_WORKED, &key);
	while (n < max && scan_next(&scan)) {
		struct series same;
		struct area authority;

		if (!read_column_key(scan.key, &same, &authority)) {
			(void)txn_fail(txn, ERR_CORRUPT);
			break;
		}
		if (!read_worked(txn, scan.value, &ret[n]))
			break;
		ret_authority[n++] = area_code(authority);
	}
	scan_end(&scan);
	return n;
}
