/* SPDX-License-Identifier: MIT
 *
 * groups.yaml: which pupil group is told beside which other. See catalogue.h.
 */
#include <string.h>

#include "common/model/catalogue_parts.h"
#include "common/model/column.h"
#include "common/model/yamlfile.h"

/* About 40 pairs are shipped; a pair takes at most 300 bytes. */
#define PAIRS_MAX 200

struct pair_entry {
	char *group;
	char *beside;
};

struct groups_file {
	struct pair_entry *groups;
	uint32_t n;
};

static const cyaml_schema_field_t pair_fields[] = {
	CYAML_FIELD_STRING_PTR("group", NEEDED, struct pair_entry, group, 1, GROUP_ID_MAX - 1),
	CYAML_FIELD_STRING_PTR("beside", NEEDED, struct pair_entry, beside, 1, GROUP_ID_MAX - 1),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t pair_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct pair_entry, pair_fields)};
static const cyaml_schema_field_t groups_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT(
		"groups", CYAML_FLAG_POINTER, struct groups_file, groups, n, &pair_schema, 1, PAIRS_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t groups_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct groups_file, groups_fields)};

/* A group as ingest names them: words of small letters and digits, joined by '-', distinctions by '+'. */
static bool is_group(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-+") == strlen(text);
}

/* What is wrong with a pair; NULL when nothing is. */
static const char *check_pair(const struct catalogue *catalogue, const struct group_pair *pair)
{
	if (!is_group(pair->group) || !is_group(pair->beside))
		return "a group has small letters, digits, '-' and '+' only";
	if (strcmp(pair->group, pair->beside) == 0)
		return "is told beside itself";
	if (catalogue_beside(catalogue, pair->group) != NULL)
		return "is given twice";
	return NULL;
}

static int take_groups(struct catalogue *catalogue, const struct groups_file *file, struct err_text *error)
{
	catalogue->pair = arena_take_array(catalogue->arena, file->n, sizeof(*catalogue->pair));
	if (catalogue->pair == NULL)
		return error_set(error, ERR_NOMEM, "\"groups.yaml\": %s", error_text(ERR_NOMEM));
	for (size_t i = 0; i < file->n; i++) {
		struct group_pair pair = {yamlfile_copy(catalogue->arena, file->groups[i].group),
			yamlfile_copy(catalogue->arena, file->groups[i].beside)};
		const char *wrong;

		if (pair.group == NULL || pair.beside == NULL)
			return error_set(error, ERR_NOMEM, "\"groups.yaml\": %s", error_text(ERR_NOMEM));
		wrong = check_pair(catalogue, &pair);
		if (wrong != NULL)
			return error_set(error, ERR_SYNTAX, "\"groups.yaml\": \"%s\": %s",
				yamlfile_is_line(pair.group) ? pair.group : "?", wrong);
		catalogue->pair[catalogue->n_pair++] = pair;
	}
	return 0;
}

int catalogue_read_groups(struct catalogue *catalogue, const char *folder, struct err_text *error)
{
	void *file;
	int rc = yamlfile_read(folder, "groups.yaml", &groups_schema, &file, error);

	if (rc < 0)
		return rc;
	rc = take_groups(catalogue, file, error);
	yamlfile_free(&groups_schema, file);
	return rc;
}

const char *catalogue_beside(const struct catalogue *catalogue, const char *group)
{
	for (size_t i = 0; i < catalogue->n_pair; i++)
		if (strcmp(catalogue->pair[i].group, group) == 0)
			return catalogue->pair[i].beside;
	return NULL;
}

size_t catalogue_pairs(const struct catalogue *catalogue, const struct group_pair **ret)
{
	*ret = catalogue->pair;
	return catalogue->n_pair;
}
