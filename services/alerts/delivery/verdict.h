/* SPDX-License-Identifier: MIT
 *
 * What an attempt means: delivered, to be tried again, or refused for good. Pure.
 */
#ifndef LEEP_ALERTS_DELIVERY_VERDICT_H
#define LEEP_ALERTS_DELIVERY_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/model/alert.h"

/* Characters of what a destination said that are kept. */
#define SAID_MAX 160

/* How a transfer ended, as libcurl tells it. */
struct attempt {
	int code;            /* CURLcode */
	const char *failed;  /* its error text; "": none */
	long response;       /* last code of the server; 0: none */
	int64_t asked;       /* seconds of a Retry-After; 0: none */
	char said[SAID_MAX]; /* what the server said, as it came, ended by NUL */
	size_t n_said;
};

struct verdict {
	enum delivery_state state;
	char text[SAID_MAX + 96]; /* for the history: one line of printable ASCII */
	char plain[80];           /* for logs: without anything that the destination said */
	bool person;              /* later, because of this recipient or content: the destination works */
	int64_t asked_ms;         /* it wants to be left alone for so long */
};

/* The first words of a text that comes from anywhere, as one line of printable ASCII: it goes into the journal and before
 * people. */
void verdict_quote(const char *text, size_t len, char ret[SAID_MAX]);

/* SMTP: refused when the server refuses recipient or content for good; what it thinks of us, of our password or of its own
 * health is to be tried again. */
void verdict_mail(const struct attempt *attempt, struct verdict *ret);

/* HTTP: refused with 4xx, but for 408 and 429. */
void verdict_post(const struct attempt *attempt, struct verdict *ret);

#endif
