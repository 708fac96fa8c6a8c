/* SPDX-License-Identifier: MIT
 *
 * What inspectors found, each inspection in the frame it was judged in, and what else happened to a school. Grades of
 * different frames are never compared, added or averaged: their words and numbers do not mean the same.
 */
#ifndef LEEP_MODEL_INSPECTION_H
#define LEEP_MODEL_INSPECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/model/area.h"

/* Never renumbered: reports has them in keys. */
enum inspection_frame {
	FRAME_HEADLINE, /* an overall grade from 1 to 4, with or without judgements behind it */
	FRAME_SUB_JUDGEMENTS, /* judgements from 1 to 4 and no overall grade: state schools since 2 September 2024 */
	FRAME_REPORT_CARD, /* words for each area, safeguarding met or not: since 10 November 2025 */
	FRAME_UNGRADED,    /* no grade; an outcome in words */
	FRAMES
};

/* "headline", "sub-judgements", "report-card", "ungraded". */
const char *inspection_frame_text(enum inspection_frame frame);
/* False when there is no such frame. "" and NULL are the headline, which was the only one once. */
bool inspection_frame_parse(const char *text, enum inspection_frame *ret);

#define JUDGEMENTS_MAX 20

struct judgement {
	const char *aspect;
	const char *text; /* as published */
	uint32_t grade;   /* 1 to 4 where the frame has numbers; else 0 */
	uint32_t day;     /* days since 1970-01-01, when the grade has a date of its own; else 0 */
	const char *column;
};

struct inspection {
	uint32_t urn;       /* whom the source lists it under */
	uint32_t inspected; /* days since 1970-01-01 */
	uint32_t published;
	uint32_t overall; /* headline: 1 outstanding, 2 good, 3 requires improvement, 4 inadequate; else 0 */
	uint32_t row;
	const char *column; /* of the overall grade, or of the outcome */
	enum inspection_frame frame;
	const char *concern;      /* category, as published; "": none given */
	const char *safeguarding; /* "effective", "not effective", "met", "not met" or "" */
	const char *outcome;      /* of an ungraded inspection */
	bool another;             /* it is of another URN, and never the school's own */
	uint32_t of_urn;          /* that URN; 0: not given */
	size_t n_judgements;
	struct judgement *judgement;
};

/* Complaint, warning notice, monitoring visit, financial notice, ...: of a school, or of a whole authority. */
struct school_event {
	struct area area;
	const char *kind;
	uint32_t day; /* days since 1970-01-01 */
	const char *outcome;
	const char *reference;
	uint32_t row;
};

#endif
