/* SPDX-License-Identifier: MIT
 *
 * leep alert: one alert with its evidence and history, and what people do with it.
 */
#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "services/cli/cli.h"
#include "services/cli/print.h"

static int show_alert(struct cli *cli, uint64_t id)
{
	struct query query = {.kind = QUERY_ALERT, .alert = id};
	struct query_result result = {0};
	int status = cli_query(cli, &query, ANSWER_MS, &result);

	if (status != 0)
		return status;
	if (cli_has(cli, "json")) {
		print_answer(&result);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < result.n_tables; i++) {
		struct printing printing = {.csv = cli_has(cli, "csv")};

		if (i > 0)
			(void)printf("%s%s", printing.csv ? "\r\n" : "\n",
				printing.csv ? "" : result.table[i].name);
		if (i > 0 && !printing.csv)
			(void)putchar('\n');
		print_table(&printing, &result.table[i]);
		print_end(&printing);
	}
	return EXIT_DONE;
}

/* What people can do, and the words and options that it takes. */
static const struct verb {
	const char *name;
	enum alert_verb verb;
	bool text; /* a word may follow: a text */
	bool who;  /* a word must follow: somebody */
	bool why, until;
} verbs[] = {
	{"ack", ALERT_VERB_ACKNOWLEDGE, true, false, false, true},
	{"assign", ALERT_VERB_ASSIGN, false, true, true, false},
	{"silence", ALERT_VERB_SILENCE, false, false, true, true},
	{"note", ALERT_VERB_NOTE, true, false, false, false},
	{"close", ALERT_VERB_CLOSE, false, false, true, false},
	{"reopen", ALERT_VERB_REOPEN, false, false, true, false},
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* The action that the words name; an exit status after having said what is wrong. */
static int read_action(const struct cli *cli, const struct verb *verb, struct alert_action *ret)
{
	size_t most = verb->text || verb->who ? 3 : 2;
	const char *until = cli_value(cli, "until", NULL);

	if (cli->args.n_words > most)
		return cli_fail(ERR_INVAL, "alert: '%s' is a word too many", cli->args.word[most]);
	if (verb->who && cli->args.n_words < 3)
		return cli_fail(ERR_INVAL, "alert: assign to whom? A name or address of the caseloads");
	if ((cli_has(cli, "why") && !verb->why) || (until != NULL && !verb->until))
		return cli_fail(ERR_INVAL, "alert: %s takes no --%s", verb->name,
			until != NULL && !verb->until ? "until" : "why");
	ret->verb = verb->verb;
	ret->text = verb->text && cli->args.n_words == 3 ? cli->args.word[2] : cli_value(cli, "why", "");
	ret->who = verb->who ? cli->args.word[2] : "";
	ret->until = 0;
	if (until != NULL && clock_parse_time(until, &ret->until) < 0)
		return cli_fail(
			ERR_INVAL, "--until '%s': expected 2026-01-31 or 2026-01-31T09:30:00Z", until);
	return 0;
}

static int act_on_alert(struct cli *cli, const struct alert_action *action)
{
	struct command command = {.kind = COMMAND_ALERT_ACTION, .alert_action = *action};
	struct command_result result = {0};
	int status = cli_command(cli, "alerts", &command, &result);

	if (status == 0)
		(void)printf("%s\n", result.text);
	return status;
}

int command_alert(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"until", true}, {"why", true}, {NULL, false}};
	struct alert_action action = {0};
	const struct verb *verb;
	const char *name;
	struct cli cli;
	int status = 0;

	if (!cli_parse(&cli, flags, argc, argv))
		return EXIT_WRONG;
	if (cli.args.n_words == 0)
		return cli_fail(ERR_INVAL, "alert: which one?");
	action.id = cli_number(cli.args.word[0], "an alert");
	if (action.id == 0)
		return EXIT_WRONG;
	name = cli.args.n_words > 1 ? cli.args.word[1] : "show";
	verb = find_verb(name);
	if (verb == NULL && strcmp(name, "show") != 0)
		return cli_fail(ERR_INVAL,
			"alert: '%s' is none of show, ack, assign, silence, note, close, reopen", name);
	if (verb != NULL)
		status = read_action(&cli, verb, &action);
	if (status != 0 || !cli_open(&cli))
		return EXIT_WRONG;
	status = verb == NULL ? show_alert(&cli, action.id) : act_on_alert(&cli, &action);
	cli_done(&cli);
	return status;
}
