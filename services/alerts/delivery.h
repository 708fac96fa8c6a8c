/* SPDX-License-Identifier: MIT
 *
 * Messages leave: each is written to the spool folder under its key, complete or not at all, and may be written again
 * without harm. Intent was committed before; the outcome is journalled after.
 */
#ifndef LEEP_ALERTS_DELIVERY_H
#define LEEP_ALERTS_DELIVERY_H

#include "common/base/bytes.h"
#include "common/base/error.h"

/* Write KEY.eml into `folder`, durably. */
int delivery_spool(const char *folder, const char *key, struct bytes message, struct err_text *text);

#endif
