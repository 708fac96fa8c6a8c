/* SPDX-License-Identifier: MIT
 *
 * The catalogue as shipped, and catalogues with slips in them: every slip is named, none is passed over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/model/catalogue.h"
#include "common/model/decimal.h"

#define SHIPPED "common/model/catalogue"

static struct catalogue *shipped(void)
{
	struct catalogue *catalogue = NULL;
	struct err_text error = {""};

	if (catalogue_open(SHIPPED, &catalogue, &error) < 0)
		fail_msg("%s", error.text);
	return catalogue;
}

static void the_shipped_measures_keep_the_order_of_papers(void **state)
{
	struct catalogue *catalogue = shipped();
	const struct measure *measure;
	size_t n = catalogue_measures(catalogue, &measure);

	(void)state;
	assert_true(n >= 79);
	assert_string_equal(measure[0].id, "eyfs.gld.old");
	assert_string_equal(measure[1].id, "eyfs.gld");
	for (size_t i = 0; i < n; i++)
		assert_ptr_equal(catalogue_measure(catalogue, measure[i].id), &measure[i]);
	assert_null(catalogue_measure(catalogue, "ks4.progress"));
	assert_null(catalogue_measure(catalogue, "ks4.progress88"));
	assert_null(catalogue_measure(catalogue, ""));
	catalogue_free(catalogue);
}

static void a_measure_says_all_that_its_entry_says(void **state)
{
	struct catalogue *catalogue = shipped();
	const struct measure *p8 = catalogue_measure(catalogue, "ks4.progress8");
	const struct measure *basics = catalogue_measure(catalogue, "ks4.basics_94");
	const struct measure *old = catalogue_measure(catalogue, "eyfs.gld.old");

	(void)state;
	assert_non_null(p8);
	assert_string_equal(p8->phase, "ks4");
	assert_string_equal(p8->unit, "score");
	assert_int_equal(p8->decimals, 2);
	assert_int_equal(p8->polarity, POLARITY_HIGH);
	assert_string_equal(p8->basis, "state-funded");
	assert_string_equal(p8->year, "academic");
	assert_int_equal(p8->worked_out, WORKED_OUT_MEAN);
	assert_string_equal(p8->breaks, "2017/18");
	assert_string_equal(p8->superseded_by, "");
	assert_false(p8->no_entries_zero);
	assert_true(basics->no_entries_zero);
	assert_string_equal(old->superseded_by, "eyfs.gld");
	assert_string_equal(old->superseded_from, "2012/13");
	assert_int_equal(old->worked_out, WORKED_OUT_NOT);
	assert_string_equal(old->breaks, "");
	assert_int_equal(catalogue_measure(catalogue, "absence.overall")->polarity, POLARITY_LOW);
	assert_int_equal(catalogue_measure(catalogue, "census.pupils")->worked_out, WORKED_OUT_SUM);
	catalogue_free(catalogue);
}

static void a_measure_says_which_interval_its_figures_have(void **state)
{
	struct catalogue *catalogue = shipped();
	const struct measure *reading = catalogue_measure(catalogue, "ks2.reading.progress");
	const struct measure *measure;
	size_t n = catalogue_measures(catalogue, &measure);

	(void)state;
	assert_int_equal(reading->interval, INTERVAL_PROGRESS);
	assert_int_equal(measure_spread(reading, period_make(PERIOD_ACADEMIC, 2019, 0)), 6173584);
	assert_int_equal(measure_spread(reading, period_make(PERIOD_ACADEMIC, 2017, 0)), 6228500);
	assert_true(measure_spread(reading, period_make(PERIOD_ACADEMIC, 2016, 0)) == DECIMAL_NONE);
	assert_true(measure_spread(reading, period_make(PERIOD_CALENDAR, 2019, 0)) == DECIMAL_NONE);
	assert_int_equal(catalogue_measure(catalogue, "ks4.basics_94")->interval, INTERVAL_WILSON);
	assert_int_equal(catalogue_measure(catalogue, "ks2.reading.scaled")->interval, INTERVAL_NONE);
	assert_int_equal(catalogue_measure(catalogue, "absence.overall")->interval, INTERVAL_NONE);
	for (size_t i = 0; i < n; i++)
		assert_true((measure[i].n_spread > 0) <= (measure[i].interval == INTERVAL_PROGRESS));
	catalogue_free(catalogue);
}

static void a_group_is_told_beside_another(void **state)
{
	struct catalogue *catalogue = shipped();
	const struct group_pair *pair;
	size_t n = catalogue_pairs(catalogue, &pair);

	(void)state;
	assert_string_equal(catalogue_beside(catalogue, "girls"), "boys");
	assert_string_equal(catalogue_beside(catalogue, "disadvantaged"), "not-disadvantaged");
	assert_null(catalogue_beside(catalogue, "boys"));
	assert_null(catalogue_beside(catalogue, "all"));
	assert_null(catalogue_beside(catalogue, ""));
	for (size_t i = 0; i < n; i++)
		assert_ptr_equal(catalogue_beside(catalogue, pair[i].group), pair[i].beside);
	catalogue_free(catalogue);
}

static void areas_are_found_by_kind_and_code(void **state)
{
	struct catalogue *catalogue = shipped();
	const struct area_def *area;
	size_t n = catalogue_areas(catalogue, &area);

	(void)state;
	assert_int_equal(n, 480);
	for (size_t i = 1; i < n; i++)
		assert_true(area[i - 1].area.v < area[i].area.v);
	assert_string_equal(catalogue_area(catalogue, area_england())->name, "England");
	area = catalogue_area(catalogue, area_make(AREA_AUTHORITY, 855));
	assert_string_equal(area->name, "Leicestershire");
	assert_true(area_equal(area->region, area_make(AREA_REGION, 983)));
	assert_string_equal(catalogue_area(catalogue, area->region)->name, "East Midlands");
	assert_int_equal(
		area_kind(catalogue_area(catalogue, area_make(AREA_AUTHORITY, 702))->region), AREA_NONE);
	area = catalogue_area(catalogue, area_make(AREA_REGION, 987));
	assert_true(area_equal(area->region, area_make(AREA_REGION, 986)));
	area = catalogue_area(catalogue, area_make(AREA_AUTHORITY, 837));
	assert_true(area->since == 0 && area->until == 201903);
	area = catalogue_area(catalogue, area_make(AREA_AUTHORITY, 839));
	assert_true(area->since == 201904 && area->until == 0);
	area = catalogue_area(catalogue, area_make(AREA_DISTRICT, 7000130));
	assert_string_equal(area->name, "Charnwood");
	assert_true(area_equal(area->authority, area_make(AREA_AUTHORITY, 855)));
	assert_null(catalogue_area(catalogue, area_make(AREA_REGION, 855)));
	assert_null(catalogue_area(catalogue, area_make(AREA_AUTHORITY, 983)));
	assert_null(catalogue_area(catalogue, area_make(AREA_SCHOOL, 120061)));
	catalogue_free(catalogue);
}

static uint32_t called(const struct catalogue *catalogue, enum area_kind kind, const char *name)
{
	const struct area_def *area = catalogue_area_called(catalogue, kind, bytes_text(name));

	assert_true(area == NULL || area_kind(area->area) == kind);
	return area == NULL ? 0 : area_code(area->area);
}

static void areas_go_by_their_name_and_by_others(void **state)
{
	struct catalogue *catalogue = shipped();
	const struct area_def *area;

	(void)state;
	assert_int_equal(called(catalogue, AREA_REGION, "East Midlands"), 983);
	assert_int_equal(called(catalogue, AREA_REGION, "EAST midlands"), 983);
	assert_int_equal(called(catalogue, AREA_REGION, "E12000004"), 983);
	assert_int_equal(called(catalogue, AREA_REGION, "Yorkshire and The Humber"), 982);
	assert_int_equal(called(catalogue, AREA_REGION, "East"), 985);
	assert_int_equal(called(catalogue, AREA_REGION, "East of England"), 985);
	assert_int_equal(called(catalogue, AREA_REGION, "London"), 986);
	assert_int_equal(called(catalogue, AREA_REGION, "Inner London"), 987);
	assert_int_equal(called(catalogue, AREA_REGION, "E13000002"), 988);
	assert_int_equal(called(catalogue, AREA_AUTHORITY, "Leicestershire"), 855);
	assert_int_equal(called(catalogue, AREA_REGION, "Leicestershire"), 0);
	assert_int_equal(called(catalogue, AREA_AUTHORITY, "East Midlands"), 0);
	assert_int_equal(called(catalogue, AREA_REGION, "East Midland"), 0);
	assert_int_equal(called(catalogue, AREA_REGION, "East Midlands "), 0);
	assert_int_equal(called(catalogue, AREA_REGION, ""), 0);
	assert_null(catalogue_area_called(catalogue, AREA_REGION, bytes_of("London", 3)));
	assert_non_null(catalogue_area_called(catalogue, AREA_REGION, bytes_of("London and more", 6)));
	/* Every region and authority is found by each of its names, and two of a kind share none. */
	for (size_t i = 0, n = catalogue_areas(catalogue, &area); i < n; i++) {
		enum area_kind kind = area_kind(area[i].area);

		if (kind == AREA_DISTRICT)
			continue;
		assert_int_equal(called(catalogue, kind, area[i].name), area_code(area[i].area));
		for (size_t k = 0; k < AREA_ALSO_MAX && area[i].also[k] != NULL; k++)
			assert_int_equal(called(catalogue, kind, area[i].also[k]), area_code(area[i].area));
	}
	catalogue_free(catalogue);
}

