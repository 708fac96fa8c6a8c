/* SPDX-License-Identifier: MIT
 *
 * What measures and groups are called that a file brings with it: the same in every edition, and never two under one
 * name.
 */
#include "services/ingest/reading/rows.h"
#include "tests/unit/ingest/taken.h"

static const char *slug(const char *text, char gap)
{
	static char out[40];

	size_t len = name_slug(bytes_text(text), gap, out, sizeof(out));

	assert_int_equal(len, strlen(out));
	return out;
}

static void words_are_in_small_letters_with_one_gap_between(void **state)
{
	(void)state;
	assert_string_equal(slug("Other than English", '-'), "other-than-english");
	assert_string_equal(slug("  SEN  (with EHC plan) ", '-'), "sen-with-ehc-plan");
	assert_string_equal(slug("pt_l2basics_95", '_'), "pt_l2basics_95");
	assert_string_equal(slug("pt_l2basics_95", '-'), "pt-l2basics-95");
	assert_string_equal(slug("7 - 11", '-'), "7-11");
	assert_string_equal(slug("%", '-'), "");
	assert_string_equal(slug("", '-'), "");
	assert_string_equal(slug("Caf\xc3\xa9", '-'), "caf__");
}

static void ten_and_more_is_not_ten(void **state)
{
	(void)state;
	assert_string_equal(slug("10+", '-'), "10plus");
	assert_string_equal(slug("10", '-'), "10");
	assert_string_equal(slug("A+B", '-'), "aplusb");
}

static void a_text_that_is_too_long_ends_in_a_checksum_of_all_of_it(void **state)
{
	char text[200], first[40], out[40];

	(void)state;
	for (size_t len = 30; len < sizeof(text) - 1; len++) {
		memset(text, 'a', len);
		text[len] = '\0';
		(void)snprintf(first, sizeof(first), "%s", slug(text, '-'));
		assert_true(len > 38 || strcmp(first, text) == 0);
		text[len - 1] = 'b';
		assert_string_not_equal(slug(text, '-'), first);
	}
	/* Whatever it is cut at: a gap, a plus sign. */
	for (size_t size = 16, len; size < sizeof(out); size++)
		for (size_t at = 0; at < size; at++) {
			memset(text, 'x', 60);
			text[60] = '\0';
			text[at] = at % 2 == 0 ? '+' : ' ';
			len = name_slug(bytes_text(text), '-', out, size);
			assert_int_equal(len, strlen(out));
			assert_in_range(strlen(out), 1, size - 1);
		}
}

static void a_name_that_fits_stays_and_one_that_does_not_is_told_apart(void **state)
{
	char name[64], other[64];

	(void)state;
	(void)snprintf(name, sizeof(name), "%s", "0123456789012345678");
	name_fit(name, sizeof(name), 20);
	assert_string_equal(name, "0123456789012345678");
	(void)snprintf(name, sizeof(name), "%s", "01234567890123456789");
	name_fit(name, sizeof(name), 20);
	assert_int_equal(strlen(name), 19);
	assert_memory_equal(name, "0123456789~", 11);
	(void)snprintf(other, sizeof(other), "%s", "01234567890123456780");
	name_fit(other, sizeof(other), 20);
	assert_string_not_equal(name, other);
	assert_memory_equal(other, "0123456789~", 11);
}

#define TIDY "time_period,time_identifier,geographic_level,old_la_code,sex,"
#define ROW                                                                             \
	"202122,Academic year,Local authority,855,Total,1\n202122,Academic year,Local " \
	"authority,855,Girls,1\n"

/* The numbers in a file's name say which edition it is. */
static void editions_of_a_file_share_their_measures(void **state)
{
	static const char *const names[][2] = {{"eyfsp_headline_measures.csv", "eyfsp_headline_measures"},
		{"1_eyfsp_headline_measures_2022.csv", "eyfsp_headline_measures"},
		{"2023/2_eyfsp_headline_measures_2022-23.csv", "eyfsp_headline_measures"},
		{"EYFSP headline measures 202324.csv.gz", "eyfsp_headline_measures"},
		{"eyfsp.2022.csv", "eyfsp"}, {"ks4_v2_2019.csv", "ks4_v2"},
		{"folder.with.dots/absence_3_term.csv", "absence_term"}, {"absence", "absence"}};
	struct taking *t = *state;
	char want[100];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		t->submit.name = names[i][0];
		(void)snprintf(want, sizeof(want), "measure ees.%s.pupils \n", names[i][1]);
		assert_told(TAKE(TIDY "pupils\n" ROW), want);
	}
	t->submit.name = "2022.csv"; /* no name but the edition's */
	assert_told(TAKE(TIDY "pupils\n" ROW), "measure ees.pupils \n");
}

