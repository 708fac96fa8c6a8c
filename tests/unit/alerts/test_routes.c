/* SPDX-License-Identifier: MIT
 *
 * Whose a school is by what the register says of it, who stands in for whom, and who is told when nobody answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/model/period.h"
#include "services/alerts/caseloads/caseloads.h"

#define DUTY "authority: 855\nadviser_for_schools_not_listed: {name: Duty, email: duty@c.example}\n"

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

static void parse(void **state, const char *text, struct caseloads *ret)
{
	struct err_text error = {""};

	if (caseloads_parse(*state, bytes_text(text), ret, &error) < 0)
		fail_msg("%s", error.text);
}

static void refused(void **state, const char *text, const char *said)
{
	struct caseloads caseloads = {.authority = 7};
	struct err_text error = {""};
	int rc = caseloads_parse(*state, bytes_text(text), &caseloads, &error);

	if (rc != ERR_SYNTAX || strstr(error.text, said) == NULL || strchr(error.text, '\n') != NULL)
		fail_msg("%s: %d \"%s\"", text, rc, error.text);
	assert_int_equal(caseloads.authority, 7);
}

static uint32_t day(const char *text)
{
	uint32_t made;

	assert_int_equal(day_parse(text, strlen(text), &made), 0);
	return made;
}

static const char routed[] =
	DUTY "advisers:\n"
	     "  - {name: School, email: school@c.example, schools: [100001]}\n"
	     "  - {name: Trust, email: trust@c.example, trusts: [Success Academy Trust]}\n"
	     "  - {name: Diocese, email: diocese@c.example, dioceses: [Diocese of Leicester]}\n"
	     "  - {name: District, email: district@c.example, districts: [Melton, Blaby]}\n"
	     "  - {name: Primary, email: primary@c.example, phases: [Primary]}\n"
	     "  - {name: Special, email: special@c.example, phases: [special]}\n"
	     "  - {name: Alternative, email: other@c.example, phases: [Alternative Provision]}\n";

/* The name of the adviser of a school of which the register says this. */
static const char *of(const struct caseloads *caseloads, uint32_t urn, const char *trust, const char *diocese,
	const char *district, const char *phase, const char *type)
{
	struct school school;

	school_init(&school, urn);
	school.trust = trust;
	school.diocese = diocese;
	school.district = district;
	school.phase = phase;
	school.type = type;
	return caseloads_adviser(caseloads, &school)->name;
}

static void the_narrowest_that_is_listed_decides(void **state)
{
	struct caseloads c;

	parse(state, routed, &c);
	assert_string_equal(
		of(&c, 100001, "Success Academy Trust", "Diocese of Leicester", "Melton", "Primary", ""),
		"School");
	assert_string_equal(
		of(&c, 100002, "Success Academy Trust", "Diocese of Leicester", "Melton", "Primary", ""),
		"Trust");
	assert_string_equal(
		of(&c, 100002, "Another", "Diocese of Leicester", "Melton", "Primary", ""), "Diocese");
	assert_string_equal(of(&c, 100002, "", "Not applicable", "Melton", "Primary", ""), "District");
	assert_string_equal(of(&c, 100002, "", "", "Charnwood", "Primary", ""), "Primary");
	assert_string_equal(of(&c, 100002, "", "", "", "Secondary", ""), "Duty");
	assert_string_equal(of(&c, 100002, "", "", "", "", ""), "Duty");
}

static void texts_of_the_register_are_compared_without_case_and_whole(void **state)
{
	struct caseloads c;

	parse(state, routed, &c);
	assert_string_equal(of(&c, 1, "SUCCESS ACADEMY TRUST", "", "", "", ""), "Trust");
	assert_string_equal(of(&c, 1, "", "", "blaby", "", ""), "District");
	assert_string_equal(of(&c, 1, "", "", "Blab", "", ""), "Duty");
	assert_string_equal(of(&c, 1, "", "", "Blaby and more", "", ""), "Duty");
}

static void special_schools_have_a_phase_by_their_type(void **state)
{
	struct caseloads c;

	parse(state, routed, &c);
	assert_string_equal(of(&c, 1, "", "", "", "Not applicable", "Community special school"), "Special");
	assert_string_equal(of(&c, 1, "", "", "", "Not applicable", "Free schools special"), "Special");
	assert_string_equal(of(&c, 1, "", "", "", "Not applicable", "Pupil referral unit"), "Alternative");
	assert_string_equal(of(&c, 1, "", "", "", "Primary", "Academy special converter"), "Special");
	assert_string_equal(
		of(&c, 1, "", "", "", "Not applicable", "Free schools alternative provision"), "Alternative");
	assert_string_equal(of(&c, 1, "", "", "", "Primary", "Community school"), "Primary");
	/* Where nobody lists special schools, the register's own phase is what counts. */
	parse(state, DUTY "advisers:\n  - {name: Not, email: not@c.example, phases: [not applicable]}\n", &c);
	assert_string_equal(of(&c, 1, "", "", "", "Not applicable", "Community special school"), "Not");
}

