/* SPDX-License-Identifier: MIT
 *
 * See delivery.h. What is kept here is lost with the process and only about when to try next: what matters is in the
 * outbox and in the table of dead destinations.
 */
#include "services/alerts/delivery/delivery_parts.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "common/base/log.h"

/* At the end, for what is under way. */
#define FINISH_MS 1000

/* What is looked at of the queues in one turn: notices of a few hundred kilobytes at most, mostly of a few. */
#define ARENA_MAX ((size_t)64 * 1024 * 1024)

/* Of one queue, so many messages for persons who are set aside are passed over. */
#define PICK_MAX 200

/* -- what is due ------------------------------------------------------------------------------------------------- */

/* Without a mail server, mail goes to the spool. */
static bool is_spooled(const struct delivery *delivery, const char *channel)
{
	return strcmp(channel, OUTBOX_SPOOL) == 0 ||
	       (strcmp(channel, "mail") == 0 && settings_find(&delivery->settings, channel) == NULL);
}

/* True when the next of the queue may be looked at at once. */
static bool hand_over(struct delivery *delivery, struct lane *lane, const struct waiting *waiting,
	const struct notice *notice)
{
	struct parcel_making making = {.settings = &delivery->settings,
		.destination = settings_find(&delivery->settings, waiting->channel),
		.catalogue = delivery->catalogue,
		.folder = delivery->spool,
		.channel = lane->channel,
		.now = service_now(delivery->service)};
	struct parcel *parcel = NULL;
	int rc = ERR_NOTFOUND;

	if (making.destination != NULL || is_spooled(delivery, waiting->channel))
		rc = parcel_make(&making, notice, &parcel);
	if (rc == ERR_NOTFOUND) {
		lanes_refuse(delivery, lane, waiting->key, "there is no such channel in delivery.yaml", true);
		return true;
	}
	if (rc == ERR_NOMEM) {
		pace_failed(&lane->pace, clock_monotonic(), making.now, 0, 0);
		log_warn("message not sent", "destination=%s error=\"%s\" next=\"tried again\"",
			lane->channel, error_text(rc));
		return false;
	}
	if (rc < 0) {
		lanes_refuse(delivery, lane, waiting->key, "it cannot be told by this channel", false);
		return true;
	}
	pace_attempt(&lane->pace, clock_monotonic());
	lane->busy = true;
	courier_send(delivery->courier, parcel);
	return false;
}

/* The first of the lane's queue, from `ret` on, whose recipient is not set aside. `due` becomes earlier when one of those has
 * a time. */
static bool pick(struct delivery *delivery, struct txn *txn, const struct lane *lane, int64_t tick,
	int64_t *due, struct waiting *ret, struct notice *ret_notice)
{
	for (unsigned i = 0; i < PICK_MAX; i++) {
		const struct aside *aside;

		if (!outbox_notice(txn, delivery->arena, ret->key, ret_notice))
			return false;
		aside = lanes_aside(delivery, lane, ret_notice->to_address);
		if (aside == NULL || aside->pace.due <= tick)
			return true;
		*due = aside->pace.due < *due ? aside->pace.due : *due;
		if (!outbox_next(txn, delivery->arena, ret->channel, ret->nth, ret) ||
			strcmp(ret->channel, lane->channel) != 0)
			return false;
	}
	return false;
}

/* The queue after `channel`, and its lane, when one of it is to be sent now; false when there are no more queues. `due`
 * becomes earlier when a queue waits for its time. */
static bool next_queue(struct delivery *delivery, char channel[CHANNEL_LEN], int64_t tick, int64_t *due,
	struct lane **ret_lane, struct waiting *ret, struct notice *ret_notice)
{
	struct txn txn;
	bool found;

	*ret_lane = NULL;
	(void)txn_begin(service_store(delivery->service), TXN_READ, &txn);
	found = outbox_next(&txn, delivery->arena, channel, channel[0] == '\0' ? 0 : UINT64_MAX, ret);
	if (found) {
		struct lane *lane = lanes_open(delivery, &txn, ret->channel);

		(void)snprintf(channel, CHANNEL_LEN, "%s", ret->channel);
		if (lane != NULL && !lane->busy && lane->parcel == NULL) {
			if (lane->pace.due > tick)
				*due = lane->pace.due < *due ? lane->pace.due : *due;
			else if (pick(delivery, &txn, lane, tick, due, ret, ret_notice))
				*ret_lane = lane;
		}
	}
	txn_abort(&txn);
	return found;
}

