/* SPDX-License-Identifier: MIT
 *
 * See options.h.
 */
#include "common/service/options.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"

extern char **environ;

#define VALUE_MAX 1024
#define GIB       ((uint64_t)1 << 30)

static const struct option table[] = {
	{"", "dir", OPTION_TEXT, "./var", 0, 0, "folder of this installation"},
	{"", "link", OPTION_TEXT, "ipc", 0, 0,
		"how services reach each other: ipc, or tcp:HOST with %s for the service's name"},
	{"", "listen", OPTION_TEXT, "127.0.0.1", 0, 0, "address that services bind with link=tcp"},
	{"", "port", OPTION_NUMBER, "7100", 1024, 65000, "first of ten tcp ports used with link=tcp"},
	{"", "share", OPTION_TEXT, "", 0, 0,
		"folder of catalogue, formats and sample; beside the programs when empty"},
	{"", "drop", OPTION_TEXT, "", 0, 0, "folder that leep run and leep folder watch; none when empty"},
	{"", "clock", OPTION_TEXT, "real", 0, 0,
		"real; for tests fixed:2026-01-31T09:30:00Z, or file:PATH that holds such a time"},
	{"", "log", OPTION_TEXT, "info", 0, 0, "least level logged: debug, info, warn, error"},
	{"", "map-size", OPTION_SIZE, "256m", 1 << 20, 4096 * GIB, "address space of the state at first"},
	{"", "map-max", OPTION_SIZE, "64g", 1 << 20, 4096 * GIB, "and at most; new input is refused at 90 %"},
	{"", "replay", OPTION_TEXT, "", 0, 0,
		"verify: rebuild the state from the copies in this folder, compare, exit"},
	{"ingest", "file-max", OPTION_SIZE, "512m", 1, 16 * GIB, "largest file taken in"},
	{"ingest", "check", OPTION_TEXT, "", 0, 0, "file to read and check, with nothing kept, then exit"},
	{"alerts", "rules", OPTION_TEXT, "", 0, 0, "rules.yaml; the shipped one when empty"},
	{"alerts", "caseloads", OPTION_TEXT, "", 0, 0, "caseloads.yaml; DIR/caseloads.yaml when empty"},
	{"alerts", "practice", OPTION_TEXT, "", 0, 0,
		"practice.yaml; DIR/practice.yaml when that is there, else the shipped one"},
	{"alerts", "calendar", OPTION_TEXT, "", 0, 0,
		"iCalendar file of school holidays; DIR/calendar.ics when empty"},
	{"alerts", "delivery", OPTION_TEXT, "", 0, 0, "delivery.yaml; DIR/delivery.yaml when empty"},
	{"alerts", "check-rules", OPTION_TEXT, "", 0, 0,
		"rules.yaml to check, with nothing started, then exit"},
	{"alerts", "spool", OPTION_TEXT, "", 0, 0,
		"folder that messages are written to; DIR/spool when empty"},
	{"alerts", "sender", OPTION_TEXT, "leep@council.example", 0, 0, "address that messages come from"},
	{"reports", "suppress-below", OPTION_NUMBER, "6", 0, 100,
		"figures about fewer pupils are hidden, at least 2; 0 hides none"},
	{"gateway", "http-bind", OPTION_TEXT, "127.0.0.1", 0, 0, "address of the HTTP door"},
	{"gateway", "http-port", OPTION_NUMBER, "8080", 0, 65535, "its port; 0 turns it off"},
};

struct options {
	const char *service;
	char value[ARRAY_LEN(table)][VALUE_MAX];
	uint64_t number[ARRAY_LEN(table)];
};

size_t options_table(const struct option **ret)
{
	*ret = table;
	return ARRAY_LEN(table);
}

static bool belongs(const struct option *option, const char *service)
{
	return option->service[0] == '\0' || strcmp(option->service, service) == 0;
}

static int parse_number(const struct option *option, const char *value, uint64_t *ret)
{
	uint64_t unit = 1;
	char *end;
	unsigned long long v;

	errno = 0;
	if (!isdigit((unsigned char)value[0]))
		return ERR_INVAL;
	v = strtoull(value, &end, 10);
	if (option->type == OPTION_SIZE && *end != '\0') {
		unit = *end == 'k' ? 1u << 10 : *end == 'm' ? 1u << 20 : *end == 'g' ? 1u << 30 : 0;
		end++;
	}
	if (errno != 0 || unit == 0 || *end != '\0' || v > UINT64_MAX / unit || v * unit < option->min ||
		v * unit > option->max)
		return ERR_INVAL;
	*ret = v * unit;
	return 0;
}

static int set(struct options *options, size_t i, const char *value, const char *where, struct err_text *text)
{
	if (strlen(value) >= VALUE_MAX)
		return error_set(text, ERR_INVAL, "%s: value of '%s' is longer than %d", where, table[i].name,
			VALUE_MAX - 1);
	if (table[i].type != OPTION_TEXT && parse_number(&table[i], value, &options->number[i]) < 0)
		return error_set(text, ERR_INVAL, "%s: '%s' takes a %s from %llu to %llu, not '%s'", where,
			table[i].name, table[i].type == OPTION_SIZE ? "size" : "number",
			(unsigned long long)table[i].min, (unsigned long long)table[i].max, value);
	(void)snprintf(options->value[i], VALUE_MAX, "%s", value);
	return 0;
}

