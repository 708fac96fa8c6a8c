/* SPDX-License-Identifier: MIT
 *
 * The frame of a service, proved on the smallest one there can be: it remembers words. It runs in a process of its own
 * and is asked over its socket, so it can be told to stop, and killed.
 */
#include <signal.h>
#include <sys/wait.h>

#include "common/service/parts.h"
#include "common/stream/client.h"
#include "common/stream/frame.h"
#include "tests/unit/store/temporary.h"

#define PATIENCE_MS 10000

enum { WORDS = STORE_OWN };

static const struct store_table_spec tables[] = {{WORDS, "words", false}};
static const struct service_spec spec = {
	.name = "reports", .schema = 1, .tables = tables, .n_tables = 1, .inputs = {NULL}};

/* "!word" is refused; any other is added, and the answer is how many there have been. */
static int command(
	void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body, struct err_text *text)
{
	struct key key, all;
	struct scan scan;
	unsigned n = 1;

	(void)self;
	if (ask->body.len == 0 || ask->body.data[0] == '!')
		return error_set(text, ERR_REFUSED, "not that word, %s", ask->who);
	key_init(&all);
	scan_begin(&scan, txn, WORDS, &all);
	for (; scan_next(&scan); n++)
		continue;
	scan_end(&scan);
	key_init(&key);
	key_bytes(&key, ask->body);
	key_u32(&key, n);
	txn_put(txn, WORDS, &key, ask->body);
	buffer_print(ret_body, "%u", n);
	return 0;
}

/* "?word" waits until the word is there; "word" answers at once; nothing waits for any. */
static int query(
	void *self, struct txn *txn, const struct ask *ask, struct buffer *ret_body, struct err_text *text)
{
	bool waits = ask->body.len == 0 || ask->body.data[0] == '?';
	struct key key;
	struct scan scan;
	bool found;

	(void)self;
	(void)text;
	key_init(&key);
	key_bytes(&key,
		waits && ask->body.len > 0 ? bytes_of(ask->body.data + 1, ask->body.len - 1) : ask->body);
	scan_begin(&scan, txn, WORDS, &key);
	found = scan_next(&scan);
	scan_end(&scan);
	buffer_text(ret_body, found ? "found" : "");
	return found ? 0 : waits ? ERR_AGAIN : ERR_NOTFOUND;
}

static const struct service_handlers handlers = {.command = command, .query = query};

struct running {
	void *folder;
	pid_t pid;
	struct net *net;
	struct client *client;
	struct net_socket *raw;
	struct message message;
	struct arena *arena;
	char endpoint[128];
};

/* The service that the tests talk to, in a process of its own. */
static int serve(char *folder)
{
	char *argv[] = {(char[]){"words"}, (char[]){"--dir"}, folder, (char[]){"--log"}, (char[]){"error"},
		(char[]){"--map-size"}, (char[]){"16m"}};
	struct service *service = NULL;
	int rc = service_open(&service, &spec, ARRAY_LEN(argv), argv);

	if (rc == 0) {
		service_handle(service, &handlers, NULL);
		rc = service_run(service);
	}
	service_free(service);
	return service_exit_status(rc);
}

static void start(struct running *r)
{
	struct folder *folder = r->folder;

	r->pid = fork();
	assert_true(r->pid >= 0);
	/* A program of its own: a fork of one with threads may only do this. */
	if (r->pid == 0) {
		(void)execl("/proc/self/exe", "test_service", "serve", folder->path, (char *)NULL);
		_exit(127);
	}
	if (r->net == NULL)
		return;
	client_free(r->client); /* a fresh one need not find out that the last one has died */
	r->client = NULL;
	assert_int_equal(client_open(r->net, r->endpoint, &r->client, NULL), 0);
}

static int setup(void **state)
{
	struct running *r = calloc(1, sizeof(*r));

	(void)unsetenv("LEEP_GOLDEN"); /* the tests' own */
	if (folder_setup(&r->folder) < 0)
		return -1;
	(void)snprintf(r->endpoint, sizeof(r->endpoint), "ipc://%s/run/reports.requests",
		((struct folder *)r->folder)->path);
	start(r);
	*state = r;
	r->arena = arena_open(FRAME_ARENA);
	message_init(&r->message);
	return net_open(&r->net) < 0 || client_open(r->net, r->endpoint, &r->client, NULL) < 0 ||
	       net_connect(r->net, r->endpoint, &r->raw, NULL) < 0;
}

