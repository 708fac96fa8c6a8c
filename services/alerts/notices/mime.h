/* SPDX-License-Identifier: MIT
 *
 * The form of a mail: headers (RFC 5322), texts in them that are not plain ASCII (RFC 2047), and bodies as quoted-printable
 * (RFC 2045, 6.7), which passes every relay unchanged and stays readable in the spool.
 */
#ifndef LEEP_ALERTS_NOTICES_MIME_H
#define LEEP_ALERTS_NOTICES_MIME_H

#include "common/base/buffer.h"
#include "common/base/bytes.h"
#include "common/base/error.h"

/* The header `name` with a text: folded where it is plain, else as encoded words. A control character becomes a space. */
void mime_text(struct buffer *out, const char *name, const char *text);

/* "To: "A. Adviser" <a.adviser@council.example>"; the address is as caseloads_address_ok wants it. */
void mime_mailbox(struct buffer *out, const char *name, const char *person, const char *address);

/* "Date: Mon, 05 Nov 2018 09:07:03 +0000" of a moment in microseconds; ERR_INVAL before 1970 and after 9999. */
int mime_date(struct buffer *out, int64_t at);

/* A text of UTF-8 whose lines end in LF, encoded line by line, lines ended by CRLF. No line of it can hold "=_", so that this
 * is what begins the boundary between parts. */
void mime_body(struct buffer *out, struct bytes text);

#endif
