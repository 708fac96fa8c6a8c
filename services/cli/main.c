/* SPDX-License-Identifier: MIT
 *
 * leep: the command line. Each command is a function in a file of its name; this is the table of them.
 */
#include <stdio.h>
#include <string.h>

#include "services/cli/cli.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage;
	const char *does;
} commands[] = {
	{"run", command_run, "[--dir D] [--drop FOLDER]",
		"start and supervise all services on this machine, and a watch of FOLDER"},
	{"demo", command_demo, "[--once]", "run on a fresh folder with the shipped sample"},
	{"submit", command_submit,
		"FILE|FOLDER|-... [--format ID] [--authority CODE] [--period P] [--status S] [--published "
		"DATE] "
		"[--name NAME] [--dry-run|--no-wait]",
		"send files, wait until each has flowed through, print its receipt"},
	{"folder", command_folder, "[FOLDER]",
		"watch a folder: take in each file that is complete, move it to accepted/ or refused/"},
	{"submissions", command_submissions, "[N] [--rejects]", "receipts; the refused rows of one"},
	{"findings", command_findings, "[--submission N]", "what the arithmetic checks found"},
	{"check", command_check, "FILE|FOLDER|-... [--format ID] [--authority CODE] [--period P]",
		"read and check files as submit would, with nothing kept"},
	{"indicators", command_indicators,
		"[--measure M] [--level L] [--area A] [--group G] [--period P] [--as-of T] [--worked-out] "
		"[--wide] [--explain]",
		"figures with their comparators"},
	{"schools", command_schools, "[URN] [--area A]",
		"what the register says of schools, with predecessors, successors and groups"},
	{"events", command_events, "[--area A]", "inspections and other events, newest first"},
	{"alerts", command_alerts, "[--area A] [--state S] [--rule R] [--adviser A]", "alerts"},
	{"alert", command_alert,
		"N [show|ack [TEXT] [--until D]|assign WHO [--why T]|silence --until D --why T|note "
		"TEXT|close "
		"--why T|reopen [--why T]]",
		"one alert with evidence and history; actions on it"},
	{"deliveries", command_deliveries, "[--destinations]",
		"messages that have not left yet, and why; how the destinations are"},
	{"case", command_case, "[N] [VERB] [KIND|RECORD] [--FIELD VALUE ...] | kinds | list KIND | ...",
		"cases and what belongs to them: support, visits, notices, actions, costs, impact; in and "
		"out"},
	{"watch", command_watch, "[--count N]", "alerts as they change, one a line"},
	{"rules", command_rules,
		"[list]|check FILE...|explain RULE --area A [--period P] [--measure M]|test [FILE] [--rule "
		"ID] [--area A] "
		"[--period P]",
		"the rules in force; whether a file of rules is good; what a rule sees; what rules would "
		"have raised"},
	{"report", command_report,
		"performance|indicators-a-g --area A --period P [--as-of T] [--format html|csv] [-o PATH]",
		"make a paper"},
	{"status", command_status, "[SERVICE]", "which services answer, and how they are"},
	{"replay", command_replay, "--verify", "rebuild all state from logs and journals and compare"},
};

static int usage(FILE *out, int status)
{
	(void)fprintf(out, "usage: leep COMMAND [--dir DIR] [--csv|--json] ...\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		(void)fprintf(out, "  leep %s %s\n      %s\n", commands[i].name, commands[i].usage,
			commands[i].does);
	(void)fprintf(out,
		"\nAn installation is found by --dir or LEEP_DIR (default ./var).\n"
		"Exit status: 0 done; 1 wrong use or our own fault; 2 the input was refused; 3 no answer.\n");
	return status;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr, EXIT_WRONG);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return usage(stdout, EXIT_DONE);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return commands[i].run(argc - 1, argv + 1);
	(void)fprintf(stderr, "leep: no command is called '%s'; see leep help\n", argv[1]);
	return EXIT_WRONG;
}
