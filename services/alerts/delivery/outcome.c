/* SPDX-License-Identifier: MIT
 *
 * See outcome.h. Nothing is lost: what one channel refuses for good goes to the adviser for schools not listed where a
 * person's address was at fault, and else, or when that fails too, to the spool folder.
 */
#include "services/alerts/delivery/outcome.h"

#include <stdio.h>

#include "common/base/clock.h"
#include "services/alerts/calendar/calendar.h"
#include "services/alerts/delivery/destinations.h"
#include "services/alerts/delivery/outbox.h"

/* Longest key that a notice may have: what a mail takes. */
#define NOTICE_KEY_MAX 100

/* Of the 4,000 bytes of a notice's text, what its own may have beside a reason and a name. */
#define SAID_BEFORE_MAX 3000

static int emit(struct evaluation *evaluation, const struct alert_event *event)
{
	int rc;

	buffer_clear(&evaluation->event);
	rc = alert_encode(event, &evaluation->event);
	if (rc < 0)
		return txn_fail(evaluation->txn, rc);
	(void)sequence_append(
		evaluation->txn, SEQUENCE_LOG, bytes_of(evaluation->event.data, evaluation->event.len));
	return evaluation->txn->error;
}

/* The alerts of a notice, each once, for whoever keeps their histories. */
static int tell_outcome(struct evaluation *evaluation, const struct notice *notice,
	const struct waiting *waiting, const struct delivery_outcome *outcome)
{
	struct alert_event out = {.kind = ALERT_EVENT_SENT};
	uint64_t *ids =
		arena_take_array(evaluation->arena, notice->n_school * NOTICE_ALERTS_MAX + 1, sizeof(*ids));
	size_t n = 0;

	if (ids == NULL)
		return txn_fail(evaluation->txn, ERR_NOMEM);
	for (size_t i = 0; i < notice->n_school; i++)
		for (size_t k = 0; k < notice->school[i].n; k++)
			ids[n++] = notice->school[i].alert[k].alert.id;
	out.sent = (struct message_sent){.key = notice->key,
		.urn = notice->n_school == 1 ? notice->school[0].urn : 0,
		.to = notice->to_address,
		.at = evaluation->at,
		.n_alert = n,
		.alert = ids,
		.outcome = outcome->text,
		.channel = waiting->channel,
		.state = outcome->state,
		.kind = notice->kind,
		.attempts = waiting->attempts + outcome->attempts};
	return emit(evaluation, &out);
}

/* -- destinations ------------------------------------------------------------------------------------------------ */

static bool is_dead(struct evaluation *evaluation, const char *channel)
{
	struct destination_dead dead;

	return destinations_find(evaluation->txn, evaluation->arena, channel, &dead);
}

/* The channels of a person by which something may arrive now; the spool when there is none. */
static size_t living_channels(struct evaluation *evaluation, const struct adviser *who, const char **ret)
{
	size_t n = 0;

	for (size_t i = 0; i < who->n_channel && n < NOTICE_CHANNELS_MAX; i++)
		if (!is_dead(evaluation, who->channel[i]))
			ret[n++] = who->channel[i];
	if (n == 0)
		ret[n++] = OUTBOX_SPOOL;
	return n;
}

/* Who is there today in somebody's place. */
static const struct adviser *present(const struct evaluation *evaluation, const struct adviser *who)
{
	return caseloads_present(evaluation->caseloads, who, calendar_day(evaluation->at));
}

/* Tell those who look after the machinery. */
static int raise_alarm(struct evaluation *evaluation, const char *channel, const char *text)
{
	const struct adviser *to = present(evaluation, caseloads_data_team(evaluation->caseloads));
	const char *by[NOTICE_CHANNELS_MAX];
	char key[NOTICE_KEY_MAX + 1];
	struct notice notice = {.key = key,
		.kind = "alarm",
		.at = evaluation->at,
		.to_name = to->name,
		.to_address = to->email,
		.to_phone = to->phone,
		.sender = evaluation->sender,
		.for_name = "",
		.text = text,
		.n_channel = living_channels(evaluation, to, by),
		.channel = by};

	(void)snprintf(key, sizeof(key), "alarm-%.40s-%llu", channel,
		(unsigned long long)sequence_last(evaluation->txn, SEQUENCE_LOG));
	for (char *p = key; *p != '\0'; p++)
		if (*p == ':')
			*p = '-';
	return outbox_put(evaluation->txn, &notice);
}

static int tell_destination(struct evaluation *evaluation, const char *channel, bool dead, const char *text)
{
	struct alert_event out = {
		.kind = ALERT_EVENT_DESTINATION, .destination = {channel, dead, evaluation->at, text}};

	return emit(evaluation, &out);
}

static int on_death(struct evaluation *evaluation, const struct delivery_outcome *outcome)
{
	const char *text = arena_print(evaluation->arena,
		"No message has left by %s for ten minutes or longer: %s. Waiting: %llu. LEEP goes on "
		"trying.",
		outcome->channel, outcome->text,
		(unsigned long long)outbox_count(evaluation->txn, outcome->channel));
	int rc;

	if (text == NULL)
		return txn_fail(evaluation->txn, ERR_NOMEM);
	destinations_put(
		evaluation->txn, &(struct destination_dead){outcome->channel, evaluation->at, outcome->text});
	rc = tell_destination(evaluation, outcome->channel, true, outcome->text);
	return rc == 0 ? raise_alarm(evaluation, outcome->channel, text) : rc;
}

