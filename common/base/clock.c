/* SPDX-License-Identifier: MIT
 *
 * See clock.h.
 */
#include "common/base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int clock_parse_time(const char *words, int64_t *ret)
{
	struct tm tm = {0};
	const char *rest = strptime(words, "%Y-%m-%d", &tm);
	int day = tm.tm_mday;
	time_t seconds;

	if (rest == NULL)
		return ERR_SYNTAX;
	if (*rest != '\0') {
		rest = strptime(rest, "T%H:%M:%SZ", &tm);
		if (rest == NULL || *rest != '\0')
			return ERR_SYNTAX;
	}
	seconds = timegm(&tm);
	if (tm.tm_mday != day)
		return ERR_SYNTAX; /* 30 February was made a day of March */
	*ret = (int64_t)seconds * 1000000;
	return 0;
}

/* 0 when it cannot be read, or says none. */
static int64_t read_time(const char *path)
{
	char line[40] = "";
	FILE *file = fopen(path, "re");
	int64_t at = 0;

	if (file == NULL)
		return 0;
	if (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (clock_parse_time(line, &at) < 0)
			at = 0;
	}
	(void)fclose(file);
	return at;
}

int clock_parse(const char *words, struct clock *ret, struct err_text *text)
{
	struct clock clock = {0};

	if (strcmp(words, "real") == 0) {
		*ret = clock;
		return 0;
	}
	if (strncmp(words, "file:", 5) == 0) {
		clock.file = words + 5;
		clock.fixed = read_time(clock.file);
		if (clock.fixed <= 0)
			return error_set(text, ERR_SYNTAX, "clock '%s': the file says no time", words);
		*ret = clock;
		return 0;
	}
	if (strncmp(words, "fixed:", 6) != 0 || clock_parse_time(words + 6, &clock.fixed) < 0 ||
		clock.fixed <= 0)
		return error_set(text, ERR_SYNTAX,
			"clock '%s': expected real, fixed:2026-01-31T09:30:00Z or file:PATH", words);
	*ret = clock;
	return 0;
}

int64_t clock_wall(const struct clock *clock)
{
	struct timespec now;

	if (clock->file != NULL) {
		int64_t at = read_time(clock->file);

		return at > clock->fixed ? at : clock->fixed;
	}
	if (clock->fixed != 0)
		return clock->fixed;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_monotonic(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *clock_text(int64_t wall, struct time_text *out)
{
	time_t seconds = (time_t)(wall / 1000000);
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL ||
		strftime(out->text, sizeof(out->text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		(void)snprintf(out->text, sizeof(out->text), "-");
	return out->text;
}
