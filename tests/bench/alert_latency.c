/* SPDX-License-Identifier: MIT
 *
 * How soon an inspection outcome becomes an alert in front of who watches: to an installation that runs in DIR, files of one
 * inspection of one school are sent over ZeroMQ, one after the other, each by the day later than the one before, so that each
 * opens an alert. A watcher follows the stream of alerts, which carries only what is committed. Between two of them three
 * commits of 1 KiB each are made in a store of our own on the same disk, one after the other, as three services would
 * make them. bench_alerts.py runs this; the urns are those of schools that the register has.
 *
 * usage: alert_latency DIR COUNT FIRST-DAY URN...        prints "OUTCOME-US COMMITS-US" a line
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/arena.h"
#include "common/base/clock.h"
#include "common/model/alert.h"
#include "common/model/command.h"
#include "common/model/period.h"
#include "common/service/endpoint.h"
#include "common/stream/client.h"
#include "common/stream/consumer.h"

#define PATIENCE_MS  ((int64_t)120 * 1000)
#define COMMITS      3
#define COMMIT_BYTES 1024

struct bench {
	struct net *net;
	struct client *client;
	struct consumer *watcher;
	struct arena *arena;
	struct store *store;
	struct buffer body;
};

static _Noreturn void fail(const char *what, int code)
{
	(void)fprintf(stderr, "alert_latency: %s: %s\n", what, error_text(code));
	exit(1);
}

static int64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void open_all(struct bench *bench, const char *dir)
{
	char *argv[] = {"alert_latency", NULL};
	struct consumer_options watcher = {.name = "bench", .stream = "alerts", .from_end = true};
	char endpoint[ENDPOINT_MAX], path[PATH_LEN];
	struct store_options store = {
		.path = path, .map_size = (size_t)1 << 28, .map_max = (size_t)1 << 28, .schema = 1};
	struct err_text text = {""};
	struct options *options;
	int rc;

	(void)setenv("LEEP_DIR", dir, 1);
	rc = options_load("", 1, argv, &options, &text);
	if (rc == 0)
		rc = net_open(&bench->net);
	if (rc == 0)
		rc = endpoint_requests(options, "ingest", ENDPOINT_CONNECT, endpoint, &text);
	if (rc == 0)
		rc = client_open(bench->net, endpoint, &bench->client, &text);
	if (rc == 0)
		rc = endpoint_stream(options, "alerts", ENDPOINT_CONNECT, endpoint, &text);
	watcher.endpoint = endpoint;
	if (rc == 0)
		rc = consumer_open(bench->net, &watcher, &bench->watcher, &text);
	(void)path_in(options, "bench", NULL, path);
	if (rc == 0)
		rc = store_open(&store, &bench->store, &text);
	bench->arena = arena_open((size_t)16 * 1024 * 1024);
	if (rc < 0 || bench->arena == NULL)
		fail(text.text, rc);
	buffer_init(&bench->body, (size_t)1024 * 1024);
	options_free(options);
}

static void close_all(struct bench *bench)
{
	consumer_free(bench->watcher);
	client_free(bench->client);
	net_free(bench->net);
	store_free(bench->store);
	arena_free(bench->arena);
	buffer_done(&bench->body);
}

/* Microseconds of three durable commits, one after the other. */
static int64_t commits(struct bench *bench)
{
	static const uint8_t record[COMMIT_BYTES];
	int64_t begun = now_us();

	for (int i = 0; i < COMMITS; i++) {
		struct txn txn;
		int rc;

		(void)txn_begin(bench->store, TXN_WRITE, &txn);
		(void)sequence_append(&txn, SEQUENCE_LOG, bytes_of(record, sizeof(record)));
		rc = txn_commit(&txn);
		if (rc < 0)
			fail("commit", rc);
	}
	return now_us() - begun;
}

static void call(struct bench *bench, enum request_kind kind, const uint8_t *id)
{
	struct request request = {
		.kind = kind, .who = "bench", .body = bytes_of(bench->body.data, bench->body.len)};
	struct answer answer;
	int rc;

	memcpy(request.id, id, REQUEST_ID_LEN);
	rc = client_call(bench->client, &request, PATIENCE_MS, &answer);
	if (rc < 0 || answer.code < 0)
		fail(rc < 0 ? "no answer" : answer.text, rc < 0 ? rc : answer.code);
}