static int on_revival(struct evaluation *evaluation, const struct delivery_outcome *outcome,
	const struct destination_dead *dead)
{
	struct time_text since;
	const char *text = arena_print(evaluation->arena,
		"Messages leave by %s again, as they had not since %s. Waiting: %llu.", outcome->channel,
		clock_text(dead->since, &since),
		(unsigned long long)outbox_count(evaluation->txn, outcome->channel));
	int rc;

	if (text == NULL)
		return txn_fail(evaluation->txn, ERR_NOMEM);
	destinations_remove(evaluation->txn, outcome->channel);
	rc = tell_destination(evaluation, outcome->channel, false,
		outcome->unknown_channel ? "not in delivery.yaml any more" : outcome->text);
	return rc == 0 && !outcome->unknown_channel ? raise_alarm(evaluation, outcome->channel, text) : rc;
}

static int follow_destination(struct evaluation *evaluation, const struct delivery_outcome *outcome)
{
	struct destination_dead dead;
	bool was = destinations_find(evaluation->txn, evaluation->arena, outcome->channel, &dead);

	if (evaluation->txn->error != 0)
		return evaluation->txn->error;
	if (!was && outcome->destination_dead)
		return on_death(evaluation, outcome);
	if (was && !outcome->destination_dead && outcome->state != DELIVERY_LATER)
		return on_revival(evaluation, outcome, &dead);
	return 0;
}

/* -- what was refused -------------------------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), tail = strlen(end);

	return len >= tail && strcmp(text + len - tail, end) == 0;
}

/* Was it the person's address that was at fault, and is there somebody else who has not had it? */
static bool may_return(const struct evaluation *evaluation, const struct notice *notice,
	const struct delivery_outcome *outcome)
{
	bool address = strcmp(outcome->channel, "mail") == 0 || strncmp(outcome->channel, "notify-", 7) == 0;

	return address && !outcome->unknown_channel && strcmp(notice->kind, "alarm") != 0 &&
	       !ends_with(notice->key, OUTCOME_RETURNED) &&
	       strlen(notice->key) + strlen(OUTCOME_RETURNED) <= NOTICE_KEY_MAX &&
	       strcmp(notice->to_address, present(evaluation, evaluation->caseloads->fallback)->email) != 0;
}

static int give_back(
	struct evaluation *evaluation, const struct notice *notice, const struct delivery_outcome *outcome)
{
	const struct adviser *to = present(evaluation, evaluation->caseloads->fallback);
	const char *by[NOTICE_CHANNELS_MAX];
	struct notice returned = *notice, there;

	returned.key = arena_print(evaluation->arena, "%s%s", notice->key, OUTCOME_RETURNED);
	/* What would be longer than a text may be goes without the words that were said before. */
	returned.text = arena_print(evaluation->arena, "This did not reach %s by %s: %s. %s", notice->to_name,
		outcome->channel, outcome->text, strlen(notice->text) > SAID_BEFORE_MAX ? "" : notice->text);
	if (returned.key == NULL || returned.text == NULL)
		return txn_fail(evaluation->txn, ERR_NOMEM);
	/* Refused by two channels it is given back once. */
	if (outbox_notice(evaluation->txn, evaluation->arena, returned.key, &there))
		return 0;
	returned.at = evaluation->at;
	returned.to_name = to->name;
	returned.to_address = to->email;
	returned.to_phone = to->phone;
	returned.for_name = "";
	returned.minimal = notice->minimal || to->minimal;
	returned.n_channel = living_channels(evaluation, to, by);
	returned.channel = by;
	return outbox_put(evaluation->txn, &returned);
}

int outcome_take(struct evaluation *evaluation, const struct delivery_outcome *outcome, struct err_text *text)
{
	struct txn *txn = evaluation->txn;
	struct waiting waiting;
	struct notice notice;
	int rc;

	if (!outbox_find(txn, evaluation->arena, outcome->channel, outcome->key, &waiting) ||
		!outbox_notice(txn, evaluation->arena, outcome->key, &notice))
		return error_set(text, ERR_NOTFOUND, "no message '%s' is waiting", outcome->key);
	rc = tell_outcome(evaluation, &notice, &waiting, outcome);
	if (rc == 0 && outcome->state == DELIVERY_LATER) {
		outbox_tried(txn, &waiting, outcome->attempts);
		return follow_destination(evaluation, outcome);
	}
	if (rc == 0 && outcome->state == DELIVERY_REFUSED) {
		if (evaluation->caseloads->fallback != NULL && may_return(evaluation, &notice, outcome))
			rc = give_back(evaluation, &notice, outcome);
		else if (strcmp(outcome->channel, OUTBOX_SPOOL) != 0)
			outbox_spool(txn, outcome->key);
	}
	if (rc == 0)
		outbox_settle(txn, evaluation->arena, &waiting);
	return rc == 0 && txn->error == 0 ? follow_destination(evaluation, outcome) : txn->error;
}
