/* SPDX-License-Identifier: MIT
 *
 * Opening a service and its loop. Read service.h first; handle.c and asked.c are what a turn of the loop
 * calls.
 */
#include "common/service/service.h"
#include "common/base/file.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/base/log.h"
#include "common/service/parts.h"

/* A turn works this long at most on slices before it looks at its sockets again. */
#define SLICE_MS 5

/* Turns in a row that find no room, the map having been grown between them: from then on it is a person who must make
 * some, and trying again can wait so long. */
#define FULL_TURNS 8
#define FULL_MS    1000

/* Requests answered in one turn. */
#define REQUESTS_A_TURN 64

static int parse_level(const char *word, enum log_level *ret)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], word) == 0) {
			*ret = (enum log_level)i;
			return 0;
		}
	}
	return ERR_INVAL;
}

/* SIGTERM and SIGINT become readable; SIGPIPE is of no use. A service that leep run started goes with it. */
static int open_signals(struct service *service)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return ERR_IO;
	service->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return service->signals < 0 ? ERR_IO : 0;
}

static int open_store(struct service *service, struct err_text *text)
{
	const struct service_spec *spec = service->spec;
	const char *replay = options_text(service->options, "replay");
	char path[PATH_LEN];
	struct store_options options = {
		.path = path,
		.map_size = options_number(service->options, "map-size"),
		.map_max = options_number(service->options, "map-max"),
		.schema = spec->schema,
		.tables = spec->tables,
		.n_tables = spec->n_tables,
		.migrations = spec->migrations,
		.n_migrations = spec->n_migrations,
		.resident_max = spec->resident_max,
		.scratch = replay[0] != '\0',
	};

	if (options.scratch) {
		/* A replay does not try again what found no room: it has all that there may be from the start. */
		options.map_size = options.map_max;
		(void)snprintf(path, sizeof(path), "%s/rebuilt/%s", replay, spec->name);
	} else {
		(void)path_in(service->options, spec->name, NULL, path);
	}
	return store_open(&options, &service->store, text);
}

static int open_input(struct service *service, size_t i, struct err_text *text)
{
	char endpoint[ENDPOINT_MAX];
	struct consumer_options options = {
		.name = service->spec->name, .stream = service->spec->inputs[i], .endpoint = endpoint};
	struct txn txn;
	int rc =
		endpoint_stream(service->options, service->spec->inputs[i], ENDPOINT_CONNECT, endpoint, text);

	if (rc < 0)
		return rc;
	(void)txn_begin(service->store, TXN_READ, &txn);
	options.cursor = cursor_get(&txn, service->spec->inputs[i]);
	txn_abort(&txn);
	return consumer_open(service->net, &options, &service->input[i].consumer, text);
}

static int open_sockets(struct service *service, struct err_text *text)
{
	char endpoint[ENDPOINT_MAX];
	char run[PATH_LEN];
	int rc = file_make_folder(path_in(service->options, "run", NULL, run));

	if (rc < 0)
		return error_set(text, rc, "folder '%s' cannot be made", run);
	rc = net_open(&service->net);
	if (rc < 0)
		return error_set(text, rc, "sockets: %s", error_text(rc));
	if (service->spec->produces) {
		rc = endpoint_stream(service->options, service->spec->name, ENDPOINT_BIND, endpoint, text);
		if (rc == 0)
			rc = producer_open(service->net, service->store, endpoint, &service->producer, text);
		if (rc < 0)
			return rc;
	}
	rc = endpoint_requests(service->options, service->spec->name, ENDPOINT_BIND, endpoint, text);
	if (rc == 0)
		rc = server_open(service->net, endpoint, &service->server, text);
	for (size_t i = 0; rc == 0 && i < service->n_inputs; i++)
		rc = open_input(service, i, text);
	return rc;
}

int service_open(struct service **ret, const struct service_spec *spec, int argc, char **argv)
{
	struct service *service = calloc(1, sizeof(*service));
	struct err_text text = {""};
	enum log_level level = LOG_LEVEL_INFO;
	int rc;

	log_open(spec->name, level);
	if (service == NULL)
		return ERR_NOMEM;
	service->spec = spec;
	service->signals = service->wake = -1;
	service->started = clock_monotonic();
	while (spec->inputs[service->n_inputs] != NULL)
		service->n_inputs++;
	buffer_init(&service->answer, ANSWER_BODY_MAX);
	rc = options_load(spec->name, argc, argv, &service->options, &text);
	if (rc == 0 && parse_level(options_text(service->options, "log"), &level) < 0)
		rc = error_set(&text, ERR_INVAL, "log: expected debug, info, warn or error");
	if (rc == 0)
		rc = clock_parse(options_text(service->options, "clock"), &service->clock, &text);
	log_open(spec->name, level);
	if (rc == 0)
		rc = open_store(service, &text);
	if (rc == 0 && options_text(service->options, "replay")[0] == '\0')
		rc = open_sockets(service, &text);
	if (rc == 0)
		rc = open_signals(service);
	if (rc < 0) {
		log_error("cannot start", "error=\"%s\"", text.text[0] == '\0' ? error_text(rc) : text.text);
		service_free(service);
		return rc;
	}
	*ret = service;
	return 0;
}

void service_free(struct service *service)
{
	if (service == NULL)
		return;
	for (size_t i = 0; i < INPUTS_MAX; i++)
		consumer_free(service->input[i].consumer);
	for (size_t i = 0; i < PARKED_MAX; i++)
		free(service->parked[i].body);
	server_free(service->server);
	producer_free(service->producer);
	net_free(service->net);
	store_free(service->store);
	if (service->signals >= 0)
		(void)close(service->signals);
	buffer_done(&service->answer);
	options_free(service->options);
	free(service);
}

