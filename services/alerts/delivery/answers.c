/* SPDX-License-Identifier: MIT
 *
 * See answers.h.
 */
#include "services/alerts/delivery/answers.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/base/clock.h"
#include "services/alerts/answers/rows.h"
#include "services/alerts/delivery/destinations.h"

static const char *const waiting_columns[] = {
	"channel", "place", "key", "kind", "since", "attempts", "error"};
static const char *const destination_columns[] = {"destination", "state", "since", "waiting", "error"};

/* Of a notice, which is decoded for each row, with all that it rests on. */
#define NOTICE_ARENA_MAX ((size_t)64 * 1024 * 1024)

static void add_time(struct rows *rows, int64_t at)
{
	struct time_text out;

	rows_add(rows, clock_text(at, &out));
}

static void add_number(struct rows *rows, uint64_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%" PRIu64, number);
	rows_add(rows, text);
}

static void add_waiting(struct rows *rows, struct txn *txn, struct arena *notices,
	const struct delivery *delivery, const struct waiting *waiting)
{
	struct notice notice = {.kind = ""};
	struct delivery_try tried = {0, ""};

	arena_reset(notices);
	(void)outbox_notice(txn, notices, waiting->key, &notice);
	(void)delivery_tried(delivery, waiting->channel, waiting->key, &tried);
	rows_add(rows, waiting->channel);
	add_number(rows, waiting->nth);
	rows_add(rows, waiting->key);
	rows_add(rows, notice.kind);
	add_time(rows, notice.at);
	add_number(rows, (uint64_t)waiting->attempts + tried.attempts);
	rows_add(rows, tried.text);
}

/* Where the page before ended: the channel, a zero byte and the place. */
static int read_after(struct arena *arena, struct bytes after, struct waiting *ret)
{
	if (after.len == 0)
		return 0;
	if (after.len < 10 || after.data[after.len - 9] != '\0' ||
		memchr(after.data, '\0', after.len - 9) != NULL)
		return ERR_BADMSG;
	ret->channel = arena_text(arena, (const char *)after.data, after.len - 9);
	ret->nth = bytes_u64be(after.data + after.len - 8);
	return ret->channel == NULL ? ERR_NOMEM : 0;
}

static int write_next(struct arena *arena, const struct waiting *last, struct bytes *ret)
{
	size_t len = strlen(last->channel) + 1;
	uint8_t *next = arena_take(arena, len + 8);

	if (next == NULL)
		return ERR_NOMEM;
	memcpy(next, last->channel, len);
	bytes_put_u64be(next + len, last->nth);
	*ret = bytes_of(next, len + 8);
	return 0;
}

static int answer_waiting(struct txn *txn, struct arena *arena, const struct delivery *delivery,
	struct bytes after, struct query_result *ret)
{
	struct waiting waiting = {.channel = ""}, next;
	struct arena *notices = arena_open(NOTICE_ARENA_MAX);
	struct rows rows;
	bool more = false;
	int rc = read_after(arena, after, &waiting);

	if (notices == NULL)
		rc = ERR_NOMEM;
	rows_begin(&rows, arena, "deliveries", waiting_columns, ARRAY_LEN(waiting_columns));
	while (rc == 0 && (more = outbox_next(txn, arena, waiting.channel, waiting.nth, &next)) &&
		rows_room(&rows)) {
		add_waiting(&rows, txn, notices, delivery, &next);
		waiting = next;
	}
	if (rc == 0 && more)
		rc = write_next(arena, &waiting, &ret->next);
	if (rc == 0)
		rc = rows_end(&rows, &ret->table[0]);
	arena_free(notices);
	return rc < 0 ? rc : txn->error;
}

/* -- destinations ------------------------------------------------------------------------------------------------ */

static int add_destination(struct rows *rows, struct txn *txn, struct arena *arena,
	const struct delivery *delivery, const char *channel)
{
	struct destination_dead dead = {.why = ""};
	bool is_dead = destinations_find(txn, arena, channel, &dead);
	struct delivery_try tried = {0, ""};

	(void)delivery_tried(delivery, channel, NULL, &tried);
	rows_add(rows, channel);
	rows_add(rows, is_dead ? "dead" : tried.text[0] != '\0' ? "failing" : "alive");
	if (is_dead)
		add_time(rows, dead.since);
	else
		rows_add(rows, "");
	add_number(rows, outbox_count(txn, channel));
	rows_add(rows, tried.text[0] != '\0' ? tried.text : dead.why);
	return txn->error;
}

/* Those of delivery.yaml, the spool, and dead ones that are in it no more. */
static int answer_destinations(
	struct txn *txn, struct arena *arena, const struct delivery *delivery, struct query_result *ret)
{
	const struct settings *settings = delivery_destinations(delivery);
	struct destination_dead dead = {.channel = ""};
	struct rows rows;
	int rc;

	rows_begin(&rows, arena, "destinations", destination_columns, ARRAY_LEN(destination_columns));
	rc = add_destination(&rows, txn, arena, delivery, OUTBOX_SPOOL);
	for (size_t i = 0; rc == 0 && i < settings->n; i++)
		rc = add_destination(&rows, txn, arena, delivery, settings->destination[i].channel);
	while (rc == 0 && rows_room(&rows) && destinations_next(txn, arena, dead.channel, &dead))
		if (strcmp(dead.channel, OUTBOX_SPOOL) != 0 && settings_find(settings, dead.channel) == NULL)
			rc = add_destination(&rows, txn, arena, delivery, dead.channel);
	return rc < 0 ? rc : rows_end(&rows, &ret->table[1]);
}

int answer_deliveries(struct txn *txn, struct arena *arena, const struct delivery *delivery,
	struct bytes after, struct query_result *ret)
{
	int rc = answer_waiting(txn, arena, delivery, after, ret);

	ret->n_tables = 1;
	if (rc == 0 && after.len == 0) {
		rc = answer_destinations(txn, arena, delivery, ret);
		ret->n_tables = 2;
	}
	return rc;
}

void answer_health(struct txn *txn, struct arena *arena, const struct delivery *delivery, struct buffer *out)
{
	struct destination_dead dead = {.channel = ""};

	buffer_print(out, "messages_sent=%" PRIu64 "\nmessages_waiting=%" PRIu64 "\ndelivery=%s\n",
		delivery_sent(delivery), outbox_count(txn, ""), delivery_settings(delivery));
	while (destinations_next(txn, arena, dead.channel, &dead)) {
		struct time_text since;

		buffer_print(
			out, "destination.%s=dead since %s\n", dead.channel, clock_text(dead.since, &since));
	}
}
