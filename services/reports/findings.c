/* SPDX-License-Identifier: MIT
 *
 * The query behind `leep findings`: what the arithmetic checks of ingest found, kept as it came, and after that where a
 * published figure and what its schools add up to are further apart than rounding explains. The latter is looked up in
 * the columns as they stand, so that it is about the figures of now; the published figure stands in front all the same.
 */
#include "common/model/grid.h"
#include "services/reports/queries.h"
#include "services/reports/suppression/suppression.h"

/* Where a page goes on among the findings of ingest: submission, event, entry. */
#define FOUND_NEXT ((size_t)24)

/* The same among what is worked out: the measure's place in the catalogue, the column's key, the cell. */
#define WORKED_NEXT  ((size_t)28)
#define COLUMN_KEY   ((size_t)20)
#define WHICH_COLUMN ((size_t)12) /* without the submission: the walk takes the newest */

/* An answer in the making. */
struct finding_answer {
	struct reading *reading;
	struct query_result *result;
	struct grid grid;
	uint64_t only;                 /* a submission; 0: all */
	const struct measure *measure; /* of the catalogue, in its order */
	size_t n_measures;
};

/* The rest is for another page. */
static void go_on_at(struct finding_answer *answer, const uint8_t *place, size_t len)
{
	uint8_t *next = arena_take(answer->reading->arena, len);

	if (next == NULL) {
		answer->grid.failed = true;
		return;
	}
	memcpy(next, place, len);
	answer->result->next = bytes_of(next, len);
}

static void add_row(struct finding_answer *answer, uint64_t submission, uint64_t row, const char *column,
	const char *kind, const char *detail)
{
	grid_number(&answer->grid, submission);
	grid_text(&answer->grid, reading_receipt(answer->reading, submission)->name);
	grid_number(&answer->grid, row);
	grid_text(&answer->grid, column);
	grid_text(&answer->grid, kind);
	grid_text(&answer->grid, detail);
}

/* -- found by ingest ---------------------------------------------------------------------------------------------- */

/* The rows of one event from `from` on. False when the page is full. */
static bool add_found(
	struct finding_answer *answer, const struct observation *event, uint64_t nth, size_t from)
{
	for (size_t i = from; i < event->n; i++) {
		const struct finding *finding = &event->findings[i];
		uint8_t place[FOUND_NEXT];

		if (grid_room(&answer->grid)) {
			add_row(answer, event->submission, finding->row, finding->column, finding->kind,
				finding->detail);
			continue;
		}
		bytes_put_u64be(place, event->submission);
		bytes_put_u64be(place + 8, nth);
		bytes_put_u64be(place + 16, i);
		go_on_at(answer, place, sizeof(place));
		return false;
	}
	return true;
}

static int answer_found(struct finding_answer *answer, struct bytes after)
{
	struct reading *reading = answer->reading;
	size_t entry = 0;
	struct observation event;
	struct key prefix, from;
	struct scan scan;
	int rc = 0;

	key_init(&prefix);
	if (answer->only != 0)
		key_u64(&prefix, answer->only);
	from = prefix;
	if (after.len == FOUND_NEXT) {
		key_init(&from);
		key_bytes(&from, bytes_of(after.data, 16));
		entry = (size_t)bytes_u64be(after.data + 16);
	}
	scan_begin_at(&scan, reading->txn, REPORTS_FINDINGS, &prefix, &from);
	while (rc == 0 && scan_next(&scan)) {
		const char *reason;

		arena_reset(reading->scratch);
		if (observation_decode(reading->scratch, scan.value, &event, &reason) < 0 ||
			event.kind != OBSERVATION_FINDINGS)
			rc = ERR_CORRUPT;
		else if (!add_found(answer, &event, bytes_u64be(scan.key.data + 8), entry))
			break;
		entry = 0;
	}
	scan_end(&scan);
	return rc;
}

/* -- worked out from schools -------------------------------------------------------------------------------------- */

/* With how many decimals the figures of each source column are published: 46 among 46.1 is 46.0, and where all end in a 0,
 * 68.30 is 68.3. NULL when memory is short. */
