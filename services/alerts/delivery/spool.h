/* SPDX-License-Identifier: MIT
 *
 * The spool folder: each message is written to it under its key, complete or not at all, and may be written again
 * without harm. Intent was committed before; the outcome is journalled after.
 */
#ifndef LEEP_ALERTS_DELIVERY_SPOOL_H
#define LEEP_ALERTS_DELIVERY_SPOOL_H

#include "common/base/bytes.h"
#include "common/base/error.h"

/* Write KEY.eml into `folder`, durably. */
int spool_write(const char *folder, const char *key, struct bytes message, struct err_text *text);

#endif
