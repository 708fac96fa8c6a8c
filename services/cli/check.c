/* SPDX-License-Identifier: MIT
 *
 * See check.h. leep-ingest reads and checks the file (its option --check), so that there is one way in; here its verdict
 * is printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/base/sha256.h"
#include "common/service/endpoint.h"
#include "services/cli/check.h"
#include "services/cli/receipt.h"

/* A receipt names a thousand refused rows and five thousand findings: 5 MB at their longest. */
#define VERDICT_MAX  ((size_t)8 * 1024 * 1024)
#define FINDINGS_MAX ((size_t)5000)

/* What leep-ingest said of one file. */
struct verdict {
	struct closed closed;
	struct finding finding[FINDINGS_MAX];
	size_t n;
};

/* Size and digest of what is open, which is left at its beginning. */
static int digest_file(const struct sending *sending, struct submit *ret)
{
	static uint8_t part[TRANSFER_MAX];
	struct sha256 *hash = NULL;
	int rc = sha256_open(&hash);
	size_t n;

	rewind(sending->file);
	while (rc == 0 && (n = fread(part, 1, sizeof(part), sending->file)) > 0) {
		sha256_add(hash, bytes_of(part, n));
		ret->size += n;
	}
	if (rc == 0 && ferror(sending->file))
		rc = ERR_IO;
	if (rc == 0)
		rc = sha256_end(hash, ret->sha256);
	sha256_free(hash);
	rewind(sending->file);
	return rc < 0 ? cli_fail(rc, "'%s' cannot be read to its end: %s", sending->path, error_text(rc)) : 0;
}

/* The file may have no name: what came from standard input or out of a spreadsheet. So leep-ingest is given the open one,
 * as its descriptor 3. */
#define FILE_OF_INGEST 3
#define PATH_OF_INGEST "/proc/self/fd/3"

static void be_ingest(int file, int in, int out)
{
	char program[FILE_PATH_MAX];

	(void)file_beside_program("leep-ingest", program);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(file, FILE_OF_INGEST) >= 0)
		(void)execl(program, program, "--check", PATH_OF_INGEST, (char *)NULL);
	_exit(127);
}

static int read_all(int fd, struct buffer *out)
{
	ssize_t n;

	do {
		if (!buffer_reserve(out, (size_t)64 * 1024))
			return ERR_LIMIT;
		n = read(fd, out->data + out->len, (size_t)64 * 1024);
		if (n > 0)
			out->len += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? ERR_IO : 0;
}

/* Run leep-ingest on the file; what it wrote. */
static int ask_ingest(int file, struct bytes submit, struct buffer *out)
{
	int in[2] = {-1, -1}, back[2] = {-1, -1};
	int how = 0, rc = ERR_IO;
	pid_t pid = -1;

	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(back, O_CLOEXEC) == 0)
		pid = fork();
	if (pid == 0)
		be_ingest(file, in[0], back[1]);
	if (back[1] >= 0)
		(void)close(back[1]);
	if (in[0] >= 0)
		(void)close(in[0]);
	if (pid > 0)
		rc = file_write(in[1], submit);
	if (in[1] >= 0)
		(void)close(in[1]);
	if (rc == 0)
		rc = read_all(back[0], out);
	if (back[0] >= 0)
		(void)close(back[0]);
	if (pid > 0 && (waitpid(pid, &how, 0) < 0 || !WIFEXITED(how)))
		return cli_fail(ERR_IO, "leep-ingest ended before it had read the file");
	if (pid > 0 && WEXITSTATUS(how) != 0)
		return EXIT_WRONG; /* it has said why */
	return rc < 0 ? cli_fail(rc, "leep-ingest: %s", error_text(rc)) : 0;
}

static int read_verdict(struct cli *cli, struct bytes said, struct verdict *ret)
{
	bool closed = false;

	while (said.len >= 8) {
		uint64_t len = bytes_u64be(said.data);
		struct observation event;
		const char *reason;

		if (len > said.len - 8 ||
			observation_decode(cli->arena, bytes_of(said.data + 8, len), &event, &reason) < 0)
			return ERR_BADMSG;
		if (event.kind == OBSERVATION_CLOSED) {
			ret->closed = event.closed;
			closed = true;
		}
		for (size_t i = 0; event.kind == OBSERVATION_FINDINGS && i < event.n; i++)
			if (ret->n < FINDINGS_MAX)
				ret->finding[ret->n++] = event.findings[i];
		said = bytes_of(said.data + 8 + len, said.len - 8 - len);
	}
	return closed ? 0 : ERR_BADMSG;
}

static int get_verdict(struct cli *cli, const struct sending *sending, struct verdict *ret)
{
	struct command command = {.kind = COMMAND_SUBMIT};
	struct buffer body, said;
	int status;

	command.submit = (struct submit){.name = sending->name,
		.format = sending->format,
		.authority = sending->authority,
		.period = sending->period,
		.status = sending->status,
		.published = sending->published};
	status = digest_file(sending, &command.submit);
	if (status != 0)
		return status;
	buffer_init(&body, (size_t)64 * 1024);
	buffer_init(&said, VERDICT_MAX);
	if (command_encode(&command, &body) < 0)
		status = cli_fail(ERR_LIMIT, "the options of this submission are too long");
	else
		status = ask_ingest(fileno(sending->file), bytes_of(body.data, body.len), &said);
	if (status == 0 && read_verdict(cli, bytes_of(said.data, said.len), ret) < 0)
		status = cli_fail(ERR_BADMSG, "leep-ingest gave an answer that cannot be read");
	buffer_done(&body);
	buffer_done(&said);
	return status;
}