/* "alerts.spool" or "dir" to its row; -1 when there is none. */
static int find_key(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		size_t len = strlen(table[i].service);

		if (len == 0 && strcmp(key, table[i].name) == 0)
			return (int)i;
		if (len > 0 && strncmp(key, table[i].service, len) == 0 && key[len] == '.' &&
			strcmp(key + len + 1, table[i].name) == 0)
			return (int)i;
	}
	return -1;
}

static char *trim(char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
	return text;
}

static int load_file(struct options *options, const char *path, struct err_text *text)
{
	FILE *file = fopen(path, "re");
	char *line = NULL; /* of any length, since comments may be long */
	size_t room = 0;
	char where[VALUE_MAX + 64];
	unsigned number = 0;
	int rc = 0;

	if (file == NULL)
		return errno == ENOENT ? 0 : error_set(text, ERR_IO, "'%s': cannot be read", path);
	while (rc == 0 && getline(&line, &room, file) >= 0) {
		char *key = trim(line);
		char *equals = strchr(key, '=');
		int i;

		number++;
		if (*key == '#' || *key == '\0')
			continue;
		(void)snprintf(where, sizeof(where), "'%s' line %u", path, number);
		if (equals == NULL) {
			rc = error_set(text, ERR_INVAL, "%s: expected key = value", where);
			break;
		}
		*equals = '\0';
		key = trim(key);
		i = find_key(key);
		if (i < 0)
			rc = error_set(text, ERR_INVAL, "%s: unknown key '%s'", where, key);
		else if (belongs(&table[i], options->service))
			rc = set(options, (size_t)i, trim(equals + 1), where, text);
	}
	free(line);
	(void)fclose(file);
	return rc;
}

static int load_environment(struct options *options, struct err_text *text)
{
	for (char **entry = environ; *entry != NULL; entry++) {
		char key[128];
		const char *equals = strchr(*entry, '=');
		size_t n = 0;
		int i = -1;
		int rc;

		if (strncmp(*entry, "LEEP_", 5) != 0 || equals == NULL)
			continue;
		for (const char *p = *entry + 5; p < equals && n < sizeof(key) - 1; p++)
			key[n++] = *p == '_' ? '-' : (char)tolower((unsigned char)*p);
		key[n] = '\0';
		/* LEEP_ALERTS_SPOOL is alerts.spool; LEEP_MAP_SIZE is map-size. */
		for (char *dash = key; i < 0 && dash != NULL;
			dash = *dash == '\0' ? NULL : strchr(dash + 1, '-')) {
			if (dash != key)
				*dash = '.';
			i = find_key(key);
			if (dash != key)
				*dash = '-';
		}
		if (i < 0)
			return error_set(text, ERR_INVAL, "environment: unknown setting '%.*s'",
				(int)(equals - *entry), *entry);
		if (!belongs(&table[i], options->service))
			continue;
		rc = set(options, (size_t)i, equals + 1, "environment", text);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int load_arguments(struct options *options, int argc, char **argv, struct err_text *text)
{
	for (int a = 1; a < argc; a++) {
		const char *name = argv[a];
		size_t found = ARRAY_LEN(table);
		int rc;

		for (size_t i = 0; strncmp(name, "--", 2) == 0 && i < ARRAY_LEN(table); i++)
			if (belongs(&table[i], options->service) && strcmp(name + 2, table[i].name) == 0)
				found = i;
		if (found == ARRAY_LEN(table))
			return error_set(text, ERR_INVAL, "unknown argument '%s'", name);
		if (a + 1 == argc)
			return error_set(text, ERR_INVAL, "'%s' needs a value", name);
		rc = set(options, found, argv[++a], "arguments", text);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int options_load(const char *service, int argc, char **argv, struct options **ret, struct err_text *text)
{
	struct options *options = calloc(1, sizeof(*options));
	char path[VALUE_MAX + 16];
	int rc = 0;

	if (options == NULL)
		return error_set(text, ERR_NOMEM, "options: out of memory");
	options->service = service;
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(table); i++)
		rc = set(options, i, table[i].fallback, "default", text);
	/* The folder may be named by any source; the file is in it, so the other sources are read twice. */
	if (rc == 0)
		rc = load_environment(options, text);
	if (rc == 0)
		rc = load_arguments(options, argc, argv, text);
	if (rc == 0) {
		(void)snprintf(path, sizeof(path), "%s/leep.conf", options_text(options, "dir"));
		rc = load_file(options, path, text);
	}
	if (rc == 0)
		rc = load_environment(options, text);
	if (rc == 0)
		rc = load_arguments(options, argc, argv, text);
	if (rc < 0) {
		options_free(options);
		return rc;
	}
	*ret = options;
	return 0;
}

void options_free(struct options *options)
{
	free(options);
}

static size_t row_of(const struct options *options, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (belongs(&table[i], options->service) && strcmp(table[i].name, name) == 0)
			return i;
	assert(false && "a setting that this service does not have");
	abort();
}

const char *options_text(const struct options *options, const char *name)
{
	return options->value[row_of(options, name)];
}

uint64_t options_number(const struct options *options, const char *name)
{
	return options->number[row_of(options, name)];
}
