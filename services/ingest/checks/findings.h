/* SPDX-License-Identifier: MIT
 *
 * What the checks found in a file, each with the row and column where it stands and a sentence that a person can
 * check with pencil and paper. A finding refuses nothing: it is kept and shown, and the figures stay as published.
 */
#ifndef LEEP_INGEST_FINDINGS_H
#define LEEP_INGEST_FINDINGS_H

#include "common/base/arena.h"
#include "common/model/observation.h"

/* Findings that a submission lists; the rest are counted. The faultiest table known, of 501 rows, has 53; 5,000 at
 * 400 bytes are 2 MB. */
#define FINDINGS_MAX 5000

/* The longest sentence: four headings, as many figures, and a cause. */
#define FINDING_DETAIL_MAX 600

enum finding_kind {
	FINDING_DIFF,             /* a published difference is not what its operands give */
	FINDING_DIFF_SIGN,        /* it is, but for its sign */
	FINDING_DIFF_ROUNDING,    /* it is off by one unit of the last decimal */
	FINDING_DIFF_MISSING,     /* both operands are there, the difference is blank */
	FINDING_OPERAND_MISSING,  /* a comparator that the series had is blank */
	FINDING_SHIFTED_ROW,      /* the figures stand a column off */
	FINDING_STUCK_TAIL,       /* comparators and differences stand still while the authority moves */
	FINDING_SAME_COLUMNS,     /* two comparators are the same for years */
	FINDING_PARTS_TOTAL,      /* parts do not sum to their total */
	FINDING_OUT_OF_RANGE,     /* a percentage below 0 or above 100 */
	FINDING_SUPERSEDED,       /* figures of a measure after another has taken its place */
	FINDING_DEFINITION_BREAK, /* a series runs over the year in which its definition changed */
};

/* "diff-sign" and so on, as scripts read it. */
const char *finding_kind_text(enum finding_kind kind);

struct findings;

/* Texts are copied to the arena, which outlives the findings. ERR_NOMEM. */
int findings_open(struct arena *texts, struct findings **ret);

/* Takes NULL. */
void findings_free(struct findings *findings);

/* Where something was found. */
struct finding_place {
	uint32_t row;
	int position; /* of the column in the file, for the order */
	const char *column;
};

/* Add one, with its sentence as printf; control characters become spaces, and what is longer than
 * FINDING_DETAIL_MAX is cut at a character. Trouble with memory shows in findings_finish. */
__attribute__((format(printf, 4, 5))) void findings_add(struct findings *findings, struct finding_place place,
	enum finding_kind kind, const char *format, ...);

/* In the order of the file: by row, then column. `ret` and its texts live as long as findings and arena. ERR_NOMEM. */
int findings_finish(struct findings *findings, struct finding **ret, size_t *ret_n);

/* How many there were, also those that are not listed. */
uint64_t findings_count(const struct findings *findings);

#endif
