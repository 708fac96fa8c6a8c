/* SPDX-License-Identifier: MIT
 *
 * How measures and groups that a file brings with it are called: ids of small letters, digits, '_', '.', '-', '+'.
 */
#include <search.h>
#include <stdio.h>

#include "common/base/crc32c.h"
#include "services/ingest/reading/rows.h"

/* Measures that one file may define: the largest known table has 507 columns, and the largest dictionary 448 rows. At
 * some 150 bytes with their texts, 5,000 are below a megabyte. */
#define MEASURES_MAX 5000

static int compare_ids(const void *a, const void *b)
{
	return strcmp(a, b);
}

const char *name_measure(struct intake *intake, uint32_t row, const char *id, struct bytes title)
{
	const struct measure *catalogued;
	const char *const *known;
	struct measure_def *def;

	if (intake->last_measure != NULL && strcmp(intake->last_measure, id) == 0)
		return intake->last_measure;
	catalogued = catalogue_measure(intake->catalogue, id);
	if (catalogued != NULL)
		return intake->last_measure = catalogued->id;
	known = tfind(id, &intake->known_measures, compare_ids);
	if (known != NULL)
		return intake->last_measure = *known;
	if (intake->measures.n == MEASURES_MAX) {
		(void)error_set(&intake->why, ERR_LIMIT, "row %u: the file defines more than %d measures",
			row, MEASURES_MAX);
		return NULL;
	}
	def = list_add(&intake->measures);
	if (def == NULL)
		return NULL;
	def->id = arena_text(intake->texts, id, strlen(id));
	def->title = field_text(intake, title);
	def->phase = def->unit = def->polarity = def->basis = "";
	def->no_quartile = false;
	if (def->id == NULL || def->title == NULL ||
		tsearch(def->id, &intake->known_measures, compare_ids) == NULL)
		return NULL;
	return intake->last_measure = def->id;
}

bool field_measure(struct intake *intake, const struct csv_row *row, char ret[MEASURE_ID_MAX])
{
	struct bytes field = row_field(row, intake->at.measure);
	const char *prefix = intake->format->measure_prefix == NULL ? "" : intake->format->measure_prefix;
	size_t n = strlen(prefix);

	if (field.len == 0 || n + field.len >= MEASURE_ID_MAX) {
		row_refuse(
			intake, row->number, intake->at.measure, "the measure's name is missing or too long");
		return false;
	}
	memcpy(ret, prefix, n);
	for (size_t i = 0; i < field.len; i++) {
		uint8_t c = field.data[i];

		if (c < 0x20 || c >= 0x7f || c == '"') {
			row_refuse(intake, row->number, intake->at.measure,
				"the measure's name has characters that an id cannot have");
			return false;
		}
		ret[n++] = c == ' ' || c == ',' ? '_' : (char)c;
	}
	ret[n] = '\0';
	return true;
}

size_t name_slug(struct bytes text, char gap, char *ret, size_t size)
{
	bool pending = false;
	size_t n = 0, i = 0;

	for (; i < text.len && n + 2 < size; i++) {
		uint8_t c = text.data[i];
		bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    c >= 0x80;

		if (c == '+') { /* "10+" is not "10" */
			(void)snprintf(ret + n, size - n, "plus");
			n += strlen(ret + n);
			continue;
		}
		if (!word) {
			pending = n > 0;
			continue;
		}
		if (pending)
			ret[n++] = gap;
		pending = false;
		if (n + 1 < size)
			ret[n++] = (char)(c >= 0x80 ? '_' : c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
	}
	ret[n] = '\0';
	/* Two long texts do not become one: see name_fit, which here would see only what was not cut off. */
	if (i < text.len)
		n = size - 10 + (size_t)snprintf(ret + size - 10, 10, "~%08x", crc32c(text));
	return n;
}

void name_fit(char *name, size_t size, size_t max)
{
	size_t len = strlen(name);

	/* What is cut off is told apart by its checksum, so that two long names do not become one. */
	if (len >= max)
		(void)snprintf(name + max - 10, size - (max - 10), "~%08x", crc32c(bytes_of(name, len)));
}

void name_join(char whole[GROUP_WHOLE_MAX], const char *one)
{
	size_t n = strlen(whole);

	if (one[0] == '\0')
		return;
	if (n + strlen(one) + 2 > GROUP_WHOLE_MAX) {
		name_fit(whole, GROUP_WHOLE_MAX, GROUP_ID_MAX);
		n = strlen(whole);
	}
	(void)snprintf(whole + n, GROUP_WHOLE_MAX - n, "%s%s", n == 0 ? "" : "+", one);
}

void name_group(char whole[GROUP_WHOLE_MAX], char ret[GROUP_ID_MAX])
{
	name_fit(whole, GROUP_WHOLE_MAX, GROUP_ID_MAX);
	(void)snprintf(ret, GROUP_ID_MAX, "%.*s", GROUP_ID_MAX - 1, whole[0] == '\0' ? "all" : whole);
}

/* "a/1_eyfsp_headline_measures_2022.csv" is "eyfsp_headline_measures": words that are only digits say which edition it
 * is, and the next edition goes on with the same measures. */
static void stem_of(const char *name, char *ret, size_t size)
{
	const char *slash = strrchr(name, '/');
	const char *from = slash == NULL ? name : slash + 1;
	const char *dot = strchr(from, '.');
	char slug[200];
	size_t n = 0;
	char *rest = NULL;

	(void)name_slug(
		bytes_of(from, dot == NULL ? strlen(from) : (size_t)(dot - from)), '_', slug, sizeof(slug));
	ret[0] = '\0';
	for (char *word = strtok_r(slug, "_", &rest); word != NULL; word = strtok_r(NULL, "_", &rest))
		if (strspn(word, "0123456789") != strlen(word) && n < size)
			n += (size_t)snprintf(ret + n, size - n, "%s%s", n == 0 ? "" : "_", word);
}

void name_of_column(const struct intake *intake, struct bytes column, char ret[MEASURE_ID_MAX])
{
	const struct format *format = intake->format;
	char slug[200], stem[200] = "", whole[500];

	(void)name_slug(column, '_', slug, sizeof(slug));
	if (format->named_by_file)
		stem_of(intake->receipt.name, stem, sizeof(stem));
	(void)snprintf(whole, sizeof(whole), "%s%s%s%s",
		format->measure_prefix == NULL ? "" : format->measure_prefix, stem,
		stem[0] == '\0' ? "" : ".", slug);
	name_fit(whole, sizeof(whole), MEASURE_ID_MAX);
	(void)snprintf(ret, MEASURE_ID_MAX, "%.*s", MEASURE_ID_MAX - 1, whole);
}
