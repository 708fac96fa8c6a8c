/* SPDX-License-Identifier: MIT
 *
 * The rules as shipped, for tests of them.
 */
#ifndef LEEP_TESTS_UNIT_ALERTS_SHIPPED_H
#define LEEP_TESTS_UNIT_ALERTS_SHIPPED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "services/alerts/rules/rules.h"

#define SHIPPED "services/alerts/rules.yaml"

struct bench {
	struct arena *arena;
	struct catalogue *catalogue;
	struct rules rules;
	char text[128 * 1024];
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct err_text error = {""};
	FILE *file = fopen(SHIPPED, "rb");
	size_t len;

	*state = bench;
	if (bench == NULL || file == NULL)
		return -1;
	len = fread(bench->text, 1, sizeof(bench->text), file);
	bench->arena = arena_open((size_t)1024 * 1024);
	if (fclose(file) != 0 || len == sizeof(bench->text) || bench->arena == NULL ||
		catalogue_open("common/model/catalogue", &bench->catalogue, &error) < 0 ||
		rules_parse(bench->arena, bytes_of(bench->text, len), bench->catalogue, &bench->rules,
			&error) < 0)
		fail_msg("%s", error.text);
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	catalogue_free(bench->catalogue);
	arena_free(bench->arena);
	free(bench);
	return 0;
}

static const struct rules *shipped_rules(void **state)
{
	const struct bench *bench = *state;

	return &bench->rules;
}

static const struct rule *named(const struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->rule[i].id, id) == 0)
			return &rules->rule[i];
	fail_msg("no rule \"%s\"", id);
	return NULL;
}

#endif
