/* SPDX-License-Identifier: MIT
 *
 * The service object. Observations are stored as they come and mark what they touch; at Closed the marked columns are
 * worked out in slices and sent. Only what was touched is worked out.
 */
#include "services/indicators/indicators.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/log.h"
#include "services/indicators/merge.h"
#include "services/indicators/profile/profile.h"
#include "services/indicators/standing/standing.h"
#include "services/indicators/statistics/compare.h"
#include "services/indicators/statistics/trend.h"
#include "services/indicators/touching.h"

/* A slice of work, committed together: some two milliseconds, and two batches of a consumer. */
#define BYTES_A_SLICE ((size_t)512 * 1024)

/* One event and what is worked out for it: a column of 20,000 cells has 2 MB of arrays. */
#define ARENA_MAX ((size_t)64 * 1024 * 1024)

struct indicators {
	struct service *service;
	struct catalogue *catalogue;
	struct arena *arena;
	struct pasts *pasts;
	struct buffer event;
	uint64_t columns_worked_out;
};

const struct service_spec indicators_spec = {
	.name = "indicators",
	.schema = 2,
	.tables = indicators_tables,
	.n_tables = INDICATORS_TABLES,
	.inputs = {"ingest", NULL},
	.produces = true,
};

static int emit(struct indicators *indicators, struct txn *txn, const struct indicator_event *event)
{
	int rc;

	buffer_clear(&indicators->event);
	rc = indicator_encode(event, &indicators->event);
	if (rc == 0)
		(void)sequence_append(
			txn, SEQUENCE_LOG, bytes_of(indicators->event.data, indicators->event.len));
	return rc;
}

/* What a column is merged under. Cells of one submission stand together more often than not. */
struct merging {
	struct txn *txn;
	uint64_t new;
	uint64_t asked; /* last; 0: none yet */
	bool stands;
};

static bool stands(void *context, uint64_t old)
{
	struct merging *merging = context;

	if (merging->asked != old) {
		merging->asked = old;
		merging->stands = state_supersedes(merging->txn, old, merging->new);
	}
	return merging->stands;
}

/* Schools of a year are those of that year's own file. A later file tells the year again under the schools of its own: an
 * academy has the figures of the school it was, and would be counted beside it. */
enum told { TOLD_BESIDE, TOLD_BETTER, TOLD_ALREADY };

static enum told how_told(const struct column *old, const struct column *new)
{
	if (area_kind(new->parent) != AREA_AUTHORITY || old->told_again == new->told_again)
		return TOLD_BESIDE;
	return new->told_again ? TOLD_ALREADY : TOLD_BETTER;
}

/* What is worked out from these figures: the change in the period after, trend and pooled years up to two after, each from
 * columns without a gap. */
static void touch_following(
	struct txn *txn, const struct measure *measure, struct series series, struct area parent)
{
	struct period before[TREND_PERIODS - 1];
	struct series after = series;

	after.period = period_next(series.period);
	if (after.period.v == 0 || !compare_previous(measure, after.period, &before[0]) ||
		!state_touch_held(txn, after, parent))
		return;
	after.period = period_next(after.period);
	if (after.period.v != 0 && trend_before(measure, after.period, before) == TREND_PERIODS - 1)
		(void)state_touch_held(txn, after, parent);
}

/* A column whose figures have changed, and what is worked out from them. */
static void touch(const struct indicators *indicators, struct txn *txn, const struct measure *measure,
	const struct column *column, struct series series, struct area parent)
{
	state_touch(txn, series, parent);
	touch_following(txn, measure, series, parent);
	touching_beside(txn, indicators->catalogue, column, parent);
}

/* What the schools of an authority add up to now is a figure of England's column. */
static void on_schools(const struct indicators *indicators, struct txn *txn, const struct measure *measure,
	struct series series, const struct column *schools)
{
	struct worked worked, was;
	uint32_t authority = area_code(schools->parent);

	if (!measure_from_schools(measure))
		return;
	worked = worked_from_schools(measure, schools);
	if (state_worked_of(txn, series, authority, &was) && worked_same(&was, &worked))
		return;
	state_put_worked(txn, series, authority, &worked);
	touch(indicators, txn, measure, schools, series, area_england());
}

/* What comes in the place of a column: as it came, or merged. */
struct coming {
	uint64_t submission;
	const struct column *column;
	struct bytes record; /* the event; empty: the column was merged */
};

static void put_coming(struct txn *txn, struct series series, const struct coming *coming)
{
	if (coming->record.len > 0)
		state_keep_column(txn, series, coming->column->parent, coming->record);
	else
		state_put_column(txn, series, coming->column->parent, coming->submission, coming->column);
}

