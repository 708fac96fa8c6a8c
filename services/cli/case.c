/* SPDX-License-Identifier: MIT
 *
 * leep case: the record of support. Its words, and which of them mean what; its options are the fields of all kinds.
 */
#include <stdio.h>
#include <string.h>

#include "services/cli/case_part.h"

/* Fields of all kinds, each in two spellings, and options of the command's own. */
#define SPEC_MAX 256

const struct case_kind *case_kind_named(const char *name)
{
	const struct case_kind *kind = case_kind(name);

	if (kind == NULL)
		(void)cli_fail(ERR_INVAL, "no kind of record is called '%s'; see leep case kinds", name);
	return kind;
}

/* -- options ----------------------------------------------------------------------------------------------------- */

struct spec {
	struct flag_spec flag[SPEC_MAX];
	char spelt[SPEC_MAX][40]; /* with hyphens */
	size_t n;
};

static void add_flag(struct spec *spec, const char *name, bool value)
{
	for (size_t i = 0; i < spec->n; i++)
		if (strcmp(spec->flag[i].name, name) == 0)
			return;
	if (spec->n + 1 < SPEC_MAX)
		spec->flag[spec->n++] = (struct flag_spec){name, value};
}

/* --next_review is the field's own name, --next-review how options are written. */
static void add_field(struct spec *spec, const char *name)
{
	char *spelt = spec->spelt[spec->n];

	(void)snprintf(spelt, sizeof(spec->spelt[0]), "%s", name);
	for (char *p = spelt; *p != '\0'; p++)
		if (*p == '_')
			*p = '-';
	add_flag(spec, spelt, true);
	add_flag(spec, name, true);
}

static void make_spec(struct spec *spec)
{
	static const char *const own[] = {"area", "state", "why", "urn", "record"};
	const struct case_kind *kind;
	size_t n = case_kinds(&kind);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < case_kind_fields(&kind[i]); k++)
			add_field(spec, kind[i].field[k].name);
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		add_flag(spec, own[i], true);
	add_flag(spec, "dry-run", false);
}

/* -- words ------------------------------------------------------------------------------------------------------- */

/* The word at a place; "" when there are fewer. */
static const char *word(const struct cli *cli, size_t i)
{
	return i < cli->args.n_words ? cli->args.word[i] : "";
}

static int wrong_words(const char *usage)
{
	return cli_fail(ERR_INVAL, "case: expected leep case %s", usage);
}

/* What is done to one record or to the case itself: leep case N VERB [RECORD], leep case VERB RECORD. */
static const struct {
	const char *word;
	enum case_verb verb;
} verbs[] = {
	{"change", CASE_VERB_CHANGE},
	{"close", CASE_VERB_CLOSE},
	{"reopen", CASE_VERB_REOPEN},
	{"withdraw", CASE_VERB_WITHDRAW},
};

static enum case_verb verb_of(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (strcmp(verbs[i].word, text) == 0)
			return verbs[i].verb;
	return 0;
}

static int on_one(struct cli *cli, uint64_t case_id)
{
	const char *what = word(cli, 1), *which = word(cli, 2);
	enum case_verb verb = verb_of(what);
	const struct case_kind *kind;
	uint64_t id = case_id;

	if (cli->args.n_words > 3)
		return wrong_words("N [show|history|add|change|close|reopen|withdraw] [KIND|RECORD]");
	if (strcmp(what, "add") == 0) {
		kind = case_kind_named(which);
		return kind == NULL ? EXIT_WRONG : case_write(cli, CASE_VERB_ADD, kind->name, 0, case_id);
	}
	if (which[0] != '\0')
		id = cli_number(which, "a record");
	if (id == 0)
		return EXIT_WRONG;
	if (what[0] == '\0' || strcmp(what, "show") == 0)
		return which[0] == '\0' ? case_show(cli, case_id) : case_record(cli, id);
	if (strcmp(what, "history") == 0)
		return which[0] == '\0' ? case_changes(cli, case_id) : case_record(cli, id);
	if (verb == 0)
		return cli_fail(ERR_INVAL,
			"case: '%s' is none of show, history, add, change, close, reopen, withdraw", what);
	return case_write(cli, verb, id == case_id ? "case" : "any", id, case_id);
}

static int run(struct cli *cli)
{
	static const char *const budgets[] = {
		"id", "name", "year", "amount", "committed", "spent", "left", "overspent", NULL};
	const char *what = word(cli, 0);
	const struct case_kind *kind;
	uint64_t id;

	if (what[0] == '\0')
		return case_overview(cli);
	if (what[0] >= '0' && what[0] <= '9') {
		id = cli_number(what, "a case");
		return id == 0 ? EXIT_WRONG : on_one(cli, id);
	}
	if (strcmp(what, "open") == 0)
		return cli->args.n_words == 2 ? case_open(cli, word(cli, 1))
					      : wrong_words("open URN --title T --holder WHO [--alert N]");
	if (strcmp(what, "impact") == 0)
		return case_impact(cli);
	if (strcmp(what, "budgets") == 0)
		return case_list(cli, "budget", budgets, "");
	if (verb_of(what) != 0) {
		id = cli_number(word(cli, 1), "a record");
		return id == 0 ? EXIT_WRONG : case_write(cli, verb_of(what), "any", id, 0);
	}
	if (strcmp(what, "list") != 0 && strcmp(what, "add") != 0 && strcmp(what, "export") != 0 &&
		strcmp(what, "import") != 0)
		return cli_fail(ERR_INVAL,
			"case: '%s' is neither a number nor one of open, list, kinds, budgets, impact, add, "
			"change, "
			"close, reopen, withdraw, export, import",
			what);
	kind = case_kind_named(word(cli, 1));
	if (kind == NULL)
		return EXIT_WRONG;
	if (strcmp(what, "list") == 0)
		return case_list(cli, kind->name, NULL, cli_value(cli, "state", ""));
	if (strcmp(what, "add") == 0)
		return case_write(cli, CASE_VERB_ADD, kind->name, 0, 0);
	if (strcmp(what, "export") == 0)
		return case_export(cli, kind->name);
	return cli->args.n_words == 3 ? case_import(cli, kind->name, word(cli, 2))
				      : wrong_words("import KIND FILE [--dry-run]");
}

int command_case(int argc, char **argv)
{
	static struct spec spec;
	struct cli cli;
	int status;

	make_spec(&spec);
	if (!cli_parse(&cli, spec.flag, argc, argv))
		return EXIT_WRONG;
	if (strcmp(word(&cli, 0), "kinds") == 0)
		return case_kinds_print(word(&cli, 1));
	if (!cli_open(&cli))
		return EXIT_WRONG;
	status = run(&cli);
	cli_done(&cli);
	return status;
}
