/* SPDX-License-Identifier: MIT
 *
 * A small table, written as it is printed, and what the checks say of it, line by line.
 */
#ifndef LEEP_TESTS_INGEST_CHECKED_H
#define LEEP_TESTS_INGEST_CHECKED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/base/buffer.h"
#include "common/base/bytes.h"
#include "services/ingest/checks/checks.h"

#define ROWS_MAX 40

/* A table as printed in the report of 2013: the year, then figures; "_" is blank, any other word a flag. */
struct table {
	struct check_layout layout;
	struct arena *arena;
	struct check_row *row[ROWS_MAX];
	size_t n;
	const char *measure;
	bool percent;
	struct findings *findings;
	struct buffer told;
};

/* la, national, neighbours and both differences, as in council.series. */
static inline struct check_layout series_layout(void)
{
	return (struct check_layout){.n = 5,
		.name = {"LA", "Nat", "SN", "D1", "D2"},
		.position = {1, 2, 3, 4, 5},
		.n_differences = 2,
		.difference = {{3, 0, 1}, {4, 0, 2}},
		.series = true,
		.local = 0,
		.national = 1,
		.neighbours = 2};
}

/* The tables of Key Stage 4: "all institutions" stands before the state-funded figure that the differences are of. */
static inline struct check_layout ks4_layout(void)
{
	return (struct check_layout){.n = 6,
		.name = {"LA", "All", "SF", "SN", "D1", "D2"},
		.position = {1, 2, 3, 4, 5, 6},
		.n_differences = 2,
		.difference = {{4, 0, 2}, {5, 0, 3}},
		.series = true,
		.local = 0,
		.national = 2,
		.neighbours = 3};
}

static inline int table_setup(void **state)
{
	struct table *table = calloc(1, sizeof(*table));

	*state = table;
	table->layout = series_layout();
	table->measure = "m";
	table->arena = arena_open((size_t)1024 * 1024);
	buffer_init(&table->told, (size_t)1024 * 1024);
	return findings_open(table->arena, &table->findings);
}

static inline int table_teardown(void **state)
{
	struct table *table = *state;

	findings_free(table->findings);
	arena_free(table->arena);
	buffer_done(&table->told);
	free(table);
	return 0;
}

static inline void add_row(struct table *table, const char *line)
{
	struct check_row *row = arena_take_array(
		table->arena, 1, sizeof(*row) + table->layout.n * sizeof(struct check_figure));
	char *copy = arena_text(table->arena, line, strlen(line)), *rest = NULL;
	char *word = strtok_r(copy, " ", &rest);

	assert_true(row != NULL && table->n < ROWS_MAX);
	row->row = (uint32_t)table->n + 2;
	row->label = row->measure = row->basis = row->realigned = "";
	row->percent = table->percent;
	if (table->layout.series) {
		row->measure = table->measure;
		row->period = period_make(PERIOD_ACADEMIC, (unsigned)strtoul(word, NULL, 10), 0);
	} else {
		row->label = word;
	}
	for (size_t i = 0; i < table->layout.n; i++) {
		struct check_figure *figure = &row->figure[i];
		size_t len;

		word = strtok_r(NULL, " ", &rest);
		assert_non_null(word);
		len = strlen(word);
		figure->percent = word[len - 1] == '%';
		figure->state = strcmp(word, "_") == 0                          ? CHECK_BLANK
				: decimal_parse(word, len, &figure->value) == 0 ? CHECK_PRESENT
										: CHECK_OTHER;
	}
	table->row[table->n++] = row;
}

/* A new table of these lines. */
static inline struct check_group table_of(struct table *table, const char *lines)
{
	char *copy = arena_text(table->arena, lines, strlen(lines)), *rest = NULL;

	table->n = 0;
	for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
		add_row(table, line);
	return (struct check_group){.layout = &table->layout, .row = table->row, .n = table->n};
}

/* "row column kind: detail", one a line, of everything found since the last time. */
static inline const char *told(struct table *table)
{
	struct finding *found;
	size_t n;

	buffer_clear(&table->told);
	assert_int_equal(findings_finish(table->findings, &found, &n), 0);
	for (size_t i = 0; i < n; i++)
		buffer_print(&table->told, "%u %s %s: %s\n", found[i].row, found[i].column, found[i].kind,
			found[i].detail);
	buffer_add(&table->told, "", 1);
	findings_free(table->findings);
	assert_int_equal(findings_open(table->arena, &table->findings), 0);
	return (const char *)table->told.data;
}

/* Every check that one series is put to. */
static inline const char *all_checks(struct table *table, const char *lines)
{
	struct check_group group = table_of(table, lines);
	struct period none = {0};

	check_shifts(&group, table->findings);
	check_stuck_tail(&group, table->findings);
	check_differences(&group, table->findings);
	check_same_columns(&group, table->findings);
	check_totals(&group, table->findings);
	check_operands(&group, NULL, none, table->findings);
	return told(table);
}

static inline void assert_found(const char *found, const char *want)
{
	if (strcmp(found, want) != 0)
		fail_msg("\n%s-- was found, where this was expected:\n%s", found, want);
}

static inline void assert_nothing_found(const char *found)
{
	assert_found(found, "");
}

#endif
