/* SPDX-License-Identifier: MIT
 *
 * Any text as practice.yaml: refused with a reason, or a practice by which every moment can be worked out.
 */
#include "services/alerts/life/practice.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct practice practice;
	struct err_text error = {""};

	if (practice_parse(bytes_of(data, size), &practice, &error) < 0) {
		require(error.text[0] != '\0', "what is refused is refused with a reason");
		return 0;
	}
	require(practice.settling >= 0 && practice.settling <= practice.settling_at_most,
		"news settles in time");
	require(practice.settling_at_most <= (int64_t)86400 * 1000000, "within a day");
	require(practice.digest_at < 24 * 60 && practice.digest_day < 7, "digests have a time of the week");
	for (size_t i = 0; i < SEVERITIES; i++)
		require(practice.repeat[i] <= 250 && practice.escalate[i] <= 250, "within a year of work");
	require(practice.acknowledged_for <= 366, "acknowledgements end within a year, or not");
	return 0;
}