static void wake_at(struct delivery *delivery, int64_t tick, int64_t due)
{
	struct itimerspec when = {{0, 0}, {0, 0}};

	if (due != INT64_MAX) {
		int64_t ms = due > tick ? due - tick : 1;

		when.it_value.tv_sec = (time_t)(ms / 1000);
		when.it_value.tv_nsec = (long)(ms % 1000 * 1000000);
	}
	(void)timerfd_settime(delivery->timer, 0, &when, NULL);
}

int delivery_turn(struct delivery *delivery)
{
	int64_t tick = clock_monotonic(), due = INT64_MAX;
	char channel[CHANNEL_LEN] = "";
	struct waiting waiting;
	struct notice notice;
	struct lane *lane;
	int rc;

	delivery_look(delivery, tick);
	lanes_collect(delivery);
	rc = lanes_tell(delivery, tick);
	if (tick < delivery->rest)
		due = delivery->rest;
	arena_reset(delivery->arena);
	while (rc == 0 && delivery->ready && tick >= delivery->rest &&
		next_queue(delivery, channel, tick, &due, &lane, &waiting, &notice))
		if (lane != NULL && hand_over(delivery, lane, &waiting, &notice))
			due = tick;
	wake_at(delivery, tick, due);
	return rc;
}

/* -- life -------------------------------------------------------------------------------------------------------- */

static int open_wake(struct delivery *delivery)
{
	struct epoll_event event = {.events = EPOLLIN};

	delivery->wake = epoll_create1(EPOLL_CLOEXEC);
	delivery->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (delivery->wake < 0 || delivery->timer < 0 ||
		epoll_ctl(delivery->wake, EPOLL_CTL_ADD, delivery->timer, &event) < 0 ||
		epoll_ctl(delivery->wake, EPOLL_CTL_ADD, courier_fd(delivery->courier), &event) < 0)
		return ERR_IO;
	service_wake_on(delivery->service, delivery->wake);
	wake_at(delivery, 0, 0); /* what waited while the service was not there is due now */
	return 0;
}

int delivery_open(
	struct service *service, const struct catalogue *catalogue, const char *spool, struct delivery **ret)
{
	struct delivery *delivery = calloc(1, sizeof(*delivery));
	const char *path = options_text(service_options(service), "delivery");
	int rc = ERR_NOMEM;

	if (delivery == NULL)
		return rc;
	delivery->service = service;
	delivery->catalogue = catalogue;
	delivery->wake = delivery->timer = -1;
	delivery->settings.proxy = "";
	(void)snprintf(delivery->spool, sizeof(delivery->spool), "%s", spool);
	if (path[0] != '\0')
		(void)snprintf(delivery->path, sizeof(delivery->path), "%s", path);
	else
		(void)path_in(service_options(service), "delivery.yaml", NULL, delivery->path);
	delivery->arena = arena_open(ARENA_MAX);
	if (delivery->arena != NULL)
		rc = courier_open(&delivery->courier);
	if (rc == 0)
		rc = open_wake(delivery);
	if (rc < 0) {
		log_error("cannot send", "error=\"%s\"", error_text(rc));
		delivery_free(delivery);
		return rc;
	}
	*ret = delivery;
	return 0;
}

static bool any_busy(const struct delivery *delivery)
{
	for (size_t i = 0; i < delivery->n_lanes; i++)
		if (delivery->lane[i].busy)
			return true;
	return false;
}

/* What is nearly through shall not be sent once more only because the service was stopped. */
static void finish(struct delivery *delivery)
{
	struct pollfd back = {.fd = courier_fd(delivery->courier), .events = POLLIN};
	int64_t until = clock_monotonic() + FINISH_MS, left = FINISH_MS;

	courier_finish(delivery->courier);
	while (any_busy(delivery) && left > 0) {
		if (poll(&back, 1, (int)left) > 0)
			lanes_collect(delivery);
		left = until - clock_monotonic();
	}
	(void)lanes_tell(delivery, INT64_MAX);
}

void delivery_free(struct delivery *delivery)
{
	if (delivery == NULL)
		return;
	if (delivery->courier != NULL)
		finish(delivery);
	courier_free(delivery->courier);
	for (size_t i = 0; i < delivery->n_lanes; i++)
		parcel_free(delivery->lane[i].parcel);
	if (delivery->wake >= 0)
		(void)close(delivery->wake);
	if (delivery->timer >= 0)
		(void)close(delivery->timer);
	arena_free(delivery->arena);
	arena_free(delivery->settings_arena);
	free(delivery);
}
