/* SPDX-License-Identifier: MIT
 *
 * See check.h.
 */
#include "services/alerts/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/service/endpoint.h"
#include "services/alerts/reload.h"
#include "services/alerts/rules/rules.h"

/* As much as the service gives to its rules. */
#define CHECK_ARENA ((size_t)16 * 1024 * 1024)

#define EXIT_FAULT  1
#define EXIT_FAULTY 2

bool check_wanted(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--check-rules") == 0)
			return true;
	return false;
}

/* The file that is looked at, as it was named. */
struct checking {
	const char *path;
};

static void say(void *context, const char *fault)
{
	const struct checking *checking = context;

	(void)fprintf(stderr, "%s: %s\n", checking->path, fault);
}

static int check_text(struct checking *checking, const char *content, const struct catalogue *catalogue)
{
	struct arena *arena = arena_open(CHECK_ARENA);
	struct rules rules = {0, NULL};
	int rc;

	if (arena == NULL) {
		say(checking, error_text(ERR_NOMEM));
		return ERR_NOMEM;
	}
	rc = rules_check(arena, bytes_text(content), catalogue, say, checking, &rules);
	if (rc == 0)
		(void)printf("%s: %zu rule%s\n", checking->path, rules.n, rules.n == 1 ? "" : "s");
	arena_free(arena);
	return rc;
}

int check_run(int argc, char **argv)
{
	struct options *options = NULL;
	struct catalogue *catalogue = NULL;
	struct checking checking = {"leep"};
	struct err_text text = {""};
	char folder[PATH_LEN], *content = NULL;
	int status = EXIT_FAULT, rc = options_load("alerts", argc, argv, &options, &text);

	if (rc == 0)
		rc = catalogue_open(path_shared(options, "catalogue", folder), &catalogue, &text);
	if (rc == 0) {
		checking.path = options_text(options, "check-rules");
		status = EXIT_FAULTY;
		(void)reload_read(checking.path, &content, &text);
	}
	if (content == NULL)
		say(&checking, text.text);
	else if (check_text(&checking, content, catalogue) == 0)
		status = 0;
	free(content);
	catalogue_free(catalogue);
	options_free(options);
	return status;
}