void service_handle(struct service *service, const struct service_handlers *handlers, void *self)
{
	service->handlers = handlers;
	service->self = self;
}

const struct options *service_options(const struct service *service)
{
	return service->options;
}

struct store *service_store(struct service *service)
{
	return service->store;
}

int64_t service_now(const struct service *service)
{
	return clock_wall(&service->clock);
}

void service_wake_on(struct service *service, int fd)
{
	service->wake = fd;
}

int service_exit_status(int rc)
{
	if (rc == 0)
		return 0;
	return rc == ERR_VERSION ? EXIT_VERSION : 1;
}

/* Wait for something to happen; true when it is time to stop. */
static int wait_for_events(struct service *service, bool *ret_stop)
{
	struct poll_item items[INPUTS_MAX + 4] = {
		{.fd = service->signals}, {.socket = server_socket(service->server)}};
	size_t n = 2;
	bool listening = !service->pending && !store_full(service->store);
	bool hurry = clock_monotonic() >= service->rest_until;
	int64_t timeout = service->pending && hurry ? 0 : HEARTBEAT_MS / 2;

	if (service->producer != NULL)
		items[n++].socket = producer_socket(service->producer);
	if (service->wake >= 0)
		items[n++].fd = service->wake;
	for (size_t i = 0; listening && i < service->n_inputs; i++) {
		if (service->input[i].done < service->input[i].batch.n && hurry)
			timeout = 0;
		items[n++].socket = consumer_socket(service->input[i].consumer);
	}
	*ret_stop = false;
	if (net_poll(items, n, timeout) < 0)
		return ERR_IO;
	*ret_stop = items[0].ready;
	return 0;
}

static void answer_requests(struct service *service)
{
	for (int i = 0; i < REQUESTS_A_TURN; i++) {
		struct request request;
		struct peer peer;
		int rc = server_receive(service->server, &peer, &request);

		if (rc == ERR_BADMSG)
			continue;
		if (rc < 0)
			return;
		service_answer_request(service, &peer, &request);
	}
}

static int do_work(struct service *service)
{
	int64_t until = clock_monotonic() + SLICE_MS;
	int rc = 0;

	if (until - SLICE_MS < service->rest_until)
		return 0;
	while (rc == 0 && service->pending && clock_monotonic() < until)
		rc = service_work(service);
	return rc;
}

static int take_input(struct service *service, size_t i, int64_t now)
{
	struct input *input = &service->input[i];
	enum consumer_state before = consumer_state(input->consumer);
	int rc;

	if (service->pending || store_full(service->store) || now < service->rest_until) {
		consumer_rest(input->consumer, now);
		return 0;
	}
	if (input->done == input->batch.n) {
		rc = consumer_tick(input->consumer, now);
		if (rc < 0)
			return rc;
		rc = consumer_receive(input->consumer, now, &input->batch);
		if (consumer_state(input->consumer) == CONSUMER_REJECTED && before != CONSUMER_REJECTED)
			log_error("stream rejected", "stream=%s reason=\"%s\"", service->spec->inputs[i],
				consumer_reason(input->consumer));
		input->done = 0;
		if (rc < 0) {
			input->batch.n = 0;
			return rc == ERR_AGAIN ? 0 : rc;
		}
	}
	return service_apply_batch(service, i, now);
}

/* A full map is not the end: it grows between transactions, or what is to be stored waits until there is room. */
static int forgive_full(struct service *service, int rc)
{
	if (rc != ERR_FULL)
		return rc;
	if (service->full < FULL_TURNS && ++service->full == FULL_TURNS)
		log_error("no room", "used_bytes=%zu next=\"tried again\"", store_used(service->store));
	if (service->full == FULL_TURNS)
		service->rest_until = clock_monotonic() + FULL_MS;
	return 0;
}

static int turn(struct service *service, bool *ret_stop)
{
	int64_t now;
	int rc = wait_for_events(service, ret_stop);

	if (rc < 0 || *ret_stop)
		return rc;
	now = clock_monotonic();
	answer_requests(service);
	if (service->producer != NULL)
		producer_receive(service->producer, now);
	rc = forgive_full(service, do_work(service));
	for (size_t i = 0; rc == 0 && i < service->n_inputs; i++)
		rc = forgive_full(service, take_input(service, i, clock_monotonic()));
	if (rc == 0 && service->handlers->after != NULL)
		rc = forgive_full(service, service->handlers->after(service->self));
	if (rc == 0 && service->producer != NULL)
		rc = producer_send(service->producer, clock_monotonic());
	if (rc == 0)
		rc = store_maintain(service->store);
	if (rc == 0 && service->committed) {
		service->committed = false;
		service_retry_parked(service);
	}
	return rc;
}

int service_run(struct service *service)
{
	struct err_text text = {""};
	bool stop = false;
	int rc = 0;

	if (options_text(service->options, "replay")[0] != '\0')
		return service_replay(service);
	if (service->handlers->start != NULL)
		rc = service->handlers->start(service->self, &text);
	if (rc == 0)
		rc = service_look_for_work(service);
	if (rc == 0)
		log_info("started", "dir=\"%s\"", options_text(service->options, "dir"));
	while (rc == 0 && !stop)
		rc = turn(service, &stop);
	if (rc < 0)
		log_error("stopping", "error=\"%s\"", text.text[0] == '\0' ? error_text(rc) : text.text);
	else
		log_info("stopped", "commits=%llu", (unsigned long long)service->commits);
	return rc;
}
