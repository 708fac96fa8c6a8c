/* SPDX-License-Identifier: MIT
 *
 * A notice under construction: see life_parts.h.
 */
#include <stdio.h>

#include "services/alerts/delivery/outbox.h"
#include "services/alerts/life/life_parts.h"

const struct adviser *letter_person(const struct evaluation *evaluation, const char *address)
{
	const struct adviser *adviser = caseloads_find(evaluation->caseloads, address);

	return adviser != NULL ? adviser : evaluation->caseloads->fallback;
}

int letter_begin(struct letter *letter, struct evaluation *evaluation, const char *kind, const char *address)
{
	const struct adviser *adviser = letter_person(evaluation, address);
	const struct adviser *to =
		caseloads_present(evaluation->caseloads, adviser, calendar_day(evaluation->at));

	*letter = (struct letter){.evaluation = evaluation,
		.notice = {.kind = kind,
			.at = evaluation->at,
			.to_name = to->name,
			.to_address = to->email,
			.to_phone = to->phone,
			.sender = evaluation->sender,
			.for_name = to == adviser ? "" : adviser->name,
			.text = "",
			.minimal = to->minimal,
			.n_channel = to->n_channel,
			.channel = to->channel,
			.school = arena_take_array(
				evaluation->arena, NOTICE_SCHOOLS_MAX, sizeof(*letter->notice.school))}};
	return letter->notice.school == NULL ? txn_fail(evaluation->txn, ERR_NOMEM) : 0;
}

/* How many bytes the alert has in a message; 0 when it cannot be told. */
static size_t size_of(struct evaluation *evaluation, const struct alert *alert)
{
	struct alert_event event = {.kind = ALERT_EVENT_CHANGED};

	event.changed.alert = *alert;
	event.changed.line = (struct history_line){.who = "", .what = "", .text = ""};
	buffer_clear(&evaluation->event);
	return alert_encode(&event, &evaluation->event) < 0 ? 0 : evaluation->event.len;
}

/* The school of the alert: the last one, or one more; NULL when there is no room for one. */
static struct notice_school *school_of(struct letter *letter, const struct alert *alert)
{
	struct notice *notice = &letter->notice;
	struct notice_school *school = notice->n_school == 0 ? NULL : &notice->school[notice->n_school - 1];
	const struct area_def *authority;

	if (school != NULL && school->urn == alert->urn && school->authority == alert->authority)
		return school;
	if (notice->n_school == NOTICE_SCHOOLS_MAX)
		return NULL;
	school = &notice->school[notice->n_school];
	school->alert =
		arena_take_array(letter->evaluation->arena, NOTICE_ALERTS_MAX, sizeof(*school->alert));
	if (school->alert == NULL) {
		(void)txn_fail(letter->evaluation->txn, ERR_NOMEM);
		return NULL;
	}
	authority =
		catalogue_area(letter->evaluation->catalogue, area_make(AREA_AUTHORITY, alert->authority));
	school->urn = alert->urn;
	school->name = alert->name;
	school->authority = alert->authority;
	school->authority_name = authority == NULL ? "" : authority->name;
	notice->n_school++;
	return school;
}

bool letter_add(struct letter *letter, const struct alert *alert, const char *what, const char *text)
{
	size_t size = size_of(letter->evaluation, alert);
	struct notice_school *school;

	/* The first always goes. */
	if (letter->full || (letter->bytes > 0 && letter->bytes + size > LETTER_BYTES_MAX)) {
		letter->full = true;
		return false;
	}
	school = school_of(letter, alert);
	if (school == NULL) {
		letter->full = true;
		return false;
	}
	if (school->n == NOTICE_ALERTS_MAX) {
		letter->more++;
		return true;
	}
	school->alert[school->n++] = (struct notice_alert){*alert, what, text};
	letter->bytes += size;
	return true;
}

/* What is read first: what is graver, and last what has ended. */
static unsigned weight(const struct notice_alert *one)
{
	return one->alert.state == ALERT_RESOLVED ? 0 : severity_rank(one->alert.severity) + 1;
}

/* Alerts of the same weight stay in their order. */
static void put_in_order(struct notice_school *school)
{
	for (size_t i = 1; i < school->n; i++) {
		struct notice_alert one = school->alert[i];
		size_t k = i;

		for (; k > 0 && weight(&school->alert[k - 1]) < weight(&one); k--)
			school->alert[k] = school->alert[k - 1];
		school->alert[k] = one;
	}
}

int letter_send(struct letter *letter, const char *key, size_t more)
{
	if (letter->notice.n_school == 0)
		return letter->evaluation->txn->error;
	letter->notice.key = key;
	for (size_t i = 0; i < letter->notice.n_school; i++)
		put_in_order(&letter->notice.school[i]);
	more += letter->more;
	if (more > 0)
		letter->notice.text = life_text(letter->evaluation,
			"There are %zu more alerts than fit into this message: see leep alerts --adviser "
			"\"%s\".",
			more,
			letter->notice.for_name[0] != '\0' ? letter->notice.for_name
							   : letter->notice.to_name);
	return outbox_put(letter->evaluation->txn, &letter->notice);
}
