/* SPDX-License-Identifier: MIT
 *
 * See caseloads.h. caseloads_file.c has the keys, caseloads_people.c and caseloads_routes.c make of them what is asked
 * for here.
 */
#include "services/alerts/caseloads/caseloads_parts.h"

#include <stdlib.h>
#include <string.h>

int caseloads_parse(struct arena *arena, struct bytes yaml, struct caseloads *ret, struct err_text *error)
{
	struct caseloads caseloads = {0};
	struct taking taking = {arena, yaml, NULL, NULL, error};
	int rc = caseloads_file_load(yaml, &taking.file, error);

	if (rc < 0)
		return rc;
	rc = caseloads_take_people(&taking, &caseloads);
	if (rc == 0)
		rc = caseloads_take_routes(&taking, &caseloads);
	if (rc == 0)
		*ret = caseloads;
	caseloads_file_free(taking.file);
	return rc;
}

bool caseloads_covers(const struct caseloads *caseloads, uint32_t authority)
{
	return caseloads->authority == authority;
}

/* -- whose school ------------------------------------------------------------------------------------------------- */

static int compare_urn(const void *urn, const void *entry)
{
	uint32_t x = *(const uint32_t *)urn, y = ((const struct caseload_entry *)entry)->urn;

	return (x > y) - (x < y);
}

static int compare_text(const void *text, const void *route)
{
	return strcasecmp(text, ((const struct route *)route)->text);
}

static const struct adviser *by_route(
	const struct caseloads *caseloads, enum route_kind kind, const char *text)
{
	const struct route *found = text[0] == '\0'
					    ? NULL
					    : bsearch(text, caseloads->route[kind], caseloads->n_route[kind],
						      sizeof(struct route), compare_text);

	return found == NULL ? NULL : found->adviser;
}

/* The register's types are such as "Community special school", "Free schools special", "Academy alternative provision
 * converter" and "Pupil referral unit". */
static const char *phase_by_type(const struct school *school)
{
	if (strcasestr(school->type, "alternative provision") != NULL ||
		strcasestr(school->type, "pupil referral unit") != NULL)
		return "Alternative provision";
	return strcasestr(school->type, "special") != NULL || strcmp(school->setting, "special") == 0
		       ? "Special"
		       : "";
}

const struct adviser *caseloads_adviser(const struct caseloads *caseloads, const struct school *school)
{
	const struct caseload_entry *listed = bsearch(
		&school->urn, caseloads->school, caseloads->n, sizeof(*caseloads->school), compare_urn);
	const struct adviser *found = listed == NULL ? NULL : listed->adviser;

	if (found == NULL)
		found = by_route(caseloads, ROUTE_TRUST, school->trust);
	if (found == NULL)
		found = by_route(caseloads, ROUTE_DIOCESE, school->diocese);
	if (found == NULL)
		found = by_route(caseloads, ROUTE_DISTRICT, school->district);
	if (found == NULL)
		found = by_route(caseloads, ROUTE_PHASE, phase_by_type(school));
	if (found == NULL)
		found = by_route(caseloads, ROUTE_PHASE, school->phase);
	return found == NULL ? caseloads->fallback : found;
}

/* -- people ------------------------------------------------------------------------------------------------------- */

static const struct adviser *cover_on(const struct adviser *adviser, uint32_t day)
{
	for (size_t i = 0; i < adviser->n_absence; i++)
		if (adviser->absence[i].from <= day && day <= adviser->absence[i].until)
			return adviser->absence[i].cover;
	return NULL;
}

const struct adviser *caseloads_present(
	const struct caseloads *caseloads, const struct adviser *adviser, uint32_t day)
{
	const struct adviser *told = adviser;

	/* More steps than people lead in a circle. */
	for (size_t step = 0; step <= caseloads->n_person; step++) {
		const struct adviser *cover = cover_on(told, day);

		if (cover == NULL)
			return told;
		told = cover;
	}
	return adviser;
}

const struct adviser *caseloads_chain(const struct caseloads *caseloads, unsigned step)
{
	return step >= 1 && step <= caseloads->n_chain ? caseloads->chain[step - 1] : NULL;
}

const struct adviser *caseloads_county(const struct caseloads *caseloads)
{
	return caseloads->county;
}

const struct adviser *caseloads_data_team(const struct caseloads *caseloads)
{
	return caseloads->data_team;
}

const struct adviser *caseloads_find(const struct caseloads *caseloads, const char *name_or_address)
{
	const struct adviser *found = NULL;

	for (size_t i = 0; i < caseloads->n_person; i++)
		if (strcasecmp(caseloads->person[i].email, name_or_address) == 0)
			return &caseloads->person[i];
	for (size_t i = 0; i < caseloads->n_person; i++) {
		if (strcasecmp(caseloads->person[i].name, name_or_address) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = &caseloads->person[i];
	}
	return found;
}

/* -- addresses ---------------------------------------------------------------------------------------------------- */

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* Words of the allowed characters with single points between them. */
static bool is_dotted(const char *text, size_t len, const char *allowed)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' ? i == 0 || i + 1 == len || text[i - 1] == '.'
				   : strchr(allowed, text[i]) == NULL)
			return false;
	}
	return len > 0;
}

bool caseloads_address_ok(const char *email)
{
	const char *at = strchr(email, '@');
	size_t len = strlen(email);

	if (at == NULL || len > ADDRESS_MAX_BYTES || at - email > LOCAL_MAX_BYTES || email[0] == '-')
		return false;
	return is_dotted(email, (size_t)(at - email), ALNUM "!#$%&'*+-/=?^_`{|}~") &&
	       is_dotted(at + 1, strlen(at + 1), ALNUM "-");
}
