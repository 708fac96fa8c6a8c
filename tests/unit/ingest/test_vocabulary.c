/* SPDX-License-Identifier: MIT
 *
 * The words that all formats share: measures are those of the catalogue, and a pupil group is spelled in one way whatever
 * the layout, or figures of one thing would never meet.
 */
#include <dirent.h>

#include "common/model/catalogue.h"
#include "services/ingest/reading/format.h"
#include "tests/unit/ingest/file.h"

#define SHIPPED "services/ingest/formats"
#define MOST    100

struct vocabulary {
	struct formats *formats;
	struct catalogue *catalogue;
	const struct format *format[MOST];
	size_t n;
};

/* The id that a file under formats/ gives, or "" for one that is none. */
static void id_of(const char *name, char ret[128])
{
	char path[300];
	FILE *file;

	(void)snprintf(path, sizeof(path), SHIPPED "/%s", name);
	file = fopen(path, "r");
	ret[0] = '\0';
	assert_non_null(file);
	while (fscanf(file, "id: %127s", ret) != 1 && fscanf(file, "%*[^\n]") != EOF && fgetc(file) != EOF)
		continue;
	assert_int_equal(fclose(file), 0);
}

static int open_all(void **state)
{
	struct vocabulary *v = calloc(1, sizeof(*v));
	DIR *folder = opendir(SHIPPED);
	struct err_text text = {""};
	char id[128];

	*state = v;
	if (folder == NULL || formats_open(SHIPPED, &v->formats, &text) < 0 ||
		catalogue_open("common/model/catalogue", &v->catalogue, &text) < 0)
		return -1;
	for (const struct dirent *entry; (entry = readdir(folder)) != NULL && v->n < MOST;) {
		if (strstr(entry->d_name, ".yaml") == NULL || strcmp(entry->d_name, "personal.yaml") == 0)
			continue;
		id_of(entry->d_name, id);
		v->format[v->n] = formats_find(v->formats, id);
		if (v->format[v->n++] == NULL)
			print_error("%s: no format '%s'\n", entry->d_name, id);
	}
	return closedir(folder) < 0 || v->n == 0 || v->format[v->n - 1] == NULL ? -1 : 0;
}

static int close_all(void **state)
{
	struct vocabulary *v = *state;

	formats_free(v->formats);
	catalogue_free(v->catalogue);
	free(v);
	return 0;
}

static bool among(const char *const *words, size_t n, const char *word, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
			return true;
	return false;
}

/* Measures that travel with their file as data, because nobody compares them: counts beside a share, and reasons of
 * absence, of which there are dozens. */
static const char *const as_data[] = {"attendance.reason_t_authorised_mobile_child",
	"attendance.auth_mob_perc", "ks4.destinations.education_pupils",
	"ks4.destinations.employment_pupils"};

static void every_measure_that_a_format_names_is_of_the_catalogue_or_meant_as_data(void **state)
{
	const struct vocabulary *v = *state;
	size_t found = 0;

	for (size_t i = 0; i < v->n; i++) {
		const struct format *format = v->format[i];

		for (uint32_t k = 0; k < format->n_measures; k++) {
			const char *id = format->measures[k].measure;

			if (catalogue_measure(v->catalogue, id) != NULL)
				continue;
			if (!among(as_data, ARRAY_LEN(as_data), id, strlen(id)))
				fail_msg("%s: '%s' is not in measures.yaml, nor meant as data", format->id,
					id);
			assert_non_null(format->measure_prefix);
			assert_memory_equal(id, format->measure_prefix, strlen(format->measure_prefix));
			found++;
		}
	}
	assert_int_equal(found, ARRAY_LEN(as_data));
}

/* Each distinction in the one way in which it is spelled. A new one goes here when none of these means it. */
static const char *const groups[] = {"girls", "boys", "disadvantaged", "not-disadvantaged", "fsm", "not-fsm",
	"low-prior-attainment", "middle-prior-attainment", "high-prior-attainment", "eal", "english",
	"other-than-english", "non-mobile", "primary-schools", "secondary-schools", "special-schools",
	"white", "mixed", "asian", "black", "chinese", "no-sen", "school-action", "school-action-plus",
	"sen-without-statement", "sen-with-statement"};

static void check_group(const struct format *format, const char *group)
{
	const char *one = group == NULL ? "" : group;

	if (group != NULL && strlen(group) >= GROUP_ID_MAX)
		fail_msg("%s: '%s' is too long", format->id, group);
	for (size_t len; *one != '\0'; one += len + (one[len] == '+')) {
		len = strcspn(one, "+");
		if (!among(groups, ARRAY_LEN(groups), one, len))
			fail_msg("%s: '%.*s' of '%s' is no group of the others", format->id, (int)len, one,
				group);
	}
}

