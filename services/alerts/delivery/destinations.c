/* SPDX-License-Identifier: MIT
 *
 * See destinations.h. The key is the channel, the value the time as eight bytes and the reason.
 */
#include "services/alerts/delivery/destinations.h"

#include "services/alerts/state/state.h"

#define VALUE_MAX 1024

static void channel_key(struct key *key, const char *channel)
{
	key_init(key);
	key_text(key, channel);
}

static bool read_dead(struct txn *txn, struct arena *arena, struct bytes key, struct bytes value,
	struct destination_dead *ret)
{
	if (key.len < 2 || value.len < 8) {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	ret->channel = arena_text(arena, (const char *)key.data, key.len - 1);
	ret->since = (int64_t)bytes_u64be(value.data);
	ret->why = arena_text(arena, (const char *)value.data + 8, value.len - 8);
	if (ret->channel != NULL && ret->why != NULL)
		return true;
	(void)txn_fail(txn, ERR_NOMEM);
	return false;
}

bool destinations_find(
	struct txn *txn, struct arena *arena, const char *channel, struct destination_dead *ret)
{
	struct bytes value;
	struct key key;

	channel_key(&key, channel);
	return txn_get(txn, ALERTS_DESTINATIONS, &key, &value) &&
	       read_dead(txn, arena, bytes_of(channel, strlen(channel) + 1), value, ret);
}

bool destinations_next(
	struct txn *txn, struct arena *arena, const char *channel, struct destination_dead *ret)
{
	struct scan scan;
	struct key all, from;
	bool found;

	key_init(&all);
	channel_key(&from, channel);
	key_u8(&from, 0); /* behind the channel itself */
	scan_begin_at(&scan, txn, ALERTS_DESTINATIONS, &all, &from);
	found = scan_next(&scan) && read_dead(txn, arena, scan.key, scan.value, ret);
	scan_end(&scan);
	return found;
}

void destinations_put(struct txn *txn, const struct destination_dead *dead)
{
	uint8_t value[8 + VALUE_MAX];
	size_t len = strlen(dead->why);
	struct key key;

	if (len > VALUE_MAX)
		len = VALUE_MAX;
	bytes_put_u64be(value, (uint64_t)dead->since);
	memcpy(value + 8, dead->why, len);
	channel_key(&key, dead->channel);
	txn_put(txn, ALERTS_DESTINATIONS, &key, bytes_of(value, 8 + len));
}

void destinations_remove(struct txn *txn, const char *channel)
{
	struct key key;

	channel_key(&key, channel);
	txn_del(txn, ALERTS_DESTINATIONS, &key);
}
