/* SPDX-License-Identifier: MIT
 *
 * The submit protocol: any sequence of parts and commands, in any order, under ids of one letter, against the handlers of ingest on a
 * real store. One step a line:
 *
 *   p ID OFFSET TEXT      a part of a file ("|" is a line end)
 *   s ID PERIOD NAME      submit what arrived under this id; PERIOD "-": not said
 *   l ID SIZE NAME        submit it with this size, which may be a lie
 *   t ID BYTES, c ID BYTES   a body of a transfer or command as it stands
 *   w                     one slice of work
 *   u                     one slice of work that is undone
 *   r                     stop and start
 *
 * A few lines of a second upload folder say what each step has to answer. In the end all is worked off: each submission
 * has its events, each original is as it was sent, and the same commands make the same state once more.
 */
#include "common/base/sha256.h"
#include "common/model/command.h"
#include "services/ingest/ingest.h"
#include "services/ingest/originals.h"
#include "services/ingest/state.h"
#include "tests/fuzz/served.h"

#define STEPS_MAX   48
#define UPLOAD_MAX  3000 /* bytes: as the option says that prepare() gives */
#define LETTERS     26
#define UPLOADS_MAX 16

/* What the second upload folder knows of an id. */
struct upload {
	bool used;
	uint64_t touched;
	size_t size;
	uint8_t data[UPLOAD_MAX];
};

/* What is in the journal: a command that was carried out, or a piece of work that ended. */
struct done {
	bool work;
	uint8_t id;
	struct bytes body;
};

struct run {
	struct upload upload[LETTERS];
	uint64_t turn;
	struct done done[2 * STEPS_MAX + 2];
	size_t n_done;
	uint64_t submissions;
	struct arena *arena; /* what `done` points to */
};

/* -- ingest, without its sockets --------------------------------------------------------------------------------- */

static void free_ingest(void *self)
{
	ingest_free(self);
}

static void start(struct served *served, const char *state)
{
	struct ingest *ingest = NULL;

	served_open(served, &ingest_spec, state);
	require(ingest_open(served->service, &ingest) == 0, "ingest opens");
	served->self = ingest;
	served->free = free_ingest;
}

static struct ask ask_of(uint8_t letter, struct bytes body, uint8_t id[REQUEST_ID_LEN])
{
	memset(id, letter, REQUEST_ID_LEN);
	return (struct ask){.at = 1000000, .who = "fuzz", .id = id, .body = body};
}

/* 0 when the command was carried out. */
static int carry_out(struct served *served, uint8_t letter, struct bytes body, struct command_result *ret)
{
	static struct arena *arena;
	uint8_t id[REQUEST_ID_LEN];
	struct ask ask = ask_of(letter, body, id);
	struct err_text text = {""};
	struct buffer out;
	struct txn txn;
	int rc;

	if (arena == NULL)
		arena = arena_open((size_t)1024 * 1024);
	arena_reset(arena);
	buffer_init(&out, (size_t)64 * 1024);
	(void)txn_begin(served->service->store, TXN_WRITE, &txn);
	rc = served->service->handlers->command(served->service->self, &txn, &ask, &out, &text);
	if (rc < 0) {
		require_reason(text.text);
		txn_abort(&txn);
	} else {
		require(txn_commit(&txn) == 0, "a command is committed");
		require(command_result_decode(arena, bytes_of(out.data, out.len), ret) == 0, "and answered");
	}
	buffer_done(&out);
	return rc;
}

/* -- the second upload folder ------------------------------------------------------------------------------------ */

static struct upload *second_begin(struct run *run, uint8_t letter)
{
	struct upload *upload = &run->upload[letter - 'a'], *silent = NULL;
	unsigned used = 0;