static void every_group_is_of_one_spelling(void **state)
{
	const struct vocabulary *v = *state;

	for (size_t i = 0; i < v->n; i++) {
		const struct format *format = v->format[i];

		for (uint32_t k = 0; k < format->n_rows; k++)
			check_group(format, format->rows[k].group);
		for (uint32_t k = 0; k < format->n_endings; k++)
			check_group(format, format->endings[k].group);
		for (uint32_t k = 0; k < format->n_values; k++)
			check_group(format, format->values[k].group);
	}
}

/* What statistics files call those who are not, in the words of the samples. */
static void those_who_are_not_have_one_name_in_tables_and_statistics(void **state)
{
	static const char *const words[][2] = {
		{"Disadvantaged all other", "not-disadvantaged"}, {"FSM all other", "not-fsm"}};
	const struct format *tidy = formats_find(((struct vocabulary *)*state)->formats, "ees.tidy");

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *group = NULL;

		for (uint32_t k = 0; k < tidy->n_values; k++)
			if (strcmp(tidy->values[k].text, words[i][0]) == 0)
				group = tidy->values[k].group;
		assert_non_null(group);
		assert_string_equal(group, words[i][1]);
	}
}

/* "_FSM6CLA1A_16" is of 2015/16, whichever year's table has it. */
static void an_ending_with_a_year_means_that_year(void **state)
{
	const struct vocabulary *v = *state;

	for (size_t i = 0; i < v->n; i++) {
		const struct format *format = v->format[i];

		for (uint32_t k = 0; k < format->n_endings; k++) {
			const struct format_ending *ending = &format->endings[k];
			size_t len = strlen(ending->text);
			bool dated = len >= 3 && ending->text[len - 3] == '_' &&
				     strspn(ending->text + len - 2, "0123456789") == 2;
			struct period period;

			if (ending->period == NULL) {
				/* The counts by characteristics end in their own year. */
				assert_true(!dated || strcmp(format->period, "2012/13") == 0);
				continue;
			}
			assert_true(dated);
			assert_int_equal(period_parse(ending->period, strlen(ending->period), PERIOD_ACADEMIC,
						 &period),
				0);
			assert_string_equal(ending->period + 5, ending->text + len - 2);
			assert_string_not_equal(ending->period, format->period);
		}
	}
}

static void nothing_is_said_twice_in_one_format(void **state)
{
	const struct vocabulary *v = *state;

	for (size_t i = 0; i < v->n; i++) {
		const struct format *format = v->format[i];

		for (uint32_t k = 0; k < format->n_measures; k++)
			for (uint32_t m = 0; m < k; m++) {
				assert_string_not_equal(
					format->measures[k].column, format->measures[m].column);
				assert_string_not_equal(
					format->measures[k].measure, format->measures[m].measure);
			}
		for (uint32_t k = 0; k < format->n_endings; k++)
			for (uint32_t m = 0; m < k; m++)
				assert_string_not_equal(format->endings[k].text, format->endings[m].text);
		for (uint32_t k = 0; k < format->n_flags; k++)
			for (uint32_t m = 0; m < k; m++)
				assert_string_not_equal(format->flags[k].text, format->flags[m].text);
		for (uint32_t k = 0; k < format->n_values; k++)
			for (uint32_t m = 0; m < k; m++)
				assert_string_not_equal(format->values[k].text, format->values[m].text);
	}
}

static void a_formats_own_year_is_an_academic_year_and_its_status_one_that_is_known(void **state)
{
	static const char *const statuses[] = {"provisional", "revised", "final"};
	const struct vocabulary *v = *state;

	for (size_t i = 0; i < v->n; i++) {
		const struct format *format = v->format[i];
		struct period period;

		if (format->period != NULL) {
			assert_int_equal(period_parse(format->period, strlen(format->period), PERIOD_ACADEMIC,
						 &period),
				0);
			assert_int_equal(period_kind(period), PERIOD_ACADEMIC);
		}
		if (format->status != NULL)
			assert_true(
				among(statuses, ARRAY_LEN(statuses), format->status, strlen(format->status)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_measure_that_a_format_names_is_of_the_catalogue_or_meant_as_data),
		cmocka_unit_test(every_group_is_of_one_spelling),
		cmocka_unit_test(those_who_are_not_have_one_name_in_tables_and_statistics),
		cmocka_unit_test(an_ending_with_a_year_means_that_year),
		cmocka_unit_test(nothing_is_said_twice_in_one_format),
		cmocka_unit_test(a_formats_own_year_is_an_academic_year_and_its_status_one_that_is_known),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
