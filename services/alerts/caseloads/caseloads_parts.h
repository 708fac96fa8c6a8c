/* SPDX-License-Identifier: MIT
 *
 * A caseloads.yaml as written, and the steps by which it becomes struct caseloads.
 */
#ifndef LEEP_ALERTS_CASELOADS_CASELOADS_PARTS_H
#define LEEP_ALERTS_CASELOADS_CASELOADS_PARTS_H

#include "services/alerts/caseloads/caseloads.h"

#define NAME_MAX_BYTES    100
#define ADDRESS_MAX_BYTES 254
#define LOCAL_MAX_BYTES   64

struct absence_entry {
	char *from, *until, *cover;
};

/* A person as written. `name` is NULL where the address alone says who is meant. */
struct person_entry {
	char *name, *email, *phone;
	char **channels;
	uint32_t n_channels;
	enum digest digest;
	uint32_t minimal;
	struct absence_entry *away;
	uint32_t n_away;
};

struct adviser_entry {
	struct person_entry person;
	uint32_t *schools;
	uint32_t n_schools;
	char **route[ROUTES];
	uint32_t n_route[ROUTES];
};

struct caseloads_file {
	uint32_t authority;
	struct person_entry fallback;
	struct person_entry *county, *data_team; /* NULL: not said */
	struct person_entry *chain;
	uint32_t n_chain;
	struct adviser_entry *advisers;
	uint32_t n;
};

/* Given back with caseloads_file_free, which takes NULL. Errors: as caseloads_parse. */
int caseloads_file_load(struct bytes yaml, struct caseloads_file **ret, struct err_text *error);
void caseloads_file_free(struct caseloads_file *file);

struct taking {
	struct arena *arena;
	struct bytes yaml;
	struct caseloads_file *file;
	struct adviser *person; /* everybody so far; that of file->advisers[i] is person[i] */
	struct err_text *error;
};

/* Everybody, with absences; then who advises whom. */
int caseloads_take_people(struct taking *taking, struct caseloads *ret);
int caseloads_take_routes(struct taking *taking, struct caseloads *ret);

/* ERR_SYNTAX, with the line in front of the text where it is known: of the value of `key` of an adviser or of a link of the
 * chain. `entry` may be NULL. */
__attribute__((format(printf, 4, 5))) int caseloads_refuse(
	struct taking *taking, const struct person_entry *entry, const char *key, const char *format, ...);
int caseloads_no_memory(struct taking *taking);

#endif
