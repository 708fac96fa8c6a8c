/* SPDX-License-Identifier: MIT
 *
 * See answers.h.
 */
#include "services/alerts/delivery/answers.h"

#include <inttypes.h>

#include "services/alerts/delivery/destinations.h"

/* Entries of a page: each decodes its notice, of some tens of kilobytes in an arena of 64 MiB. */
#define PAGE 200

static const char *const waiting_columns[] = {
	"channel", "place", "key", "kind", "since", "attempts", "error"};
static const char *const destination_columns[] = {"destination", "state", "since", "waiting", "error"};

#define WAITING     ARRAY_LEN(waiting_columns)
#define DESTINATION ARRAY_LEN(destination_columns)

static const char *time_of(struct arena *arena, int64_t at)
{
	struct time_text out;

	return arena_print(arena, "%s", clock_text(at, &out));
}

/* One row; `notices` is reset after each notice. */
static bool put_waiting(struct txn *txn, struct arena *arena, struct arena *notices,
	const struct delivery *delivery, const struct waiting *waiting, const char **cell)
{
	struct notice notice = {.kind = ""};
	struct delivery_try tried = {"", 0, ""};

	arena_reset(notices);
	(void)outbox_notice(txn, notices, waiting->key, &notice);
	if (delivery_tried(delivery, waiting->channel, &tried) && strcmp(tried.key, waiting->key) != 0)
		tried = (struct delivery_try){"", 0, ""};
	cell[0] = waiting->channel;
	cell[1] = arena_print(arena, "%" PRIu64, waiting->nth);
	cell[2] = waiting->key;
	cell[3] = arena_print(arena, "%s", notice.kind);
	cell[4] = time_of(arena, notice.at);
	cell[5] = arena_print(arena, "%" PRIu32, waiting->attempts + tried.attempts);
	cell[6] = arena_print(arena, "%s", tried.text);
	for (size_t i = 0; i < WAITING; i++)
		if (cell[i] == NULL)
			return false;
	return true;
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
	struct table *table = &ret->table[0];
	struct waiting waiting = {.channel = ""};
	struct arena *notices = arena_open((size_t)64 * 1024 * 1024);
	int rc = read_after(arena, after, &waiting);

	table->name = "deliveries";
	table->n_columns = WAITING;
	table->column = waiting_columns;
	table->cell = arena_take_array(arena, PAGE * WAITING, sizeof(*table->cell));
	if (table->cell == NULL || notices == NULL)
		rc = rc < 0 ? rc : ERR_NOMEM;
	while (rc == 0 && table->n_rows < PAGE &&
		outbox_next(txn, arena, waiting.channel, waiting.nth, &waiting))
		if (!put_waiting(
			    txn, arena, notices, delivery, &waiting, &table->cell[WAITING * table->n_rows++]))
			rc = ERR_NOMEM;
	if (rc == 0 && table->n_rows == PAGE)
		rc = write_next(arena, &waiting, &ret->next);
	arena_free(notices);
	return rc < 0 ? rc : txn->error;
}

/* -- destinations ------------------------------------------------------------------------------------------------ */

static int put_destination(struct txn *txn, struct arena *arena, const struct delivery *delivery,
	const char *channel, struct table *table)
{
	const char **cell = &table->cell[DESTINATION * table->n_rows];
	struct destination_dead dead = {.why = ""};
	bool is_dead = destinations_find(txn, arena, channel, &dead);
	struct delivery_try tried = {"", 0, ""};

	(void)delivery_tried(delivery, channel, &tried);
	cell[0] = arena_print(arena, "%s", channel);
	cell[1] = is_dead ? "dead" : tried.text[0] != '\0' ? "failing" : "alive";
	cell[2] = is_dead ? time_of(arena, dead.since) : "";
	cell[3] = arena_print(arena, "%" PRIu64, outbox_count(txn, channel));
	cell[4] = tried.text[0] != '\0' ? arena_print(arena, "%s", tried.text) : dead.why;
	for (size_t i = 0; i < DESTINATION; i++)
		if (cell[i] == NULL)
			return ERR_NOMEM;
	table->n_rows++;
	return txn->error;
}

/* Those of delivery.yaml, the spool, and dead ones that are in it no more. */
static int answer_destinations(
	struct txn *txn, struct arena *arena, const struct delivery *delivery, struct query_result *ret)
{
	const struct settings *settings = delivery_destinations(delivery);
	struct table *table = &ret->table[1];
	struct destination_dead dead = {.channel = ""};
	size_t most = settings->n + 1 + SETTINGS_MAX;
	int rc = 0;

	table->name = "destinations";
	table->n_columns = DESTINATION;
	table->column = destination_columns;
	table->cell = arena_take_array(arena, most * DESTINATION, sizeof(*table->cell));
	if (table->cell == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; rc == 0 && i < settings->n; i++)
		rc = put_destination(txn, arena, delivery, settings->destination[i].channel, table);
	if (rc == 0)
		rc = put_destination(txn, arena, delivery, OUTBOX_SPOOL, table);
	while (rc == 0 && table->n_rows < most && destinations_next(txn, arena, dead.channel, &dead))
		if (strcmp(dead.channel, OUTBOX_SPOOL) != 0 && settings_find(settings, dead.channel) == NULL)
			rc = put_destination(txn, arena, delivery, dead.channel, table);
	return rc;
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
	while (destinations_next(txn, arena, dead.channel, &dead))
		buffer_print(out, "destination.%s=dead since %s\n", dead.channel, time_of(arena, dead.since));
}
