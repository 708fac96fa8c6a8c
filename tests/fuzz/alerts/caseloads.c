/* SPDX-License-Identifier: MIT
 *
 * Any text as caseloads.yaml: refused with a reason, or caseloads in which every school has one adviser whose name
 * and address can stand in a message; everybody is covered by somebody, and found by their address.
 */
#include "services/alerts/caseloads/caseloads.h"

#include "tests/fuzz/fuzz.h"

static void check_adviser(const struct adviser *adviser)
{
	require(adviser->name[0] != '\0', "an adviser has a name");
	for (const unsigned char *p = (const unsigned char *)adviser->name; *p != '\0'; p++)
		require(*p >= 0x20 && *p != 0x7f, "without control characters");
	require(caseloads_address_ok(adviser->email), "and an address");
	for (const unsigned char *p = (const unsigned char *)adviser->email; *p != '\0'; p++)
		require(*p > 0x20 && *p < 0x7f && strchr("<>,;:\"\\()[]", *p) == NULL,
			"of characters that mean nothing in a header or on a command line");
	require(adviser->email[0] != '-', "and is no option");
}

static void check_person(const struct caseloads *caseloads, const struct adviser *person)
{
	check_adviser(person);
	require(caseloads_find(caseloads, person->email) == person, "an address is one person's");
	require(person->n_channel > 0, "everybody can be reached");
	for (size_t i = 0; i < person->n_absence; i++) {
		const struct absence *absence = &person->absence[i];

		require(absence->from <= absence->until && absence->cover != person, "an absence is covered");
		require(i == 0 || absence->from > absence[-1].until, "absences do not overlap");
		(void)caseloads_present(caseloads, person, absence->from);
		require(caseloads_present(caseloads, person, absence->until + 1) != NULL, "somebody is told");
	}
}

/* Who lists a school, a trust or a phase is its adviser, unless something narrower is listed. */
static void check_routes(const struct caseloads *caseloads)
{
	struct school school;

	school_init(&school, 0);
	require(caseloads_adviser(caseloads, &school) == caseloads->fallback,
		"who is not listed has the fallback");
	for (size_t i = 0; i < caseloads->n; i++) {
		school.urn = caseloads->school[i].urn;
		require(i == 0 || school.urn > caseloads->school[i - 1].urn, "schools ascend");
		require(caseloads_adviser(caseloads, &school) == caseloads->school[i].adviser,
			"who is listed has the adviser");
	}
	school_init(&school, 0);
	for (size_t i = 0; i < caseloads->n_route[ROUTE_PHASE]; i++) {
		school.phase = caseloads->route[ROUTE_PHASE][i].text;
		require(caseloads_adviser(caseloads, &school) == caseloads->route[ROUTE_PHASE][i].adviser,
			"a phase has the adviser");
	}
	for (size_t i = 0; i < caseloads->n_route[ROUTE_TRUST]; i++) {
		school.trust = caseloads->route[ROUTE_TRUST][i].text;
		require(caseloads_adviser(caseloads, &school) == caseloads->route[ROUTE_TRUST][i].adviser,
			"a trust goes before a phase");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	char *text = text_of(data, size);
	struct caseloads caseloads = {.n = 77};
	struct err_text error = {""};
	int rc;

	if (arena == NULL)
		arena = arena_open((size_t)8 * 1024 * 1024);
	arena_reset(arena);
	rc = caseloads_parse(arena, bytes_of(text, size), &caseloads, &error);
	if (rc < 0) {
		require(rc == ERR_SYNTAX || rc == ERR_LIMIT, "no other error");
		require(caseloads.n == 77, "what is refused changes nothing");
		require_reason(error.text);
	} else {
		require(caseloads_covers(&caseloads, caseloads.authority), "caseloads are of an authority");
		for (size_t i = 0; i < caseloads.n_person; i++)
			check_person(&caseloads, &caseloads.person[i]);
		require(caseloads_county(&caseloads) != NULL && caseloads_data_team(&caseloads) != NULL,
			"somebody hears of everything");
		require(caseloads_chain(&caseloads, (unsigned)caseloads.n_chain + 1) == NULL,
			"the chain ends");
		check_routes(&caseloads);
	}
	free(text);
	return 0;
}
