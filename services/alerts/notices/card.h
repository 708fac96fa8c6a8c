/* SPDX-License-Identifier: MIT
 *
 * A notice as a message for a workflow of Microsoft Teams: one Adaptive Card 1.4. Pure.
 */
#ifndef LEEP_ALERTS_NOTICES_CARD_H
#define LEEP_ALERTS_NOTICES_CARD_H

#include "common/model/catalogue.h"
#include "common/model/notice.h"

/* Teams refuses a message of more than 28 KB; what it wraps around the card counts. */
#define CARD_MAX ((size_t)26 * 1024)

/* Append the JSON to `out`. What does not fit is told shorter, then left out from the end and counted. `catalogue` may be NULL.
 * Errors as those of mail_write, without those of addresses. */
int card_write(const struct notice *notice, const struct catalogue *catalogue, struct buffer *out);

#endif
