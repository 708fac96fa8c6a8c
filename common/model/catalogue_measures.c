/* SPDX-License-Identifier: MIT
 *
 * measures.yaml. Libcyaml fills the very structures that are handed out; their texts then move to the arena, and what
 * the schema cannot say is checked: words of fixed lists, ids given twice, names that must exist. See catalogue.h.
 */
#include <stdlib.h>
#include <string.h>

#include "common/model/catalogue_parts.h"
#include "common/model/column.h"
#include "common/model/yamlfile.h"

/* About 210 measures are shipped; catalogue.c says what they may take. */
#define MEASURES_MAX 2000

/* A measure lives for some years. */
#define SPREADS_MAX 40

struct spread_entry {
	char *year;
	char *sd;
};

/* A measure as written. */
struct measure_entry {
	struct measure own;
	struct spread_entry *spreads;
	unsigned n_spreads;
};

struct measures_file {
	struct measure_entry *measures;
	uint32_t n;
};

static const cyaml_strval_t polarities[] = {
	{"high", POLARITY_HIGH}, {"low", POLARITY_LOW}, {"none", POLARITY_NONE}};
static const cyaml_strval_t workings[] = {
	{"mean", WORKED_OUT_MEAN}, {"sum", WORKED_OUT_SUM}, {"inspections", WORKED_OUT_INSPECTIONS}};
static const cyaml_strval_t no_entries[] = {{"zero", true}};
static const cyaml_strval_t quartiles[] = {{"none", true}};
static const cyaml_strval_t intervals[] = {{"wilson", INTERVAL_WILSON}, {"progress", INTERVAL_PROGRESS}};

static const cyaml_schema_field_t spread_fields[] = {
	CYAML_FIELD_STRING_PTR("year", NEEDED, struct spread_entry, year, 1, 20),
	CYAML_FIELD_STRING_PTR("sd", NEEDED, struct spread_entry, sd, 1, 20),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t spread_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct spread_entry, spread_fields)};
static const cyaml_schema_field_t measure_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct measure_entry, own.id, 1, MEASURE_ID_MAX - 1),
	CYAML_FIELD_STRING_PTR("title", NEEDED, struct measure_entry, own.title, 1, 300),
	CYAML_FIELD_STRING_PTR("phase", NEEDED, struct measure_entry, own.phase, 1, 20),
	CYAML_FIELD_STRING_PTR("unit", NEEDED, struct measure_entry, own.unit, 1, 20),
	CYAML_FIELD_UINT("decimals", NEEDED, struct measure_entry, own.decimals),
	CYAML_FIELD_ENUM(
		"polarity", WORD, struct measure_entry, own.polarity, polarities, ARRAY_LEN(polarities)),
	CYAML_FIELD_ENUM("quartile", WORD | MAY_BE, struct measure_entry, own.no_quartile, quartiles,
		ARRAY_LEN(quartiles)),
	CYAML_FIELD_STRING_PTR("basis", NEEDED, struct measure_entry, own.basis, 1, 20),
	CYAML_FIELD_STRING_PTR("year", NEEDED, struct measure_entry, own.year, 1, 20),
	CYAML_FIELD_ENUM("worked_out", WORD | MAY_BE, struct measure_entry, own.worked_out, workings,
		ARRAY_LEN(workings)),
	CYAML_FIELD_ENUM("no_entries", WORD | MAY_BE, struct measure_entry, own.no_entries_zero, no_entries,
		ARRAY_LEN(no_entries)),
	CYAML_FIELD_STRING_PTR(
		"superseded_by", MAY_BE, struct measure_entry, own.superseded_by, 1, MEASURE_ID_MAX - 1),
	CYAML_FIELD_STRING_PTR("superseded_from", MAY_BE, struct measure_entry, own.superseded_from, 1, 20),
	CYAML_FIELD_STRING_PTR("breaks", MAY_BE, struct measure_entry, own.breaks, 1, 20),
	CYAML_FIELD_ENUM("interval", WORD | MAY_BE, struct measure_entry, own.interval, intervals,
		ARRAY_LEN(intervals)),
	CYAML_FIELD_SEQUENCE_COUNT("spreads", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct measure_entry,
		spreads, n_spreads, &spread_schema, 1, SPREADS_MAX),
	CYAML_FIELD_STRING_PTR("source", NEEDED, struct measure_entry, own.source, 1, 500),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t measure_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct measure_entry, measure_fields)};
