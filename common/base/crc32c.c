/* SPDX-License-Identifier: MIT
 *
 * See crc32c.h. The portable form works four bits at a time with a table of sixteen entries.
 */
#include "common/base/crc32c.h"

/* Remainders of the sixteen four-bit values by the reversed polynomial 0x82f63b78. */
static const uint32_t nibble[16] = {0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
	0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab,
	0xe330a81a, 0xf36e6f75};

uint32_t crc32c_portable(struct bytes bytes)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < bytes.len; i++) {
		crc ^= bytes.data[i];
		crc = crc >> 4 ^ nibble[crc & 15];
		crc = crc >> 4 ^ nibble[crc & 15];
	}
	return ~crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t with_instruction(struct bytes bytes)
{
	uint64_t crc = 0xffffffff;
	const uint8_t *p = bytes.data;
	size_t left = bytes.len;

	for (; left >= 8; left -= 8, p += 8) {
		uint64_t word;

		memcpy(&word, p, sizeof(word));
		crc = __builtin_ia32_crc32di(crc, word);
	}
	for (; left > 0; left--, p++)
		crc = __builtin_ia32_crc32qi((uint32_t)crc, *p);
	return ~(uint32_t)crc;
}
#endif

uint32_t crc32c(struct bytes bytes)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("sse4.2"))
		return with_instruction(bytes);
#endif
	return crc32c_portable(bytes);
}