/* Put a column in the place of what is held of it (n 0: nothing), and mark what changes by it. */
static void replace_column(
	struct indicators *indicators, struct txn *txn, const struct column *old, const struct coming *coming)
{
	const struct column *now = coming->column;
	const struct measure *measure = catalogue_measure(indicators->catalogue, now->measure);
	struct series series = state_series(txn, now);
	bool is_england = area_kind(now->parent) == AREA_NATION;
	struct column england = *old;
	int64_t national;

	if (old->n > 0 && merge_same(old, now)) {
		/* Only where the figures came from is new. */
		state_touch(txn, series, now->parent);
		put_coming(txn, series, coming);
		return;
	}
	if (!is_england && !state_column(txn, indicators->arena, series, area_england(), &england))
		england.n = 0;
	national =
		standing_national(txn, indicators->arena, indicators->catalogue, measure, series, &england);
	put_coming(txn, series, coming);
	touch(indicators, txn, measure, now, series, now->parent);
	if (area_kind(now->parent) == AREA_AUTHORITY)
		on_schools(indicators, txn, measure, series, now);
	else
		touching_authorities(txn, measure, series, old, now);
	/* Every column of the series is compared with the nation. */
	if (standing_national(txn, indicators->arena, indicators->catalogue, measure, series,
		    is_england ? now : &england) != national)
		state_touch_series(txn, series);
}

/* A column of observations: merged into what is held. What cannot be held is refused before anything is written. */
static int on_column(struct indicators *indicators, struct txn *txn, const struct observation *event,
	struct bytes record, const char **ret_reason)
{
	const struct column *new = &event->column;
	struct series series;
	struct column old = {.n = 0}, merged;
	struct coming coming = {event->submission, new, record};
	struct merging merging = {.txn = txn, .new = event->submission};
	bool known = state_known_series(txn, new, &series);
	bool had = known && state_column(txn, indicators->arena, series, new->parent, &old);
	enum told told = had ? how_told(&old, new) : TOLD_BETTER;
	int rc = 0;

	if (told == TOLD_ALREADY)
		return 0;
	if (!known && !state_series_left(txn)) {
		*ret_reason = "more measures and pupil groups than can be told apart";
		return ERR_BADMSG;
	}
	if (told == TOLD_BESIDE) {
		rc = merge_columns(
			indicators->arena, &old, new, event->submission, stands, &merging, &merged);
		coming = (struct coming){event->submission, &merged, bytes_of(NULL, 0)};
	}
	if (rc == ERR_LIMIT) {
		*ret_reason = "the column would have more areas than one may hold";
		return ERR_BADMSG;
	}
	if (rc == 0)
		replace_column(indicators, txn, &old, &coming);
	return rc;
}

static int on_closed(struct indicators *indicators, struct txn *txn, const struct observation *event)
{
	struct indicator_event out = {.submission = event->submission, .kind = INDICATOR_DONE};
	struct closing closing = {event->submission, event->closed.received};

	if (event->closed.accepted) {
		profile_close(txn);
		touching_regrouped(txn);
		state_put_closing(txn, &closing);
		return 0;
	}
	out.done.received = event->closed.received;
	return emit(indicators, txn, &out);
}

static int dispatch(struct indicators *indicators, struct txn *txn, const struct observation *event,
	struct bytes record, const char **ret_reason)
{
	struct indicator_event out = {.submission = event->submission, .n = event->n};

	switch (event->kind) {
	case OBSERVATION_OPENED:
		state_put_vintage(txn, event->submission, event->opened.published, event->opened.status,
			event->opened.table);
		profile_open(txn, event->submission, &event->opened);
		out.kind = INDICATOR_OPENED;
		out.opened = event->opened;
		return emit(indicators, txn, &out);
	case OBSERVATION_MEASURES:
		for (size_t i = 0; i < event->n; i++)
			state_put_measure(txn, &event->measures[i]);
		out.kind = INDICATOR_MEASURES;
		out.measures = event->measures;
		return emit(indicators, txn, &out);
	case OBSERVATION_REGISTER:
		for (size_t i = 0; i < event->n; i++)
			touching_school(txn, indicators->arena, &event->schools[i], event->submission);
		out.kind = INDICATOR_REGISTER;
		out.schools = event->schools;
		return emit(indicators, txn, &out);
	case OBSERVATION_NEIGHBOURS:
		for (size_t i = 0; i < event->n; i++)
			state_put_neighbours(txn, &event->neighbours[i]);
		state_touch_england(txn);
		return 0;
	case OBSERVATION_INSPECTIONS:
		profile_inspections(txn, event->inspections, event->n, event->submission);
		out.kind = INDICATOR_INSPECTIONS;
		out.inspections = event->inspections;
		return emit(indicators, txn, &out);
	case OBSERVATION_EVENTS:
		out.kind = INDICATOR_EVENTS;
		out.events = event->events;
		return emit(indicators, txn, &out);
	case OBSERVATION_LINKS:
		out.kind = INDICATOR_LINKS;
		out.links = event->links;
		return emit(indicators, txn, &out);
	case OBSERVATION_GROUPS:
		out.kind = INDICATOR_GROUPS;
		out.groups = event->groups;
		return emit(indicators, txn, &out);
	case OBSERVATION_COLUMN:
		return on_column(indicators, txn, event, record, ret_reason);
	case OBSERVATION_CLOSED:
		return on_closed(indicators, txn, event);
	case OBSERVATION_AREAS:    /* names are for people: reports keeps them */
	case OBSERVATION_FINDINGS: /* about the file; no figure changes by them */
		return 0;
	}
	return ERR_INVAL;
}