static unsigned *decimals_published(struct arena *arena, const struct column *figures)
{
	unsigned *decimals = arena_take_array(arena, figures->n_source_column + 1, sizeof(*decimals));

	for (size_t i = 0; decimals != NULL && i < figures->n; i++) {
		unsigned *of = &decimals[array_number(figures->column_of, i)];
		unsigned told = column_decimals(figures, i);
		int64_t shorter, same;

		while (told > *of && column_flag(figures, i) == FLAG_PRESENT &&
			decimal_rescale(figures->value[i], figures->scale, told - 1, &shorter) &&
			decimal_rescale(shorter, told - 1, figures->scale, &same) &&
			same == figures->value[i])
			told--;
		*of = told > *of && column_flag(figures, i) == FLAG_PRESENT ? told : *of;
	}
	return decimals;
}

/* Is the published figure of cell `i` further than one unit of its last decimal from what its schools add up to? That
 * far it may be by rounding, the schools' figures having been rounded as well. */
static bool is_apart(const struct indicator_column *column, size_t i, unsigned decimals)
{
	int64_t published = indicator_figure(column, i);
	int64_t unit = 1, off;

	if (column->worked_out[i] == DECIMAL_NONE || published == DECIMAL_NONE ||
		array_number(column->origin, i) != ORIGIN_PUBLISHED)
		return false;
	for (unsigned k = decimals; k < MICRO_SCALE; k++)
		unit *= 10;
	off = decimal_difference(published, column->worked_out[i]);
	return off == DECIMAL_NONE || off > unit || off < -unit;
}

/* "3 are hidden, with 12 pupils."; "none is hidden." */
static void say_hidden(struct buffer *out, const struct indicator_column *column, size_t i)
{
	uint32_t hidden = array_number(column->worked_hidden, i);
	uint64_t pupils = array_pupils(column->worked_hidden_cohort, i);

	if (hidden == 0)
		buffer_text(out, "none is hidden.");
	else if (pupils == 0)
		buffer_print(out, "%u %s hidden.", hidden, hidden == 1 ? "is" : "are");
	else
		buffer_print(out, "%u %s hidden, with %llu pupils.", hidden, hidden == 1 ? "is" : "are",
			(unsigned long long)pupils);
}

/* Both figures and the coverage: what was counted, of how many that are published, and what is hidden. */
static void say_apart(struct reading *reading, const struct measure *measure,
	const struct indicator_column *column, size_t i, struct buffer *out)
{
	const struct column *figures = &column->figures;
	struct area area = {figures->area[i]};
	unsigned decimals = column_decimals(figures, i);
	unsigned more = measure->worked_out == WORKED_OUT_SUM ? decimals : decimals + 2;
	uint64_t cohort = array_pupils(figures->cohort, i);
	struct decimal_text published, worked;
	struct period_text period;
	struct area_text code;

	buffer_print(out, "%s of %s (%s) in %s", figures->measure, reading_area_name(reading, area),
		area_print(area, &code), period_print(figures->period, &period));
	if (strcmp(figures->group, "all") != 0)
		buffer_print(out, ", %s", figures->group);
	buffer_print(out, ": %s is published, and its schools come to %s. Counted are ",
		decimal_print(figures->value[i], figures->scale, decimals, &published),
		decimal_print(column->worked_out[i], MICRO_SCALE, more, &worked));
	if (column->worked_cohort[i] != 0 && cohort != 0)
		buffer_print(out, "%llu of its %llu pupils in ", (unsigned long long)column->worked_cohort[i],
			(unsigned long long)cohort);
	else if (column->worked_cohort[i] != 0)
		buffer_print(out, "%llu pupils in ", (unsigned long long)column->worked_cohort[i]);
	buffer_print(out, "%u schools; ", column->worked_schools[i]);
	say_hidden(out, column, i);
}