/* Stop and tell the exit status, or 128 and the signal that ended it. */
static int stop(struct running *r, int number)
{
	int status;

	assert_int_equal(kill(r->pid, number), 0);
	assert_int_equal(waitpid(r->pid, &status, 0), r->pid);
	r->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int teardown(void **state)
{
	struct running *r = *state;
	int rc = r->pid > 0 ? stop(r, SIGTERM) : 0;

	message_done(&r->message);
	net_close(r->raw);
	client_free(r->client);
	net_free(r->net);
	arena_free(r->arena);
	rc = folder_teardown(&r->folder) < 0 ? -1 : rc;
	free(r);
	return rc;
}

static struct answer ask(struct running *r, enum request_kind kind, uint8_t id, const char *body)
{
	struct request request = {{id}, kind, "Ann", bytes_text(body), 0};
	struct answer answer;

	assert_int_equal(client_call(r->client, &request, PATIENCE_MS, &answer), 0);
	return answer;
}

static void assert_answer(struct answer answer, int code, const char *body)
{
	assert_int_equal(answer.code, code);
	if (!bytes_equal(answer.body, bytes_text(body)))
		fail_msg(
			"'%.*s' instead of '%s'", (int)answer.body.len, (const char *)answer.body.data, body);
}

static void assert_health(struct running *r, const char *line)
{
	struct answer answer = ask(r, REQUEST_HEALTH, 99, "");
	char text[4096], want[64];

	(void)snprintf(text, sizeof(text), "\n%.*s", (int)answer.body.len, (const char *)answer.body.data);
	(void)snprintf(want, sizeof(want), "\n%s\n", line);
	if (answer.code != 0 || strstr(text, want) == NULL)
		fail_msg("'%s' is not in%s", line, text);
}

static void wait_until_connected(struct running *r)
{
	struct poll_item item = {.socket = r->raw, .writable = true};

	assert_int_equal(net_poll(&item, 1, PATIENCE_MS), 0);
	assert_true(item.ready);
}

/* Ask without waiting for the answer. */
static void post(struct running *r, uint8_t id, const char *body)
{
	Leep__Request request = LEEP__REQUEST__INIT;
	Leep__Frame frame = LEEP__FRAME__INIT;
	uint8_t whole[REQUEST_ID_LEN] = {id};

	request.has_id = request.has_kind = request.has_body = 1;
	request.id.data = whole;
	request.id.len = sizeof(whole);
	request.kind = LEEP__REQUEST_KIND__REQUEST_QUERY;
	request.body.data = (uint8_t *)(uintptr_t)body;
	request.body.len = strlen(body);
	frame.body_case = LEEP__FRAME__BODY_REQUEST;
	frame.request = &request;
	wait_until_connected(r);
	assert_int_equal(frame_send(r->raw, NULL, &frame), 0);
}

/* The next answer to what was posted; NULL when none comes within `ms`. It lives until the next call. */
static const Leep__Answer *posted(struct running *r, int64_t ms)
{
	struct poll_item item = {.socket = r->raw};
	Leep__Frame *frame = NULL;

	assert_int_equal(net_poll(&item, 1, ms), 0);
	if (net_receive(r->raw, &r->message) < 0)
		return NULL;
	arena_reset(r->arena);
	assert_int_equal(frame_decode(r->arena, r->message.body, &frame), 0);
	assert_int_equal(frame->body_case, LEEP__FRAME__BODY_ANSWER);
	return frame->answer;
}

static void a_command_repeated_with_its_id_has_one_effect_and_the_same_answer(void **state)
{
	struct running *r = *state;

	assert_answer(ask(r, REQUEST_COMMAND, 1, "red"), 0, "1");
	assert_answer(ask(r, REQUEST_COMMAND, 1, "red"), 0, "1");
	assert_answer(ask(r, REQUEST_COMMAND, 2, "red"), 0, "2");
	assert_answer(ask(r, REQUEST_COMMAND, 1, "blue"), 0, "1"); /* it is the id that counts */
	assert_answer(ask(r, REQUEST_QUERY, 3, "blue"), ERR_NOTFOUND, "");
	assert_health(r, "journal_seq=2");
	assert_int_equal(stop(r, SIGKILL), 128 + SIGKILL);
	start(r);
	assert_answer(ask(r, REQUEST_COMMAND, 1, "red"), 0, "1");
	assert_answer(ask(r, REQUEST_COMMAND, 4, "red"), 0, "3");
	assert_health(r, "journal_seq=3");
}

static void a_refused_command_leaves_no_state_and_is_refused_again(void **state)
{
	struct running *r = *state;

	for (int i = 0; i < 2; i++) {
		struct answer answer = ask(r, REQUEST_COMMAND, 1, "!red");

		assert_answer(answer, ERR_REFUSED, "");
		assert_string_equal(answer.text, "not that word, Ann");
	}
	assert_health(r, "journal_seq=1");
	assert_answer(ask(r, REQUEST_QUERY, 2, "!red"), ERR_NOTFOUND, "");
	assert_answer(ask(r, REQUEST_COMMAND, 3, "red"), 0, "1");
}

static void a_query_waits_for_the_commit_that_answers_it(void **state)
{
	struct running *r = *state;
	const Leep__Answer *answer;

	post(r, 1, "?red");
	assert_null(posted(r, 50));
	assert_answer(ask(r, REQUEST_COMMAND, 2, "blue"), 0, "1");
	assert_null(posted(r, 50));
	post(r, 1, "?red"); /* asked again: one answer is enough */
	assert_answer(ask(r, REQUEST_COMMAND, 3, "red"), 0, "2");
	answer = posted(r, PATIENCE_MS);
	assert_non_null(answer);
	assert_true(answer->code == 0 && answer->id.data[0] == 1 && answer->body.len == 5);
	assert_null(posted(r, 50));
}

static void a_query_without_a_body_can_wait_too(void **state)
{
	struct running *r = *state;
	const Leep__Answer *answer;

	post(r, 1, "");
	assert_answer(ask(r, REQUEST_COMMAND, 2, "red"), 0, "1");
	answer = posted(r, PATIENCE_MS);
	assert_non_null(answer);
	assert_int_equal(answer->code, 0);
}

static void of_too_many_waiting_queries_the_oldest_is_told_to_ask_again(void **state)
{
	struct running *r = *state;
	const Leep__Answer *answer;

	for (uint8_t i = 1; i <= PARKED_MAX + 1; i++)
		post(r, i, "?red");
	answer = posted(r, PATIENCE_MS);
	assert_non_null(answer);
	assert_true(answer->code == ERR_BUSY && answer->id.data[0] == 1);
	assert_answer(ask(r, REQUEST_COMMAND, 200, "red"), 0, "1");
	for (uint8_t i = 1; i <= PARKED_MAX; i++) {
		answer = posted(r, PATIENCE_MS);
		assert_non_null(answer);
		assert_true(answer->code == 0 && answer->id.data[0] != 1);
	}
}

static void health_tells_what_was_done(void **state)
{
	struct running *r = *state;

	assert_answer(ask(r, REQUEST_COMMAND, 1, "red"), 0, "1");
	assert_answer(ask(r, REQUEST_QUERY, 2, "red"), 0, "found");
	assert_answer(ask(r, REQUEST_COMMAND, 3, "!"), ERR_REFUSED, "");
	assert_health(r, "service=reports");
	assert_health(r, "commands=2");
	assert_health(r, "queries=1");
	assert_health(r, "refused=1");
	assert_health(r, "dead_letters=0");
	assert_health(r, "malformed_requests=0");
}

static void a_malformed_request_is_counted_and_harms_nobody(void **state)
{
	static const char *const bad[] = {
		"\xff\xff", "", "\x42\x02\x10\x01"}; /* the last: a request without an id */
	struct running *r = *state;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct message message;
		uint8_t *out;

		message_init(&message);
		wait_until_connected(r);
		assert_int_equal(message_make(&message, strlen(bad[i]), &out), 0);
		for (size_t k = 0; k < strlen(bad[i]); k++)
			out[k] = (uint8_t)bad[i][k];
		assert_int_equal(net_send(r->raw, NULL, &message), 0);
	}
	post(r, 1, "red"); /* behind them on the same socket */
	assert_int_equal(posted(r, PATIENCE_MS)->code, ERR_NOTFOUND);
	assert_health(r, "malformed_requests=3");
}

