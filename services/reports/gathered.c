/* SPDX-License-Identifier: MIT
 *
 * See gathered.h.
 */
#include "services/reports/gathered.h"

#include <stdio.h>

#include "common/base/clock.h"
#include "services/reports/papers/when.h"
#include "services/reports/suppression/suppression.h"

int gathered_begin(struct reading *reading, uint32_t authority, int64_t as_of, struct gathered_heading *ret,
	struct err_text *text)
{
	const struct area_def *def = catalogue_area(reading->catalogue, area_make(AREA_AUTHORITY, authority));
	struct gathered_heading heading = {.as_of = gathered_time(reading->arena, as_of)};

	if (def == NULL)
		return error_set(text, ERR_NOTFOUND, "no authority has the code %u", authority);
	if (heading.as_of == NULL)
		return ERR_NOMEM;
	heading.authority_name = def->name;
	heading.known = state_known_at(reading->txn, reading->receipts, as_of);
	suppression_begin(reading->suppression, reading, heading.known, reading->suppress_below);
	*ret = heading;
	return 0;
}

void gathered_source(struct gathered_sources *sources, uint64_t submission)
{
	for (size_t i = 0; i < sources->n; i++)
		if (sources->submission[i] == submission)
			return;
	if (submission != 0 && sources->n < SOURCES_MAX)
		sources->submission[sources->n++] = submission;
}

static const char *kept(struct arena *arena, const char *text)
{
	const char *copy = arena_text(arena, text, strlen(text));

	return copy == NULL ? "" : copy;
}

int gathered_describe(struct reading *reading, const struct gathered_sources *sources,
	struct paper_source **ret, size_t *ret_n)
{
	struct arena *arena = reading->arena;
	struct paper_source *list = arena_take_array(arena, sources->n, sizeof(*list));
	size_t n = 0;

	if (list == NULL && sources->n > 0)
		return ERR_NOMEM;
	for (size_t i = 0; i < sources->n; i++) {
		struct paper_source *source = &list[n];
		char hex[2 * SHA256_LEN + 1];
		struct closed receipt;

		arena_reset(reading->scratch);
		if (!state_submission(reading->txn, reading->scratch, sources->submission[i], &receipt))
			continue;
		bytes_hex(receipt.sha256, SHA256_LEN, hex);
		source->submission = sources->submission[i];
		source->file = kept(arena, receipt.name);
		source->format = kept(arena, receipt.format);
		source->status = kept(arena, receipt.status);
		source->received = gathered_time(arena, receipt.received);
		source->sha256 = kept(arena, hex);
		if (source->received == NULL)
			return ERR_NOMEM;
		n++;
	}
	*ret = list;
	*ret_n = n;
	return 0;
}

struct figure gathered_figure(const struct column *figures, ptrdiff_t i)
{
	struct figure figure = {.m = DECIMAL_NONE, .flag = FLAG_MISSING};

	if (i < 0)
		return figure;
	figure.flag = column_flag(figures, (size_t)i);
	figure.scale = figures->scale;
	figure.decimals = column_decimals(figures, (size_t)i);
	if (figure.flag == FLAG_PRESENT)
		figure.m = figures->value[i];
	return figure;
}

uint64_t gathered_submission(const struct indicator_event *event, ptrdiff_t i)
{
	const struct column *figures = &event->column.figures;

	if (i < 0)
		return 0;
	return column_submission(figures, (size_t)i, event->submission);
}

const char *gathered_time(struct arena *arena, int64_t at)
{
	struct time_text text;
	unsigned year, month, day, hour, minute;

	if (sscanf(clock_text(at, &text), "%4u-%2u-%2uT%2u:%2u", &year, &month, &day, &hour, &minute) != 5 ||
		month_name(month)[0] == '\0')
		return NULL;
	return arena_print(arena, "%u %s %u, %02u:%02u UTC", day, month_name(month), year, hour, minute);
}
