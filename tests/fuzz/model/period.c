/* SPDX-License-Identifier: MIT
 *
 * Any text as a period or a day: what is taken is valid and prints as itself.
 */
#include "common/model/period.h"

#include "tests/fuzz/fuzz.h"

static void check_period(const char *text, size_t size, enum period_kind dash)
{
	struct period period = {77}, again;
	struct period_text printed;
	int rc = period_parse(text, size, dash, &period);

	if (rc < 0) {
		require(rc == ERR_SYNTAX && period.v == 77, "what is refused changes nothing");
		return;
	}
	require(period_valid(period), "what is read is a period");
	(void)period_print(period, &printed);
	require(period_parse(printed.text, strlen(printed.text), dash, &again) == 0 && again.v == period.v,
		"a printed period is read as itself");
	if (dash == PERIOD_ACADEMIC && strlen(text) == size)
		require(period_matches(text, period), "who asks for a period as it is written gets it");
}

static void check_day(const char *text, size_t size)
{
	uint32_t day = 0, again;
	struct period_text printed;
	struct period year;

	if (day_parse(text, size, &day) < 0)
		return;
	(void)day_print(day, &printed);
	require(day_parse(printed.text, strlen(printed.text), &again) == 0 && again == day,
		"a printed day is read as itself");
	year = period_academic_of_day(day);
	require(period_kind(year) == PERIOD_ACADEMIC && period_year(year) >= 1970,
		"a day lies in an academic year");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_of(data, size);

	check_period(text, size, PERIOD_ACADEMIC);
	check_period(text, size, PERIOD_FINANCIAL);
	check_day(text, size);
	free(text);
	return 0;
}
