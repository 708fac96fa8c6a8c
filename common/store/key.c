/* SPDX-License-Identifier: MIT
 *
 * See key.h.
 */
#include "common/store/key.h"

void key_init(struct key *key)
{
	key->len = 0;
	key->bad = false;
}

static void append(struct key *key, const void *data, size_t len)
{
	if (len > (size_t)KEY_MAX - key->len) {
		key->bad = true;
		return;
	}
	if (len > 0)
		memcpy(key->data + key->len, data, len);
	key->len = (uint16_t)(key->len + len);
}

void key_u8(struct key *key, uint8_t v)
{
	append(key, &v, 1);
}

void key_u16(struct key *key, uint16_t v)
{
	uint8_t be[2] = {(uint8_t)(v >> 8), (uint8_t)v};

	append(key, be, sizeof(be));
}

void key_u32(struct key *key, uint32_t v)
{
	uint8_t be[4];

	bytes_put_u32be(be, v);
	append(key, be, sizeof(be));
}

void key_u64(struct key *key, uint64_t v)
{
	uint8_t be[8];

	bytes_put_u64be(be, v);
	append(key, be, sizeof(be));
}

void key_text(struct key *key, const char *text)
{
	append(key, text, strlen(text) + 1);
}

void key_bytes(struct key *key, struct bytes bytes)
{
	append(key, bytes.data, bytes.len);
}
