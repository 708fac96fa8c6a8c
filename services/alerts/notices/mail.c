/* SPDX-License-Identifier: MIT
 *
 * See mail.h. Headers and the frame of the parts; mail_text.c and mail_html.c have what stands in them.
 */
#include "services/alerts/notices/mail.h"

#include "services/alerts/caseloads/caseloads.h"
#include "services/alerts/notices/mail_parts.h"
#include "services/alerts/notices/mime.h"

#define PART_MAX ((size_t)256 * 1024)

#define BOUNDARY "=_leep_alternative"

static int write_headers(struct buffer *out, const struct notice *notice, const struct catalogue *catalogue)
{
	struct words words = {arena_open(SAID_ARENA_MAX), catalogue, false};
	struct said_notice said;
	int rc = ERR_NOMEM;

	if (words.arena != NULL) {
		said_notice(&words, notice, &said);
		buffer_print(out, "From: LEEP <%s>\r\n", notice->sender);
		mime_mailbox(
			out, "To", words_line(&words, notice->to_name, WORDS_NAME_MAX), notice->to_address);
		mime_text(out, "Subject", said.subject);
		rc = mime_date(out, notice->at);
	}
	if (words.failed)
		rc = ERR_NOMEM;
	arena_free(words.arena);
	/* One of the sender's own domain: relays look at it. */
	buffer_print(out, "Message-ID: <%s%s>\r\n", notice->key, strchr(notice->sender, '@'));
	buffer_print(out, "X-LEEP-Key: %s\r\n", notice->key);
	buffer_text(out, "Auto-Submitted: auto-generated\r\n"
			 "X-Auto-Response-Suppress: OOF, AutoReply\r\n"
			 "Content-Language: en-GB\r\n"
			 "MIME-Version: 1.0\r\n"
			 "Content-Type: multipart/alternative; boundary=\"" BOUNDARY "\"\r\n"
			 "\r\n");
	return rc;
}

static int write_part(struct buffer *out, const struct layout *layout, const char *type,
	const struct notice *notice, const struct catalogue *catalogue)
{
	struct buffer part;
	int rc;

	buffer_init(&part, PART_MAX);
	rc = layout_write(layout, notice, catalogue, PART_MAX, &part);
	buffer_print(out, "--" BOUNDARY "\r\nContent-Type: %s; charset=utf-8\r\n", type);
	buffer_text(out, "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	if (rc == 0)
		mime_body(out, bytes_of(part.data, part.len));
	buffer_done(&part);
	return rc;
}

int mail_write(const struct notice *notice, const struct catalogue *catalogue, struct buffer *out)
{
	size_t start = out->len;
	enum notice_kind kind;
	int rc = said_check(notice, &kind);

	if (rc < 0)
		return rc;
	if (!caseloads_address_ok(notice->sender) || !caseloads_address_ok(notice->to_address))
		return ERR_INVAL;
	rc = write_headers(out, notice, catalogue);
	if (rc == 0)
		rc = write_part(out, &mail_text, "text/plain", notice, catalogue);
	if (rc == 0)
		rc = write_part(out, &mail_html, "text/html", notice, catalogue);
	buffer_text(out, "--" BOUNDARY "--\r\n");
	if (rc == 0 && out->failed)
		rc = ERR_LIMIT;
	if (rc < 0)
		out->len = start;
	return rc;
}
