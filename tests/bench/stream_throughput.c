/* SPDX-License-Identifier: MIT
 *
 * How near a durable stream comes to the disk: a producer process serves a log of RECORDS records over ipc, and a
 * consumer takes them, committing for each batch its own copy of the records, its cursor and a line of its journal.
 * The peer is LMDB alone, appending the same records in the same batches with nothing around it. Both sync every
 * commit. They run in turn; medians are reported. A benchmark may include lmdb.h; nothing else outside the store may.
 *
 * usage: stream_throughput FOLDER
 */
#include <lmdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/store/log.h"
#include "common/stream/consumer.h"
#include "common/stream/producer.h"

/* 80 MB of records: some hundred batches, a few seconds a run. */
#define RECORDS     400000u
#define RECORD_LEN  200u
#define FILL_BATCH  4096u
#define RUNS        5
#define MAP_SIZE    ((size_t)1 << 30)
#define BATCHES_MAX RECORDS

static _Noreturn void fail(const char *what, int code)
{
	(void)fprintf(stderr, "stream_throughput: %s: %s\n", what, error_text(code));
	exit(1);
}

static struct bytes record_of(uint64_t i)
{
	static uint8_t record[RECORD_LEN];

	memset(record, (int)(i & 0xff), sizeof(record));
	bytes_put_u64be(record, i);
	return bytes_of(record, sizeof(record));
}

static struct store *open_store(const char *path, bool scratch)
{
	struct store_options options = {
		.path = path, .map_size = MAP_SIZE, .map_max = MAP_SIZE, .schema = 1, .scratch = scratch};
	struct err_text text = {""};
	struct store *store;
	int rc = store_open(&options, &store, &text);

	if (rc < 0)
		fail(text.text, rc);
	return store;
}

static void fill(struct store *store)
{
	for (uint64_t i = 1; i <= RECORDS;) {
		struct txn txn;
		int rc;

		(void)txn_begin(store, TXN_WRITE, &txn);
		for (unsigned k = 0; k < FILL_BATCH && i <= RECORDS; k++, i++)
			(void)sequence_append(&txn, SEQUENCE_LOG, record_of(i));
		rc = txn_commit(&txn);
		if (rc < 0)
			fail("fill", rc);
	}
}

/* In a process of its own until it is ended. */
static _Noreturn void serve(const char *path, const char *endpoint, int ready)
{
	struct store *store = open_store(path, true);
	struct producer *producer;
	struct err_text text = {""};
	struct net *net;
	int rc = net_open(&net);

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (rc == 0)
		rc = producer_open(net, store, endpoint, &producer, &text);
	if (rc < 0)
		fail(text.text, rc);
	if (write(ready, "r", 1) != 1)
		exit(1);
	for (;;) {
		struct poll_item item = {.socket = producer_socket(producer)};

		rc = net_poll(&item, 1, 100);
		if (rc == 0) {
			producer_receive(producer, clock_monotonic());
			rc = producer_send(producer, clock_monotonic());
		}
		if (rc < 0)
			fail("serve", rc);
	}
}

static void keep(struct store *store, const struct batch *batch)
{
	struct cursor cursor = {batch->epoch, batch->first_seq + batch->n - 1};
	uint8_t line[24];
	struct txn txn;
	int rc;

	(void)txn_begin(store, TXN_WRITE, &txn);
	for (size_t i = 0; i < batch->n; i++)
		(void)sequence_append(&txn, SEQUENCE_LOG, batch->record[i]);
	cursor_put(&txn, "bench", cursor);
	bytes_put_u64be(line, batch->first_seq);
	bytes_put_u64be(line + 8, cursor.seq);
	bytes_put_u64be(line + 16, (uint64_t)clock_monotonic());
	(void)sequence_append(&txn, SEQUENCE_JOURNAL, bytes_of(line, sizeof(line)));
	rc = txn_commit(&txn);
	if (rc < 0)
		fail("keep", rc);
}

