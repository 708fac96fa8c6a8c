/* SPDX-License-Identifier: MIT
 *
 * What comes back from the courier, and how it is told. See delivery_parts.h.
 */
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/base/log.h"
#include "common/model/command.h"
#include "services/alerts/delivery/delivery_parts.h"
#include "services/alerts/delivery/destinations.h"

/* When an outcome itself cannot be stored. */
#define TELL_AGAIN_MS 1000

static struct lane *lane_of(struct delivery *delivery, const char *channel)
{
	for (size_t i = 0; i < delivery->n_lanes; i++)
		if (strcmp(delivery->lane[i].channel, channel) == 0)
			return &delivery->lane[i];
	return NULL;
}

/* A lane that nothing is under way in and that no settings know, to be used anew. */
static struct lane *spare_lane(struct delivery *delivery)
{
	for (size_t i = 0; i < delivery->n_lanes; i++) {
		struct lane *lane = &delivery->lane[i];

		if (!lane->busy && lane->parcel == NULL &&
			settings_find(&delivery->settings, lane->channel) == NULL)
			return lane;
	}
	return NULL;
}

struct lane *lanes_open(struct delivery *delivery, struct txn *txn, const char *channel)
{
	const struct settings_destination *to = settings_find(&delivery->settings, channel);
	struct lane *lane = lane_of(delivery, channel);
	struct destination_dead dead;

	if (lane != NULL)
		return lane;
	lane = delivery->n_lanes < LANES_MAX ? &delivery->lane[delivery->n_lanes++] : spare_lane(delivery);
	if (lane == NULL)
		return NULL;
	memset(lane, 0, sizeof(*lane));
	lane->pace = pace_begin(
		to == NULL ? 0 : to->rate, destinations_find(txn, delivery->arena, channel, &dead));
	(void)snprintf(lane->channel, sizeof(lane->channel), "%s", channel);
	return lane;
}

static int tell(struct delivery *delivery, const struct delivery_outcome *outcome)
{
	struct command command = {.kind = COMMAND_DELIVERY_OUTCOME, .delivery_outcome = *outcome};
	struct err_text text = {""};
	struct buffer body;
	int rc;

	buffer_init(&body, (size_t)64 * 1024);
	rc = command_encode(&command, &body);
	if (rc == 0)
		rc = service_command(delivery->service, bytes_of(body.data, body.len), &text);
	buffer_done(&body);
	return rc;
}

/* A failure that goes on is told when it begins, when it changes, and every hour: a server that is down for days must not
 * fill the journal. */
static bool worth_telling(const struct lane *lane, const struct verdict *verdict, int64_t at, bool was_dead)
{
	return verdict->state != DELIVERY_LATER || lane->told[0] == '\0' ||
	       strcmp(lane->told, verdict->text) != 0 || at - lane->told_at >= PACE_TELL_US ||
	       lane->pace.dead != was_dead;
}

static void log_outcome(const struct lane *lane, const struct verdict *verdict, bool was_dead)
{
	if (lane->pace.dead && !was_dead)
		log_error("destination dead", "destination=%s error=\"%s\" next=\"tried again\"",
			lane->channel, verdict->plain);
	else if (!lane->pace.dead && was_dead)
		log_info("destination alive", "destination=%s", lane->channel);
	if (verdict->state == DELIVERY_LATER)
		log_warn("message not sent", "destination=%s error=\"%s\" next=\"tried again\"",
			lane->channel, verdict->plain);
	else if (verdict->state == DELIVERY_REFUSED)
		log_warn("message refused", "destination=%s error=\"%s\"", lane->channel, verdict->plain);
}

/* The same message that was tried before? Else nothing was told of it yet. */
static void begin_counting(struct lane *lane, const char *key)
{
	if (strcmp(lane->key, key) == 0)
		return;
	(void)snprintf(lane->key, sizeof(lane->key), "%s", key);
	lane->told[0] = '\0';
	lane->untold = 0;
}

