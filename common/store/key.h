/* SPDX-License-Identifier: MIT
 *
 * Keys, built piece by piece so that the order of bytes is the order of meaning: numbers big-endian, text closed
 * by a NUL so that a prefix scan is exact. A piece that does not fit marks the key bad, and a bad key fails the
 * transaction it is used in.
 */
#ifndef LEEP_STORE_KEY_H
#define LEEP_STORE_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/bytes.h"

#define KEY_MAX 511 /* what LMDB takes as Debian builds it */

struct key {
	uint16_t len;
	bool bad;
	uint8_t data[KEY_MAX];
};

void key_init(struct key *key);
void key_u8(struct key *key, uint8_t v);
void key_u16(struct key *key, uint16_t v);
void key_u32(struct key *key, uint32_t v);
void key_u64(struct key *key, uint64_t v);
void key_text(struct key *key, const char *text);    /* with its NUL */
void key_bytes(struct key *key, struct bytes bytes); /* as they are; only as the last piece */

static inline struct bytes key_view(const struct key *key)
{
	return bytes_of(key->data, key->len);
}

#endif
