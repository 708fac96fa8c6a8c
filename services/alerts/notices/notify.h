/* SPDX-License-Identifier: MIT
 *
 * A notice as a request to GOV.UK Notify, for a template that holds ((subject)) and ((body)), or ((text)). Pure.
 */
#ifndef LEEP_ALERTS_NOTICES_NOTIFY_H
#define LEEP_ALERTS_NOTICES_NOTIFY_H

#include "common/model/catalogue.h"
#include "common/model/notice.h"

enum notify_way {
	NOTIFY_MAIL, /* POST /v2/notifications/email */
	NOTIFY_TEXT, /* POST /v2/notifications/sms */
};

/* Three parts of a text message in the alphabet of GSM 03.38, 153 characters each; those of its extension count twice. */
#define NOTIFY_TEXT_MAX 459

/* What the body of a mail may hold, far less than what Notify takes; and the request, in which a quotation mark, a backslash and
 * the end of a line take two bytes, beside subject, address and key. */
#define NOTIFY_BODY_MAX ((size_t)96 * 1024)
#define NOTIFY_MAX      (2 * NOTIFY_BODY_MAX + 4096)

/* Append the JSON of the request to `out`. A mail says what mail_write says, in Notify's markdown; a text message names no
 * figure and no condition. `catalogue` may be NULL. Errors as those of mail_write; also ERR_INVAL for a template that is no id,
 * and for a text message to no telephone number. */
int notify_write(const struct notice *notice, const struct catalogue *catalogue, enum notify_way way,
	const char *template_id, struct buffer *out);

#endif
