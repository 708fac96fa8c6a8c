/* SPDX-License-Identifier: MIT
 *
 * What the parts of the performance report share: names of phases and units, and finding rows and sources.
 */
#include <string.h>

#include "common/base/bytes.h"
#include "services/reports/papers/figure.h"
#include "services/reports/papers/html.h"
#include "services/reports/papers/performance_part.h"

struct word {
	const char *id;
	const char *text;
};

static const struct word phases[] = {
	{"eyfs", "Early years foundation stage"},
	{"ks1", "Key stage 1"},
	{"ks2", "Key stage 2"},
	{"ks3", "Key stage 3"},
	{"ks4", "Key stage 4"},
	{"ks5", "Key stage 5"},
	{"absence", "Absence"},
	{"census", "School census"},
	{"ofsted", "Ofsted"},
};

static const struct word units[] = {
	{"percent", "per cent"},
	{"points", "points"},
	{"score", "score"},
	{"count", "number"},
};

static const char *look_up(const struct word *words, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].id, id) == 0)
			return words[i].text;
	return id;
}

const char *performance_phase(const char *phase)
{
	return look_up(phases, ARRAY_LEN(phases), phase);
}

const char *performance_unit(const struct measure *measure)
{
	return look_up(units, ARRAY_LEN(units), measure->unit);
}

bool performance_is_percent(const struct measure *measure)
{
	return strcmp(measure->unit, "percent") == 0;
}

bool performance_is_count(const struct measure *measure)
{
	return strcmp(measure->unit, "count") == 0;
}

int64_t performance_diff_national(const struct measure *measure, const struct performance_row *row)
{
	return row == NULL || performance_is_count(measure) ? DECIMAL_NONE : row->diff_national;
}

const char *performance_period_word(struct period period)
{
	switch (period_kind(period)) {
	case PERIOD_ACADEMIC:
		return "academic year";
	case PERIOD_CALENDAR:
		return "year";
	case PERIOD_FINANCIAL:
		return "financial year";
	case PERIOD_CALENDAR_SPAN:
		return "years";
	case PERIOD_ACADEMIC_SPAN:
		return "academic years";
	case PERIOD_DATE:
		return "date";
	case PERIOD_TERM:
		return "term";
	case PERIOD_WEEK:
		return "week";
	case PERIOD_MONTH:
		return "month";
	case PERIOD_QUARTER:
	case PERIOD_CALENDAR_QUARTER:
	case PERIOD_ACADEMIC_QUARTER:
		return "quarter";
	case PERIOD_NONE:
	case PERIOD_KINDS:
		break;
	}
	return "period";
}

const struct performance_row *performance_latest(const struct performance_basis *basis)
{
	for (size_t i = basis->n; i-- > 0;)
		if (figure_present(&basis->row[i].authority))
			return &basis->row[i];
	return basis->n == 0 ? NULL : &basis->row[basis->n - 1];
}

const struct performance_basis *performance_first_basis(const struct performance_series *series)
{
	if (!performance_has(&series->main, COLUMN_AUTHORITY) &&
		performance_has(&series->all, COLUMN_AUTHORITY))
		return &series->all;
	return series->main.n == 0 ? &series->all : &series->main;
}

bool performance_superseded(const struct performance_series *series)
{
	return series->measure->superseded_by != NULL && series->measure->superseded_by[0] != '\0';
}

bool performance_provisional(const struct performance_paper *paper, uint64_t submission)
{
	const struct paper_source *source = paper_source_of(paper->source, paper->n_sources, submission);

	return source != NULL && strcmp(source->status, "provisional") == 0;
}

void performance_link(struct buffer *out, const struct measure *measure)
{
	buffer_text(out, "<a href=\"#m-");
	html_text(out, measure->id);
	buffer_text(out, "\">");
	html_text(out, measure->title);
	buffer_text(out, "</a>");
}

void performance_period_heading(struct buffer *out, struct period period, bool provisional)
{
	struct period_text text;

	buffer_text(out, period_print(period, &text));
	if (provisional)
		buffer_text(
			out, " <span aria-hidden=\"true\">[p]</span><span class=\"vh\">provisional</span>");
}

bool performance_next(const struct performance_series *series, struct performance_cursor *cursor,
	struct performance_pair *ret)
{
	const struct performance_row *main =
		cursor->main < series->main.n ? &series->main.row[cursor->main] : NULL;
	const struct performance_row *all =
		cursor->all < series->all.n ? &series->all.row[cursor->all] : NULL;

	if (main == NULL && all == NULL)
		return false;
	if (main != NULL && all != NULL && main->period.v < all->period.v)
		all = NULL;
	else if (main != NULL && all != NULL && all->period.v < main->period.v)
		main = NULL;
	cursor->main += main != NULL;
	cursor->all += all != NULL;
	ret->period = main != NULL ? main->period : all->period;
	ret->main = main;
	ret->all = all;
	return true;
}

static bool row_has(const struct performance_row *row, enum performance_column column)
{
	switch (column) {
	case COLUMN_AUTHORITY:
		return figure_present(&row->authority);
	case COLUMN_NATIONAL:
		return figure_present(&row->national);
	case COLUMN_NEIGHBOURS:
		return figure_present(&row->neighbours);
	case COLUMN_DIFF_NATIONAL:
		return row->diff_national != DECIMAL_NONE;
	case COLUMN_DIFF_NEIGHBOURS:
		return row->diff_neighbours != DECIMAL_NONE;
	case COLUMNS:
		break;
	}
	return false;
}

bool performance_has(const struct performance_basis *basis, enum performance_column column)
{
	for (size_t i = 0; i < basis->n; i++)
		if (row_has(&basis->row[i], column))
			return true;
	return false;
}

size_t performance_all_columns(const struct performance_series *series)
{
	size_t n = 0;

	for (unsigned column = 0; column < COLUMNS; column++)
		n += performance_has(&series->all, (enum performance_column)column);
	return n;
}
