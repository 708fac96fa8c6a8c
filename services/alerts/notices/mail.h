/* SPDX-License-Identifier: MIT
 *
 * A notice as a mail (RFC 5322) that shows the evidence of each alert and asks for a conversation. Pure: the same notice
 * gives the same bytes.
 */
#ifndef LEEP_ALERTS_NOTICES_MAIL_H
#define LEEP_ALERTS_NOTICES_MAIL_H

#include "common/model/notice.h"

/* Append the mail to `out`, lines ended by CRLF. Whatever the texts hold, they cannot add a header or a line. ERR_INVAL for a
 * malformed key or address and for no schools; ERR_LIMIT when it is too large. */
int mail_write(const struct notice *notice, struct buffer *out);

#endif
