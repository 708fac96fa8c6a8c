/* SPDX-License-Identifier: MIT
 *
 * The people of a caseloads.yaml: everybody is described once. Beside the advisers an entry whose address is somebody's
 * already means that person.
 */
#include "services/alerts/caseloads/caseloads_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/model/period.h"
#include "common/model/yamlfile.h"
#include "common/model/yamlplace.h"

#define PHONE_DIGITS_MIN   5
#define PHONE_DIGITS_MAX   15
#define CHANNEL_NAME_BYTES 40
#define CHANNEL_NAME       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

static struct yamlplace place_of(
	const struct taking *taking, const struct person_entry *entry, const char *key)
{
	const struct caseloads_file *file = taking->file;

	for (uint32_t i = 0; i < file->n; i++)
		if (entry == &file->advisers[i].person)
			return yamlplace_find(taking->yaml, "advisers", i, key, 0);
	for (uint32_t i = 0; i < file->n_chain; i++)
		if (entry == &file->chain[i])
			return yamlplace_find(taking->yaml, "chain", i, key, 0);
	return (struct yamlplace){0, 0};
}

int caseloads_refuse(
	struct taking *taking, const struct person_entry *entry, const char *key, const char *format, ...)
{
	struct yamlplace place = place_of(taking, entry, key);
	char text[400], line[32] = "";
	va_list args;

	if (place.line > 0)
		(void)snprintf(line, sizeof(line), ", line %zu", place.line);
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return error_set(taking->error, ERR_SYNTAX, "\"caseloads.yaml\"%s: %s", line, text);
}

int caseloads_no_memory(struct taking *taking)
{
	return error_set(taking->error, ERR_NOMEM, "\"caseloads.yaml\": %s", error_text(ERR_NOMEM));
}

/* -- one person --------------------------------------------------------------------------------------------------- */

static bool is_phone(const char *text)
{
	size_t digits = 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9')
			digits++;
		else if (strchr(" ()-", *p) == NULL && (*p != '+' || p != text))
			return false;
	}
	return digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX;
}

/* "teams:NAME" and "webhook:NAME" of a destination that delivery knows by this name. */
static bool is_channel(const char *text)
{
	static const char *const whole[] = {"mail", "notify-mail", "notify-text"};
	static const char *const named[] = {"teams:", "webhook:"};

	for (size_t i = 0; i < ARRAY_LEN(whole); i++)
		if (strcmp(text, whole[i]) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_LEN(named); i++) {
		const char *name = text + strlen(named[i]);
		size_t len = strlen(text) < strlen(named[i]) ? 0 : strlen(name);

		if (len > 0 && len <= CHANNEL_NAME_BYTES && strncmp(text, named[i], strlen(named[i])) == 0)
			return strspn(name, CHANNEL_NAME) == len;
	}
	return false;
}

static int take_channels(struct taking *taking, const struct person_entry *entry, struct adviser *ret)
{
	uint32_t n = entry->n_channels == 0 ? 1 : entry->n_channels;
	const char **channel = arena_take_array(taking->arena, n, sizeof(*channel));

	if (channel == NULL)
		return caseloads_no_memory(taking);
	channel[0] = "mail";
	for (uint32_t i = 0; i < entry->n_channels; i++) {
		if (!is_channel(entry->channels[i]))
			return caseloads_refuse(taking, entry, "channels",
				"a channel of \"%s\" is none of mail, teams:NAME, webhook:NAME, notify-mail, "
				"notify-text",
				entry->name);
		for (uint32_t k = 0; k < i; k++)
			if (strcmp(entry->channels[i], entry->channels[k]) == 0)
				return caseloads_refuse(taking, entry, "channels",
					"\"%s\" has the channel %s twice", entry->name, entry->channels[i]);
		if (strcmp(entry->channels[i], "notify-text") == 0 && entry->phone == NULL)
			return caseloads_refuse(taking, entry, "channels",
				"\"%s\" is to be sent text messages and has no phone", entry->name);
		channel[i] = yamlfile_copy(taking->arena, entry->channels[i]);
		if (channel[i] == NULL)
			return caseloads_no_memory(taking);
	}
	ret->n_channel = n;
	ret->channel = channel;
	return 0;
}

static int take_person(struct taking *taking, const struct person_entry *entry, struct caseloads *caseloads)
{
	struct adviser *person = &taking->person[caseloads->n_person];
	int rc;

	if (!yamlfile_is_line(entry->name) || strspn(entry->name, " ") == strlen(entry->name))
		return caseloads_refuse(taking, entry, "name", "a name is not one line of text");
	if (!caseloads_address_ok(entry->email))
		return caseloads_refuse(
			taking, entry, "email", "the e-mail of \"%s\" is no address", entry->name);
	if (entry->phone != NULL && !is_phone(entry->phone))
		return caseloads_refuse(
			taking, entry, "phone", "the phone of \"%s\" is no telephone number", entry->name);
	rc = take_channels(taking, entry, person);
	if (rc < 0)
		return rc;
	person->name = yamlfile_copy(taking->arena, entry->name);
	person->email = yamlfile_copy(taking->arena, entry->email);
	person->phone = yamlfile_copy(taking->arena, entry->phone);
	person->digest = entry->digest;
	person->minimal = entry->minimal != 0;
	if (person->name == NULL || person->email == NULL || person->phone == NULL)
		return caseloads_no_memory(taking);
	caseloads->n_person++;
	return 0;
}

static struct adviser *by_address(
	const struct taking *taking, const struct caseloads *caseloads, const char *email)
{
	for (size_t i = 0; i < caseloads->n_person; i++)
		if (strcasecmp(taking->person[i].email, email) == 0)
			return &taking->person[i];
	return NULL;
}

