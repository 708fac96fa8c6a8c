/* SPDX-License-Identifier: MIT
 *
 * Any text as caseloads.yaml: refused with a reason, or caseloads in which every school has one adviser whose name
 * and address can stand in a message.
 */
#include "services/alerts/caseloads.h"

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
		check_adviser(caseloads.fallback);
		require(caseloads_covers(&caseloads, caseloads.authority), "caseloads are of an authority");
		require(caseloads_adviser(&caseloads, 0) == caseloads.fallback,
			"who is not listed has the fallback");
		for (size_t i = 0; i < caseloads.n; i++) {
			require(i == 0 || caseloads.school[i].urn > caseloads.school[i - 1].urn,
				"schools ascend");
			require(caseloads_adviser(&caseloads, caseloads.school[i].urn) ==
					caseloads.school[i].adviser,
				"who is listed has the adviser");
			check_adviser(caseloads.school[i].adviser);
		}
	}
	free(text);
	return 0;
}
