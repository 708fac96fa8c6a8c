/* SPDX-License-Identifier: MIT
 *
 * leep submit and check: files, folders of them and standard input, one after the other. A file travels in parts under the id of
 * the command that submits it. Whatever is lost on the way, the same id is used again, so that the file is submitted once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/base/clock.h"
#include "common/base/file.h"
#include "services/cli/check.h"
#include "services/cli/names.h"
#include "services/cli/receipt.h"
#include "services/cli/source.h"
#include "services/cli/transfer.h"

/* A service that was restarted has forgotten the parts: the file is sent again, this many times at most. */
#define TRIES_MAX 50

static int send_command(
	struct cli *cli, struct transferring *upload, const struct sending *sending, struct answer *answer)
{
	struct command command = {.kind = COMMAND_SUBMIT};
	struct request request = {.kind = REQUEST_COMMAND, .who = cli->who};
	struct buffer body;
	int status;

	memcpy(request.id, upload->id, REQUEST_ID_LEN);
	buffer_init(&body, (size_t)64 * 1024);
	command.submit = (struct submit){.name = sending->name,
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
	request.body = bytes_of(body.data, body.len);
	status = cli_call(cli, "ingest", &upload->client, &request, ANSWER_MS, answer);
	buffer_done(&body);
	return status;
}

int submit_file(struct cli *cli, const struct sending *sending, struct command_result *ret)
{
	struct transferring upload = {.path = sending->path, .file = sending->file};
	struct answer answer = {.code = ERR_UNKNOWN_UPLOAD};
	int status = 0;

	client_new_id(upload.id);
	for (int i = 0; status == 0 && answer.code == ERR_UNKNOWN_UPLOAD && i < TRIES_MAX; i++) {
		status = transfer_file(cli, &upload, &answer);
		if (status == 0 && answer.code == 0)
			status = send_command(cli, &upload, sending, &answer);
	}
	if (status == 0 && answer.code < 0)
		status = cli_fail(answer.code == ERR_INVAL ? ERR_REFUSED : answer.code, "'%s': %s",
			sending->path, answer.text);
	else if (status == 0 && command_result_decode(cli->arena, answer.body, ret) < 0)
		status = cli_fail(ERR_BADMSG, "ingest gave an answer that cannot be read");
	client_free(upload.client);
	return status;
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

/* What the words of one command line have come to. */
struct submitting {
	struct cli *cli;
	struct sending sending; /* its options */
	struct printing printing;
	const char *name; /* what the one file is called; NULL: as its path says */
	bool wait;
	bool dry; /* check only: nothing is sent */
	bool refused, failed, unanswered;
};

static int submit_source(struct submitting *self, const char *path)
{
	int64_t begun = clock_monotonic();
	struct sending sending = self->sending;
	struct command_result result = {0};
	struct receipt receipt = {0};
	struct source source = {0};
	struct err_text text = {""};
	int status;
	int rc = source_open(path, self->name, &source, &text);

	if (rc < 0)
		return cli_fail(rc, "%s", text.text);
	sending.path = path;
	sending.file = source.file;
	sending.name = source.name;
	status = self->dry ? check_file(self->cli, &sending, &self->printing)
			   : submit_file(self->cli, &sending, &result);
	source_close(&source);
	if (self->dry)
		return status;
	if (status == 0 && !self->wait) {
		(void)printf("submission %llu\n", (unsigned long long)result.number);
		return 0;
	}
	if (status == 0)
		status = receipt_get(self->cli, &result, begun, &receipt);
	if (status != 0)
		return status;
	if (self->printing.csv || self->printing.json)
		print_table(&self->printing, &receipt.row);
	else
		receipt_print(&receipt);
	(void)fflush(stdout);
	return receipt.accepted ? EXIT_DONE : EXIT_REFUSED;
}

/* A file that was refused before it became a submission has a receipt too, for scripts: its name and why. */
static void show_refusal(struct submitting *self, const char *path, const char *why)
{
	static const char *const columns[] = {"name", "outcome", "note"};
	char name[SOURCE_NAME_ROOM];
	const char *cells[] = {name, "refused", why};
	const struct table table = {
		.n_columns = ARRAY_LEN(columns), .column = columns, .n_rows = 1, .cell = cells};

	source_name(self->name == NULL ? path : self->name, name);
	print_table(&self->printing, &table);
}

/* One file; what became of it is noted, and the next is tried but where nobody answers. */
static void submit_one(struct submitting *self, const char *path)
{
	struct cli_said said = {0};
	int status;

	if (self->unanswered)
		return;
	arena_reset(self->cli->arena);
	cli_hear(&said);
	status = submit_source(self, path);
	cli_hear(NULL);
	if (said.code != 0)
		(void)fprintf(stderr, "leep: %s\n", said.text.text);
	if (said.code != 0 && status == EXIT_REFUSED && self->printing.json && self->wait)
		show_refusal(self, path, said.text.text);
	self->refused = self->refused || status == EXIT_REFUSED;
	self->failed = self->failed || status == EXIT_WRONG;
	self->unanswered = status == EXIT_NO_ANSWER;
}

static bool is_kind(const char *path, mode_t kind)
{
	struct stat st;

	return stat(path, &st) == 0 && (st.st_mode & S_IFMT) == kind;
}

static bool has_folders(const char *folder)
{
	struct names *names = NULL;
	bool has = names_open(folder, NAMES_FOLDERS, &names) == 0 && names_next(names) != NULL;

	names_free(names);
	return has;
}

/* The files of a folder, and with `deep` of the folders in it. */
static void submit_folder(struct submitting *self, const char *folder, bool deep)
{
	char path[FILE_PATH_MAX];
	struct names *names = NULL;
	const char *name;

	for (int kind = NAMES_FILES; kind <= (deep ? NAMES_FOLDERS : NAMES_FILES); kind++) {
		if (names_open(folder, (enum names_kind)kind, &names) < 0) {
			self->failed = cli_fail(ERR_NOMEM, "out of memory") != 0;
			return;
		}
		while (!self->unanswered && (name = names_next(names)) != NULL) {
			if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
				self->failed =
					cli_fail(ERR_LIMIT, "'%s/%s': path too long", folder, name) != 0;
			else if (kind == NAMES_FOLDERS)
				submit_folder(self, path, false);
			else if (is_kind(path, S_IFREG))
				submit_one(self, path);
		}
		names_free(names);
	}
	if (!deep && has_folders(folder))
		self->failed = cli_fail(ERR_INVAL, "'%s': folders in it are not looked into: name them",
				       folder) != 0;
}

/* Where the description of the columns of `word` lies, when there is one. */
static bool find_description(const char *word, char ret[FILE_PATH_MAX])
{
	const char *slash = strrchr(word, '/');
	const char *name = slash == NULL ? word : slash + 1;
	char described[NAME_ROOM];

	return strlen(name) < NAME_ROOM && names_description(name, described) &&
	       snprintf(ret, FILE_PATH_MAX, "%.*s%s", (int)(name - word), word, described) < FILE_PATH_MAX &&
	       is_kind(ret, S_IFREG);
}

/* Is the word the description of another word? Then it has gone, or will go, just before that. */
static bool goes_with_another(const struct arguments *args, const char *word)
{
	char path[FILE_PATH_MAX];

	for (size_t i = 0; i < args->n_words; i++)
		if (find_description(args->word[i], path) && strcmp(path, word) == 0)
			return true;
	return false;
}

static void submit_word(struct submitting *self, const char *word)
{
	char path[FILE_PATH_MAX];

	if (is_kind(word, S_IFDIR)) {
		submit_folder(self, word, true);
	} else if (!goes_with_another(&self->cli->args, word)) {
		if (self->name == NULL && find_description(word, path))
			submit_one(self, path);
		submit_one(self, word);
	}
}

static int submit_words(int argc, char **argv, bool dry)
{
	static const struct flag_spec flags[] = {{"format", true}, {"authority", true}, {"period", true},
		{"status", true}, {"published", true}, {"name", true}, {"no-wait", false}, {"dry-run", false},
		{NULL, false}};
	struct cli cli;
	struct submitting self = {.cli = &cli};

	if (!cli_parse(&cli, flags, argc, argv) || !read_options(&cli, &self.sending))
		return EXIT_WRONG;
	self.name = cli_value(&cli, "name", NULL);
	self.wait = !cli_has(&cli, "no-wait");
	self.dry = dry || cli_has(&cli, "dry-run");
	self.printing.csv = cli_has(&cli, "csv");
	self.printing.json = cli_has(&cli, "json");
	if (cli.args.n_words == 0)
		return cli_fail(ERR_INVAL, "%s: which file?", argv[0]);
	if (self.name != NULL && (cli.args.n_words > 1 || is_kind(cli.args.word[0], S_IFDIR)))
		return cli_fail(ERR_INVAL, "%s: --name is for one file", argv[0]);
	if (!cli_open(&cli))
		return EXIT_WRONG;
	for (size_t i = 0; i < cli.args.n_words; i++)
		submit_word(&self, cli.args.word[i]);
	if (self.dry)
		check_end(&self.printing);
	else if (self.printing.json && self.wait)
		print_end(&self.printing);
	cli_done(&cli);
	if (self.unanswered)
		return EXIT_NO_ANSWER;
	return self.refused ? EXIT_REFUSED : self.failed ? EXIT_WRONG : EXIT_DONE;
}

int command_submit(int argc, char **argv)
{
	return submit_words(argc, argv, false);
}

int command_check(int argc, char **argv)
{
	return submit_words(argc, argv, true);
}
