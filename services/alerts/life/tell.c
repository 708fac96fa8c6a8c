/* SPDX-License-Identifier: MIT
 *
 * Who is told of what changed: one notice a school.
 */
#include <stdio.h>
#include <stdlib.h>

#include "services/alerts/delivery/outbox.h"
#include "services/alerts/life/life.h"

static int by_school(const void *a, const void *b)
{
	const struct change *x = a;
	const struct change *y = b;

	if (x->urn != y->urn)
		return x->urn < y->urn ? -1 : 1;
	return x->alert < y->alert ? -1 : x->alert > y->alert;
}

static const struct adviser *adviser_of(struct evaluation *evaluation, uint32_t urn)
{
	struct school school;

	if (!state_school(evaluation->txn, evaluation->arena, urn, &school))
		school_init(&school, urn);
	return caseloads_adviser(evaluation->caseloads, &school);
}

static int write_notice(struct evaluation *evaluation, const struct change *change, size_t n)
{
	struct notice_alert *alert = arena_take_array(evaluation->arena, NOTICE_ALERTS_MAX, sizeof(*alert));
	const struct adviser *to = adviser_of(evaluation, change[0].urn);
	struct notice_school school = {.urn = change[0].urn, .alert = alert};
	char key[64];
	struct notice notice = {.key = key,
		.kind = "news",
		.at = evaluation->at,
		.to_name = to->name,
		.to_address = to->email,
		.to_phone = to->phone,
		.sender = evaluation->sender,
		.for_name = "",
		.text = "",
		.minimal = to->minimal,
		.n_channel = to->n_channel,
		.channel = to->channel,
		.n_school = 1,
		.school = &school};
	const struct area_def *authority;

	if (alert == NULL)
		return txn_fail(evaluation->txn, ERR_NOMEM);
	for (; school.n < n && school.n < NOTICE_ALERTS_MAX; school.n++) {
		if (!state_alert(evaluation->txn, evaluation->arena, change[school.n].alert,
			    &alert[school.n].alert))
			return txn_fail(evaluation->txn, ERR_CORRUPT);
		alert[school.n].what = alert[school.n].text = "";
	}
	school.name = alert[0].alert.name;
	school.authority = alert[0].alert.authority;
	authority = catalogue_area(evaluation->catalogue, area_make(AREA_AUTHORITY, school.authority));
	school.authority_name = authority == NULL ? "" : authority->name;
	/* Settings change more than once: there the place in the log tells their messages apart. */
	if (evaluation->submission == 0)
		(void)snprintf(key, sizeof(key), "0-%u-%llu", school.urn,
			(unsigned long long)sequence_last(evaluation->txn, SEQUENCE_LOG));
	else
		(void)snprintf(
			key, sizeof(key), "%llu-%u", (unsigned long long)evaluation->submission, school.urn);
	return outbox_put(evaluation->txn, &notice);
}

int life_tell(struct evaluation *evaluation)
{
	const struct changes *changes = evaluation->changes;
	size_t first = 0;
	int rc = 0;

	if (changes->n > 1)
		qsort(changes->change, changes->n, sizeof(*changes->change), by_school);
	while (rc == 0 && first < changes->n) {
		size_t n = 1;

		while (first + n < changes->n && changes->change[first + n].urn == changes->change[first].urn)
			n++;
		arena_reset(evaluation->arena);
		rc = write_notice(evaluation, &changes->change[first], n);
		first += n;
	}
	return rc;
}
