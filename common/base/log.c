/* SPDX-License-Identifier: MIT
 *
 * The only global state of a process: its name in the log, and the last line for rate limiting. See log.h.
 */
#include "common/base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"

#define REPEAT_MS 10000

static struct {
	const char *service;
	enum log_level least;
	char last[512];
	int64_t last_at;
	unsigned repeated;
} logger = {.service = "leep", .least = LOG_LEVEL_INFO};

void log_open(const char *service, enum log_level least)
{
	logger.service = service;
	logger.least = least;
}

static void log_write(enum log_level level, const char *body)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	static const struct clock real = {0};
	struct time_text now;
	char line[700];
	int len = snprintf(line, sizeof(line), "time=%s level=%s service=%s %s\n",
		clock_text(clock_wall(&real), &now), names[level], logger.service, body);

	if (len >= (int)sizeof(line)) {
		len = (int)sizeof(line) - 1;
		line[len - 1] = '\n';
	}
	if (len > 0 && write(STDERR_FILENO, line, (size_t)len) < 0)
		return; /* nobody is left to be told */
}

/* The gateway logs from the threads of its connections. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Does a quote in front of this end a value? Then nothing follows, or the next key. */
static bool ends_a_value(const char *p)
{
	size_t key = *p == ' ' ? strspn(p + 1, "abcdefghijklmnopqrstuvwxyz0123456789_.-") : 0;

	return *p == '\0' || (key > 0 && p[1 + key] == '=');
}

/* Quotes within a value become single ones, so that it can be read to its end. */
static void soften_quotes(char *body)
{
	bool inside = false;

	for (char *p = body; *p != '\0'; p++) {
		if (*p != '"')
			continue;
		if (!inside && p > body && p[-1] == '=')
			inside = true;
		else if (inside && ends_a_value(p + 1))
			inside = false;
		else
			*p = '\'';
	}
}

void log_line(enum log_level level, const char *event, const char *format, ...)
{
	int64_t now = clock_monotonic();
	char body[512];
	va_list args;
	int len;

	if (level < logger.least)
		return;
	len = snprintf(body, sizeof(body), "event=\"%s\" ", event);
	va_start(args, format);
	(void)vsnprintf(body + len, sizeof(body) - (size_t)len, format, args);
	va_end(args);
	for (char *p = body; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20)
			*p = ' '; /* one event, one line, whatever a file name holds */
	soften_quotes(body);
	(void)pthread_mutex_lock(&lock);
	if (strcmp(body, logger.last) == 0 && now - logger.last_at < REPEAT_MS) {
		logger.repeated++;
		(void)pthread_mutex_unlock(&lock);
		return;
	}
	if (logger.repeated > 0) {
		char again[64];

		(void)snprintf(again, sizeof(again), "event=\"repeated\" times=%u", logger.repeated);
		log_write(LOG_LEVEL_INFO, again);
	}
	logger.repeated = 0;
	logger.last_at = now;
	(void)snprintf(logger.last, sizeof(logger.last), "%s", body);
	log_write(level, body);
	(void)pthread_mutex_unlock(&lock);
}