	for (size_t i = 0; i < LETTERS; i++) {
		used += run->upload[i].used;
		if (run->upload[i].used && (silent == NULL || run->upload[i].touched < silent->touched))
			silent = &run->upload[i];
	}
	if (!upload->used && used == UPLOADS_MAX)
		silent->used = false;
	upload->used = true;
	upload->size = 0;
	upload->touched = ++run->turn;
	return upload;
}

static int second_part(struct run *run, uint8_t letter, uint64_t offset, struct bytes data)
{
	struct upload *upload = &run->upload[letter - 'a'];

	if (offset == 0 &&
		data.len == 0) { /* nothing from the beginning: the sender has thought better of it */
		upload->used = false;
		return 0;
	}
	if (offset == 0)
		upload = second_begin(run, letter);
	if (!upload->used)
		return ERR_UNKNOWN_UPLOAD;
	upload->touched = ++run->turn;
	if (offset <= upload->size && data.len <= upload->size - offset)
		return 0;
	upload->used = offset == upload->size && upload->size + data.len <= UPLOAD_MAX;
	if (!upload->used)
		return offset == upload->size ? ERR_LIMIT : ERR_UNKNOWN_UPLOAD;
	memcpy(upload->data + upload->size, data.data, data.len);
	upload->size += data.len;
	return 0;
}

/* -- steps ------------------------------------------------------------------------------------------------------- */

static void step_transfer(struct run *run, struct served *served, uint8_t letter, struct bytes body)
{
	static struct arena *arena;
	uint8_t id[REQUEST_ID_LEN];
	struct ask ask = ask_of(letter, body, id);
	struct err_text text = {""};
	struct transfer part = {0};
	int rc = served->service->handlers->transfer(served->service->self, &ask, &text), want = ERR_BADMSG;

	if (arena == NULL)
		arena = arena_open((size_t)1024 * 1024);
	arena_reset(arena);
	if (transfer_decode(arena, body, &part) == 0)
		want = second_part(run, letter, part.offset, part.data);
	require(rc == want, "a part is answered as the second upload folder answers it");
	if (rc < 0)
		require_reason(text.text);
}

static void step_part(struct run *run, struct served *served, uint8_t letter, char *rest)
{
	struct transfer part = {.offset = strtoull(rest, &rest, 10)};
	struct buffer body;

	rest += *rest == ' ';
	for (char *p = rest; *p != '\0'; p++)
		if (*p == '|')
			*p = '\n';
	part.data = bytes_text(rest);
	buffer_init(&body, (size_t)1024 * 1024);
	require(transfer_encode(&part, &body) == 0, "a part can be encoded");
	step_transfer(run, served, letter, bytes_of(body.data, body.len));
	buffer_done(&body);
}

static void check_original(const struct upload *upload, const struct submit *submit)
{
	char hex[2 * SHA256_LEN + 1], path[200];
	uint8_t data[UPLOAD_MAX];
	FILE *file;

	bytes_hex(submit->sha256, SHA256_LEN, hex);
	(void)snprintf(path, sizeof(path), "%s/originals/%.2s/%s", served_folder, hex, hex);
	file = fopen(path, "rb");
	require(file != NULL, "the original is kept");
	require(fread(data, 1, sizeof(data), file) == upload->size &&
			memcmp(data, upload->data, upload->size) == 0,
		"and is what was sent");
	(void)fclose(file);
}

static void note(struct run *run, bool is_work, uint8_t letter, struct bytes body)
{
	void *copy = arena_take(run->arena, body.len);

	require(copy != NULL && run->n_done < ARRAY_LEN(run->done), "room to take notes");
	if (body.len > 0)
		memcpy(copy, body.data, body.len);
	run->done[run->n_done++] = (struct done){is_work, letter, bytes_of(copy, body.len)};
}

/* The Submit that a body is, if it is one: what is too long or malformed is refused before its file is looked at. */
static bool is_submit(struct bytes body, struct submit *ret)
{
	static struct arena *arena;
	struct command command;
	const char *reason;

	if (arena == NULL)
		arena = arena_open((size_t)1024 * 1024);
	arena_reset(arena);
	if (body.len > 4096 || command_decode(arena, body, &command, &reason) < 0 ||
		command.kind != COMMAND_SUBMIT)
		return false;
	*ret = command.submit;
	return true;
}

