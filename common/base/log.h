/* SPDX-License-Identifier: MIT
 *
 * One line of logfmt on standard error for each event that a person may have to know. Services log, libraries do
 * not. Never personal data, never a figure of a school: names of files, numbers of submissions, codes of errors.
 */
#ifndef LEEP_BASE_LOG_H
#define LEEP_BASE_LOG_H

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR };

/* Name of the service that all lines carry, and the least level that is written. */
void log_open(const char *service, enum log_level least);

/* `event` is a short fixed phrase; `format` adds key=value pairs, text values in quotes. May be "". A line like
 * the one before it is counted, not written, for ten seconds. */
__attribute__((format(printf, 3, 4))) void log_line(
	enum log_level level, const char *event, const char *format, ...);

#define log_info(event, ...)  log_line(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define log_warn(event, ...)  log_line(LOG_LEVEL_WARN, event, __VA_ARGS__)
#define log_error(event, ...) log_line(LOG_LEVEL_ERROR, event, __VA_ARGS__)

#endif
