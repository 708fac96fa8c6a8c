/* SPDX-License-Identifier: MIT
 *
 * The message that an adviser gets about one school: a plain-text mail (RFC 5322) that shows the evidence of each
 * alert and asks for a conversation. Pure: the same alerts give the same bytes.
 */
#ifndef LEEP_ALERTS_MESSAGE_H
#define LEEP_ALERTS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/buffer.h"
#include "common/model/alert.h"
#include "services/alerts/caseloads.h"

struct alert_message {
	const char *key; /* what makes the message this one: letters, digits, '.', '_' and '-', at most 100 */
	const char *from; /* an address */
	const struct adviser *to;
	const char *school_name;
	uint32_t urn;
	const char *authority_name;
	int64_t at; /* microseconds since 1970-01-01 UTC */
	size_t n;
	const struct alert *alert;
	const char *const
		*advice; /* of each alert's rule; an entry may be NULL: the rule is gone; NULL: none */
};

/* Append the message to `out`, lines ended by CRLF. Whatever the texts hold, they cannot add a header or a line.
 * ERR_INVAL for a malformed key or address and for no alerts; ERR_LIMIT when it is too large. */
int alert_message_write(const struct alert_message *message, struct buffer *out);

#endif