/* -- printing ---------------------------------------------------------------------------------------------------- */

static const char *count(struct cli *cli, uint64_t number)
{
	const char *text = arena_print(cli->arena, "%llu", (unsigned long long)number);

	return text == NULL ? "" : text;
}

static void print_verdict(struct cli *cli, const struct closed *closed)
{
	static const char *const columns[] = {"outcome", "name", "format", "period", "status", "rows_read",
		"rows_accepted", "rows_refused", "rows_ignored", "cells", "cells_flagged", "flagged",
		"measures_held", "areas", "first_period", "last_period", "schools", "inspections", "events",
		"links", "groups", "note", "findings", "cells_refused"};
	struct period_text first, last;
	char flagged[CLOSED_FLAGGED_MAX];
	const char *cells[] = {closed->accepted ? "accepted" : "refused", closed->name, closed->format,
		closed->period, closed->status, count(cli, closed->rows_read),
		count(cli, closed->rows_accepted), count(cli, closed->rows_refused),
		count(cli, closed->rows_ignored), count(cli, closed->cells),
		count(cli, closed->cells_flagged), closed_flagged(closed, flagged),
		count(cli, closed->measures_held), count(cli, closed->areas),
		period_print(closed->first_period, &first), period_print(closed->last_period, &last),
		count(cli, closed->schools), count(cli, closed->inspections), count(cli, closed->events),
		count(cli, closed->links), count(cli, closed->groups), closed->note,
		count(cli, closed->findings), count(cli, closed->cells_refused)};
	struct receipt receipt = {.row = {"receipt", ARRAY_LEN(columns), columns, 1, cells},
		.accepted = closed->accepted,
		.checked = true};

	receipt_print(&receipt);
}

static void print_refused(struct cli *cli, const struct closed *closed)
{
	static const char *const columns[] = {"row", "column", "reason"};
	struct printing printing = {.csv = false};
	struct table table = {"rejects", ARRAY_LEN(columns), columns, closed->n_refused,
		arena_take_array(cli->arena, closed->n_refused * ARRAY_LEN(columns), sizeof(char *))};

	for (size_t i = 0; table.cell != NULL && i < closed->n_refused; i++) {
		table.cell[i * 3] = count(cli, closed->refused[i].row);
		table.cell[i * 3 + 1] = closed->refused[i].column;
		table.cell[i * 3 + 2] = closed->refused[i].reason;
	}
	if (table.cell != NULL && closed->n_refused > 0)
		print_table(&printing, &table);
}

static const char *const findings_columns[] = {"submission", "source", "row", "column", "kind", "detail"};

static void print_findings(struct cli *cli, struct printing *printing, const struct verdict *verdict)
{
	size_t n = ARRAY_LEN(findings_columns);
	struct table table = {"findings", n, findings_columns, verdict->n,
		arena_take_array(cli->arena, verdict->n * n, sizeof(char *))};

	for (size_t i = 0; table.cell != NULL && i < verdict->n; i++) {
		table.cell[i * n] = ""; /* it has no number: it was not submitted */
		table.cell[i * n + 1] = verdict->closed.name;
		table.cell[i * n + 2] = count(cli, verdict->finding[i].row);
		table.cell[i * n + 3] = verdict->finding[i].column;
		table.cell[i * n + 4] = verdict->finding[i].kind;
		table.cell[i * n + 5] = verdict->finding[i].detail;
	}
	if (table.cell != NULL && verdict->n > 0)
		print_table(printing, &table);
}

static int print_all(struct cli *cli, const struct sending *sending, struct printing *printing,
	const struct verdict *verdict)
{
	static const char *const shown[] = {"row", "column", "kind", "detail", NULL};
	struct printing people = {.shown = shown};
	bool table = printing->csv || printing->json;

	if (!table) {
		print_verdict(cli, &verdict->closed);
		print_refused(cli, &verdict->closed);
	}
	print_findings(cli, table ? printing : &people, verdict);
	(void)fflush(stdout);
	if (verdict->closed.accepted)
		return EXIT_DONE;
	return table ? cli_fail(ERR_REFUSED, "'%s' would be refused: %s", sending->path, verdict->closed.note)
		     : EXIT_REFUSED;
}

int check_file(struct cli *cli, const struct sending *sending, struct printing *printing)
{
	struct verdict *verdict = calloc(1, sizeof(*verdict));
	int status;

	if (verdict == NULL)
		return cli_fail(ERR_NOMEM, "out of memory");
	status = get_verdict(cli, sending, verdict);
	if (status == 0)
		status = print_all(cli, sending, printing, verdict);
	free(verdict);
	return status;
}

void check_end(struct printing *printing)
{
	struct table none = {"findings", ARRAY_LEN(findings_columns), findings_columns, 0, NULL};

	if (printing->csv && printing->printed == 0)
		print_table(printing, &none); /* its header row stands in any case */
	if (printing->json)
		print_end(printing);
}
