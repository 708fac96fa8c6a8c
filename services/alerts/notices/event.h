/* SPDX-License-Identifier: MIT
 *
 * A notice as an event for other programs: CloudEvents 1.0 in its structured JSON form (application/cloudevents+json). Pure.
 * WEBHOOK.md says what is in it.
 */
#ifndef LEEP_ALERTS_NOTICES_EVENT_H
#define LEEP_ALERTS_NOTICES_EVENT_H

#include "common/model/catalogue.h"
#include "common/model/notice.h"

/* What receivers of webhooks commonly take: a digest of 200 schools with one alert each of three figures is about 300 KB. */
#define EVENT_MAX ((size_t)512 * 1024)

/* Append the JSON to `out`. What does not fit loses its evidence, then is left out from the end and counted. `catalogue` may be
 * NULL. Errors as those of mail_write, without those of addresses. */
int event_write(const struct notice *notice, const struct catalogue *catalogue, struct buffer *out);

#endif
