/* SPDX-License-Identifier: MIT
 *
 * CRC-32C (Castagnoli), the checksum of stored values: the processor's own instruction where there is one. With zlib's
 * CRC-32 a fifth of the time of a busy stream went into checksums.
 */
#ifndef LEEP_BASE_CRC32C_H
#define LEEP_BASE_CRC32C_H

#include "common/base/bytes.h"

/* Of "123456789": 0xe3069283. */
uint32_t crc32c(struct bytes bytes);

/* The same without the processor's instruction; for machines that lack it, and to test the one against the other. */
uint32_t crc32c_portable(struct bytes bytes);

#endif