static void what_a_service_does_not_do_is_refused(void **state)
{
	struct running *r = *state;

	assert_answer(ask(r, REQUEST_TRANSFER, 1, "x"), ERR_INVAL, "");
	assert_answer(ask(r, REQUEST_COPY, 2, ""), ERR_INVAL, "");
	assert_true(ask(r, REQUEST_COPY, 3, "/nonexistent/folder").code < 0);
	assert_answer(ask(r, REQUEST_QUERY, 4, "red"), ERR_NOTFOUND, "");
}

static void it_stops_when_told_to_with_status_nought(void **state)
{
	struct running *r = *state;

	assert_answer(ask(r, REQUEST_COMMAND, 1, "red"), 0, "1");
	post(r, 2, "?blue"); /* somebody waits */
	assert_health(r, "commands=1");
	assert_int_equal(stop(r, SIGTERM), 0);
	start(r);
	assert_answer(ask(r, REQUEST_QUERY, 3, "red"), 0, "found");
	assert_int_equal(stop(r, SIGINT), 0);
}

static void two_cannot_run_in_one_folder(void **state)
{
	struct running *r = *state;
	pid_t first = r->pid;
	int status;

	assert_health(r, "service=reports");
	start(r);
	assert_int_equal(waitpid(r->pid, &status, 0), r->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	r->pid = first;
	assert_health(r, "service=reports");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		EACH(a_command_repeated_with_its_id_has_one_effect_and_the_same_answer),
		EACH(a_refused_command_leaves_no_state_and_is_refused_again),
		EACH(a_query_waits_for_the_commit_that_answers_it),
		EACH(a_query_without_a_body_can_wait_too),
		EACH(of_too_many_waiting_queries_the_oldest_is_told_to_ask_again),
		EACH(health_tells_what_was_done),
		EACH(a_malformed_request_is_counted_and_harms_nobody),
		EACH(what_a_service_does_not_do_is_refused),
		EACH(it_stops_when_told_to_with_status_nought),
		EACH(two_cannot_run_in_one_folder),
	};

	if (argc == 3 && strcmp(argv[1], "serve") == 0)
		return serve(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
