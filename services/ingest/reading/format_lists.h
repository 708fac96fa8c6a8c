/* SPDX-License-Identifier: MIT
 *
 * What the formats of registers and inspections say beside roles; part of format.h.
 */
#ifndef LEEP_INGEST_FORMAT_LISTS_H
#define LEEP_INGEST_FORMAT_LISTS_H

#include "common/model/inspection.h"
#include "common/model/school.h"

/* A column of a register, and the field of common/model/school.h that it fills; of several columns for one field the
 * first that the file has. */
struct format_field {
	char *column;
	char *field;
};

struct format_judgement {
	char *column;
	char *aspect;
	char *date; /* column of a date of its own; NULL: the inspection's */
};

/* One of the inspections that a row tells of. */
struct format_inspection {
	enum inspection_frame frame; /* a headline without an overall grade is sub-judgements */
	char *since; /* earlier inspections were of another frame, and the file does not give their grade; NULL: all */
	char *inspected; /* columns; NULL where there is none */
	char *published;
	char *overall;
	char *concern;
	char *safeguarding;
	char *outcome;
	char *own; /* does it relate to the URN of the current school? Yes or No */
	char *own_urn;
	struct format_judgement *judgements;
	uint32_t n_judgements;
	char **grades; /* words of the frame, best first; none: numbers from 1 to 4 */
	uint32_t n_grades;
};

#endif