static const cyaml_schema_field_t measures_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("measures", CYAML_FLAG_POINTER, struct measures_file, measures, n,
		&measure_schema, 1, MEASURES_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t measures_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct measures_file, measures_fields)};

/* Every text of a measure. */
#define MEASURE_TEXTS(X)   \
	X(id)              \
	X(title)           \
	X(phase)           \
	X(unit)            \
	X(basis)           \
	X(year)            \
	X(superseded_by)   \
	X(superseded_from) \
	X(breaks)          \
	X(source)

static bool one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

static const char *check_words(const struct measure *measure)
{
	static const char *const phases[] = {
		"eyfs", "ks1", "ks2", "ks3", "ks4", "ks5", "absence", "census", "ofsted"};
	static const char *const units[] = {"percent", "points", "score", "count"};
	static const char *const bases[] = {"state-funded", "all", "maintained"};
	static const char *const years[] = {"academic", "calendar", "financial", "to-date"};

	if (!one_of(measure->phase, phases, ARRAY_LEN(phases)))
		return "unknown phase";
	if (!one_of(measure->unit, units, ARRAY_LEN(units)))
		return "unknown unit";
	if (!one_of(measure->basis, bases, ARRAY_LEN(bases)))
		return "unknown basis";
	if (!one_of(measure->year, years, ARRAY_LEN(years)))
		return "unknown kind of year";
	return NULL;
}

static bool is_academic_year(const char *text)
{
	struct period period;

	return period_parse(text, strlen(text), PERIOD_ACADEMIC, &period) == 0 &&
	       period_kind(period) == PERIOD_ACADEMIC;
}

