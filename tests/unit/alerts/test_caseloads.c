/* SPDX-License-Identifier: MIT
 *
 * The caseloads as shipped with the sample, and caseloads with slips and tricks in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "services/alerts/caseloads/caseloads.h"

#define SAMPLE "services/cli/sample/caseloads.yaml"

static int set_up(void **state)
{
	*state = arena_open((size_t)1024 * 1024);
	return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

/* Of a school of which nothing is known but its URN. */
static const struct adviser *adviser_of(const struct caseloads *caseloads, uint32_t urn)
{
	struct school school;

	school_init(&school, urn);
	return caseloads_adviser(caseloads, &school);
}

static void the_sample_gives_each_school_its_adviser(void **state)
{
	static char text[64 * 1024];
	struct caseloads caseloads;
	struct err_text error = {""};
	FILE *file = fopen(SAMPLE, "rb");
	size_t len;

	assert_non_null(file);
	len = fread(text, 1, sizeof(text), file);
	assert_true(len < sizeof(text));
	assert_int_equal(fclose(file), 0);
	if (caseloads_parse(*state, bytes_of(text, len), &caseloads, &error) < 0)
		fail_msg("%s", error.text);
	memset(text, 'x', sizeof(text)); /* nothing points into the file */
	assert_int_equal(caseloads.n, 283);
	assert_true(caseloads_covers(&caseloads, 855));
	assert_false(caseloads_covers(&caseloads, 856));
	assert_false(caseloads_covers(&caseloads, 0));
	assert_string_equal(adviser_of(&caseloads, 119903)->email, "a.adviser@council.example");
	assert_string_equal(adviser_of(&caseloads, 146133)->email, "b.adviser@council.example");
	assert_string_equal(adviser_of(&caseloads, 132226)->name, "C. Adviser (fictional)");
	assert_string_equal(adviser_of(&caseloads, 119904)->name, "Duty Adviser (fictional)");
	assert_string_equal(adviser_of(&caseloads, 0)->email, "duty.adviser@council.example");
}

#define DUTY    "adviser_for_schools_not_listed:\n  name: Duty\n  email: duty@council.example\n"
#define HEAD    "authority: 855\n" DUTY "advisers:\n"
#define ONE(n)  "  - name: " n "\n    email: one@council.example\n    schools: [100001, 100002]\n"
#define TWO     "  - name: Two\n    email: two@council.example\n    schools: [100003, 100001]\n"
#define MAIL(m) HEAD "  - name: One\n    email: " m "\n    schools: []\n"

static void nobody_listed_leaves_the_duty_adviser(void **state)
{
	struct caseloads caseloads;

	assert_int_equal(caseloads_parse(*state, bytes_text("authority: 855\n" DUTY "advisers: []\n"),
				 &caseloads, NULL),
		0);
	assert_int_equal(caseloads.n, 0);
	assert_string_equal(adviser_of(&caseloads, 100001)->name, "Duty");
	assert_int_equal(caseloads_parse(*state, bytes_text(MAIL("o@council.example")), &caseloads, NULL), 0);
	assert_int_equal(caseloads_parse(*state, bytes_text(HEAD ONE("Zo\xc3\xab O'Neill-\xc5\x81uk")),
				 &caseloads, NULL),
		0);
	assert_string_equal(adviser_of(&caseloads, 100002)->name, "Zo\xc3\xab O'Neill-\xc5\x81uk");
}

