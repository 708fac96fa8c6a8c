/* SPDX-License-Identifier: MIT
 *
 * leep submit: a file travels in parts under the id of the command that submits it. Whatever is lost on the way, the
 * same id is used again, so that the file is submitted once.
 */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "services/cli/cli.h"

#define ANSWER_MS ((int64_t)60 * 1000)
#define FLOW_MS   ((int64_t)600 * 1000)
/* A service that was restarted has forgotten the parts: the file is sent again, this many times at most. */
#define TRIES_MAX 50

struct upload {
	struct cli *cli;
	struct client *client;
	struct request request;
	FILE *file;
	uint64_t size;
	uint8_t sha256[SHA256_LEN];
};

static int send_parts(struct upload *upload, struct answer *answer)
{
	static uint8_t part[TRANSFER_MAX];
	struct transfer transfer = {.offset = 0};
	crypto_hash_sha256_state hash;
	struct buffer body;
	int status = 0;

	buffer_init(&body, (size_t)1024 * 1024);
	(void)crypto_hash_sha256_init(&hash);
	rewind(upload->file);
	answer->code = 0;
	while (status == 0 && answer->code == 0) {
		size_t n = fread(part, 1, sizeof(part), upload->file);

		if (n == 0)
			break;
		(void)crypto_hash_sha256_update(&hash, part, n);
		transfer.data = bytes_of(part, n);
		buffer_clear(&body);
		if (transfer_encode(&transfer, &body) < 0) {
			status = cli_fail(ERR_NOMEM, "out of memory");
			break;
		}
		upload->request.kind = REQUEST_TRANSFER;
		upload->request.body = bytes_of(body.data, body.len);
		status =
			cli_call(upload->cli, "ingest", &upload->client, &upload->request, ANSWER_MS, answer);
		transfer.offset += n;
	}
	if (ferror(upload->file))
		status = cli_fail(ERR_IO, "the file cannot be read to its end");
	upload->size = transfer.offset;
	(void)crypto_hash_sha256_final(&hash, upload->sha256);
	buffer_done(&body);
	return status;
}

static int send_command(
	struct upload *upload, const struct sending *sending, const char *name, struct answer *answer)
{
	struct command command = {.kind = COMMAND_SUBMIT};
	struct buffer body;
	int status;

	buffer_init(&body, (size_t)64 * 1024);
	command.submit = (struct submit){.name = name,
		.size = upload->size,
		.format = sending->format,
		.authority = sending->authority,
		.period = sending->period,
		.status = sending->status,
		.published = sending->published};
	memcpy(command.submit.sha256, upload->sha256, SHA256_LEN);
	if (command_encode(&command, &body) < 0) {
		buffer_done(&body);
		return cli_fail(ERR_LIMIT, "the options of this submission are too long");
	}
	upload->request.kind = REQUEST_COMMAND;
	upload->request.body = bytes_of(body.data, body.len);
	status = cli_call(upload->cli, "ingest", &upload->client, &upload->request, ANSWER_MS, answer);
	buffer_done(&body);
	return status;
}

/* The last two parts of a path: folders often say the year that a file does not. */
static const char *short_name(const char *path)
{
	const char *last = strrchr(path, '/');
	const char *before = last;

	if (last == NULL)
		return path;
	while (before > path && before[-1] != '/')
		before--;
	return before == last ? last + 1 : before;
}

int submit_file(struct cli *cli, const struct sending *sending, struct command_result *ret)
{
	struct upload upload = {.cli = cli, .request = {.who = cli->who}};
	const char *name = sending->name != NULL ? sending->name : short_name(sending->path);
	struct answer answer = {.code = ERR_UNKNOWN_UPLOAD};
	int status = 0;

	upload.file = fopen(sending->path, "rbe");
	if (upload.file == NULL)
		return cli_fail(ERR_INVAL, "'%s' cannot be read: %s", sending->path, strerror(errno));
	client_new_id(upload.request.id);
	for (int i = 0; status == 0 && answer.code == ERR_UNKNOWN_UPLOAD && i < TRIES_MAX; i++) {
		status = send_parts(&upload, &answer);
		if (status == 0 && answer.code == 0)
			status = send_command(&upload, sending, name, &answer);
	}
	if (status == 0 && answer.code < 0)
		status = cli_fail(answer.code == ERR_INVAL ? ERR_REFUSED : answer.code, "'%s': %s",
			sending->path, answer.text);
	else if (status == 0 && command_result_decode(cli->arena, answer.body, ret) < 0)
		status = cli_fail(ERR_BADMSG, "ingest gave an answer that cannot be read");
	(void)fclose(upload.file);
	client_free(upload.client);
	return status;
}

static const char *cell(const struct table *table, const char *column)
{
	for (size_t k = 0; k < table->n_columns; k++)
		if (table->n_rows > 0 && strcmp(table->column[k], column) == 0)
			return table->cell[k];
	return "";
}

