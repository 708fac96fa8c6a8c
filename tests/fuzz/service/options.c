/* SPDX-License-Identifier: MIT
 *
 * Any leep.conf, arguments and environment: refused with a reason, or settings in their ranges, which given back as
 * arguments are the same settings. The input is in pieces with NULs between them: the file, then arguments; pieces
 * that begin with LEEP_ are the environment.
 */
#include "common/service/options.h"

#include "tests/fuzz/fuzz.h"

#define PIECES_MAX 40
#define ROWS_MAX   60

extern char **environ;

static const char *const services[] = {"", "ingest", "indicators", "alerts", "reports", "gateway"};

struct sources {
	int argc;
	char *argv[PIECES_MAX + 8];
	int envc;
	char *envp[PIECES_MAX + 1];
};

static int load(const char *service, int argc, char **argv, char **envp, struct options **ret)
{
	struct err_text text = {""};
	char **before = environ;
	int rc;

	environ = envp;
	rc = options_load(service, argc, argv, ret, &text);
	environ = before;
	if (rc < 0) {
		require(rc == ERR_INVAL || rc == ERR_IO, "no other error");
		require(text.text[0] != '\0', "what is refused is refused with a reason");
	}
	return rc;
}

static void check(const char *service, const struct options *options)
{
	static char *nothing[] = {NULL};
	const struct option *table;
	size_t rows = options_table(&table), given = 0;
	char *argv[2 * ROWS_MAX + 1] = {(char *)(uintptr_t) "leep"};
	char name[ROWS_MAX][64];
	struct options *again = NULL;
	int argc = 1;

	require(rows <= ROWS_MAX, "rows of the table of settings");
	for (size_t i = 0; i < rows; i++) {
		if (table[i].service[0] != '\0' && strcmp(table[i].service, service) != 0)
			continue;
		if (table[i].type != OPTION_TEXT)
			require(options_number(options, table[i].name) >= table[i].min &&
					options_number(options, table[i].name) <= table[i].max,
				"a number is in its range");
		(void)snprintf(name[given], sizeof(name[0]), "--%s", table[i].name);
		argv[argc++] = name[given++];
		argv[argc++] = (char *)(uintptr_t)options_text(options, table[i].name);
	}
	if (load(service, argc, argv, nothing, &again) < 0) {
		require(access(options_text(options, "dir"), F_OK) == 0,
			"settings can be given back as arguments");
		return; /* the folder that was named has a file of its own, which nobody looked at before */
	}
	for (size_t i = 0; i < rows; i++)
		if (table[i].service[0] == '\0' || strcmp(table[i].service, service) == 0)
			require(strcmp(options_text(options, table[i].name),
					options_text(again, table[i].name)) == 0,
				"and are the same settings");
	options_free(again);
}

/* The pieces; returns the length of the first. */
static size_t split(char *text, size_t size, struct sources *ret)
{
	static char program[] = "leep", dir[] = "--dir";
	size_t first = strlen(text);

	ret->argv[ret->argc++] = program;
	ret->argv[ret->argc++] = dir;
	ret->argv[ret->argc++] = (char *)(uintptr_t)scratch_folder();
	for (size_t i = first + 1, n = 0; i < size && n < PIECES_MAX; i += strlen(text + i) + 1, n++) {
		if (strncmp(text + i, "LEEP_", 5) == 0)
			ret->envp[ret->envc++] = text + i;
		else
			ret->argv[ret->argc++] = text + i;
	}
	return first;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_of(data, size);
	struct sources sources = {0};
	size_t file = split(text, size, &sources);

	(void)scratch_file("leep.conf", text, file);
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		struct options *options = NULL;

		if (load(services[i], sources.argc, sources.argv, sources.envp, &options) == 0)
			check(services[i], options);
		options_free(options);
	}
	free(text);
	return 0;
}