static void slips_and_tricks_are_refused(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} slips[] = {
		{"", "is empty"},
		{"authority: 855\nadvisers: []\n",
			"missing required mapping field: adviser_for_schools_not_listed"},
		{DUTY "advisers: []\n", "missing required mapping field: authority"},
		{HEAD ONE("One") "colour: red\n", "unexpected key: colour"},
		{HEAD ONE("One") "    fax: 1\n", "unexpected key: fax"},
		{"authority: 85\n" DUTY "advisers: []\n", "85 is no code of an authority"},
		{"authority: 4294967295\n" DUTY "advisers: []\n", "no code of an authority"},
		{HEAD ONE("One") TWO, "school 100001 is listed twice, by \"One\" and by \"Two\""},
		{HEAD ONE("One") ONE("Two"), "\"One\" and \"Two\" have the same e-mail"},
		{HEAD "  - name: One\n    email: o@c.example\n    schools: [100003, 100001, 100003]\n",
			"school 100003 is listed twice"},
		{HEAD "  - name: One\n    email: o@c.example\n    schools: [855]\n", "855 is no URN"},
		{HEAD "  - name: One\n    email: o@c.example\n    schools: [99999999]\n",
			"99999999 is no URN"},
		{HEAD "  - name: One\n    email: o@c.example\n    schools: [-1]\n",
			"invalid UINT value: '-1'"},
		{HEAD "  - name: One\n    email: o@c.example\n    schools: [x]\n", "(line: 8"},
		{HEAD ONE("\"\""), "name"},
		{HEAD ONE("\"  \""), "a name is not one line"},
		{HEAD ONE("\"One\\r\\nBcc: all@council.example\""), "a name is not one line"},
		{HEAD ONE("\"One\\nBcc: all@council.example\""), "a name is not one line"},
		{HEAD ONE("\"One\\tTwo\""), "a name is not one line"},
		{HEAD ONE("\"One\\e[31m\""), "a name is not one line"},
		{HEAD ONE("\"One\\x7f\""), "a name is not one line"},
		{HEAD ONE("\"One\\x85Bcc: a\""), "a name is not one line"},
		{HEAD ONE("\"One\\LBcc: a\""), "a name is not one line"},
		{HEAD ONE("\"One\\PBcc: a\""), "a name is not one line"},
		{MAIL("one"), "the e-mail of \"One\" is no address"},
		{MAIL("\"one@council.example\\r\\nBcc: all@council.example\""), "no address"},
		{MAIL("\"one@council.example\\n\""), "no address"},
		{MAIL("one@two@council.example"), "no address"},
		{MAIL("\"one @council.example\""), "no address"},
		{MAIL("one@council.example,two"), "no address"},
		{MAIL("\"<one@council.example>\""), "no address"},
		{MAIL("\"One <one@council.example>\""), "no address"},
		{MAIL("\"-oQ/tmp/x@council.example\""), "no address"},
		{MAIL("zo\xc3\xab@council.example"), "no address"},
		{MAIL("one@[127.0.0.1]"), "no address"},
		{MAIL("\"@council.example\""), "no address"},
		{MAIL("one@"), "no address"},
		{MAIL("one..two@council.example"), "no address"},
		{MAIL("one@council..example"), "no address"},
		{MAIL(".one@council.example"), "no address"},
		{MAIL("one@council.example."), "no address"},
	};

	for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++) {
		struct caseloads caseloads = {.authority = 7};
		struct err_text error = {""};
		int rc = caseloads_parse(*state, bytes_text(slips[i].text), &caseloads, &error);

		if (rc != ERR_SYNTAX || strstr(error.text, slips[i].said) == NULL)
			fail_msg("%s: %d \"%s\"", slips[i].text, rc, error.text);
		assert_int_equal(caseloads.authority, 7);
	}
}

static void an_address_has_at_most_254_characters(void **state)
{
	char email[300];

	(void)state;
	memset(email, 'a', sizeof(email));
	email[64] = '@';
	email[254] = '\0';
	assert_true(caseloads_address_ok(email));
	email[254] = 'a';
	email[255] = '\0';
	assert_false(caseloads_address_ok(email));
	memset(email, 'a', sizeof(email));
	email[65] = '@';
	email[100] = '\0';
	assert_false(caseloads_address_ok(email));
	assert_true(caseloads_address_ok("o'neill+leep@sub.council.example"));
	assert_false(caseloads_address_ok(""));
}

static void a_full_arena_is_an_error(void **state)
{
	struct caseloads caseloads;
	int rc = ERR_NOMEM;

	(void)state;
	for (size_t cap = 0; rc == ERR_NOMEM; cap += 16) {
		struct arena *small = arena_open(cap);

		assert_true(cap < 4096);
		rc = caseloads_parse(small, bytes_text(HEAD ONE("One")), &caseloads, NULL);
		arena_free(small);
	}
	assert_int_equal(rc, 0);
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ARENA(the_sample_gives_each_school_its_adviser),
		WITH_ARENA(nobody_listed_leaves_the_duty_adviser),
		WITH_ARENA(slips_and_tricks_are_refused),
		WITH_ARENA(an_address_has_at_most_254_characters),
		WITH_ARENA(a_full_arena_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
