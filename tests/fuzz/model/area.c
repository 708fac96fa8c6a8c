/* SPDX-License-Identifier: MIT
 *
 * Any text as an area: what is taken is valid and prints as itself; and any number, valid or not, can be printed.
 */
#include "common/model/area.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_of(data, size);
	struct area area = {77}, again;
	struct area_text printed;
	int rc = area_parse(text, &area);

	if (rc < 0) {
		require(rc == ERR_SYNTAX && area.v == 77, "what is refused changes nothing");
	} else {
		require(area_valid(area), "what is read is an area");
		require(area_parse(area_print(area, &printed), &again) == 0 && area_equal(area, again),
			"a printed area is read as itself");
	}
	if (size >= 4) {
		area.v = bytes_u32be(data);
		require(strlen(area_print(area, &printed)) < sizeof(printed), "any number can be printed");
		require(area_kind_text(area_kind(area))[0] != '\0', "any kind has a name");
		require(!area_valid(area) || area_equal(area, area_make(area_kind(area), area_code(area))),
			"a valid number is its kind and code");
	}
	free(text);
	return 0;
}
