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

/* A mailbox that takes nothing for a day: RFC 5321 lets a sender try for four or five, which is too late for an alert. */
#define GIVE_UP_US ((int64_t)24 * 60 * 60 * 1000000)

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
	for (size_t i = 0; i < ASIDES_MAX; i++)
		if (delivery->aside[i].lane == lane)
			delivery->aside[i].lane = NULL;
	memset(lane, 0, sizeof(*lane));
	lane->pace = pace_begin(
		to == NULL ? 0 : to->rate, destinations_find(txn, delivery->arena, channel, &dead));
	(void)snprintf(lane->channel, sizeof(lane->channel), "%s", channel);
	return lane;
}

struct aside *lanes_aside(struct delivery *delivery, const struct lane *lane, const char *to)
{
	for (size_t i = 0; i < ASIDES_MAX; i++)
		if (delivery->aside[i].lane == lane && strcmp(delivery->aside[i].to, to) == 0)
			return &delivery->aside[i];
	return NULL;
}

/* NULL when there are too many: then all wait for the person. */
static struct aside *set_aside(struct delivery *delivery, struct lane *lane, const char *to)
{
	for (size_t i = 0; i < ASIDES_MAX; i++) {
		struct aside *aside = &delivery->aside[i];

		if (aside->lane != NULL)
			continue;
		*aside = (struct aside){.lane = lane, .trying = lane->trying};
		(void)snprintf(aside->to, sizeof(aside->to), "%s", to);
		memset(&lane->trying, 0, sizeof(lane->trying));
		return aside;
	}
	return NULL;
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
static bool worth_telling(const struct trying *trying, const struct verdict *verdict, int64_t at)
{
	return verdict->state != DELIVERY_LATER || trying->told[0] == '\0' ||
	       strcmp(trying->told, verdict->text) != 0 || at - trying->told_at >= PACE_TELL_US;
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
static void begin_counting(struct trying *trying, const char *key)
{
	if (strcmp(trying->key, key) == 0)
		return;
	(void)snprintf(trying->key, sizeof(trying->key), "%s", key);
	trying->told[0] = '\0';
	trying->untold = 0;
}

/* Bring an outcome into the state. Kept for another turn when it cannot be stored. */
static int settle(struct delivery *delivery, struct lane *lane, struct trying *trying,
	const struct verdict *verdict, bool unknown)
{
	struct delivery_outcome outcome = {.key = trying->key,
		.channel = lane->channel,
		.state = verdict->state,
		.text = verdict->text,
		.destination_dead = lane->pace.dead,
		.unknown_channel = unknown,
		.attempts = trying->untold};
	int rc = tell(delivery, &outcome);

	/* What is not waiting any more has had its outcome. */
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	trying->untold = 0;
	(void)snprintf(trying->told, sizeof(trying->told), "%s", verdict->text);
	trying->told_at = service_now(delivery->service);
	if (verdict->state != DELIVERY_LATER)
		trying->key[0] = trying->text[0] = '\0';
	delivery->sent += verdict->state == DELIVERY_DELIVERED ? 1 : 0;
	return 0;
}

static void fail(struct delivery *delivery, struct pace *pace, const struct verdict *verdict)
{
	uint32_t chance = 0;

	if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) < 0)
		chance = 0;
	pace_failed(pace, clock_monotonic(), service_now(delivery->service), verdict->asked_ms, chance);
}

/* What is not taken for a person is refused when it has been tried for a day: somebody else must hear of it. */
static void give_up(const struct delivery *delivery, const struct aside *aside, struct parcel *parcel)
{
	char said[SAID_MAX];

	if (aside->pace.failures < PACE_DEAD_FAILURES ||
		service_now(delivery->service) - parcel->written < GIVE_UP_US)
		return;
	verdict_quote(parcel->verdict.text, strlen(parcel->verdict.text), said);
	(void)snprintf(parcel->verdict.text, sizeof(parcel->verdict.text), "given up after a day: %s", said);
	parcel->verdict.state = DELIVERY_REFUSED;
}

/* An attempt has ended: what it means for the destination, or for one person there. */
static struct trying *note_attempt(struct delivery *delivery, struct lane *lane, struct parcel *parcel)
{
	struct verdict *verdict = &parcel->verdict;
	struct aside *aside = lanes_aside(delivery, lane, parcel->to);
	struct trying *trying;

	if (aside == NULL && verdict->person)
		aside = set_aside(delivery, lane, parcel->to);
	trying = aside == NULL ? &lane->trying : &aside->trying;
	begin_counting(trying, parcel->key);
	trying->untold++;
	(void)snprintf(trying->text, sizeof(trying->text), "%s", verdict->text);
	if (verdict->state != DELIVERY_LATER || (verdict->person && aside != NULL))
		pace_answered(&lane->pace);
	else
		fail(delivery, &lane->pace, verdict);
	if (verdict->person && aside != NULL) {
		fail(delivery, &aside->pace, verdict);
		give_up(delivery, aside, parcel);
	}
	return trying;
}

static void take_back(struct delivery *delivery, struct parcel *parcel)
{
	struct lane *lane = lane_of(delivery, parcel->channel);
	bool was_dead = lane->pace.dead;
	struct trying *trying;

	lane->busy = false;
	if (parcel->verdict.state != 0) {
		trying = note_attempt(delivery, lane, parcel);
		if (lane->pace.dead != was_dead ||
			worth_telling(trying, &parcel->verdict, service_now(delivery->service))) {
			log_outcome(lane, &parcel->verdict, was_dead);
			lane->parcel = parcel;
			return;
		}
	}
	parcel_free(parcel);
}

void lanes_collect(struct delivery *delivery)
{
	struct parcel *parcel;
	uint64_t count;

	/* Nothing to read means that nothing came since. */
	if (read(courier_fd(delivery->courier), &count, sizeof(count)) < 0)
		return;
	while ((parcel = courier_back(delivery->courier)) != NULL)
		take_back(delivery, parcel);
}

/* Tell the outcome that a lane keeps. */
static int tell_one(struct delivery *delivery, struct lane *lane)
{
	struct aside *aside = lanes_aside(delivery, lane, lane->parcel->to);
	enum delivery_state state = lane->parcel->verdict.state;
	int rc = settle(delivery, lane, aside == NULL ? &lane->trying : &aside->trying,
		&lane->parcel->verdict, false);

	if (rc < 0)
		return rc;
	parcel_free(lane->parcel);
	lane->parcel = NULL;
	if (aside != NULL && state != DELIVERY_LATER)
		aside->lane = NULL;
	return 0;
}

int lanes_tell(struct delivery *delivery, int64_t tick)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < delivery->n_lanes && tick >= delivery->rest; i++)
		if (delivery->lane[i].parcel != NULL)
			rc = tell_one(delivery, &delivery->lane[i]);
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
	begin_counting(&lane->trying, key);
	lane->trying.untold = 1;
	if (unknown)
		lane->pace = pace_begin(0, false);
	log_warn("message refused", "destination=%s error=\"%s\"", lane->channel, why);
	if (settle(delivery, lane, &lane->trying, &verdict, unknown) < 0)
		delivery->rest = clock_monotonic() + TELL_AGAIN_MS;
}
