/* SPDX-License-Identifier: MIT
 *
 * The keys of the state: those of one series, under which columns, sums and marks stand, and those that begin with one
 * number. Shared by the files that read and write the state.
 */
#ifndef LEEP_INDICATORS_KEYS_H
#define LEEP_INDICATORS_KEYS_H

#include "services/indicators/state.h"

/* measure (2), period (4), group (2), parent (4) */
#define COLUMN_KEY_LEN 12

static inline void series_key(struct key *key, struct series series)
{
	key_init(key);
	key_u16(key, series.measure);
	key_u32(key, series.period.v);
	key_u16(key, series.group);
}

static inline void column_key(struct key *key, struct series series, struct area parent)
{
	series_key(key, series);
	key_u32(key, parent.v);
}

/* A URN, the code of an authority or a day. */
static inline void number_key(struct key *key, uint32_t number)
{
	key_init(key);
	key_u32(key, number);
}

static inline bool read_column_key(struct bytes key, struct series *ret_series, struct area *ret_parent)
{
	if (key.len != COLUMN_KEY_LEN)
		return false;
	ret_series->measure = bytes_u16be(key.data);
	ret_series->period.v = bytes_u32be(key.data + 2);
	ret_series->group = bytes_u16be(key.data + 6);
	ret_parent->v = bytes_u32be(key.data + 8);
	return true;
}

/* state.c: encode an observation and put it. Failures are the transaction's. */
void state_put_event(struct txn *txn, unsigned table, const struct key *key, const struct observation *event);

#endif