static void add_apart(struct finding_answer *answer, const struct measure *measure,
	const struct indicator_column *column, size_t i, uint64_t submission)
{
	const struct column *figures = &column->figures;
	struct buffer detail;

	buffer_init(&detail, 4096);
	say_apart(answer->reading, measure, column, i, &detail);
	buffer_add(&detail, "", 1);
	if (detail.failed)
		answer->grid.failed = true;
	else
		add_row(answer, submission, array_number(figures->row, i), column_source(figures, i),
			"worked-out", (const char *)detail.data);
	buffer_done(&detail);
}

/* The cells of one column from `from` on. False when the page is full. */
static bool add_column(struct finding_answer *answer, const struct indicator_event *event, uint32_t nth,
	const struct columns_walk *walk, size_t from)
{
	const struct column *figures = &event->column.figures;
	const unsigned *decimals = decimals_published(answer->reading->scratch, figures);
	uint8_t place[WORKED_NEXT] = {0};

	if (event->column.worked_out == NULL)
		return true;
	if (decimals == NULL) {
		answer->grid.failed = true;
		return false;
	}
	for (size_t i = from; i < figures->n; i++) {
		uint64_t submission = column_submission(figures, i, event->submission);

		if (!is_apart(&event->column, i, decimals[array_number(figures->column_of, i)]) ||
			(answer->only != 0 && answer->only != submission))
			continue;
		if (grid_room(&answer->grid)) {
			add_apart(answer, &answer->measure[nth], &event->column, i, submission);
			continue;
		}
		bytes_put_u32be(place, nth);
		memcpy(place + 4, walk->key, WHICH_COLUMN);
		bytes_put_u32be(place + 4 + COLUMN_KEY, (uint32_t)i);
		go_on_at(answer, place, sizeof(place));
		return false;
	}
	return true;
}

static void answer_worked_out(struct finding_answer *answer, struct bytes after)
{
	struct reading *reading = answer->reading;
	struct known known = state_known_at(reading->txn, reading->receipts, 0);
	bool resumed = after.len == WORKED_NEXT;
	uint32_t first = resumed ? bytes_u32be(after.data) : 0;
	size_t cell = resumed ? bytes_u32be(after.data + 4 + COLUMN_KEY) : 0;
	bool room = true;

	suppression_begin(reading->suppression, reading, known, reading->suppress_below);
	reading->receipt.name = NULL; /* the arena of receipts is empty now */
	for (uint32_t i = first; room && i < answer->n_measures; i++) {
		struct indicator_event event;
		struct columns_walk walk;

		if (!measure_from_schools(&answer->measure[i]))
			continue;
		state_walk(&walk, reading->txn, answer->measure[i].id, known,
			resumed && i == first ? bytes_of(after.data + 4, COLUMN_KEY) : bytes_of(NULL, 0));
		arena_reset(reading->scratch);
		while (room && state_walk_next(&walk, reading->scratch, &event)) {
			if (event.column.worked_out != NULL &&
				suppression_apply(reading->suppression, &event.column) < 0)
				answer->grid.failed = true;
			room = !answer->grid.failed && add_column(answer, &event, i, &walk, cell);
			cell = 0;
			arena_reset(reading->scratch);
		}
		state_walk_end(&walk);
	}
}

int answer_findings(
	struct reading *reading, const struct query *query, struct query_result *ret, struct err_text *text)
{
	static const char *const columns[] = {"submission", "source", "row", "column", "kind", "detail"};
	struct finding_answer answer = {.reading = reading, .result = ret, .only = query->submission};
	struct closed receipt;
	int rc = 0;

	if (answer.only != 0 && !state_submission(reading->txn, reading->scratch, answer.only, &receipt))
		return error_set(
			text, ERR_NOTFOUND, "there is no submission %llu", (unsigned long long)answer.only);
	answer.n_measures = catalogue_measures(reading->catalogue, &answer.measure);
	grid_begin(&answer.grid, reading->arena, "findings", columns, ARRAY_LEN(columns));
	if (query->after.len != WORKED_NEXT)
		rc = answer_found(&answer, query->after);
	if (rc == 0 && ret->next.len == 0)
		answer_worked_out(&answer, query->after);
	ret->n_tables = 1;
	return rc == 0 ? grid_end(&answer.grid, &ret->table[0]) : rc;
}
