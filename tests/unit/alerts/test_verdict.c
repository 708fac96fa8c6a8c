/* SPDX-License-Identifier: MIT
 *
 * What an attempt means, and that nothing a destination says leaves its line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <curl/curl.h>
#include <stdio.h>

#include "services/alerts/delivery/verdict.h"

static struct verdict of(void (*judge)(const struct attempt *, struct verdict *), CURLcode code,
	const char *failed, long response, const char *said)
{
	struct attempt attempt = {.code = (int)code, .failed = failed, .response = response};
	struct verdict verdict;

	attempt.n_said = strlen(said);
	(void)snprintf(attempt.said, sizeof(attempt.said), "%s", said);
	judge(&attempt, &verdict);
	return verdict;
}

#define MAIL(...) of(verdict_mail, __VA_ARGS__)
#define POST(...) of(verdict_post, __VA_ARGS__)

static void mail_is_refused_only_for_its_recipient_or_content(void **state)
{
	static const struct {
		CURLcode code;
		const char *failed;
		long response;
		enum delivery_state state;
		bool person;
	} cases[] = {
		{CURLE_OK, "", 250, DELIVERY_DELIVERED, false},
		{CURLE_SEND_ERROR, "RCPT failed: 550", 550, DELIVERY_REFUSED, false},
		{CURLE_SEND_ERROR, "RCPT failed: 450", 450, DELIVERY_LATER, true},
		{CURLE_SEND_ERROR, "RCPT failed: 421", 421, DELIVERY_LATER, false},
		{CURLE_SEND_ERROR, "DATA failed: 554", 554, DELIVERY_REFUSED, false},
		{CURLE_WEIRD_SERVER_REPLY, "", 552, DELIVERY_REFUSED, false},
		{CURLE_WEIRD_SERVER_REPLY, "", 451, DELIVERY_LATER, false},
		/* What the server thinks of us is no fault of the message. */
		{CURLE_SEND_ERROR, "MAIL failed: 550", 550, DELIVERY_LATER, false},
		{CURLE_WEIRD_SERVER_REPLY, "Got unexpected smtp-server response: 554", 554, DELIVERY_LATER,
			false},
		{CURLE_LOGIN_DENIED, "Login denied", 535, DELIVERY_LATER, false},
		{CURLE_COULDNT_CONNECT, "Failed to connect", 0, DELIVERY_LATER, false},
		{CURLE_PEER_FAILED_VERIFICATION, "SSL", 220, DELIVERY_LATER, false},
		{CURLE_OPERATION_TIMEDOUT, "Operation timed out", 354, DELIVERY_LATER, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct verdict verdict = MAIL(cases[i].code, cases[i].failed, cases[i].response, "");

		if (verdict.state != cases[i].state || verdict.person != cases[i].person)
			fail_msg("%s %ld", cases[i].failed, cases[i].response);
		assert_true(verdict.text[0] != '\0' && verdict.plain[0] != '\0');
	}
}

static void a_post_is_refused_with_4xx_but_for_408_and_429(void **state)
{
	static const struct {
		long response;
		enum delivery_state state;
	} cases[] = {{200, DELIVERY_DELIVERED}, {204, DELIVERY_DELIVERED}, {301, DELIVERY_LATER},
		{400, DELIVERY_REFUSED}, {401, DELIVERY_REFUSED}, {404, DELIVERY_REFUSED},
		{408, DELIVERY_LATER}, {410, DELIVERY_REFUSED}, {429, DELIVERY_LATER}, {500, DELIVERY_LATER},
		{503, DELIVERY_LATER}, {0, DELIVERY_LATER}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(POST(CURLE_OK, "", cases[i].response, "").state, cases[i].state);
	/* An answer that did not arrive whole is none. */
	assert_int_equal(POST(CURLE_PARTIAL_FILE, "", 200, "").state, DELIVERY_LATER);
	assert_int_equal(POST(CURLE_COULDNT_CONNECT, "", 0, "").state, DELIVERY_LATER);
}

static void what_is_told_is_what_the_destination_said(void **state)
{
	(void)state;
	assert_string_equal(MAIL(CURLE_OK, "", 250, "250 2.0.0 Ok: queued as 4bX\r\n").text,
		"250 2.0.0 Ok: queued as 4bX");
	assert_string_equal(MAIL(CURLE_SEND_ERROR, "RCPT failed: 550", 550, "550 no such user\r\n").text,
		"550 no such user");
	assert_string_equal(
		MAIL(CURLE_LOGIN_DENIED, "", 535, "535 wrong\r\n").text, "Login denied: 535 wrong");
	assert_string_equal(
		POST(CURLE_OK, "", 400, "{\"error\": \"x\"}").text, "HTTP 400: {\"error\": \"x\"}");
	assert_string_equal(POST(CURLE_OK, "", 503, "<html>any length</html>").text, "HTTP 503");
	assert_string_equal(POST(CURLE_OK, "", 202, "fine").text, "HTTP 202");
}

static void what_goes_into_logs_holds_nothing_that_it_said(void **state)
{
	(void)state;
	assert_string_equal(
		MAIL(CURLE_SEND_ERROR, "RCPT failed: 550", 550, "550 <ann@council.example> unknown").plain,
		"SMTP 550");
	assert_string_equal(
		MAIL(CURLE_LOGIN_DENIED, "", 535, "535 <ann@council.example>").plain, "Login denied");
	assert_string_equal(POST(CURLE_OK, "", 400, "ann@council.example").plain, "HTTP 400");
}

static void quotes_are_one_line_of_printable_ascii(void **state)
{
	char said[SAID_MAX];
	char all[256];

	(void)state;
	verdict_quote("  a\r\n\tb \x1b[31m \xc3\xa9 \x7f  ", 20, said);
	assert_string_equal(said, "a b ?[31m ?? ?");
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	verdict_quote(all, sizeof(all), said);
	assert_true(strlen(said) < SAID_MAX);
	for (const char *p = said; *p != '\0'; p++)
		assert_true(*p >= ' ' && *p <= '~');
	verdict_quote("", 0, said);
	assert_string_equal(said, "");
}

static void a_pause_that_is_asked_for_is_told(void **state)
{
	struct attempt attempt = {.failed = "", .response = 429, .asked = 30};
	struct verdict verdict;

	(void)state;
	verdict_post(&attempt, &verdict);
	assert_true(verdict.asked_ms == 30000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mail_is_refused_only_for_its_recipient_or_content),
		cmocka_unit_test(a_post_is_refused_with_4xx_but_for_408_and_429),
		cmocka_unit_test(what_is_told_is_what_the_destination_said),
		cmocka_unit_test(what_goes_into_logs_holds_nothing_that_it_said),
		cmocka_unit_test(quotes_are_one_line_of_printable_ascii),
		cmocka_unit_test(a_pause_that_is_asked_for_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
