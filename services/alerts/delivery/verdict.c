/* SPDX-License-Identifier: MIT
 *
 * See verdict.h.
 */
#include "services/alerts/delivery/verdict.h"

#include <curl/curl.h>
#include <stdio.h>

void verdict_quote(const char *text, size_t len, char ret[SAID_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < SAID_MAX - 1; i++) {
		char c = text[i];

		if (c == '\r' || c == '\n' || c == '\t')
			c = ' ';
		if (c != ' ' || (n > 0 && ret[n - 1] != ' '))
			ret[n++] = c < ' ' || c > '~' ? '?' : c;
	}
	while (n > 0 && ret[n - 1] == ' ')
		n--;
	ret[n] = '\0';
}

void verdict_mail(const struct attempt *attempt, struct verdict *ret)
{
	/* RFC 5321, 4.2.1: 5yz is permanent. Content is refused in answer to DATA, or after it, of which libcurl has no words. */
	bool recipient = strncmp(attempt->failed, "RCPT failed", 11) == 0;
	bool content = strncmp(attempt->failed, "DATA failed", 11) == 0 ||
		       (attempt->code == CURLE_WEIRD_SERVER_REPLY && attempt->failed[0] == '\0');
	char said[SAID_MAX];

	verdict_quote(attempt->said, attempt->n_said, said);
	*ret = (struct verdict){.state = DELIVERY_LATER};
	if (attempt->code == CURLE_OK)
		ret->state = DELIVERY_DELIVERED;
	else if (attempt->response / 100 == 5 && (recipient || content))
		ret->state = DELIVERY_REFUSED;
	/* 421: the server ends the conversation, whatever it was asked. */
	ret->person = ret->state == DELIVERY_LATER && recipient && attempt->response != 421;
	if (recipient || content || attempt->code == CURLE_OK)
		(void)snprintf(ret->plain, sizeof(ret->plain), "SMTP %ld", attempt->response);
	else
		(void)snprintf(
			ret->plain, sizeof(ret->plain), "%.79s", curl_easy_strerror((CURLcode)attempt->code));
	if (said[0] == '\0' || (attempt->code != CURLE_OK && attempt->response < 400))
		(void)snprintf(ret->text, sizeof(ret->text), "%s", ret->plain);
	else if (recipient || content || attempt->code == CURLE_OK)
		(void)snprintf(ret->text, sizeof(ret->text), "%s", said);
	else
		(void)snprintf(ret->text, sizeof(ret->text), "%s: %s", ret->plain, said);
}

void verdict_post(const struct attempt *attempt, struct verdict *ret)
{
	char said[SAID_MAX];

	verdict_quote(attempt->said, attempt->n_said, said);
	*ret = (struct verdict){.state = DELIVERY_LATER, .asked_ms = attempt->asked * 1000};
	if (attempt->code == CURLE_OK && attempt->response / 100 == 2)
		ret->state = DELIVERY_DELIVERED;
	else if (attempt->code == CURLE_OK && attempt->response / 100 == 4 && attempt->response != 408 &&
		 attempt->response != 429)
		ret->state = DELIVERY_REFUSED;
	if (attempt->code == CURLE_OK)
		(void)snprintf(ret->plain, sizeof(ret->plain), "HTTP %ld", attempt->response);
	else
		(void)snprintf(
			ret->plain, sizeof(ret->plain), "%.79s", curl_easy_strerror((CURLcode)attempt->code));
	(void)snprintf(ret->text, sizeof(ret->text), "%s%s%s", ret->plain,
		ret->state == DELIVERY_REFUSED && said[0] != '\0' ? ": " : "",
		ret->state == DELIVERY_REFUSED ? said : "");
}
