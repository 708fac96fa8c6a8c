/* SPDX-License-Identifier: MIT
 *
 * See check.h. The same intake as the service's, without a store.
 */
#include "services/ingest/check.h"

#include <stdio.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/service/endpoint.h"
#include "services/ingest/reading/intake.h"

#define SUBMIT_ARENA ((size_t)256 * 1024)
#define SUBMIT_BYTES ((size_t)4096)
#define EVENT_BYTES  ((size_t)1024 * 1024)

/* Rows between two looks at whether there are more; nothing else is waiting here. */
#define ROWS_AT_ONCE 65536

/* What is open meanwhile. */
struct checking {
	struct options *options;
	struct catalogue *catalogue;
	struct formats *formats;
	struct arena *arena;
	struct intake *intake;
	struct submit submit;
};

bool check_wanted(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--check") == 0)
			return true;
	return false;
}

static int read_submit(struct checking *checking, struct err_text *text)
{
	static uint8_t body[SUBMIT_BYTES];
	struct command command = {0};
	const char *reason = "longer than a command is";
	size_t len = fread(body, 1, sizeof(body), stdin);

	if (len == sizeof(body) ||
		command_decode(checking->arena, bytes_of(body, len), &command, &reason) < 0 ||
		command.kind != COMMAND_SUBMIT)
		return error_set(text, ERR_INVAL, "standard input is no Submit command: %s", reason);
	checking->submit = command.submit;
	return 0;
}

static int open_checking(int argc, char **argv, struct checking *checking, struct err_text *text)
{
	char path[PATH_LEN];
	int rc = options_load("ingest", argc, argv, &checking->options, text);

	checking->arena = arena_open(SUBMIT_ARENA);
	if (rc == 0 && checking->arena == NULL)
		rc = error_set(text, ERR_NOMEM, "out of memory");
	if (rc == 0)
		rc = catalogue_open(
			path_shared(checking->options, "catalogue", path), &checking->catalogue, text);
	if (rc == 0)
		rc = formats_open(path_shared(checking->options, "formats", path), &checking->formats, text);
	return rc == 0 ? read_submit(checking, text) : rc;
}

static int read_file(struct checking *checking, struct err_text *text)
{
	struct intake_options options = {.path = options_text(checking->options, "check"),
		.submission = 1, /* it would get one of its own */
		.submit = &checking->submit,
		.formats = checking->formats,
		.catalogue = checking->catalogue,
		.folder = P_tmpdir}; /* there is no installation whose folder it could be */
	int rc = intake_open(&options, &checking->intake, text);
	bool more = rc == 0;

	while (rc == 0 && more)
		rc = intake_read(checking->intake, ROWS_AT_ONCE, &more);
	return rc < 0 && text->text[0] == '\0'
		       ? error_set(text, rc, "'%s' cannot be read: %s", options.path, error_text(rc))
		       : rc;
}

static int tell(struct checking *checking)
{
	struct buffer event;
	int rc = 0;

	buffer_init(&event, EVENT_BYTES);
	for (size_t i = intake_verdict(checking->intake); rc == 0 && i < intake_events(checking->intake);
		i++) {
		uint8_t length[8];

		buffer_clear(&event);
		rc = intake_event(checking->intake, i, &event);
		bytes_put_u64be(length, event.len);
		if (rc == 0)
			rc = file_write(STDOUT_FILENO, bytes_of(length, sizeof(length)));
		if (rc == 0)
			rc = file_write(STDOUT_FILENO, bytes_of(event.data, event.len));
	}
	buffer_done(&event);
	return rc;
}

int check_run(int argc, char **argv)
{
	struct checking checking = {.options = NULL};
	struct err_text text = {""};
	int rc = open_checking(argc, argv, &checking, &text);

	if (rc == 0)
		rc = read_file(&checking, &text);
	if (rc == 0)
		rc = tell(&checking);
	if (rc < 0)
		(void)fprintf(stderr, "leep: %s\n", text.text[0] == '\0' ? error_text(rc) : text.text);
	intake_free(checking.intake);
	formats_free(checking.formats);
	catalogue_free(checking.catalogue);
	arena_free(checking.arena);
	options_free(checking.options);
	return rc < 0 ? 1 : 0;
}
