/* SPDX-License-Identifier: MIT
 *
 * See families.h.
 */
#include "services/reports/suppression/families.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/model/column.h"

/* Values of a distinction that no pupil has two of. */
static const char *const sets[][FAMILY_PARTS_MAX] = {
	{"girls", "boys"},
	{"disadvantaged", "not-disadvantaged"},
	{"fsm", "not-fsm"},
	{"sen", "no-sen"},
	{"looked-after", "not-looked-after"},
	{"mobile", "non-mobile"},
	{"eal", "not-eal"},
	{"english", "other-than-english", "unclassified"},
	{"low-prior-attainment", "middle-prior-attainment", "high-prior-attainment"},
	{"white", "mixed", "asian", "black", "chinese", "other", "unclassified"},
	{"no-sen", "school-action", "school-action-plus", "sen-with-statement"},
	{"no-sen", "sen-without-statement", "sen-with-statement"},
	{"no-sen", "sen-support", "ehc-plan"},
	{"no-sen", "sen-supp", "sen-state-ehc"},
};

static bool is_in(const char *const set[FAMILY_PARTS_MAX], const char *word, size_t len)
{
	for (size_t i = 0; i < FAMILY_PARTS_MAX && set[i] != NULL; i++)
		if (strlen(set[i]) == len && memcmp(set[i], word, len) == 0)
			return true;
	return false;
}

/* `group` without the word of `len` characters at `at`. */
static void without(const char *group, size_t at, size_t len, char ret[GROUP_ID_MAX])
{
	const char *rest = group + at + len;

	if (*rest == '+')
		(void)snprintf(ret, GROUP_ID_MAX, "%.*s%s", (int)at, group, rest + 1);
	else if (at > 0)
		(void)snprintf(ret, GROUP_ID_MAX, "%.*s", (int)(at - 1), group);
	else
		(void)snprintf(ret, GROUP_ID_MAX, "all");
}

struct finding_families {
	const char *const *group;
	size_t n_groups;
	struct family *family;
	size_t n;
};

static void add(struct finding_families *f, const char *total, size_t set, size_t part)
{
	size_t t = 0, k = 0;

	while (t < f->n_groups && strcmp(f->group[t], total) != 0)
		t++;
	if (t == f->n_groups)
		return;
	while (k < f->n && (f->family[k].total != t || f->family[k].set != set))
		k++;
	if (k == f->n)
		f->family[f->n++] = (struct family){.total = (uint32_t)t, .set = (uint32_t)set};
	if (f->family[k].n < FAMILY_PARTS_MAX)
		f->family[k].part[f->family[k].n++] = (uint32_t)part;
}

/* A group has at most this many distinctions that are looked at; each may stand in four sets. */
#define WORDS_MAX 6
#define SETS_MAX  4

int families_find(struct arena *arena, const char *const *group, size_t n, struct family **ret, size_t *ret_n)
{
	struct finding_families f = {.group = group, .n_groups = n};

	f.family = arena_take_array(arena, n * WORDS_MAX * SETS_MAX + 1, sizeof(*f.family));
	if (f.family == NULL)
		return ERR_NOMEM;
	for (size_t g = 0; g < n; g++) {
		size_t at = 0;

		for (size_t word = 0; word < WORDS_MAX && group[g][at] != '\0'; word++) {
			size_t len = strcspn(group[g] + at, "+");
			char total[GROUP_ID_MAX];
			size_t found = 0;

			for (size_t s = 0; s < ARRAY_LEN(sets) && found < SETS_MAX; s++) {
				if (!is_in(sets[s], group[g] + at, len))
					continue;
				without(group[g], at, len, total);
				add(&f, total, s, g);
				found++;
			}
			at += len + (group[g][at + len] == '+');
		}
	}
	*ret = f.family;
	*ret_n = f.n;
	return 0;
}