#define TWICE(key, one, two)                                                   \
	DUTY "advisers:\n  - {name: One, email: one@c.example, " key ": [" one \
	     "]}\n  - {name: Two, email: two@c.example, " key ": [" two "]}\n"

static void two_advisers_of_the_same_are_both_named(void **state)
{
	refused(state, TWICE("trusts", "A Trust", "x, a trust"),
		"trust \"a trust\" is listed twice, by \"One\" and by \"Two\"");
	refused(state, TWICE("dioceses", "D", "D"),
		"diocese \"D\" is listed twice, by \"One\" and by \"Two\"");
	refused(state, TWICE("districts", "D", "D"),
		"district \"D\" is listed twice, by \"One\" and by \"Two\"");
	refused(state, TWICE("phases", "P, P", "Q"),
		"phase \"P\" is listed twice, by \"One\" and by \"One\"");
	refused(state, TWICE("phases", "\"\"", "Q"), "line: 4");
	refused(state, TWICE("phases", "\" P\"", "Q"), "a phase of \"One\" is not one line");
	refused(state, TWICE("trusts", "\"P\\nQ\"", "Q"), "a trust of \"One\" is not one line");
}

static void whoever_is_away_is_covered(void **state)
{
	static const char text[] =
		DUTY "advisers:\n"
		     "  - name: A\n    email: a@c.example\n"
		     "    away:\n"
		     "      - {from: 2026-12-14, until: 2026-12-19, cover: B@c.example}\n"
		     "      - {from: 2026-12-01, until: 2026-12-01, cover: duty@c.example}\n"
		     "  - {name: B, email: b@c.example, away: [{from: 2026-12-19, until: 2026-12-21, cover: "
		     "d@c.example}]}\n"
		     "county: {name: D, email: d@c.example, away: [{from: 2026-12-21, until: 2026-12-21, "
		     "cover: b@c.example}]}\n";
	static const struct {
		const char *day, *told;
	} days[] = {{"2026-11-30", "A"}, {"2026-12-01", "Duty"}, {"2026-12-02", "A"}, {"2026-12-13", "A"},
		{"2026-12-14", "B"}, {"2026-12-18", "B"}, {"2026-12-19", "D"}, {"2026-12-20", "A"}};
	struct caseloads c;
	const struct adviser *a, *b;

	parse(state, text, &c);
	a = caseloads_find(&c, "a@c.example");
	b = caseloads_find(&c, "B");
	for (size_t i = 0; i < ARRAY_LEN(days); i++)
		assert_string_equal(caseloads_present(&c, a, day(days[i].day))->name, days[i].told);
	/* On the 21st B is covered by D and D by B: so B is told, who at least knows. */
	assert_ptr_equal(caseloads_present(&c, b, day("2026-12-21")), b);
	assert_string_equal(caseloads_present(&c, b, day("2026-12-20"))->name, "D");
}

static void a_circle_of_cover_leads_back_to_the_one_who_was_asked_for(void **state)
{
	static const char text[] = DUTY "advisers:\n"
					"  - {name: A, email: a@c.example, away: [{from: 2026-12-01, until: "
					"2026-12-31, cover: b@c.example}]}\n"
					"  - {name: B, email: b@c.example, away: [{from: 2026-12-01, until: "
					"2026-12-31, cover: c@c.example}]}\n"
					"  - {name: C, email: c@c.example, away: [{from: 2026-12-01, until: "
					"2026-12-31, cover: b@c.example}]}\n";
	struct caseloads c;

	parse(state, text, &c);
	for (size_t i = 0; i < 3; i++)
		assert_ptr_equal(caseloads_present(&c, &c.person[i], day("2026-12-10")), &c.person[i]);
}

#define AWAY(list) DUTY "advisers:\n  - {name: A, email: a@c.example, away: [" list "]}\n"

