/* SPDX-License-Identifier: MIT
 *
 * A run of bytes that somebody else owns, and the few helpers that every layer needs for it.
 */
#ifndef LEEP_BASE_BYTES_H
#define LEEP_BASE_BYTES_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

struct bytes {
	const uint8_t *data;
	size_t len;
};

static inline struct bytes bytes_of(const void *data, size_t len)
{
	struct bytes b = {data, len};

	return b;
}

static inline struct bytes bytes_text(const char *text)
{
	return bytes_of(text, strlen(text));
}

static inline bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* The same, small and capital letters of ASCII taken alike. */
static inline bool bytes_equal_case(struct bytes a, struct bytes b)
{
	return a.len == b.len &&
	       (a.len == 0 || strncasecmp((const char *)a.data, (const char *)b.data, a.len) == 0);
}

/* Big-endian numbers at any address. */
static inline uint64_t bytes_u64be(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return be64toh(v);
}

static inline uint32_t bytes_u32be(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return be32toh(v);
}

static inline uint16_t bytes_u16be(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline void bytes_put_u64be(uint8_t *p, uint64_t v)
{
	v = htobe64(v);
	memcpy(p, &v, sizeof(v));
}

static inline void bytes_put_u32be(uint8_t *p, uint32_t v)
{
	v = htobe32(v);
	memcpy(p, &v, sizeof(v));
}

/* Write `len` bytes as 2 * len lower-case hexadecimal digits and a NUL into `out`. */
static inline void bytes_hex(const uint8_t *data, size_t len, char *out)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digit[data[i] >> 4];
		out[2 * i + 1] = digit[data[i] & 15];
	}
	out[2 * len] = '\0';
}

#endif
