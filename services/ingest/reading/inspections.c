/* SPDX-License-Identifier: MIT
 *
 * What inspectors found: a row a school with its latest inspection, and in some layouts the one before, a report card
 * and an ungraded one beside it. Each becomes an inspection of its own, in the frame it was judged in. Which columns
 * tell of which is said in the format.
 */
#include <stdlib.h>
#include <strings.h>

#include "services/ingest/reading/rows.h"

/* An inspection with its judgements takes 2 KB, so that 200 are 400 KB; without any it is 100 bytes. */
#define JUDGED_A_PART 200

int inspections_prepare(struct intake *intake, const struct csv_row *header)
{
	const struct format *format = intake->format;

	if (format->kind != FORMAT_INSPECTIONS)
		return 0;
	intake->inspection_at = calloc(format->n_inspections + 1, sizeof(*intake->inspection_at));
	if (intake->inspection_at == NULL)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < format->n_inspections; i++) {
		const struct format_inspection *f = &format->inspections[i];
		struct inspection_position *at = &intake->inspection_at[i];

		if (f->since != NULL)
			(void)day_parse(f->since, strlen(f->since), &at->since);
		at->inspected = format_column(header, f->inspected);
		at->published = format_column(header, f->published);
		at->overall = format_column(header, f->overall);
		at->concern = format_column(header, f->concern);
		at->safeguarding = format_column(header, f->safeguarding);
		at->outcome = format_column(header, f->outcome);
		at->own = format_column(header, f->own);
		at->own_urn = format_column(header, f->own_urn);
		for (uint32_t k = 0; k < f->n_judgements; k++) {
			at->judgement[k] = format_column(header, f->judgements[k].column);
			at->date[k] = format_column(header, f->judgements[k].date);
		}
		if (f->n_judgements > 0)
			intake->inspections.part = JUDGED_A_PART;
	}
	return 0;
}

/* The cell, empty when it is one of the format's words for nothing. */
static struct bytes given(const struct intake *intake, const struct csv_row *row, int position)
{
	struct bytes cell = row_field(row, position);

	return format_flag(intake->format, cell) == FLAG_PRESENT ? cell : bytes_of("", 0);
}

static bool is_word(struct bytes cell, const char *word)
{
	return cell.len == strlen(word) && strncasecmp((const char *)cell.data, word, cell.len) == 0;
}

/* A date of the inspection, or of a grade; 0 when none is given. */
static bool given_day(struct intake *intake, const struct csv_row *row, int position, uint32_t *ret)
{
	*ret = 0;
	return given(intake, row, position).len == 0 || field_day(intake, row, position, ret);
}

static void read_safeguarding(
	struct intake *intake, const struct csv_row *row, int position, struct inspection *inspection)
{
	static const char *const words[][2] = {
		{"Yes", "effective"}, {"No", "not effective"}, {"Met", "met"}, {"Not met", "not met"}};
	struct bytes cell = given(intake, row, position);

	inspection->safeguarding = "";
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (is_word(cell, words[i][0]))
			inspection->safeguarding = words[i][1];
	if (cell.len > 0 && inspection->safeguarding[0] == '\0')
		cell_refuse(intake, row->number, position, "expected Yes, No, Met or Not met");
}

/* Whose inspection it was: a predecessor's is kept, and marked so that nobody takes it for the school's own. */
static void read_owner(struct intake *intake, const struct csv_row *row, const struct inspection_position *at,
	struct inspection *inspection)
{
	struct bytes own = given(intake, row, at->own);
	uint32_t urn;

	if (field_number(given(intake, row, at->own_urn), &urn) && area_valid(area_make(AREA_SCHOOL, urn)) &&
		urn != inspection->urn) {
		inspection->another = true;
		inspection->of_urn = urn;
	}
	if (is_word(own, "No"))
		inspection->another = true;
	else if (own.len > 0 && !is_word(own, "Yes"))
		cell_refuse(intake, row->number, at->own, "expected Yes or No");
}

/* A grade of one aspect: a number, or one of the frame's words. False when it is neither, with the cell refused. */
static bool read_grade(struct intake *intake, const struct csv_row *row, const struct format_inspection *f,
	int position, struct judgement *ret)
{
	struct bytes cell = row_field(row, position);

	for (uint32_t i = 0; i < f->n_grades; i++)
		if (is_word(cell, f->grades[i])) {
			ret->text = f->grades[i];
			return true;
		}
	if (f->n_grades == 0 && field_number(cell, &ret->grade) && ret->grade >= 1 && ret->grade <= 4) {
		ret->text = field_word(intake, cell);
		return ret->text != NULL;
	}
	cell_refuse(intake, row->number, position,
		f->n_grades == 0 ? "expected a grade from 1 to 4" : "'%.*s' is no grade of this frame",
		(int)(cell.len > 40 ? 40 : cell.len), (const char *)cell.data);
	return false;
}