static void digest_of(struct bytes data, uint8_t ret[SHA256_LEN])
{
	struct sha256 *sha256 = NULL;

	require(sha256_open(&sha256) == 0, "memory");
	sha256_add(sha256, data);
	require(sha256_end(sha256, ret) == 0, "memory");
	sha256_free(sha256);
}

/* What the second upload folder answers to a Submit; the upload is gone after it. */
static int second_keep(struct run *run, uint8_t letter, const struct submit *submit)
{
	struct upload *upload = &run->upload[letter - 'a'];
	uint8_t digest[SHA256_LEN];

	if (!upload->used && submit->size == 0)
		(void)second_begin(run, letter);
	if (!upload->used)
		return ERR_UNKNOWN_UPLOAD;
	upload->used = false;
	digest_of(bytes_of(upload->data, upload->size), digest);
	return submit->size == upload->size && memcmp(digest, submit->sha256, SHA256_LEN) == 0 ? 0
											       : ERR_REFUSED;
}

static void step_command(struct run *run, struct served *served, uint8_t letter, struct bytes body)
{
	uint8_t id[REQUEST_ID_LEN];
	struct ask ask = ask_of(letter, body, id);
	struct err_text text = {""};
	struct command_result result = {0};
	struct submit submit;
	int rc = served->service->handlers->prepare(served->service->self, &ask, &text);

	if (rc < 0)
		require_reason(text.text);
	if (is_submit(body, &submit)) {
		require(rc == second_keep(run, letter, &submit),
			"a command is answered as the second upload folder does");
		if (rc == 0)
			check_original(&run->upload[letter - 'a'], &submit);
	} else {
		require(rc == ERR_BADMSG || rc == ERR_INVAL || rc == ERR_LIMIT,
			"what is no Submit is refused");
	}
	if (rc < 0)
		return;
	require(carry_out(served, letter, body, &result) == 0, "what was prepared is carried out");
	require(result.number > 0 && result.number <= run->submissions + 1, "submissions are numbered");
	require(result.duplicate == (result.number <= run->submissions), "a duplicate has a number already");
	run->submissions += !result.duplicate;
	note(run, false, letter, body);
}

static void step_submit(struct run *run, struct served *served, uint8_t letter, char *rest, bool lie)
{
	const struct upload *upload = &run->upload[letter - 'a'];
	struct command command = {
		.kind = COMMAND_SUBMIT, .submit = {.format = "", .period = "", .status = ""}};
	char *name = strchr(rest, ' ');
	struct buffer body;

	if (name != NULL)
		*name++ = '\0';
	command.submit.name = name == NULL ? "" : name;
	command.submit.size = upload->used ? upload->size : 0;
	digest_of(bytes_of(upload->data, command.submit.size), command.submit.sha256);
	if (lie)
		command.submit.size = strtoull(rest, NULL, 10);
	else if (strcmp(rest, "-") != 0)
		command.submit.period = rest;
	buffer_init(&body, (size_t)1024 * 1024);
	require(command_encode(&command, &body) == 0, "a command can be encoded");
	step_command(run, served, letter, bytes_of(body.data, body.len));
	buffer_done(&body);
}