static void print_receipt(const struct table *t, bool duplicate)
{
	(void)printf("submission %s  %s  %s%s\n", cell(t, "submission"), cell(t, "outcome"), cell(t, "name"),
		duplicate ? "  (submitted before: nothing changed)" : "");
	if (strcmp(cell(t, "format"), "") != 0)
		(void)printf("  format %s%s%s%s%s\n", cell(t, "format"),
			cell(t, "period")[0] == '\0' ? "" : ", period ", cell(t, "period"),
			cell(t, "status")[0] == '\0' ? "" : ", ", cell(t, "status"));
	(void)printf("  %s rows read, %s accepted, %s refused\n", cell(t, "rows_read"),
		cell(t, "rows_accepted"), cell(t, "rows_refused"));
	if (strcmp(cell(t, "outcome"), "accepted") == 0)
		(void)printf("  %s figures (%s without a value) in %s columns; %s schools, %s inspections\n",
			cell(t, "cells"), cell(t, "cells_flagged"), cell(t, "columns"), cell(t, "schools"),
			cell(t, "inspections"));
	if (strcmp(cell(t, "outcome"), "accepted") == 0 &&
		(strcmp(cell(t, "events"), "0") != 0 || strcmp(cell(t, "links"), "0") != 0 ||
			strcmp(cell(t, "groups"), "0") != 0))
		(void)printf("  %s events, %s links between schools, %s of schools to groups\n",
			cell(t, "events"), cell(t, "links"), cell(t, "groups"));
	if (cell(t, "note")[0] != '\0')
		(void)printf("  %s\n", cell(t, "note"));
	if (strcmp(cell(t, "rows_refused"), "0") != 0)
		(void)printf("  refused rows: leep submissions %s --rejects\n", cell(t, "submission"));
}

/* Wait for the flow and print the receipt; whether the file was refused. */
static int show_receipt(struct cli *cli, struct printing *printing, const struct command_result *result)
{
	struct query query = {.kind = QUERY_SUBMISSIONS, .submissions = {.number = result->number}};
	struct query_result answer = {0};
	int status = cli_wait(cli, result->number, FLOW_MS);

	if (status == 0)
		status = cli_query(cli, &query, ANSWER_MS, &answer);
	if (status != 0)
		return status;
	if (answer.n_tables != 1 || answer.table[0].n_rows != 1)
		return cli_fail(ERR_BADMSG, "reports has no receipt of submission %llu",
			(unsigned long long)result->number);
	if (printing->csv || printing->json)
		print_table(printing, &answer.table[0]);
	else
		print_receipt(&answer.table[0], result->duplicate);
	(void)fflush(stdout);
	return strcmp(cell(&answer.table[0], "outcome"), "accepted") == 0 ? EXIT_DONE : EXIT_REFUSED;
}

static bool read_options(const struct cli *cli, struct sending *ret)
{
	const char *authority = cli_value(cli, "authority", "0");
	const char *published = cli_value(cli, "published", "");
	char *end;

	ret->format = cli_value(cli, "format", "");
	ret->period = cli_value(cli, "period", "");
	ret->status = cli_value(cli, "status", "");
	ret->authority = (uint32_t)strtoul(authority, &end, 10);
	if (*end != '\0' || ret->authority > 999)
		return cli_fail(ERR_INVAL, "--authority '%s': expected a three-digit code", authority), false;
	if (published[0] != '\0' && day_parse(published, strlen(published), &ret->published) < 0)
		return cli_fail(ERR_INVAL, "--published '%s': expected a date such as 2019-10-17", published),
		       false;
	if (ret->status[0] != '\0' && strcmp(ret->status, "provisional") != 0 &&
		strcmp(ret->status, "revised") != 0 && strcmp(ret->status, "final") != 0)
		return cli_fail(ERR_INVAL, "--status '%s': expected provisional, revised or final",
			       ret->status),
		       false;
	return true;
}

int command_submit(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"format", true}, {"authority", true}, {"period", true},
		{"status", true}, {"published", true}, {"no-wait", false}, {NULL, false}};
	struct printing printing = {0};
	struct sending sending = {0};
	int status = EXIT_DONE;
	struct cli cli;

	if (!cli_parse(&cli, flags, argc, argv) || !read_options(&cli, &sending))
		return EXIT_WRONG;
	if (cli.args.n_words == 0)
		return cli_fail(ERR_INVAL, "submit: which file?");
	if (!cli_open(&cli))
		return EXIT_WRONG;
	printing.csv = cli_has(&cli, "csv");
	printing.json = cli_has(&cli, "json");
	for (size_t i = 0; i < cli.args.n_words && (status == EXIT_DONE || status == EXIT_REFUSED); i++) {
		struct command_result result = {0};
		int one;

		arena_reset(cli.arena);
		sending.path = cli.args.word[i];
		one = submit_file(&cli, &sending, &result);
		if (one == EXIT_DONE && cli_has(&cli, "no-wait"))
			(void)printf("submission %llu\n", (unsigned long long)result.number);
		else if (one == EXIT_DONE)
			one = show_receipt(&cli, &printing, &result);
		status = one == EXIT_DONE ? status : one;
	}
	if (printing.json && !cli_has(&cli, "no-wait"))
		print_end(&printing);
	cli_done(&cli);
	return status;
}