static void submit(struct bench *bench, const char *file)
{
	struct transfer transfer = {.data = bytes_text(file)};
	struct command command = {.kind = COMMAND_SUBMIT,
		.submit = {.name = "outcome.csv",
			.size = strlen(file),
			.format = "",
			.period = "",
			.status = ""}};
	struct sha256 *hash = NULL;
	uint8_t id[REQUEST_ID_LEN];

	client_new_id(id);
	buffer_clear(&bench->body);
	if (sha256_open(&hash) < 0 || transfer_encode(&transfer, &bench->body) < 0)
		fail("transfer", ERR_NOMEM);
	call(bench, REQUEST_TRANSFER, id);
	sha256_add(hash, bytes_text(file));
	(void)sha256_end(hash, command.submit.sha256);
	sha256_free(hash);
	buffer_clear(&bench->body);
	if (command_encode(&command, &bench->body) < 0)
		fail("submit", ERR_NOMEM);
	call(bench, REQUEST_COMMAND, id);
}

/* Take what the watcher is sent: is it the opening of the school's alert about that day? */
static bool seen(struct bench *bench, uint32_t urn, const char *day)
{
	struct batch batch;
	bool found = false;

	if (consumer_receive(bench->watcher, clock_monotonic(), &batch) < 0)
		return false;
	for (size_t i = 0; i < batch.n; i++) {
		struct alert_event event;
		const char *reason;

		arena_reset(bench->arena);
		if (alert_decode(bench->arena, batch.record[i], &event, &reason) == 0 &&
			event.kind == ALERT_EVENT_CHANGED && event.changed.alert.urn == urn &&
			strcmp(event.changed.alert.period, day) == 0)
			found = true;
	}
	consumer_acknowledge(bench->watcher, batch.first_seq + batch.n - 1, clock_monotonic());
	return found;
}

static void watch(struct bench *bench, uint32_t urn, const char *day)
{
	int64_t until = clock_monotonic() + PATIENCE_MS;
	bool found = false;

	while (!found) {
		struct poll_item item = {.socket = consumer_socket(bench->watcher)};

		(void)consumer_tick(bench->watcher, clock_monotonic());
		if (clock_monotonic() > until)
			fail("no alert", ERR_TIMEOUT);
		found = seen(bench, urn, day);
		if (!found)
			(void)net_poll(&item, 1, HEARTBEAT_MS / 2);
	}
}

static void outcome(
	struct bench *bench, uint32_t urn, uint32_t day, int64_t *ret_outcome, int64_t *ret_commits)
{
	struct period_text text;
	char file[1024];
	int64_t begun;

	(void)day_print(day, &text);
	(void)snprintf(file, sizeof(file),
		"URN,LAESTAB,School name,Ofsted phase,Inspection start date,Publication date,Overall "
		"effectiveness,"
		"Category of concern,Quality of education,Behaviour and attitudes,Personal development,"
		"Effectiveness of leadership and management,"
		"Does the latest graded inspection relate to the URN of the current school?\r\n"
		"%" PRIu32 ",,,Primary,%s,%s,4,NULL,4,4,4,4,Yes\r\n",
		urn, text.text, text.text);
	*ret_commits = commits(bench);
	begun = now_us();
	submit(bench, file);
	watch(bench, urn, text.text);
	*ret_outcome = now_us() - begun;
}

int main(int argc, char **argv)
{
	struct bench bench = {0};
	uint32_t count, first;

	if (argc < 5) {
		(void)fprintf(stderr, "usage: alert_latency DIR COUNT FIRST-DAY URN...\n");
		return 1;
	}
	count = (uint32_t)strtoul(argv[2], NULL, 10);
	first = (uint32_t)strtoul(argv[3], NULL, 10);
	open_all(&bench, argv[1]);
	while (consumer_state(bench.watcher) != CONSUMER_FOLLOWING) {
		struct poll_item item = {.socket = consumer_socket(bench.watcher)};

		(void)consumer_tick(bench.watcher, clock_monotonic());
		(void)seen(&bench, 0, "");
		(void)net_poll(&item, 1, 20);
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t schools = (uint32_t)argc - 4;
		uint32_t urn = (uint32_t)strtoul(argv[4 + i % schools], NULL, 10);
		int64_t took, three;

		outcome(&bench, urn, first + i / schools, &took, &three);
		(void)printf("%" PRId64 " %" PRId64 "\n", took, three);
		(void)fflush(stdout);
	}
	close_all(&bench);
	return 0;
}