/* What is wrong with an entry, by itself; NULL when nothing is. */
static const char *check_measure(const struct measure *measure)
{
	if (strspn(measure->id, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(measure->id))
		return "an id has small letters, digits, '_' and '.' only";
#define CHECK_LINE(field)                      \
	if (!yamlfile_is_line(measure->field)) \
		return #field " is not one line of text";
	MEASURE_TEXTS(CHECK_LINE)
#undef CHECK_LINE
	if (measure->decimals > DECIMAL_SCALE_MAX)
		return "too many decimals";
	if (measure->interval == INTERVAL_WILSON && strcmp(measure->unit, "percent") != 0)
		return "only a percentage has a Wilson interval";
	if (measure->interval == INTERVAL_PROGRESS && strcmp(measure->unit, "score") != 0)
		return "only a score has an interval of progress";
	if (measure->breaks[0] != '\0' && !is_academic_year(measure->breaks))
		return "breaks is no academic year such as 2015/16";
	if ((measure->superseded_by[0] != '\0') != (measure->superseded_from[0] != '\0'))
		return "superseded_by and superseded_from stand together or not at all";
	if (measure->superseded_from[0] != '\0' && !is_academic_year(measure->superseded_from))
		return "superseded_from is no academic year such as 2015/16";
	return check_words(measure);
}

/* The spreads of an entry into its measure; what is wrong with them, NULL when nothing is. */
static const char *take_spreads(
	struct arena *arena, const struct measure_entry *entry, struct measure *measure)
{
	struct spread *spread = arena_take_array(arena, entry->n_spreads, sizeof(*spread));

	if (entry->n_spreads > 0 && measure->interval != INTERVAL_PROGRESS)
		return "only an interval of progress has spreads";
	for (size_t i = 0; spread != NULL && i < entry->n_spreads; i++) {
		const char *year = entry->spreads[i].year, *sd = entry->spreads[i].sd;
		struct decimal figure;

		if (!is_academic_year(year))
			return "a spread's year is no academic year such as 2015/16";
		(void)period_parse(year, strlen(year), PERIOD_ACADEMIC, &spread[i].period);
		if (i > 0 && spread[i].period.v <= spread[i - 1].period.v)
			return "spreads are not in the order of their years";
		if (decimal_parse(sd, strlen(sd), &figure) < 0 ||
			!decimal_rescale(figure.m, figure.scale, MICRO_SCALE, &spread[i].sd) ||
			spread[i].sd <= 0 || spread[i].sd > SPREAD_MAX)
			return "a spread is no standard deviation of scores";
	}
	measure->spread = spread;
	measure->n_spread = spread == NULL ? 0 : entry->n_spreads;
	return spread == NULL && entry->n_spreads > 0 ? error_text(ERR_NOMEM) : NULL;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp((*(const struct measure *const *)a)->id, (*(const struct measure *const *)b)->id);
}

static int compare_id(const void *id, const void *entry)
{
	return strcmp(id, (*(const struct measure *const *)entry)->id);
}

static int index_measures(struct catalogue *catalogue, struct err_text *error)
{
	size_t n = catalogue->n_measure;
	const struct measure **by_id = arena_take_array(catalogue->arena, n, sizeof(struct measure *));

	if (by_id == NULL)
		return error_set(error, ERR_NOMEM, "\"measures.yaml\": %s", error_text(ERR_NOMEM));
	for (size_t i = 0; i < n; i++)
		by_id[i] = &catalogue->measure[i];
	qsort(by_id, n, sizeof(struct measure *), compare_ids);
	for (size_t i = 1; i < n; i++)
		if (strcmp(by_id[i - 1]->id, by_id[i]->id) == 0)
			return error_set(
				error, ERR_SYNTAX, "\"measures.yaml\": \"%s\" is given twice", by_id[i]->id);
	catalogue->by_id = by_id;
	for (size_t i = 0; i < n; i++) {
		const char *next = by_id[i]->superseded_by;

		if (next[0] != '\0' &&
			(strcmp(next, by_id[i]->id) == 0 || catalogue_measure(catalogue, next) == NULL))
			return error_set(error, ERR_SYNTAX,
				"\"measures.yaml\": \"%s\" is superseded by \"%s\", which is no other "
				"measure",
				by_id[i]->id, next);
	}
	return 0;
}

static int take_measures(
	struct catalogue *catalogue, const struct measures_file *file, struct err_text *error)
{
	size_t n = file->n;
	struct measure *measure = arena_take_array(catalogue->arena, n, sizeof(*measure));
	bool copied = measure != NULL;

	for (size_t i = 0; copied && i < n; i++) {
		const char *wrong;

		measure[i] = file->measures[i].own;
#define COPY(field) \
	copied = (measure[i].field = yamlfile_copy(catalogue->arena, measure[i].field)) != NULL && copied;
		MEASURE_TEXTS(COPY)
#undef COPY
		if (!copied)
			break;
		wrong = check_measure(&measure[i]);
		if (wrong == NULL)
			wrong = take_spreads(catalogue->arena, &file->measures[i], &measure[i]);
		if (wrong != NULL)
			return error_set(error, ERR_SYNTAX, "\"measures.yaml\": \"%s\": %s",
				yamlfile_is_line(measure[i].id) ? measure[i].id : "?", wrong);
	}
	if (!copied)
		return error_set(error, ERR_NOMEM, "\"measures.yaml\": %s", error_text(ERR_NOMEM));
	catalogue->n_measure = n;
	catalogue->measure = measure;
	return index_measures(catalogue, error);
}

int catalogue_read_measures(struct catalogue *catalogue, const char *folder, struct err_text *error)
{
	void *file;
	int rc = yamlfile_read(folder, "measures.yaml", &measures_schema, &file, error);

	if (rc < 0)
		return rc;
	rc = take_measures(catalogue, file, error);
	yamlfile_free(&measures_schema, file);
	return rc;
}

const struct measure *catalogue_measure(const struct catalogue *catalogue, const char *id)
{
	const struct measure *const *found =
		bsearch(id, catalogue->by_id, catalogue->n_measure, sizeof(struct measure *), compare_id);

	return found == NULL ? NULL : *found;
}

size_t catalogue_measures(const struct catalogue *catalogue, const struct measure **ret)
{
	*ret = catalogue->measure;
	return catalogue->n_measure;
}

int64_t measure_spread(const struct measure *measure, struct period period)
{
	for (size_t i = 0; i < measure->n_spread; i++)
		if (measure->spread[i].period.v == period.v)
			return measure->spread[i].sd;
	return DECIMAL_NONE;
}

enum polarity polarity_parse(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(polarities); i++)
		if (strcmp(text, polarities[i].str) == 0)
			return (enum polarity)polarities[i].val;
	return POLARITY_UNKNOWN;
}