static void polarity_is_read_from_its_word(void **state)
{
	(void)state;
	assert_int_equal(polarity_parse("high"), POLARITY_HIGH);
	assert_int_equal(polarity_parse("low"), POLARITY_LOW);
	assert_int_equal(polarity_parse("none"), POLARITY_NONE);
	assert_int_equal(polarity_parse("High"), POLARITY_UNKNOWN);
	assert_int_equal(polarity_parse(""), POLARITY_UNKNOWN);
}

/* -- slips ------------------------------------------------------------------------------------------------------ */

#define SUPERSEDED(by) "    superseded_by: " by "\n    superseded_from: 2012/13\n"
#define MEASURE(id, more)                                                                        \
	"  - id: " id                                                                            \
	"\n    title: T\n    phase: ks4\n    unit: score\n    decimals: 2\n    polarity: high\n" \
	"    basis: all\n    year: academic\n    source: S\n" more
#define AREAS "areas:\n  - kind: nation\n    code: 0\n    name: England\n"

#define PAIR(group, beside) "  - {group: " group ", beside: " beside "}\n"
#define GROUPS              "groups:\n" PAIR("girls", "boys")

static char folder[] = "/tmp/catalogue-XXXXXX";

static void put(const char *name, const char *text)
{
	char path[100];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (text == NULL) {
		(void)remove(path);
		return;
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* Both files, what must come of them, and a part of what must be said. */
static void check(const char *measures, const char *areas, int rc, const char *said)
{
	struct catalogue *catalogue = NULL;
	struct err_text error = {""};
	int got;

	put("measures.yaml", measures);
	put("areas.yaml", areas);
	put("groups.yaml", GROUPS);
	got = catalogue_open(folder, &catalogue, &error);
	if (got != rc || strstr(error.text, said) == NULL)
		fail_msg("%d \"%s\", not %d \"%s\"", got, error.text, rc, said);
	catalogue_free(catalogue);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
	(void)state;
	put("measures.yaml", NULL);
	put("areas.yaml", NULL);
	put("groups.yaml", NULL);
	return rmdir(folder);
}

static void a_measure_has_quartiles_unless_it_says_none(void **state)
{
	struct catalogue *catalogue;
	struct err_text error;

	(void)state;
	put("measures.yaml", "measures:\n" MEASURE("a.b", "    quartile: none\n") MEASURE("a.c", ""));
	put("areas.yaml", AREAS);
	put("groups.yaml", GROUPS);
	assert_int_equal(catalogue_open(folder, &catalogue, &error), 0);
	assert_true(catalogue_measure(catalogue, "a.b")->no_quartile);
	assert_false(catalogue_measure(catalogue, "a.c")->no_quartile);
	catalogue_free(catalogue);
}

static void slips_in_measures_are_named(void **state)
{
	(void)state;
	check("measures:\n" MEASURE("a.b", ""), AREAS, 0, "");
	check(NULL, AREAS, ERR_NOTFOUND, "measures.yaml");
	check("", AREAS, ERR_SYNTAX, "measures.yaml\": is empty");
	check("# nothing\n", AREAS, ERR_SYNTAX, "measures.yaml\": is empty");
	check("measures: []\n", AREAS, ERR_SYNTAX, "measures.yaml");
	check("measures:\n" MEASURE("a.b", "    colour: red\n"), AREAS, ERR_SYNTAX,
		"unexpected key: colour, in mapping");
	check("measures:\n" MEASURE("a.b", "    colour: red\n"), AREAS, ERR_SYNTAX, "line: 10");
	check("measures:\n" MEASURE("a.b", "    unit: points\n"), AREAS, ERR_SYNTAX, "already seen: unit");
	check("measures:\n" MEASURE("a.b", "    no_entries: none\n"), AREAS, ERR_SYNTAX, "no_entries");
	check("measures:\n" MEASURE("a.b", "    quartile: some\n"), AREAS, ERR_SYNTAX, "quartile");
	check("measures:\n" MEASURE("a.b", "    worked_out: 1\n"), AREAS, ERR_SYNTAX, "worked_out");
	check("measures:\n" MEASURE("a.b", "    breaks: 2015\n"), AREAS, ERR_SYNTAX, "\"a.b\": breaks");
	check("measures:\n" MEASURE("a.b", SUPERSEDED("a.c")), AREAS, ERR_SYNTAX, "\"a.c\"");
	check("measures:\n" MEASURE("a.b", SUPERSEDED("a.b")), AREAS, ERR_SYNTAX, "\"a.b\"");
	check("measures:\n" MEASURE("a.b", "    superseded_by: a.c\n"), AREAS, ERR_SYNTAX, "stand together");
	check("measures:\n" MEASURE("a.b", "    superseded_from: 2012/13\n"), AREAS, ERR_SYNTAX,
		"stand together");
	check("measures:\n" MEASURE("a.b", "    superseded_by: a.c\n    superseded_from: \"2012\"\n"), AREAS,
		ERR_SYNTAX, "superseded_from is no academic year");
	check("measures:\n" MEASURE("a.b", "") MEASURE("a.b", ""), AREAS, ERR_SYNTAX,
		"\"a.b\" is given twice");
	check("measures:\n" MEASURE("A.b", ""), AREAS, ERR_SYNTAX, "small letters");
	check("measures:\n" MEASURE("\"a\\nb\"", ""), AREAS, ERR_SYNTAX, "small letters");
	check("measures:\n  - id: a.b\n", AREAS, ERR_SYNTAX, "missing required mapping field");
	check("measures:\n  - id: [\n", AREAS, ERR_SYNTAX, "measures.yaml");
	check("measures:\n" MEASURE("&x a.b", "    breaks: *x\n"), AREAS, ERR_SYNTAX, "alias");
	check("measures:\n" MEASURE("a.b", "---\nfoo: bar\n"), AREAS, ERR_SYNTAX, "documents");
}

#define SPREADS(list)    "    interval: progress\n    spreads:\n" list
#define SPREAD(year, sd) "      - {year: " year ", sd: " sd "}\n"

static void slips_in_intervals_are_named(void **state)
{
	(void)state;
	check("measures:\n" MEASURE("a.b", SPREADS(SPREAD("2017/18", "5.9") SPREAD("2018/19", "6.1"))), AREAS,
		0, "");
	check("measures:\n" MEASURE("a.b", "    interval: exact\n"), AREAS, ERR_SYNTAX, "interval");
	check("measures:\n" MEASURE("a.b", "    interval: wilson\n"), AREAS, ERR_SYNTAX,
		"\"a.b\": only a percentage");
	check("measures:\n" MEASURE("a.b", SPREADS("      []\n")), AREAS, ERR_SYNTAX, "measures.yaml");
	check("measures:\n" MEASURE("a.b", "    spreads:\n" SPREAD("2017/18", "5.9")), AREAS, ERR_SYNTAX,
		"only an interval of progress has spreads");
	check("measures:\n" MEASURE("a.b", SPREADS(SPREAD("2018", "5.9"))), AREAS, ERR_SYNTAX,
		"no academic year");
	check("measures:\n" MEASURE("a.b", SPREADS(SPREAD("2018/19", "5.9") SPREAD("2018/19", "6.1"))), AREAS,
		ERR_SYNTAX, "order of their years");
	check("measures:\n" MEASURE("a.b", SPREADS(SPREAD("2018/19", "wide"))), AREAS, ERR_SYNTAX,
		"no standard deviation");
	check("measures:\n" MEASURE("a.b", SPREADS(SPREAD("2018/19", "0"))), AREAS, ERR_SYNTAX,
		"no standard deviation");
	check("measures:\n" MEASURE("a.b", SPREADS(SPREAD("2018/19", "1001"))), AREAS, ERR_SYNTAX,
		"no standard deviation");
}

/* groups.yaml, what must come of it, and a part of what must be said. */
static void check_groups(const char *groups, int rc, const char *said)
{
	struct catalogue *catalogue = NULL;
	struct err_text error = {""};
	int got;

	put("measures.yaml", "measures:\n" MEASURE("a.b", ""));
	put("areas.yaml", AREAS);
	put("groups.yaml", groups);
	got = catalogue_open(folder, &catalogue, &error);
	if (got != rc || strstr(error.text, said) == NULL)
		fail_msg("%d \"%s\", not %d \"%s\"", got, error.text, rc, said);
	catalogue_free(catalogue);
}

static void slips_in_groups_are_named(void **state)
{
	(void)state;
	check_groups(GROUPS PAIR("fsm", "not-fsm"), 0, "");
	check_groups(NULL, ERR_NOTFOUND, "groups.yaml");
	check_groups("groups: []\n", ERR_SYNTAX, "groups.yaml");
	check_groups("groups:\n  - {group: girls}\n", ERR_SYNTAX, "missing required mapping field");
	check_groups(GROUPS PAIR("girls", "all"), ERR_SYNTAX, "\"girls\": is given twice");
	check_groups("groups:\n" PAIR("girls", "girls"), ERR_SYNTAX, "\"girls\": is told beside itself");
	check_groups("groups:\n" PAIR("Girls", "boys"), ERR_SYNTAX, "small letters");
	check_groups("groups:\n" PAIR("girls", "\"bo\\nys\""), ERR_SYNTAX, "small letters");
}

static void slips_in_areas_are_named(void **state)
{
	static const char measures[] = "measures:\n" MEASURE("a.b", "");

	(void)state;
	check(measures, NULL, ERR_NOTFOUND, "areas.yaml");
	check(measures, AREAS AREAS, ERR_SYNTAX, "already seen: areas");
	check(measures, AREAS "  - kind: nation\n    code: 0\n    name: E\n", ERR_SYNTAX, "0 is given twice");
	check(measures, AREAS "  - kind: county\n    code: 855\n    name: L\n", ERR_SYNTAX, "county");
	check(measures, AREAS "  - kind: region\n    code: 855\n    name: L\n", ERR_SYNTAX,
		"855: no code of its kind");
	check(measures, AREAS "  - kind: authority\n    code: 985\n    name: L\n", ERR_SYNTAX,
		"985: no code of its kind");
	check(measures, AREAS "  - kind: authority\n    code: 85\n    name: L\n", ERR_SYNTAX,
		"85: no code of its kind");
	check(measures, AREAS "  - kind: nation\n    code: 1\n    name: L\n", ERR_SYNTAX,
		"1: no code of its kind");
	check(measures, AREAS "  - kind: authority\n    code: 4294967295\n    name: L\n", ERR_SYNTAX,
		"no code");
	check(measures, AREAS "  - kind: authority\n    code: 855\n    name: L\n    region: 983\n",
		ERR_SYNTAX, "855 lies in 983");
	check(measures, AREAS "  - kind: authority\n    code: 855\n    name: L\n    until: 31/03/2019\n",
		ERR_SYNTAX, "until");
	check(measures, AREAS "  - kind: authority\n    code: 855\n    name: L\n    since: 2019-04\n",
		ERR_SYNTAX, "since");
	check(measures, AREAS "  - kind: authority\n    code: 855\n    name: L\n    since: 2019-04-31\n",
		ERR_SYNTAX, "since is no date");
	check(measures, AREAS "  - kind: nation\n    code: 0\n    name: L\n    region: 983\n", ERR_SYNTAX,
		"part of a region");
	check(measures, AREAS "  - kind: region\n    code: 987\n    name: L\n    region: 987\n", ERR_SYNTAX,
		"987 lies in 987, which is a part itself");
	check(measures, AREAS "  - kind: authority\n    code: 855\n    name: \"L\\r\\nM\"\n", ERR_SYNTAX,
		"one line");
}

static void a_file_that_never_ends_is_refused(void **state)
{
	size_t len = (size_t)3 * 1024 * 1024;
	char *text = malloc(len + 1);

	(void)state;
	assert_non_null(text);
	memset(text, '#', len);
	text[len] = '\0';
	check(text, AREAS, ERR_LIMIT, "measures.yaml");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_measures_keep_the_order_of_papers),
		cmocka_unit_test(a_measure_says_all_that_its_entry_says),
		cmocka_unit_test(a_measure_says_which_interval_its_figures_have),
		cmocka_unit_test(a_group_is_told_beside_another),
		cmocka_unit_test(areas_are_found_by_kind_and_code),
		cmocka_unit_test(areas_go_by_their_name_and_by_others),
		cmocka_unit_test(polarity_is_read_from_its_word),
		cmocka_unit_test(a_measure_has_quartiles_unless_it_says_none),
		cmocka_unit_test(slips_in_measures_are_named),
		cmocka_unit_test(slips_in_intervals_are_named),
		cmocka_unit_test(slips_in_groups_are_named),
		cmocka_unit_test(slips_in_areas_are_named),
		cmocka_unit_test(a_file_that_never_ends_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
