/* SPDX-License-Identifier: MIT
 *
 * See findings.h.
 */
#include "services/ingest/checks/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct kept {
	struct finding finding;
	int position;
	enum finding_kind kind;
};

struct findings {
	struct arena *texts;
	size_t n, room;
	struct kept *kept;
	struct finding *told; /* what findings_finish handed out */
	uint64_t count;
	bool failed;
};

const char *finding_kind_text(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_DIFF:
		return "diff";
	case FINDING_DIFF_SIGN:
		return "diff-sign";
	case FINDING_DIFF_ROUNDING:
		return "diff-rounding";
	case FINDING_DIFF_MISSING:
		return "diff-missing";
	case FINDING_OPERAND_MISSING:
		return "operand-missing";
	case FINDING_SHIFTED_ROW:
		return "shifted-row";
	case FINDING_STUCK_TAIL:
		return "stuck-tail";
	case FINDING_SAME_COLUMNS:
		return "same-columns";
	case FINDING_PARTS_TOTAL:
		return "parts-total";
	case FINDING_OUT_OF_RANGE:
		return "out-of-range";
	case FINDING_SUPERSEDED:
		return "superseded";
	case FINDING_DEFINITION_BREAK:
		return "definition-break";
	}
	return "";
}

int findings_open(struct arena *texts, struct findings **ret)
{
	struct findings *findings = calloc(1, sizeof(*findings));

	if (findings == NULL)
		return ERR_NOMEM;
	findings->texts = texts;
	*ret = findings;
	return 0;
}

void findings_free(struct findings *findings)
{
	if (findings == NULL)
		return;
	free(findings->kept);
	free(findings->told);
	free(findings);
}

static struct kept *add(struct findings *findings)
{
	if (findings->n == findings->room) {
		size_t room = findings->room == 0 ? 64 : findings->room * 2;
		struct kept *kept = realloc(findings->kept, room * sizeof(*kept));

		if (kept == NULL)
			return NULL;
		findings->kept = kept;
		findings->room = room;
	}
	return &findings->kept[findings->n];
}

void findings_add(struct findings *findings, struct finding_place place, enum finding_kind kind,
	const char *format, ...)
{
	char detail[FINDING_DETAIL_MAX + 4]; /* as much more as shows where its last character ends */
	struct kept *kept;
	va_list args;
	int len;

	findings->count++;
	if (findings->n == FINDINGS_MAX)
		return;
	va_start(args, format);
	len = vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	if (len > FINDING_DETAIL_MAX) {
		len = FINDING_DETAIL_MAX;
		while (len > 0 && ((unsigned char)detail[len] & 0xc0) == 0x80)
			len--; /* never in the middle of a character */
	}
	for (int i = 0; i < len; i++)
		if ((unsigned char)detail[i] < 0x20)
			detail[i] = ' ';
	kept = add(findings);
	if (kept != NULL) {
		kept->kind = kind;
		kept->position = place.position;
		kept->finding.row = place.row;
		kept->finding.column = place.column;
		kept->finding.kind = finding_kind_text(kind);
		kept->finding.detail = arena_text(findings->texts, detail, (size_t)len);
	}
	if (kept == NULL || kept->finding.detail == NULL)
		findings->failed = true;
	else
		findings->n++;
}

static int in_order(const void *a, const void *b)
{
	const struct kept *x = a;
	const struct kept *y = b;

	if (x->finding.row != y->finding.row)
		return x->finding.row < y->finding.row ? -1 : 1;
	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->finding.detail, y->finding.detail);
}

int findings_finish(struct findings *findings, struct finding **ret, size_t *ret_n)
{
	if (findings->failed)
		return ERR_NOMEM;
	free(findings->told);
	findings->told = calloc(findings->n + 1, sizeof(*findings->told));
	if (findings->told == NULL)
		return ERR_NOMEM;
	if (findings->n > 1)
		qsort(findings->kept, findings->n, sizeof(*findings->kept), in_order);
	for (size_t i = 0; i < findings->n; i++)
		findings->told[i] = findings->kept[i].finding;
	*ret = findings->told;
	*ret_n = findings->n;
	return 0;
}

uint64_t findings_count(const struct findings *findings)
{
	return findings->count;
}
