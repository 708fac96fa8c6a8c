/* SPDX-License-Identifier: MIT
 *
 * The list of the indicators A to G as shipped, and lists with slips in them: every slip is named.
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

#include "common/model/indicators_a_g.h"

#define SHIPPED "common/model/catalogue"

static struct catalogue *catalogue;

static int setup(void **state)
{
	struct err_text error;

	(void)state;
	return catalogue_open(SHIPPED, &catalogue, &error);
}

static int teardown(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	return 0;
}

static void the_shipped_list_has_seven_with_headline_measures_for_two(void **state)
{
	struct a_g_list *list = NULL;
	struct err_text error = {""};

	(void)state;
	if (a_g_list_open(SHIPPED, catalogue, &list, &error) < 0)
		fail_msg("%s", error.text);
	assert_int_equal(list->n, A_G_LETTERS);
	assert_string_equal(list->indicators[A_G_A].lines[0].measures[0], "ofsted.pupils_good_or_better");
	assert_string_equal(list->indicators[A_G_G].letter, "G");
	assert_int_equal(list->indicators[A_G_D].n_lines, 14);
	assert_int_equal(list->indicators[A_G_E].n_lines, 6);
	a_g_list_free(list);
	a_g_list_free(NULL);
}

#define LINE(measures)     "      - {phase: ks2, measures: [" measures "]}\n"
#define ONE(letter, lines) "  - letter: " letter "\n    text: t\n    lines:\n" lines
#define OFSTED             LINE("ofsted.complaints")
#define SEVEN(a, d) \
	"indicators:\n" a ONE("B", OFSTED) ONE("C", OFSTED) d ONE("E", KS2) ONE("F", OFSTED) ONE("G", OFSTED)
#define KS2 LINE("ks2.rwm.expected, lait.KS2RWM")

/* A list in a folder of its own, and what is said of it. */
static void check(const char *text, int expected, const char *said)
{
	char folder[] = "/tmp/leep-a-g-XXXXXX", path[64];
	struct a_g_list *list = NULL;
	struct err_text error = {""};
	FILE *file;
	int rc;

	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/indicators_a_g.yaml", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
	rc = a_g_list_open(folder, catalogue, &list, &error);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	if (rc == 0)
		a_g_list_free(list);
	assert_int_equal(rc, expected);
	if (strstr(error.text, said) == NULL)
		fail_msg("'%s' does not say '%s'", error.text, said);
}

static void slips_are_named(void **state)
{
	struct a_g_list *list = NULL;
	struct err_text error;

	(void)state;
	check(SEVEN(ONE("A", OFSTED), ONE("D", KS2)), 0, "");
	check(SEVEN(ONE("H", OFSTED), ONE("D", KS2)), ERR_SYNTAX, "indicator A is not the letter");
	check(SEVEN(, ONE("D", KS2)), ERR_SYNTAX, "indicators_a_g.yaml");
	check(SEVEN(ONE("A", OFSTED OFSTED), ONE("D", KS2)), ERR_SYNTAX, "indicator A has more than one");
	check(SEVEN(ONE("A", LINE("ofsted.complaints, ofsted.not_good")), ONE("D", KS2)), ERR_SYNTAX,
		"indicator A has more than one");
	check(SEVEN(ONE("A", LINE("lait.x")), ONE("D", KS2)), ERR_SYNTAX, "indicator A has more than one");
	check(SEVEN(ONE("A", OFSTED), ONE("D", LINE("ks2.rwm.expcted"))), ERR_SYNTAX,
		"indicator D names a measure that is not in the catalogue");
	check(SEVEN(ONE("A", OFSTED), ONE("D", LINE("absence.overall"))), ERR_SYNTAX,
		"indicator D names a measure that is not better the higher it is");
	check(SEVEN("  - letter: A\n    text: \"a\\nb\"\n    lines:\n" OFSTED, ONE("D", KS2)), ERR_SYNTAX,
		"more than one line");
	check(SEVEN(ONE("A", OFSTED), ONE("D", KS2)) "more: 1\n", ERR_SYNTAX, "indicators_a_g.yaml");
	assert_int_equal(a_g_list_open("/tmp/none", catalogue, &list, &error), ERR_NOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_list_has_seven_with_headline_measures_for_two),
		cmocka_unit_test(slips_are_named),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