static void a_description_and_its_file_name_the_same_measures(void **state)
{
	struct taking *t = *state;

	t->submit.name = "b/2_ks4_characteristics_2018-19.meta.csv";
	assert_told(TAKE("col_name,col_type,label\navg_att8,Indicator,Average\n"),
		"measure ees.ks4_characteristics.avg_att8 Average\n");
	t->submit.name = "a/ks4_characteristics_2019-20.csv";
	assert_told(
		TAKE(TIDY "avg_att8\n" ROW), "column ees.ks4_characteristics.avg_att8 2021/22 all england");
}

static void long_headings_in_a_file_of_a_long_name_stay_apart(void **state)
{
	struct taking *t = *state;
	char name[400], file[2000], heading[300];
	const char *told;

	memset(name, 'n', 190);
	(void)snprintf(name + 190, sizeof(name) - 190, ".csv");
	memset(heading, 'h', sizeof(heading) - 1);
	heading[sizeof(heading) - 1] = '\0';
	t->submit.name = name;
	(void)snprintf(file, sizeof(file),
		TIDY "%.150s_a,%.150s_b\n202122,Academic year,Local authority,855,Total,1,2\n", heading,
		heading);
	told = take_in(t, file, strlen(file));
	assert_told(told, "closed accepted ees.tidy : 1 read 1 accepted 0 refused, 2 cells");
	assert_told(told, "authority 855=2 (row 2 ");
}

static void the_own_name_of_a_long_table_may_be_any_legible_text(void **state)
{
	const char *told =
		TAKE("area,measure,period,value\n855,Visits to schools,2018/19,5\n855,\"a,b\",2018/19,6\n");

	assert_told(told, "measure Visits_to_schools \n");
	assert_told(told, "measure a_b \n");
	told = TAKE("area,measure,period,value\n855,caf\xc3\xa9,2018/19,5\n855,,2018/"
		    "19,6\n855,\"a\"\"b\",2018/19,7\n");
	assert_told(told, "refused 2 measure: the measure's name has characters that an id cannot have\n");
	assert_told(told, "refused 3 measure: the measure's name is missing or too long\n");
	assert_told(told, "refused 4 measure: the measure's name has characters");
}

static void a_name_of_the_greatest_length_is_taken_and_one_more_is_refused(void **state)
{
	char name[200], file[400], want[200];

	memset(name, 'm', sizeof(name));
	for (size_t len = MEASURE_ID_MAX - 1; len <= MEASURE_ID_MAX; len++) {
		(void)snprintf(file, sizeof(file), "area,measure,period,value\n855,%.*s,2018/19,5\n",
			(int)len, name);
		(void)snprintf(want, sizeof(want), "measure %.*s \n", (int)len, name);
		if (len < MEASURE_ID_MAX)
			assert_told(take_in(*state, file, strlen(file)), want);
		else
			assert_told(take_in(*state, file, strlen(file)), "name is missing or too long");
	}
}

static void five_thousand_measures_are_taken_and_one_more_is_not(void **state)
{
	struct buffer file;

	for (unsigned n = 5000; n <= 5001; n++) {
		const char *told;

		buffer_init(&file, MIB);
		buffer_text(&file, "area,measure,period,value\n");
		for (unsigned i = 0; i < n; i++)
			buffer_print(&file, "855,m%u,2018/19,5\n", i);
		told = take_in(*state, (char *)file.data, file.len);
		if (n == 5000)
			assert_told(told, "5000 read 5000 accepted 0 refused, 5000 cells");
		else
			assert_told(told, "row 5002: the file defines more than 5000 measures");
		buffer_done(&file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_in_small_letters_with_one_gap_between),
		cmocka_unit_test(ten_and_more_is_not_ten),
		cmocka_unit_test(a_text_that_is_too_long_ends_in_a_checksum_of_all_of_it),
		cmocka_unit_test(a_name_that_fits_stays_and_one_that_does_not_is_told_apart),
#define EACH(name) cmocka_unit_test_setup_teardown(name, taking_setup, taking_teardown)
		EACH(editions_of_a_file_share_their_measures),
		EACH(a_description_and_its_file_name_the_same_measures),
		EACH(long_headings_in_a_file_of_a_long_name_stay_apart),
		EACH(the_own_name_of_a_long_table_may_be_any_legible_text),
		EACH(a_name_of_the_greatest_length_is_taken_and_one_more_is_refused),
		EACH(five_thousand_measures_are_taken_and_one_more_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
