/* SPDX-License-Identifier: MIT
 *
 * See names.h.
 */
#include "common/store/names.h"

uint16_t names_known(struct txn *txn, const struct names *names, const char *text)
{
	struct bytes value;
	struct key key;

	key_init(&key);
	key_text(&key, text);
	if (!txn_get(txn, names->numbers, &key, &value) || value.len != 2)
		return 0;
	return bytes_u16be(value.data);
}

static unsigned last_number(struct txn *txn, const struct names *names)
{
	struct scan scan;
	struct key all;
	unsigned last = 0;

	key_init(&all);
	scan_begin_last(&scan, txn, names->texts, &all);
	if (scan_next(&scan))
		last = bytes_u16be(scan.key.data);
	scan_end(&scan);
	return last;
}

bool names_left(struct txn *txn, const struct names *names, unsigned n)
{
	return last_number(txn, names) + n <= UINT16_MAX;
}

uint16_t names_number(struct txn *txn, const struct names *names, const char *text)
{
	uint16_t known = names_known(txn, names, text);
	struct key by_number, by_text;
	unsigned number;

	if (known != 0)
		return known;
	number = last_number(txn, names) + 1;
	if (number > UINT16_MAX) {
		(void)txn_fail(txn, ERR_LIMIT);
		return 0;
	}
	key_init(&by_number);
	key_u16(&by_number, (uint16_t)number);
	key_init(&by_text);
	key_text(&by_text, text);
	txn_put(txn, names->numbers, &by_text, key_view(&by_number));
	txn_put(txn, names->texts, &by_number, bytes_of(text, strlen(text) + 1));
	return (uint16_t)number;
}

bool names_text(struct txn *txn, const struct names *names, uint16_t number, struct bytes *ret)
{
	struct key key;

	key_init(&key);
	key_u16(&key, number);
	return txn_get(txn, names->texts, &key, ret) && ret->len > 0;
}