static void absences_that_cannot_be_are_refused(void **state)
{
	refused(state, AWAY("{from: 2026-12-01, until: 2026-11-30, cover: duty@c.example}"),
		"\"A\" is away from no day");
	refused(state, AWAY("{from: 2026-12-32, until: 2027-01-01, cover: duty@c.example}"),
		"\"A\" is away from no day");
	refused(state, AWAY("{from: soon, until: 2027-01-01, cover: duty@c.example}"),
		"\"A\" is away from no day");
	refused(state, AWAY("{from: 2026-12-01, until: 2026-12-02, cover: b@c.example}"),
		"the cover of \"A\" is nobody's");
	refused(state, AWAY("{from: 2026-12-01, until: 2026-12-02, cover: A@c.example}"),
		"\"A\" is covered by the same");
	refused(state, AWAY("{from: 2026-12-01, until: 2026-12-02}"),
		"missing required mapping field: cover");
	refused(state,
		AWAY("{from: 2026-12-02, until: 2026-12-03, cover: duty@c.example}, "
		     "{from: 2026-12-01, until: 2026-12-02, cover: duty@c.example}"),
		"\"A\" is away twice on a day");
}

static void people_beside_the_advisers_are_described_once(void **state)
{
	static const char text[] =
		DUTY "county: {name: Director, email: director@c.example, channels: [teams:leaders], digest: "
		     "weekly}\n"
		     "data_team: {email: A@c.example}\n"
		     "chain:\n  - {name: Head, email: head@c.example, phone: +44 116 496 0000, channels: "
		     "[mail, notify-text]}\n"
		     "  - {email: director@c.example}\n  - {name: Duty, email: duty@c.example}\n"
		     "advisers:\n  - {name: A, email: a@c.example, minimal: true, digest: daily}\n";
	struct caseloads c;

	parse(state, text, &c);
	assert_string_equal(caseloads_county(&c)->name, "Director");
	assert_string_equal(caseloads_county(&c)->channel[0], "teams:leaders");
	assert_int_equal(caseloads_county(&c)->n_channel, 1);
	assert_int_equal(caseloads_county(&c)->digest, DIGEST_WEEKLY);
	assert_string_equal(caseloads_data_team(&c)->name, "A");
	assert_true(caseloads_data_team(&c)->minimal);
	assert_int_equal(caseloads_data_team(&c)->digest, DIGEST_DAILY);
	assert_null(caseloads_chain(&c, 0));
	assert_string_equal(caseloads_chain(&c, 1)->name, "Head");
	assert_string_equal(caseloads_chain(&c, 1)->phone, "+44 116 496 0000");
	assert_string_equal(caseloads_chain(&c, 1)->channel[1], "notify-text");
	assert_ptr_equal(caseloads_chain(&c, 2), caseloads_county(&c));
	assert_ptr_equal(caseloads_chain(&c, 3), c.fallback);
	assert_null(caseloads_chain(&c, 4));
	assert_int_equal(c.n_person, 4);
}

static void nobody_named_leaves_it_to_the_duty_adviser(void **state)
{
	struct caseloads c;

	parse(state, DUTY "advisers: []\n", &c);
	assert_ptr_equal(caseloads_county(&c), c.fallback);
	assert_ptr_equal(caseloads_data_team(&c), c.fallback);
	assert_null(caseloads_chain(&c, 1));
	assert_int_equal(c.fallback->n_channel, 1);
	assert_string_equal(c.fallback->channel[0], "mail");
	assert_string_equal(c.fallback->phone, "");
	assert_int_equal(c.fallback->digest, DIGEST_NONE);
	assert_false(c.fallback->minimal);
}

static void people_are_found_by_address_and_by_name(void **state)
{
	struct caseloads c;

	parse(state,
		DUTY "advisers:\n  - {name: J. Smith, email: a@c.example}\n  - {name: j. smith, email: "
		     "b@c.example}\n"
		     "  - {name: B@C.example, email: x@c.example}\n",
		&c);
	assert_string_equal(caseloads_find(&c, "A@C.EXAMPLE")->name, "J. Smith");
	assert_string_equal(caseloads_find(&c, "duty")->name, "Duty");
	assert_null(caseloads_find(&c, "J. Smith")); /* which one? */
	assert_string_equal(
		caseloads_find(&c, "b@c.example")->name, "j. smith"); /* an address before a name */
	assert_null(caseloads_find(&c, ""));
	assert_null(caseloads_find(&c, "nobody"));
}

#define ADVISER(rest) DUTY "advisers:\n  - {name: A, email: a@c.example, " rest "}\n"