static double seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Records a second; the sizes of the batches as they came. */
static double run_stream(const char *path, const char *endpoint, uint32_t *sizes, size_t *ret_batches)
{
	struct consumer_options options = {.name = "bench", .stream = "bench", .endpoint = endpoint};
	struct store *store = open_store(path, false);
	struct consumer *consumer;
	struct err_text text = {""};
	struct net *net;
	uint64_t last = 0;
	size_t n = 0;
	double begun = seconds();
	double took;
	int rc = net_open(&net);

	if (rc == 0)
		rc = consumer_open(net, &options, &consumer, &text);
	if (rc < 0)
		fail(text.text, rc);
	while (last < RECORDS) {
		struct poll_item item = {0};
		struct batch batch;

		rc = consumer_tick(consumer, clock_monotonic());
		item.socket = consumer_socket(consumer);
		/* Until it is connected a Hello cannot be sent, and nothing says when it can. */
		if (rc == 0)
			rc = net_poll(&item, 1, n == 0 ? 1 : 100);
		if (rc < 0)
			fail("consume", rc);
		while (consumer_receive(consumer, clock_monotonic(), &batch) == 0) {
			keep(store, &batch);
			last = batch.first_seq + batch.n - 1;
			sizes[n++] = (uint32_t)batch.n;
			consumer_acknowledge(consumer, last, clock_monotonic());
		}
	}
	took = seconds() - begun;
	consumer_free(consumer);
	net_free(net);
	store_free(store);
	*ret_batches = n;
	return RECORDS / took;
}

static void check(int code, const char *what)
{
	if (code != 0) {
		(void)fprintf(stderr, "stream_throughput: %s: %s\n", what, mdb_strerror(code));
		exit(1);
	}
}

static double run_lmdb(const char *path, const uint32_t *sizes, size_t n)
{
	uint64_t seq = 0;
	double begun, took;
	MDB_env *env;
	MDB_dbi dbi;
	MDB_txn *txn;

	check(mdb_env_create(&env), "create");
	check(mdb_env_set_mapsize(env, MAP_SIZE), "size");
	check(mdb_env_open(env, path, 0, 0600), "open");
	check(mdb_txn_begin(env, NULL, 0, &txn), "begin");
	check(mdb_dbi_open(txn, NULL, 0, &dbi), "table");
	check(mdb_txn_commit(txn), "commit");
	begun = seconds();
	for (size_t i = 0; i < n; i++) {
		check(mdb_txn_begin(env, NULL, 0, &txn), "begin");
		for (uint32_t k = 0; k < sizes[i]; k++) {
			struct bytes record = record_of(++seq);
			uint8_t be[8];
			MDB_val key = {sizeof(be), be};
			MDB_val value = {record.len, (void *)(uintptr_t)record.data};

			bytes_put_u64be(be, seq);
			check(mdb_put(txn, dbi, &key, &value, MDB_APPEND), "put");
		}
		check(mdb_txn_commit(txn), "commit");
	}
	took = seconds() - begun;
	mdb_env_close(env);
	return RECORDS / took;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, RUNS, sizeof(*values), by_value);
	return values[RUNS / 2];
}

static const char *in(const char *folder, const char *name, unsigned run, char *ret, size_t size)
{
	(void)snprintf(ret, size, "%s/%s%u", folder, name, run);
	return ret;
}

int main(int argc, char **argv)
{
	double ours[RUNS], theirs[RUNS], a, b;
	char log[512], path[512], endpoint[600];
	uint32_t *sizes = calloc(BATCHES_MAX, sizeof(*sizes));
	struct store *store;
	int ready[2];
	char byte;
	pid_t pid;

	if (argc != 2 || sizes == NULL || pipe(ready) < 0) {
		(void)fprintf(stderr, "usage: stream_throughput FOLDER\n");
		return 1;
	}
	(void)in(argv[1], "log", 0, log, sizeof(log));
	(void)snprintf(endpoint, sizeof(endpoint), "ipc://%s/s", argv[1]);
	store = open_store(log, true);
	fill(store);
	store_free(store);
	pid = fork();
	if (pid == 0)
		serve(log, endpoint, ready[1]);
	(void)close(ready[1]);
	if (pid < 0 || read(ready[0], &byte, 1) != 1)
		return 1;
	for (unsigned run = 0; run < RUNS; run++) {
		size_t batches = 0;

		ours[run] =
			run_stream(in(argv[1], "ours", run, path, sizeof(path)), endpoint, sizes, &batches);
		(void)in(argv[1], "lmdb", run, path, sizeof(path));
		if (mkdir(path, 0700) < 0)
			return 1;
		theirs[run] = run_lmdb(path, sizes, batches);
	}
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	a = median(ours);
	b = median(theirs);
	(void)printf(
		"bench stream-durable ours=%.0f peer=lmdb-append:%.0f ratio=%.2f target=0.80\n", a, b, a / b);
	free(sizes);
	return 0;
}