static int apply(void *self, struct txn *txn, size_t input, struct bytes record, const char **ret_reason)
{
	struct indicators *indicators = self;
	struct observation event;
	int rc;

	(void)input;
	pasts_clear(indicators->pasts);
	arena_reset(indicators->arena);
	rc = observation_decode(indicators->arena, record, &event, ret_reason);
	return rc < 0 ? rc : dispatch(indicators, txn, &event, record, ret_reason);
}

static bool pending(void *self, struct txn *txn)
{
	struct closing closing;

	(void)self;
	return state_closing(txn, &closing);
}

/* Cells that came with the submission which is worked out need not say so. */
static void leave_out_submission(struct column *figures, uint64_t submission)
{
	for (size_t i = 0; figures->submission != NULL && i < figures->n; i++)
		if (figures->submission[i] != submission)
			return;
	figures->submission = NULL;
}

static int work(void *self, struct txn *txn, bool *ret_finished)
{
	struct indicators *indicators = self;
	struct indicator_event out = {.kind = INDICATOR_DONE};
	struct closing closing;
	struct series series;
	struct area parent;
	bool profile = true;
	size_t bytes = 0, step;
	int rc = 0;

	if (!state_closing(txn, &closing))
		return txn->error;
	out.submission = closing.submission;
	while (rc == 0 && profile && bytes < BYTES_A_SLICE) {
		arena_reset(indicators->arena);
		rc = profile_work(txn, indicators->arena, indicators->catalogue, &step, &profile);
		bytes += profile ? step : 0;
		if (profile)
			pasts_clear(indicators->pasts);
	}
	while (rc == 0 && bytes < BYTES_A_SLICE && state_take_touched(txn, &series, &parent)) {
		out.kind = INDICATOR_COLUMN;
		arena_reset(indicators->arena);
		rc = standing_work_out(txn, indicators->arena, indicators->catalogue, indicators->pasts,
			series, parent, &out.column);
		if (rc == ERR_NOTFOUND) {
			rc = 0;
			continue;
		}
		if (rc == 0) {
			leave_out_submission(&out.column.figures, closing.submission);
			rc = emit(indicators, txn, &out);
		}
		bytes += indicators->event.len;
		indicators->columns_worked_out++;
	}
	if (rc < 0 || txn->error < 0 || bytes >= BYTES_A_SLICE)
		return rc;
	out.kind = INDICATOR_DONE;
	out.done = (struct submission_done){true, closing.received};
	state_put_closing(txn, NULL);
	*ret_finished = true;
	return emit(indicators, txn, &out);
}

static void forget(void *self)
{
	struct indicators *indicators = self;

	pasts_clear(indicators->pasts);
}

static void health(void *self, struct txn *txn, struct buffer *out)
{
	const struct indicators *indicators = self;

	buffer_print(out, "columns_worked_out=%llu\n", (unsigned long long)indicators->columns_worked_out);
	buffer_print(out, "inspections_without_authority=%llu\n", (unsigned long long)profile_unplaced(txn));
}

static const struct service_handlers handlers = {
	.apply = apply,
	.pending = pending,
	.work = work,
	.forget = forget,
	.health = health,
};

int indicators_open(struct service *service, struct indicators **ret)
{
	struct indicators *indicators = calloc(1, sizeof(*indicators));
	struct err_text text = {""};
	char path[PATH_LEN];
	int rc = ERR_NOMEM;

	if (indicators == NULL)
		return rc;
	indicators->service = service;
	indicators->arena = arena_open(ARENA_MAX);
	buffer_init(&indicators->event, (size_t)1024 * 1024);
	indicators->pasts = pasts_open();
	if (indicators->arena != NULL && indicators->pasts != NULL)
		rc = catalogue_open(path_shared(service_options(service), "catalogue", path),
			&indicators->catalogue, &text);
	if (rc < 0) {
		log_error("cannot start", "error=\"%s\"", text.text[0] == '\0' ? error_text(rc) : text.text);
		indicators_free(indicators);
		return rc;
	}
	service_handle(service, &handlers, indicators);
	*ret = indicators;
	return 0;
}

void indicators_free(struct indicators *indicators)
{
	if (indicators == NULL)
		return;
	catalogue_free(indicators->catalogue);
	arena_free(indicators->arena);
	pasts_free(indicators->pasts);
	buffer_done(&indicators->event);
	free(indicators);
}
