/* SPDX-License-Identifier: MIT
 *
 * A notice as a mail (RFC 5322): the same content as text and as HTML, with the evidence of each alert, and the request for a
 * conversation. Pure: the same notice and catalogue give the same bytes.
 */
#ifndef LEEP_ALERTS_NOTICES_MAIL_H
#define LEEP_ALERTS_NOTICES_MAIL_H

#include "common/model/catalogue.h"
#include "common/model/notice.h"

/* No mail is larger. Each part has at most 256 KiB of UTF-8, of which quoted-printable makes at most three times as much and
 * a soft break for every 73 characters; headers are a few KiB. */
#define MAIL_MAX ((size_t)1700 * 1024)

/* Append the mail to `out`, lines ended by CRLF, none longer than 78 characters but for a header with one long word. What does
 * not fit is left out from the end and counted. Measures have their titles where there is a catalogue (may be NULL), else
 * their ids. Whatever the texts hold, they cannot add a header or a line. ERR_INVAL for a malformed key, kind, address or
 * moment, and for no schools unless it is an alarm; ERR_LIMIT when `out` is too small. Nothing is appended on failure. */
int mail_write(const struct notice *notice, const struct catalogue *catalogue, struct buffer *out);

#endif