static int read_judgements(struct intake *intake, const struct csv_row *row,
	const struct format_inspection *f, const struct inspection_position *at,
	struct inspection *inspection)
{
	inspection->judgement =
		arena_take_array(intake->texts, f->n_judgements, sizeof(*inspection->judgement));
	if (inspection->judgement == NULL)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < f->n_judgements; i++) {
		struct judgement judgement = {.aspect = f->judgements[i].aspect};

		if (given(intake, row, at->judgement[i]).len == 0 ||
			!read_grade(intake, row, f, at->judgement[i], &judgement))
			continue;
		if (!given_day(intake, row, at->date[i], &judgement.day))
			judgement.day = 0;
		judgement.column = intake->header[at->judgement[i]];
		inspection->judgement[inspection->n_judgements++] = judgement;
	}
	return 0;
}

/* Is the overall grade there, absent, or neither? Only layouts that grade nothing else need one. */
static bool read_overall(struct intake *intake, const struct csv_row *row, const struct format_inspection *f,
	const struct inspection_position *at, uint32_t *ret)
{
	struct bytes cell = row_field(row, at->overall);

	*ret = 0;
	if (at->overall < 0 || given(intake, row, at->overall).len == 0)
		if (at->overall < 0 || cell.len > 0 || f->n_judgements > 0 ||
			given(intake, row, at->inspected).len == 0)
			return true;
	if (field_number(cell, ret) && *ret >= 1 && *ret <= 4)
		return true;
	row_refuse(intake, row->number, at->overall, "expected a grade from 1 to 4");
	return false;
}

/* The frame is known by what was graded; false when nothing was, and there is no inspection to tell of. */
static bool settle_frame(const struct intake *intake, const struct format_inspection *f,
	const struct inspection_position *at, struct inspection *inspection)
{
	int column = at->inspected;

	inspection->frame = f->frame;
	switch (f->frame) {
	case FRAME_HEADLINE:
	case FRAME_SUB_JUDGEMENTS:
		inspection->frame = inspection->overall > 0 ? FRAME_HEADLINE : FRAME_SUB_JUDGEMENTS;
		if (inspection->overall > 0)
			column = at->overall;
		else if (inspection->n_judgements == 0)
			return false;
		break;
	case FRAME_REPORT_CARD:
		if (inspection->n_judgements == 0 && inspection->safeguarding[0] == '\0')
			return false;
		break;
	case FRAME_UNGRADED:
		if (inspection->outcome[0] == '\0')
			return false;
		column = at->outcome;
		break;
	case FRAMES:
		return false;
	}
	inspection->column = column < 0 ? "" : intake->header[column];
	return true;
}

static int read_inspection(struct intake *intake, const struct csv_row *row, uint32_t urn, uint32_t which)
{
	const struct format_inspection *f = &intake->format->inspections[which];
	const struct inspection_position *at = &intake->inspection_at[which];
	struct inspection read = {.urn = urn, .row = row->number};
	struct inspection *kept;
	int rc;

	if (!read_overall(intake, row, f, at, &read.overall))
		return 0;
	read.concern = field_word(intake, given(intake, row, at->concern));
	read.outcome = field_word(intake, given(intake, row, at->outcome));
	if (read.concern == NULL || read.outcome == NULL)
		return ERR_NOMEM;
	read_safeguarding(intake, row, at->safeguarding, &read);
	rc = read_judgements(intake, row, f, at, &read);
	if (rc < 0 || !settle_frame(intake, f, at, &read))
		return rc;
	if (!given_day(intake, row, at->inspected, &read.inspected) ||
		!given_day(intake, row, at->published, &read.published))
		return 0;
	if (read.inspected != 0 && read.inspected < at->since)
		return 0;
	if (read.inspected == 0) {
		row_refuse(intake, row->number, at->inspected, "an inspection needs its date");
		return 0;
	}
	read_owner(intake, row, at, &read);
	kept = list_add(&intake->inspections);
	if (kept == NULL)
		return ERR_NOMEM;
	*kept = read;
	return 0;
}

/* The school that the row names. Of seven digits the first three are the authority's. */
static int add_school(struct intake *intake, const struct csv_row *row, uint32_t urn)
{
	struct school *school = list_school(intake, row, urn);
	uint32_t laestab;

	if (school == NULL)
		return ERR_NOMEM;
	if (row_field(row, intake->at.laestab).len == 7 &&
		field_number(row_field(row, intake->at.laestab), &laestab) &&
		area_valid(area_make(AREA_AUTHORITY, laestab / 10000))) {
		school->authority = laestab / 10000;
		school->estab = laestab % 10000;
	}
	return 0;
}

int inspections_row(struct intake *intake, const struct csv_row *row)
{
	uint32_t urn;
	int rc;

	if (!field_urn(intake, row, intake->at.urn, &urn))
		return 0;
	rc = add_school(intake, row, urn);
	for (uint32_t i = 0; rc == 0 && i < intake->format->n_inspections; i++)
		rc = read_inspection(intake, row, urn, i);
	return rc;
}
