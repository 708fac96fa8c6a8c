/* SPDX-License-Identifier: MIT
 *
 * The formats as shipped: each knows the sample it was made for, and none of the others.
 */
#include "services/ingest/reading/format.h"
#include "services/ingest/reading/source.h"
#include "tests/unit/ingest/file.h"

#define SHIPPED "services/ingest/formats"
#define SAMPLE  "services/cli/sample/"

static int open_shipped(void **state)
{
	struct formats *formats = NULL;
	struct err_text text = {""};

	if (formats_open(SHIPPED, &formats, &text) < 0)
		print_error("%s\n", text.text);
	*state = formats;
	return formats == NULL ? -1 : 0;
}

static int free_shipped(void **state)
{
	formats_free(*state);
	return 0;
}

static void each_sample_is_recognised(void **state)
{
	static const char *const samples[][2] = {{"2018-19/england_abs.csv", "dfe.absence.10"},
		{"2018-19/england_census.csv", "dfe.census"},
		{"2018-19/england_ks4provisional.csv", "dfe.ks4.provisional.2018-19"},
		{"lait/lait_2026-04.csv", "lait.long"},
		{"lait/statistical_neighbours.csv", "lait.neighbours"},
		{"leicestershire-2013/published_tables.csv", "council.series"},
		{"ofsted/2018-07-31_latest_outcomes.csv", "ofsted.latest.2018"}};

	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		char path[200];
		struct err_text text = {""};
		const struct format *format = NULL;
		struct csv_row header;
		struct csv *csv = NULL;

		(void)snprintf(path, sizeof(path), SAMPLE "%s", samples[i][0]);
		assert_int_equal(source_csv(path, (uint64_t)64 * 1024 * 1024, &csv, &text), 0);
		assert_int_equal(csv_next(csv, &header, &text), 1);
		if (formats_recognise(*state, &header, &format, &text) < 0)
			fail_msg("%s: %s", path, text.text);
		assert_string_equal(format->id, samples[i][1]);
		assert_ptr_equal(formats_find(*state, samples[i][1]), format);
		csv_free(csv);
	}
	assert_null(formats_find(*state, "no.such"));
}

static void recognise(void *formats, const char *const *names, size_t n, const char *want)
{
	struct bytes field[32];
	struct csv_row header = {.number = 1, .n = n, .field = field};
	const struct format *format = NULL;
	struct err_text text = {""};

	for (size_t i = 0; i < n; i++)
		field[i] = bytes_text(names[i]);
	assert_int_equal(formats_recognise(formats, &header, &format, &text), ERR_REFUSED);
	assert_null(format);
	if (strstr(text.text, want) == NULL)
		fail_msg("'%s' does not say '%s'", text.text, want);
}

static void an_unknown_header_is_told_what_comes_nearest_and_what_is_missing(void **state)
{
	static const char *const near[] = {"LA", "ESTAB", "URN", "PERCTOT", "PPERSABS11"};
	static const char *const far[] = {"basket", "fruit"};

	recognise(*state, near, ARRAY_LEN(near),
		"nearest is dfe.absence.15 (Absence, persistent absence at 15 % (Department for "
		"Education)), which needs a column 'PPERSABS15'");
	recognise(*state, far, ARRAY_LEN(far),
		"the header, which begins \"basket, fruit\", is not of a known format");
	recognise(*state, far, ARRAY_LEN(far), "area, measure, period, value (your own figures)");
	recognise(*state, far, 0, "not of a known format");
}

static void columns_are_found_by_their_exact_name(void **state)
{
	struct bytes field[] = {bytes_text("A"), bytes_text("b"), bytes_text("A")};
	struct csv_row header = {1, 3, field};

	(void)state;
	assert_int_equal(format_column(&header, "A"), 0);
	assert_int_equal(format_column(&header, "B"), -1);
	assert_int_equal(format_column(&header, NULL), -1);
}

static void words_for_missing_figures_are_those_of_the_format(void **state)
{
	const struct format *ks4 = formats_find(*state, "dfe.ks4.provisional.2018-19");
	const struct format *lait = formats_find(*state, "lait.long");

	assert_int_equal(format_flag(ks4, bytes_text("SUPP")), FLAG_SUPPRESSED);
	assert_int_equal(format_flag(ks4, bytes_text("LOWCOV")), FLAG_LOW_COVERAGE);
	assert_int_equal(format_flag(ks4, bytes_text("supp")), FLAG_PRESENT);
	assert_int_equal(format_flag(lait, bytes_text("x")), FLAG_NOT_PUBLISHED);
	assert_int_equal(format_flag(lait, bytes_text("SUPP")), FLAG_PRESENT);
}

static void every_shipped_format_can_read_what_it_requires(void **state)
{
	static const char *const ids[] = {"dfe.absence.10", "dfe.census", "dfe.ks4.provisional.2018-19"};

	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		const struct format *format = formats_find(*state, ids[i]);

		assert_true(format->n_measures > 0 && format->n_required > 0 && format->columns.urn != NULL);
		for (uint32_t a = 0; a < format->n_measures; a++)
			for (uint32_t b = 0; b < a; b++)
				assert_string_not_equal(
					format->measures[a].measure, format->measures[b].measure);
	}
}

static void assert_slip(struct folder *folder, const char *yaml, const char *want)
{
	const char *path = folder_path(folder, "slip.yaml");
	FILE *file = fopen(path, "w");
	struct formats *formats = NULL;
	struct err_text text = {""};

	assert_true(file != NULL && fputs(yaml, file) >= 0 && fclose(file) == 0);
	assert_true(formats_open(folder->path, &formats, &text) < 0);
	assert_null(formats);
	if (strstr(text.text, want) == NULL)
		fail_msg("'%s' does not say '%s'", text.text, want);
}

static void a_slip_in_a_format_is_named(void **state)
{
	struct folder *folder;
	void *held = NULL;
	struct formats *none = NULL;
	struct err_text text = {""};

	(void)state;
	assert_int_equal(folder_setup(&held), 0);
	folder = held;
	assert_int_equal(formats_open(folder->path, &none, &text), ERR_NOTFOUND);
	assert_slip(folder, "id: a\ntitle: b\nkind: tall\nrequired: [x]\ncolumns: {}\n", "slip.yaml");
	assert_slip(folder, "id: a\ntitle: b\nkind: wide\nrequired: []\ncolumns: {urn: URN}\n", "slip.yaml");
	assert_slip(folder, "id: a\ntitle: b\nkind: wide\nrequired: [x]\ncolumns: {urnn: URN}\n", "urnn");
	assert_slip(folder, "title: b\nkind: wide\nrequired: [x]\ncolumns: {urn: URN}\n", "id");
	assert_int_equal(folder_teardown(&held), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sample_is_recognised),
		cmocka_unit_test(an_unknown_header_is_told_what_comes_nearest_and_what_is_missing),
		cmocka_unit_test(columns_are_found_by_their_exact_name),
		cmocka_unit_test(words_for_missing_figures_are_those_of_the_format),
		cmocka_unit_test(every_shipped_format_can_read_what_it_requires),
		cmocka_unit_test(a_slip_in_a_format_is_named),
	};

	return cmocka_run_group_tests(tests, open_shipped, free_shipped);
}
