/* SPDX-License-Identifier: MIT
 *
 * See indicators_a_g.h.
 */
#include "common/model/indicators_a_g.h"

#include <string.h>

#include "common/model/column.h"
#include "common/model/yamlfile.h"

#define FILE_NAME "indicators_a_g.yaml"

#define TEXT(name, where, max) CYAML_FIELD_STRING_PTR(#name, CYAML_FLAG_POINTER, where, name, 1, max)

static const cyaml_schema_value_t measure_entry = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, MEASURE_ID_MAX - 1)};
static const cyaml_schema_field_t line_fields[] = {TEXT(phase, struct a_g_line, 20),
	CYAML_FIELD_SEQUENCE_COUNT("measures", CYAML_FLAG_POINTER, struct a_g_line, measures, n_measures,
		&measure_entry, 1, A_G_MEASURES_MAX),
	CYAML_FIELD_END};
static const cyaml_schema_value_t line_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct a_g_line, line_fields)};
static const cyaml_schema_field_t text_fields[] = {TEXT(letter, struct a_g_text, 1),
	TEXT(text, struct a_g_text, 500),
	CYAML_FIELD_SEQUENCE_COUNT(
		"lines", CYAML_FLAG_POINTER, struct a_g_text, lines, n_lines, &line_entry, 1, A_G_LINES_MAX),
	CYAML_FIELD_END};
static const cyaml_schema_value_t text_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct a_g_text, text_fields)};
static const cyaml_schema_field_t list_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("indicators", CYAML_FLAG_POINTER, struct a_g_list, indicators, n,
		&text_entry, A_G_LETTERS, A_G_LETTERS),
	CYAML_FIELD_END};
static const cyaml_schema_value_t list_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct a_g_list, list_fields)};

static const char *check_line(
	const struct catalogue *catalogue, enum a_g_letter letter, const struct a_g_line *line)
{
	for (uint32_t i = 0; i < line->n_measures; i++) {
		const struct measure *measure = catalogue_measure(catalogue, line->measures[i]);

		if (measure == NULL && strncmp(line->measures[i], "lait.", 5) != 0)
			return "names a measure that is not in the catalogue";
		if (measure != NULL && (letter == A_G_D || letter == A_G_E) &&
			measure->polarity != POLARITY_HIGH)
			return "names a measure that is not better the higher it is";
		if (letter != A_G_D && letter != A_G_E && (measure == NULL || line->n_measures > 1))
			return "has more than one measure, or none of the catalogue";
	}
	return NULL;
}

static const char *check(const struct catalogue *catalogue, const struct a_g_list *list, uint32_t i)
{
	const struct a_g_text *text = &list->indicators[i];
	const char *wrong = NULL;

	if (text->letter[0] != (char)('A' + i))
		return "is not the letter that comes next";
	if (!yamlfile_is_line(text->text))
		return "has a text of more than one line";
	if (i != A_G_D && i != A_G_E && text->n_lines > 1)
		return "has more than one measure";
	for (uint32_t k = 0; wrong == NULL && k < text->n_lines; k++)
		wrong = check_line(catalogue, (enum a_g_letter)i, &text->lines[k]);
	return wrong;
}

int a_g_list_open(
	const char *folder, const struct catalogue *catalogue, struct a_g_list **ret, struct err_text *error)
{
	struct a_g_list *list;
	void *file = NULL;
	int rc = yamlfile_read(folder, FILE_NAME, &list_schema, &file, error);

	if (rc < 0)
		return rc;
	list = file;
	for (uint32_t i = 0; i < list->n; i++) {
		const char *wrong = check(catalogue, list, i);

		if (wrong != NULL) {
			rc = error_set(
				error, ERR_SYNTAX, "\"" FILE_NAME "\": indicator %c %s", 'A' + (int)i, wrong);
			a_g_list_free(list);
			return rc;
		}
	}
	*ret = list;
	return 0;
}

void a_g_list_free(struct a_g_list *list)
{
	yamlfile_free(&list_schema, list);
}
