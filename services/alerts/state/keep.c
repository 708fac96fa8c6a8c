/* SPDX-License-Identifier: MIT
 *
 * See keep.h.
 */
#include "services/alerts/state/keep.h"

/* A later file adds to what is known of a school. */
static void on_school(
	const struct keeping *keeping, struct txn *txn, const struct school *new, uint64_t submission)
{
	struct school merged = *new;
	struct school old;
	bool known = state_school(txn, keeping->arena, new->urn, &old);

	if (known && !school_merge(&old, new, &merged))
		return;
	state_put_school(txn, &merged, submission);
	state_touch_area(txn, area_make(AREA_SCHOOL, new->urn), !known || old.authority != merged.authority);
}

/* Rules look at the school's own graded inspections: a predecessor's judgement is not the school's, and an ungraded
 * inspection changes no grade. */
static void on_inspection(struct txn *txn, const struct inspection *inspection, uint64_t submission)
{
	if (inspection->another || inspection->frame == FRAME_UNGRADED)
		return;
	state_put_inspection(txn, inspection, submission);
	state_touch_area(txn, area_make(AREA_SCHOOL, inspection->urn), false);
}

static void on_happened(struct txn *txn, const struct school_event *happened, uint64_t submission)
{
	state_put_happened(txn, happened, submission);
	state_touch_area(txn, happened->area, false);
}

static void on_link(struct txn *txn, const struct school_link *link, uint64_t submission)
{
	state_put_link(txn, link, submission);
	state_touch_area(txn, area_make(AREA_SCHOOL, link->urn), false);
	state_touch_area(txn, area_make(AREA_SCHOOL, link->to), false);
}

/* Is the measure one whose figures are kept? */
static bool keeps_measure(const struct keeping *keeping, const char *measure)
{
	if (catalogue_measure(keeping->catalogue, measure) != NULL)
		return true;
	for (uint32_t i = 0; i < keeping->a_g->n; i++)
		for (uint32_t k = 0; k < keeping->a_g->indicators[i].n_lines; k++) {
			const struct a_g_line *line = &keeping->a_g->indicators[i].lines[k];

			for (uint32_t m = 0; m < line->n_measures; m++)
				if (strcmp(line->measures[m], measure) == 0)
					return true;
		}
	return false;
}

static bool has_figure(const struct column *figures)
{
	for (size_t i = 0; i < figures->n; i++)
		if (column_flag(figures, i) == FLAG_PRESENT)
			return true;
	return false;
}

/* The columns of schools of one authority. */
static void on_schools(const struct keeping *keeping, struct txn *txn, const struct indicator_event *event,
	struct bytes record)
{
	const struct column *figures = &event->column.figures;
	struct column_id id = {.measure = figures->measure,
		.group = figures->group,
		.period = figures->period,
		.authority = area_code(figures->parent),
		.level = LEVEL_SCHOOLS};

	if (strcmp(id.group, "all") != 0 && keeping->caseloads != NULL &&
		!caseloads_covers(keeping->caseloads, id.authority))
		return;
	state_put_column(txn, &id, record);
	if (has_figure(figures))
		state_hold(txn, &id);
	state_touch_column(txn, &id);
}

/* Those of England's authorities: the cell of the one that matters, or all while nobody has said which does. */
static void on_authorities(const struct keeping *keeping, struct txn *txn,
	const struct indicator_event *event, struct bytes record)
{
	const struct column *figures = &event->column.figures;
	struct column_id id = {.measure = figures->measure,
		.group = figures->group,
		.period = figures->period,
		.authority = keeping->caseloads == NULL ? 0 : keeping->caseloads->authority,
		.level = LEVEL_AUTHORITY};

	if (keeping->caseloads == NULL)
		state_put_column(txn, &id, record);
	else
		state_put_cell(txn, &id, event);
}

void keep_adopt(const struct keeping *keeping, struct txn *txn, struct arena *scratch, uint32_t authority)
{
	struct column_id id = {.measure = NULL};
	struct indicator_event event;

	for (struct column_key *key = state_unsorted(txn, keeping->arena); key != NULL; key = key->next) {
		arena_reset(scratch);
		if (!state_take_unsorted(txn, scratch, key, &id, &event))
			return;
		id.authority = authority;
		state_put_cell(txn, &id, &event);
	}
}

void keep(const struct keeping *keeping, struct txn *txn, const struct indicator_event *event,
	struct bytes record)
{
	switch (event->kind) {
	case INDICATOR_OPENED:
		state_put_file(txn, event->submission, record);
		break;
	case INDICATOR_REGISTER:
		for (size_t i = 0; i < event->n; i++)
			on_school(keeping, txn, &event->schools[i], event->submission);
		break;
	case INDICATOR_INSPECTIONS:
		for (size_t i = 0; i < event->n; i++)
			on_inspection(txn, &event->inspections[i], event->submission);
		break;
	case INDICATOR_EVENTS:
		for (size_t i = 0; i < event->n; i++)
			on_happened(txn, &event->events[i], event->submission);
		break;
	case INDICATOR_LINKS:
		for (size_t i = 0; i < event->n; i++)
			on_link(txn, &event->links[i], event->submission);
		break;
	case INDICATOR_COLUMN:
		if (!keeps_measure(keeping, event->column.figures.measure))
			break;
		if (area_kind(event->column.figures.parent) == AREA_AUTHORITY)
			on_schools(keeping, txn, event, record);
		else if (area_kind(event->column.figures.parent) == AREA_NATION)
			on_authorities(keeping, txn, event, record);
		break;
	case INDICATOR_MEASURES:
	case INDICATOR_GROUPS:
	case INDICATOR_DONE:
		break;
	}
}