/* Bring an outcome into the state. Kept for another turn when it cannot be stored. */
static int settle(struct delivery *delivery, struct lane *lane, const char *key,
	const struct verdict *verdict, bool unknown)
{
	struct delivery_outcome outcome = {.key = key,
		.channel = lane->channel,
		.state = verdict->state,
		.text = verdict->text,
		.destination_dead = lane->pace.dead,
		.unknown_channel = unknown,
		.attempts = lane->untold};
	int rc = tell(delivery, &outcome);

	/* What is not waiting any more has had its outcome. */
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	lane->untold = 0;
	(void)snprintf(lane->told, sizeof(lane->told), "%s", verdict->text);
	lane->told_at = service_now(delivery->service);
	if (verdict->state != DELIVERY_LATER)
		lane->key[0] = lane->text[0] = '\0';
	delivery->sent += verdict->state == DELIVERY_DELIVERED ? 1 : 0;
	return 0;
}

/* An attempt has ended: what it means for the destination. */
static void note_attempt(struct delivery *delivery, struct lane *lane, const struct verdict *verdict)
{
	uint32_t chance = 0;

	begin_counting(lane, lane->parcel->key);
	lane->untold++;
	(void)snprintf(lane->text, sizeof(lane->text), "%s", verdict->text);
	if (verdict->state != DELIVERY_LATER) {
		pace_answered(&lane->pace);
	} else {
		if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) < 0)
			chance = 0;
		pace_failed(&lane->pace, clock_monotonic(), service_now(delivery->service), verdict->asked_ms,
			chance);
	}
}

void lanes_collect(struct delivery *delivery)
{
	struct parcel *parcel;
	uint64_t count;

	/* Nothing to read means that nothing came since. */
	if (read(courier_fd(delivery->courier), &count, sizeof(count)) < 0)
		return;
	while ((parcel = courier_back(delivery->courier)) != NULL) {
		struct lane *lane = lane_of(delivery, parcel->channel);
		bool was_dead = lane->pace.dead;

		lane->busy = false;
		lane->parcel = parcel;
		if (parcel->verdict.state != 0)
			note_attempt(delivery, lane, &parcel->verdict);
		if (parcel->verdict.state == 0 ||
			!worth_telling(lane, &parcel->verdict, service_now(delivery->service), was_dead)) {
			lane->parcel = NULL;
			parcel_free(parcel);
		} else {
			log_outcome(lane, &parcel->verdict, was_dead);
		}
	}
}

int lanes_tell(struct delivery *delivery, int64_t tick)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < delivery->n_lanes && tick >= delivery->rest; i++) {
		struct lane *lane = &delivery->lane[i];

		if (lane->parcel == NULL)
			continue;
		rc = settle(delivery, lane, lane->parcel->key, &lane->parcel->verdict, false);
		if (rc == 0) {
			parcel_free(lane->parcel);
			lane->parcel = NULL;
		}
	}
	if (rc < 0) {
		delivery->rest = tick + TELL_AGAIN_MS;
		log_warn("outcome not kept", "error=\"%s\" next=\"tried again\"", error_text(rc));
	}
	return rc == ERR_FULL ? rc : 0;
}

void lanes_refuse(
	struct delivery *delivery, struct lane *lane, const char *key, const char *why, bool unknown)
{
	struct verdict verdict = {.state = DELIVERY_REFUSED};

	(void)snprintf(verdict.text, sizeof(verdict.text), "%s", why);
	(void)snprintf(verdict.plain, sizeof(verdict.plain), "%s", why);
	begin_counting(lane, key);
	lane->untold = 1;
	if (unknown)
		lane->pace = pace_begin(0, false);
	log_warn("message refused", "destination=%s error=\"%s\"", lane->channel, why);
	if (settle(delivery, lane, key, &verdict, unknown) < 0)
		delivery->rest = clock_monotonic() + TELL_AGAIN_MS;
}
