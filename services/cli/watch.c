/* SPDX-License-Identifier: MIT
 *
 * leep watch: follows the alerts stream from now on, like any consumer but without a cursor of its own, and prints
 * every change of an alert as a line.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/model/alert.h"
#include "common/stream/consumer.h"
#include "services/cli/cli.h"

static bool print_change(struct arena *arena, struct bytes record)
{
	struct alert_event event;
	struct time_text at;
	const char *reason, *says;
	const struct alert *alert = &event.changed.alert;

	arena_reset(arena);
	if (alert_decode(arena, record, &event, &reason) < 0 || event.kind != ALERT_EVENT_CHANGED)
		return false;
	/* What a person did or time brought says more than what was seen, which has not changed by it. */
	says = event.changed.line.text[0] == '\0' ? alert->summary : event.changed.line.text;
	(void)printf("%s alert %" PRIu64 " %s %s %u %s: %s (%s)", clock_text(event.changed.line.at, &at),
		alert->id, event.changed.line.what, alert->severity, alert->urn, alert->name, says,
		alert->adviser);
	if (strcmp(event.changed.line.who, "leep") != 0)
		(void)printf(" by %s", event.changed.line.who);
	(void)putchar('\n');
	(void)fflush(stdout);
	return true;
}

static int follow(struct cli *cli, struct consumer *consumer, uint64_t count)
{
	uint64_t seen = 0;
	bool said = false;

	while (count == 0 || seen < count) {
		struct poll_item item = {.socket = consumer_socket(consumer)};
		struct batch batch;
		int64_t now;

		(void)consumer_tick(consumer, clock_monotonic());
		item.socket = consumer_socket(consumer);
		if (net_poll(&item, 1, said ? HEARTBEAT_MS / 2 : 20) < 0)
			return EXIT_WRONG;
		now = clock_monotonic();
		if (consumer_receive(consumer, now, &batch) == 0) {
			for (size_t i = 0; i < batch.n && (count == 0 || seen < count); i++)
				seen += print_change(cli->arena, batch.record[i]) ? 1 : 0;
			consumer_acknowledge(consumer, batch.first_seq + batch.n - 1, now);
		}
		if (!said && consumer_state(consumer) == CONSUMER_FOLLOWING) {
			said = true;
			(void)fprintf(stderr, "watching\n");
		}
		if (consumer_state(consumer) == CONSUMER_REJECTED)
			return cli_fail(ERR_EPOCH, "alerts: %s", consumer_reason(consumer));
	}
	return EXIT_DONE;
}

int command_watch(int argc, char **argv)
{
	static const struct flag_spec flags[] = {{"count", true}, {NULL, false}};
	struct consumer_options options = {.name = "watch", .stream = "alerts", .from_end = true};
	char endpoint[ENDPOINT_MAX];
	struct consumer *consumer = NULL;
	struct err_text text = {""};
	struct cli cli;
	int status;
	int rc;

	if (!cli_parse(&cli, flags, argc, argv) || !cli_open(&cli))
		return EXIT_WRONG;
	rc = endpoint_stream(cli.options, "alerts", ENDPOINT_CONNECT, endpoint, &text);
	options.endpoint = endpoint;
	if (rc == 0)
		rc = consumer_open(cli.net, &options, &consumer, &text);
	status = rc < 0 ? cli_fail(rc, "%s", text.text)
			: follow(&cli, consumer, strtoull(cli_value(&cli, "count", "0"), NULL, 10));
	consumer_free(consumer);
	cli_done(&cli);
	return status;
}
