/* SPDX-License-Identifier: MIT
 *
 * See news.h. A value is what and text, each ended by a zero byte.
 */
#include "services/alerts/life/news.h"

#include "services/alerts/state/state.h"

uint32_t news_area(const struct alert *alert)
{
	return alert->urn != 0 ? alert->urn : alert->authority;
}

static void list_key(struct key *key, enum news_list list, const char *address)
{
	key_init(key);
	key_u8(key, (uint8_t)list);
	key_text(key, address);
}

static void entry_key(
	struct key *key, enum news_list list, const char *address, uint32_t area, uint64_t alert)
{
	list_key(key, list, address);
	key_u32(key, area);
	key_u64(key, alert);
}

void news_put(struct txn *txn, enum news_list list, const char *address, const struct news *news)
{
	struct buffer value;
	struct key key;

	buffer_init(&value, (size_t)64 * 1024);
	buffer_add(&value, news->what, strlen(news->what) + 1);
	buffer_add(&value, news->text, strlen(news->text) + 1);
	entry_key(&key, list, address, news->area, news->alert);
	if (value.failed)
		(void)txn_fail(txn, ERR_LIMIT);
	else
		txn_put(txn, ALERTS_NEWS, &key, bytes_of(value.data, value.len));
	buffer_done(&value);
}

void news_remove(struct txn *txn, enum news_list list, const char *address, uint32_t area, uint64_t alert)
{
	struct key key;

	entry_key(&key, list, address, area, alert);
	txn_del(txn, ALERTS_NEWS, &key);
}

static bool read_news(struct txn *txn, struct arena *arena, struct bytes value, struct news *ret)
{
	const char *copy;

	if (value.len < 2 || value.data[value.len - 1] != '\0') {
		(void)txn_fail(txn, ERR_CORRUPT);
		return false;
	}
	copy = arena_text(arena, (const char *)value.data, value.len - 1);
	if (copy == NULL) {
		(void)txn_fail(txn, ERR_NOMEM);
		return false;
	}
	ret->what = copy;
	ret->text = strlen(copy) + 1 < value.len ? copy + strlen(copy) + 1 : "";
	return true;
}

bool news_get(struct txn *txn, struct arena *arena, enum news_list list, const char *address, uint32_t area,
	uint64_t alert, struct news *ret)
{
	struct bytes value;
	struct key key;

	entry_key(&key, list, address, area, alert);
	if (!txn_get(txn, ALERTS_NEWS, &key, &value) || !read_news(txn, arena, value, ret))
		return false;
	ret->area = area;
	ret->alert = alert;
	return true;
}

bool news_next(struct txn *txn, struct arena *arena, enum news_list list, const char *address, uint32_t area,
	uint64_t alert, struct news *ret)
{
	struct scan scan;
	struct key all, from;
	bool found;

	list_key(&all, list, address);
	entry_key(&from, list, address, area, alert + 1);
	scan_begin_at(&scan, txn, ALERTS_NEWS, &all, &from);
	found = scan_next(&scan) && read_news(txn, arena, scan.value, ret);
	if (found) {
		ret->area = bytes_u32be(scan.key.data + scan.key.len - 12);
		ret->alert = bytes_u64be(scan.key.data + scan.key.len - 8);
	}
	scan_end(&scan);
	return found;
}

size_t news_count(struct txn *txn, enum news_list list, const char *address)
{
	struct scan scan;
	struct key all;
	size_t n = 0;

	list_key(&all, list, address);
	scan_begin(&scan, txn, ALERTS_NEWS, &all);
	while (scan_next(&scan))
		n++;
	scan_end(&scan);
	return n;
}

uint64_t news_number(struct txn *txn)
{
	struct bytes value;
	uint8_t be[8];
	struct key key;
	uint64_t number = 1;

	key_init(&key);
	key_u8(&key, 0);
	if (txn_get(txn, ALERTS_NEWS, &key, &value) && value.len == 8)
		number = bytes_u64be(value.data) + 1;
	bytes_put_u64be(be, number);
	txn_put(txn, ALERTS_NEWS, &key, bytes_of(be, sizeof(be)));
	return number;
}

void area_enter(struct txn *txn, uint32_t area, uint64_t alert)
{
	struct key key;

	key_init(&key);
	key_u32(&key, area);
	key_u64(&key, alert);
	txn_put(txn, ALERTS_BY_AREA, &key, bytes_of(NULL, 0));
}

uint64_t area_next(struct txn *txn, uint32_t area, uint64_t after)
{
	struct scan scan;
	struct key all, from;
	uint64_t alert = 0;

	key_init(&all);
	key_u32(&all, area);
	from = all;
	key_u64(&from, after + 1);
	scan_begin_at(&scan, txn, ALERTS_BY_AREA, &all, &from);
	if (scan_next(&scan))
		alert = bytes_u64be(scan.key.data + 4);
	scan_end(&scan);
	return alert;
}

uint32_t area_following(struct txn *txn, uint32_t after)
{
	struct scan scan;
	struct key all, from;
	uint32_t area = 0;

	key_init(&all);
	key_init(&from);
	key_u32(&from, after + 1);
	scan_begin_at(&scan, txn, ALERTS_BY_AREA, &all, &from);
	if (scan_next(&scan))
		area = bytes_u32be(scan.key.data);
	scan_end(&scan);
	return area;
}
