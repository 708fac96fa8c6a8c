/* SPDX-License-Identifier: MIT
 *
 * What is known of a school's inspections. What the frame of an inspection does not have is not known: no grade is made of
 * words, and no words of a grade.
 */
#include <strings.h>

#include "services/alerts/facts/facts_part.h"

/* Before a school opened there was another, whose inspections are not its own whatever a file lists them under. */
static bool find(struct facts *facts, unsigned back, struct inspected *ret)
{
	return state_inspection(facts->txn, facts->arena, facts->school.urn, facts->until, back,
		       &ret->inspection, &ret->submission) &&
	       ret->inspection.inspected >= state_school_opened(&facts->school);
}

const struct inspected *facts_inspected(struct facts *facts, unsigned back)
{
	struct inspected *inspected;

	if (back >= ARRAY_LEN(facts->inspected) || facts->school.urn == 0)
		return NULL;
	inspected = &facts->inspected[back];
	if (!inspected->looked)
		inspected->known = find(facts, back, inspected);
	inspected->looked = true;
	return inspected->known ? inspected : NULL;
}

/* The evidence of an earlier inspection has its day; that of the one that is judged is the alert's own. */
static struct evidence *add(struct facts *facts, const struct term *term, const struct inspected *inspected,
	const char *what, const char *value)
{
	const struct inspection *inspection = &inspected->inspection;
	bool judged = term->back == 0 && facts->period.v == 0 && !facts->has_event;
	const char *day = facts_day(facts, inspection->inspected);
	const char *period = judged ? "" : day;
	struct evidence *evidence;

	if (facts_has_evidence(facts, what, "", period))
		return NULL;
	evidence = facts_add_evidence(facts, what, "", period, inspected->submission);
	if (evidence == NULL)
		return NULL;
	evidence->value = value == NULL ? "" : value;
	evidence->row = inspection->row;
	facts_add_beside(evidence, "inspected", day);
	facts_add_beside(evidence, "framework", inspection_frame_text(inspection->frame));
	return evidence;
}

static bool overall(struct facts *facts, const struct term *term, const struct inspected *inspected,
	struct known_value *ret)
{
	const struct inspection *inspection = &inspected->inspection;
	struct evidence *evidence;

	if (inspection->frame != FRAME_HEADLINE || inspection->overall == 0)
		return false;
	ret->has_number = true;
	ret->number = (int64_t)inspection->overall * MICRO;
	evidence = add(facts, term, inspected, "inspection.overall",
		arena_print(facts->arena, "%u", inspection->overall));
	if (evidence != NULL) {
		evidence->column = inspection->column;
		facts_add_beside(evidence, "in words", facts_grade(inspection->overall));
		facts_add_beside(evidence, "category of concern", inspection->concern);
	}
	return true;
}

static bool words(struct facts *facts, const struct term *term, const struct inspected *inspected,
	const char *what, const char *text, struct known_value *ret)
{
	ret->text = text;
	if (text[0] == '\0')
		return false;
	(void)add(facts, term, inspected, what, text);
	return true;
}

/* Aspects are named as formats name them, "leadership-and-governance", and may be written with spaces. How much of one
 * a word says: all, the beginning up to a hyphen, or nothing. */
enum { SAYS_NOTHING, SAYS_BEGINNING, SAYS_ALL };

static int says(const char *word, const char *aspect)
{
	size_t i = 0;

	while (word[i] != '\0' &&
		(strncasecmp(word + i, aspect + i, 1) == 0 || (word[i] == ' ' && aspect[i] == '-')))
		i++;
	if (word[i] != '\0' || i == 0)
		return SAYS_NOTHING;
	return aspect[i] == '\0' ? SAYS_ALL : aspect[i] == '-' ? SAYS_BEGINNING : SAYS_NOTHING;
}

static const struct judgement *find_judgement(const struct inspection *inspection, const char *word)
{
	const struct judgement *found = NULL;

	for (size_t i = 0; i < inspection->n_judgements; i++) {
		int how = says(word, inspection->judgement[i].aspect);

		if (how == SAYS_ALL)
			return &inspection->judgement[i];
		if (how == SAYS_BEGINNING && found == NULL)
			found = &inspection->judgement[i];
	}
	return found;
}

static bool judgement(struct facts *facts, const struct term *term, const struct inspected *inspected,
	struct known_value *ret)
{
	const struct judgement *judgement = find_judgement(&inspected->inspection, term->word);
	struct evidence *evidence;

	if (judgement == NULL)
		return false;
	ret->has_number = judgement->grade != 0;
	ret->number = (int64_t)judgement->grade * MICRO;
	ret->text = judgement->text[0] == '\0' ? NULL : judgement->text;
	evidence = add(facts, term, inspected, judgement->aspect,
		judgement->text[0] != '\0' ? judgement->text
					   : arena_print(facts->arena, "%u", judgement->grade));
	if (evidence != NULL)
		evidence->column = judgement->column;
	return ret->has_number || ret->text != NULL;
}

/* How many are of these words, each of which is evidence; only where the frame judges in words. */
static bool judgements(struct facts *facts, const struct term *term, const struct inspected *inspected,
	struct known_value *ret)
{
	const struct inspection *inspection = &inspected->inspection;

	if (inspection->frame != FRAME_REPORT_CARD || inspection->n_judgements == 0)
		return false;
	ret->has_number = true;
	for (size_t i = 0; i < inspection->n_judgements; i++) {
		const struct judgement *one = &inspection->judgement[i];
		struct evidence *evidence;

		if (strcasecmp(one->text, term->word) != 0)
			continue;
		ret->number += MICRO;
		evidence = add(facts, term, inspected, one->aspect, one->text);
		if (evidence != NULL)
			evidence->column = one->column;
	}
	return true;
}

bool facts_inspection(struct facts *facts, const struct term *term, struct known_value *ret)
{
	const struct inspected *inspected = facts_inspected(facts, term->back);
	const struct inspection *inspection;

	if (inspected == NULL)
		return false;
	inspection = &inspected->inspection;
	if (term->aspect == ASPECT_INSPECTION)
		return overall(facts, term, inspected, ret);
	if (term->aspect == ASPECT_CONCERN)
		return words(facts, term, inspected, "inspection.concern", inspection->concern, ret);
	if (term->aspect == ASPECT_SAFEGUARDING)
		return words(
			facts, term, inspected, "inspection.safeguarding", inspection->safeguarding, ret);
	if (term->aspect == ASPECT_JUDGEMENT)
		return judgement(facts, term, inspected, ret);
	if (term->aspect == ASPECT_JUDGEMENTS)
		return judgements(facts, term, inspected, ret);
	ret->text = inspection_frame_text(inspection->frame); /* ASPECT_FRAME: which rules it comes under */
	return true;
}