/* Somebody who is named beside the advisers: described here, or before. */
static int take_named(struct taking *taking, const char *where, const struct person_entry *entry,
	struct caseloads *caseloads, const struct adviser **ret)
{
	const struct adviser *known = by_address(taking, caseloads, entry->email);
	int rc;

	if (known != NULL) {
		if (entry->name != NULL && strcmp(entry->name, known->name) != 0)
			return caseloads_refuse(taking, entry, "email",
				"\"%s\" and \"%s\" have the same e-mail", known->name,
				yamlfile_is_line(entry->name) ? entry->name : where);
		if (entry->phone != NULL || entry->n_channels > 0 || entry->digest != DIGEST_NONE ||
			entry->minimal != 0 || entry->n_away > 0)
			return caseloads_refuse(taking, entry, "email",
				"\"%s\" is described twice, the second time under %s", known->name, where);
		*ret = known;
		return 0;
	}
	if (entry->name == NULL)
		return caseloads_refuse(taking, entry, "email",
			"under %s somebody is named by an e-mail that is nobody's above; add a name", where);
	rc = take_person(taking, entry, caseloads);
	if (rc == 0)
		*ret = &taking->person[caseloads->n_person - 1];
	return rc;
}

/* -- absences ----------------------------------------------------------------------------------------------------- */

static int by_first_day(const void *a, const void *b)
{
	uint32_t x = ((const struct absence *)a)->from, y = ((const struct absence *)b)->from;

	return (x > y) - (x < y);
}

static int take_absences(struct taking *taking, const struct person_entry *entry, struct caseloads *caseloads)
{
	struct adviser *person = by_address(taking, caseloads, entry->email);
	struct absence *absence = arena_take_array(taking->arena, entry->n_away, sizeof(*absence));

	if (absence == NULL)
		return caseloads_no_memory(taking);
	if (person == NULL || entry->n_away == 0)
		return 0;
	for (uint32_t i = 0; i < entry->n_away; i++) {
		const struct absence_entry *away = &entry->away[i];

		if (day_parse(away->from, strlen(away->from), &absence[i].from) < 0 ||
			day_parse(away->until, strlen(away->until), &absence[i].until) < 0 ||
			absence[i].until < absence[i].from)
			return caseloads_refuse(taking, entry, "away",
				"\"%s\" is away from no day such as 2026-12-01 until one that is not before "
				"it",
				person->name);
		absence[i].cover = by_address(taking, caseloads, away->cover);
		if (absence[i].cover == NULL)
			return caseloads_refuse(taking, entry, "away",
				"the cover of \"%s\" is nobody's e-mail in this file", person->name);
		if (absence[i].cover == person)
			return caseloads_refuse(
				taking, entry, "away", "\"%s\" is covered by the same person", person->name);
	}
	qsort(absence, entry->n_away, sizeof(*absence), by_first_day);
	for (uint32_t i = 1; i < entry->n_away; i++)
		if (absence[i].from <= absence[i - 1].until)
			return caseloads_refuse(
				taking, entry, "away", "\"%s\" is away twice on a day", person->name);
	person->n_absence = entry->n_away;
	person->absence = absence;
	return 0;
}

static int take_all_absences(struct taking *taking, struct caseloads *caseloads)
{
	const struct caseloads_file *file = taking->file;
	int rc = take_absences(taking, &file->fallback, caseloads);

	for (uint32_t i = 0; rc == 0 && i < file->n; i++)
		rc = take_absences(taking, &file->advisers[i].person, caseloads);
	for (uint32_t i = 0; rc == 0 && i < file->n_chain; i++)
		rc = take_absences(taking, &file->chain[i], caseloads);
	if (rc == 0 && file->county != NULL)
		rc = take_absences(taking, file->county, caseloads);
	if (rc == 0 && file->data_team != NULL)
		rc = take_absences(taking, file->data_team, caseloads);
	return rc;
}

/* -- everybody ---------------------------------------------------------------------------------------------------- */

static int take_advisers(struct taking *taking, struct caseloads *caseloads)
{
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < taking->file->n; i++) {
		const struct person_entry *entry = &taking->file->advisers[i].person;
		const struct adviser *known = by_address(taking, caseloads, entry->email);

		rc = take_person(taking, entry, caseloads);
		if (rc == 0 && known != NULL)
			rc = caseloads_refuse(taking, entry, "email",
				"\"%s\" and \"%s\" have the same e-mail", known->name, entry->name);
	}
	return rc;
}

int caseloads_take_people(struct taking *taking, struct caseloads *ret)
{
	const struct caseloads_file *file = taking->file;
	int rc;

	taking->person =
		arena_take_array(taking->arena, (size_t)file->n + file->n_chain + 3, sizeof(*taking->person));
	ret->chain = arena_take_array(taking->arena, file->n_chain, sizeof(*ret->chain));
	if (taking->person == NULL || ret->chain == NULL)
		return caseloads_no_memory(taking);
	ret->person = taking->person;
	rc = take_advisers(taking, ret);
	if (rc == 0)
		rc = take_named(
			taking, "adviser_for_schools_not_listed", &file->fallback, ret, &ret->fallback);
	ret->county = ret->data_team = ret->fallback;
	if (rc == 0 && file->county != NULL)
		rc = take_named(taking, "county", file->county, ret, &ret->county);
	if (rc == 0 && file->data_team != NULL)
		rc = take_named(taking, "data_team", file->data_team, ret, &ret->data_team);
	for (; rc == 0 && ret->n_chain < file->n_chain; ret->n_chain += rc == 0)
		rc = take_named(taking, "chain", &file->chain[ret->n_chain], ret, &ret->chain[ret->n_chain]);
	return rc == 0 ? take_all_absences(taking, ret) : rc;
}