static void step(struct run *run, struct served *served, char *line)
{
	uint8_t letter = line[0] != '\0' && line[1] == ' ' && line[2] >= 'a' && line[2] <= 'z'
				 ? (uint8_t)line[2]
				 : 'a';
	char *rest = strlen(line) > 4 ? line + 4 : line + strlen(line);

	if (line[0] == 'p')
		step_part(run, served, letter, rest);
	else if (line[0] == 's' || line[0] == 'l')
		step_submit(run, served, letter, rest, line[0] == 'l');
	else if (line[0] == 't')
		step_transfer(run, served, letter, bytes_text(rest));
	else if (line[0] == 'c')
		step_command(run, served, letter, bytes_text(rest));
	else if (line[0] == 'w' && served_work(served, false))
		note(run, true, letter, bytes_of(NULL, 0));
	else if (line[0] == 'u')
		(void)served_work(served, true);
	else if (line[0] == 'r') {
		served_close(served);
		start(served, "first");
		memset(run->upload, 0, sizeof(run->upload));
	}
}

/* -- the end ----------------------------------------------------------------------------------------------------- */

static void check_log(struct run *run, struct served *served)
{
	struct arena *arena = arena_open((size_t)8 * 1024 * 1024);
	uint64_t submission = 0;
	bool open = false;
	struct scan scan;
	struct txn txn;

	(void)txn_begin(served->service->store, TXN_READ, &txn);
	sequence_scan(&scan, &txn, SEQUENCE_LOG, 1);
	while (scan_next(&scan)) {
		struct observation event;
		const char *reason = "";

		arena_reset(arena);
		require(observation_decode(arena, scan.value, &event, &reason) == 0, reason);
		require(event.submission == submission + !open, "submissions are told one after another");
		submission = event.submission;
		require(event.kind == OBSERVATION_OPENED || event.kind == OBSERVATION_CLOSED || open,
			"nothing is told outside");
		require(event.kind != OBSERVATION_OPENED || !open, "each opens once");
		require(event.kind != OBSERVATION_CLOSED || event.closed.accepted == open,
			"a refused one has one event");
		open = event.kind != OBSERVATION_CLOSED;
	}
	scan_end(&scan);
	require(txn.error == 0 && !open && submission == run->submissions, "each submission has ended");
	txn_abort(&txn);
	arena_free(arena);
}

static void check_same_again(struct run *run, struct served *first)
{
	struct served second;

	start(&second, "second");
	for (size_t i = 0; i < run->n_done; i++) {
		struct command_result result;

		if (run->done[i].work)
			while (!served_work(&second, false))
				require(served_pending(&second), "there was work");
		else
			require(carry_out(&second, run->done[i].id, run->done[i].body, &result) == 0,
				"a command");
	}
	require_same_state(first, &second);
	served_close(&second);
}

static void prepare(void)
{
	static const char format[] =
		"id: a\ntitle: A\nkind: wide\nperiod: 2018/19\nrequired: [URN, LA, PERCTOT]\n"
		"columns: {urn: URN, authority: LA}\n"
		"measures:\n  - {column: PERCTOT, measure: absence.overall}\n";

	static const char personal[] = "columns: [HeadLastName]\n"; /* which is emptied in an original */

	if (served_share[0] != '\0')
		return;
	served_prepare();
	require(setenv("LEEP_INGEST_FILE_MAX", "3000", 1) == 0, "an option");
	(void)scratch_file("share/formats/a.yaml", format, sizeof(format) - 1);
	(void)scratch_file("share/formats/personal.yaml", personal, sizeof(personal) - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct run run;
	struct served served;
	char *text = text_of(data, size), *line = text;

	prepare();
	memset(&run, 0, sizeof(run));
	run.arena = arena_open((size_t)1024 * 1024);
	start(&served, "first");
	for (unsigned i = 0; i < STEPS_MAX && *line != '\0'; i++) {
		char *end = line + strcspn(line, "\n");
		bool last = *end == '\0';

		*end = '\0';
		step(&run, &served, line);
		line = last ? end : end + 1;
	}
	while (served_pending(&served))
		if (served_work(&served, false))
			note(&run, true, 'a', bytes_of(NULL, 0));
	check_log(&run, &served);
	check_same_again(&run, &served);
	served_close(&served);
	scratch_remove(served_folder);
	arena_free(run.arena);
	free(text);
	return 0;
}