static void slips_about_people_are_refused(void **state)
{
	refused(state, DUTY "advisers: []\ncounty: {email: x@c.example}\n", "under county somebody is named");
	refused(state, DUTY "advisers: []\nchain: [{email: x@c.example}]\n", "under chain somebody is named");
	refused(state, DUTY "advisers: []\ncounty: {name: X, email: duty@c.example}\n",
		"\"Duty\" and \"X\" have the same e-mail");
	refused(state, DUTY "advisers: []\ncounty: {email: duty@c.example, digest: daily}\n",
		"\"Duty\" is described twice, the second time under county");
	refused(state, DUTY "advisers: []\ndata_team: {name: X, email: x}\n",
		"the e-mail of \"X\" is no address");
	refused(state, ADVISER("channels: []"), "line: 4");
	refused(state, ADVISER("channels: [fax]"), "a channel of \"A\" is none of");
	refused(state, ADVISER("channels: ['teams:']"), "a channel of \"A\" is none of");
	refused(state, ADVISER("channels: ['teams:a b']"), "a channel of \"A\" is none of");
	refused(state, ADVISER("channels: ['webhook:../x']"), "a channel of \"A\" is none of");
	refused(state, ADVISER("channels: [mail, mail]"), "\"A\" has the channel mail twice");
	refused(state, ADVISER("channels: [notify-text]"),
		"\"A\" is to be sent text messages and has no phone");
	refused(state, ADVISER("phone: none"), "the phone of \"A\" is no");
	refused(state, ADVISER("phone: 1234"), "the phone of \"A\" is no");
	refused(state, ADVISER("phone: \"0116 496 0000\\r\\nx\""), "the phone of \"A\" is no");
	refused(state, ADVISER("phone: 0116+4960000"), "the phone of \"A\" is no");
	refused(state, ADVISER("digest: hourly"), "line: 4");
	refused(state, ADVISER("digest: 7"), "line: 4");
	refused(state, ADVISER("minimal: perhaps"), "line: 4");
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
	static const char head[] =
		DUTY "# a comment about x@\nadvisers:\n  - name: A\n    email: a@c.example\n";
	char text[600];

	(void)snprintf(text, sizeof(text), "%s    channels:\n      - fax\n", head);
	refused(state, text, "\"caseloads.yaml\", line 8: a channel of \"A\"");
	(void)snprintf(text, sizeof(text), "%s  - name: B\n    email: x@\n", head);
	refused(state, text, "\"caseloads.yaml\", line 8: the e-mail of \"B\" is no address");
	(void)snprintf(text, sizeof(text),
		"%s    schools: [100001]\n  - name: B\n    email: b@c.example\n    schools: [100001]\n",
		head);
	refused(state, text, "\"caseloads.yaml\", line 10: school 100001 is listed twice");
	(void)snprintf(text, sizeof(text),
		"%s    districts: [X]\n  - name: B\n    email: b@c.example\n    districts: [x]\n", head);
	refused(state, text, "\"caseloads.yaml\", line 10: district \"x\" is listed twice");
	(void)snprintf(
		text, sizeof(text), "%schain:\n  - email: a@c.example\n  - email: z@c.example\n", head);
	refused(state, text, "\"caseloads.yaml\", line 9: under chain somebody");
	(void)snprintf(text, sizeof(text), "%scounty: {email: z@c.example}\n", head);
	refused(state, text, "\"caseloads.yaml\": under county somebody");
}

static void a_full_arena_is_an_error(void **state)
{
	int rc = ERR_NOMEM;

	(void)state;
	for (size_t cap = 0; rc == ERR_NOMEM; cap += 16) {
		struct arena *small = arena_open(cap);
		struct caseloads c;

		assert_true(cap < 8192);
		rc = caseloads_parse(small, bytes_text(routed), &c, NULL);
		arena_free(small);
	}
	assert_int_equal(rc, 0);
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ARENA(the_narrowest_that_is_listed_decides),
		WITH_ARENA(texts_of_the_register_are_compared_without_case_and_whole),
		WITH_ARENA(special_schools_have_a_phase_by_their_type),
		WITH_ARENA(two_advisers_of_the_same_are_both_named),
		WITH_ARENA(whoever_is_away_is_covered),
		WITH_ARENA(a_circle_of_cover_leads_back_to_the_one_who_was_asked_for),
		WITH_ARENA(absences_that_cannot_be_are_refused),
		WITH_ARENA(people_beside_the_advisers_are_described_once),
		WITH_ARENA(nobody_named_leaves_it_to_the_duty_adviser),
		WITH_ARENA(people_are_found_by_address_and_by_name),
		WITH_ARENA(slips_about_people_are_refused),
		WITH_ARENA(what_is_wrong_is_told_with_its_line),
		WITH_ARENA(a_full_arena_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
