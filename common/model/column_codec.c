/* SPDX-License-Identifier: MIT
 *
 * See column_codec.h.
 */
#include "common/model/column_codec.h"

#include "common/model/message.h"

void column_to_message(const struct column *column, Leep__Column *out)
{
	leep__column__init(out);
	out->measure = message_loose(column->measure);
	out->group = message_loose(column->group);
	out->has_period = out->has_parent = out->has_scale = 1;
	out->period = column->period.v;
	out->parent = column->parent.v;
	out->scale = column->scale;
	out->has_told_again = column->told_again;
	out->told_again = column->told_again;
#define COLUMN_ARRAY(name)                                            \
	do {                                                          \
		out->name = column->name;                             \
		out->n_##name = column->name == NULL ? 0 : column->n; \
	} while (0)
	COLUMN_ARRAY(area);
	COLUMN_ARRAY(value);
	COLUMN_ARRAY(decimals);
	COLUMN_ARRAY(flag);
	COLUMN_ARRAY(cohort);
	COLUMN_ARRAY(low);
	COLUMN_ARRAY(high);
	COLUMN_ARRAY(numerator);
	COLUMN_ARRAY(denominator);
	COLUMN_ARRAY(row);
	COLUMN_ARRAY(column_of);
	COLUMN_ARRAY(submission);
#undef COLUMN_ARRAY
	out->source_column = column->source_column;
	out->n_source_column = column->n_source_column;
}

static const char *check_cells(const struct column *column)
{
	for (size_t i = 0; i < column->n; i++) {
		struct area area = {column->area[i]};

		if (!area_valid(area))
			return "area out of range";
		if (i > 0 && column->area[i] <= column->area[i - 1])
			return "areas not in order";
		if (column->decimals != NULL && column->decimals[i] > DECIMAL_SCALE_MAX)
			return "decimals out of range";
		if (column->flag != NULL && column->flag[i] >= FLAGS)
			return "unknown flag";
		if (column->cohort != NULL && column->cohort[i] > COHORT_MAX)
			return "cohort out of range";
		if ((column_flag(column, i) == FLAG_PRESENT) != (column->value[i] != DECIMAL_NONE))
			return "value and flag contradict each other";
		if (column->column_of != NULL && column->column_of[i] >= column->n_source_column)
			return "source column out of range";
	}
	return NULL;
}

const char *column_from_message(const Leep__Column *in, struct column *ret)
{
	struct column column = {0};
	const char *wrong;
	size_t n = in->n_area;

	if (!message_id_ok(in->measure, MEASURE_ID_MAX))
		return "measure missing or malformed";
	if (!message_id_ok(in->group, GROUP_ID_MAX))
		return "pupil group missing or malformed";
	column.period.v = in->period;
	column.parent.v = in->parent;
	if (!in->has_period || !period_valid(column.period))
		return "period missing or out of range";
	if (!in->has_parent || !area_valid(column.parent))
		return "parent area missing or out of range";
	if (in->scale > DECIMAL_SCALE_MAX)
		return "scale out of range";
	if (n == 0 || n > COLUMN_CELLS_MAX || in->n_value != n)
		return "no cells, too many, or not one value for each";
	if (!MESSAGE_ARRAY_OK(in->n_decimals, n) || !MESSAGE_ARRAY_OK(in->n_flag, n) ||
		!MESSAGE_ARRAY_OK(in->n_cohort, n) || !MESSAGE_ARRAY_OK(in->n_low, n) ||
		!MESSAGE_ARRAY_OK(in->n_high, n) || !MESSAGE_ARRAY_OK(in->n_numerator, n) ||
		!MESSAGE_ARRAY_OK(in->n_denominator, n) || !MESSAGE_ARRAY_OK(in->n_row, n) ||
		!MESSAGE_ARRAY_OK(in->n_column_of, n) || !MESSAGE_ARRAY_OK(in->n_submission, n))
		return "arrays of unequal length";
	if ((in->n_low == 0) != (in->n_high == 0))
		return "an interval has two ends";
	for (size_t i = 0; i < in->n_source_column; i++)
		if (!message_text_ok(in->source_column[i], NAME_MAX_LEN))
			return "source column malformed";
	column.measure = in->measure;
	column.group = in->group;
	column.scale = in->scale;
	column.told_again = in->told_again;
	column.n = n;
	column.area = in->area;
	column.value = in->value;
#define COLUMN_ARRAY(name) column.name = in->n_##name == 0 ? NULL : in->name
	COLUMN_ARRAY(decimals);
	COLUMN_ARRAY(flag);
	COLUMN_ARRAY(cohort);
	COLUMN_ARRAY(low);
	COLUMN_ARRAY(high);
	COLUMN_ARRAY(numerator);
	COLUMN_ARRAY(denominator);
	COLUMN_ARRAY(row);
	COLUMN_ARRAY(column_of);
	COLUMN_ARRAY(submission);
#undef COLUMN_ARRAY
	column.source_column = in->source_column;
	column.n_source_column = in->n_source_column;
	wrong = check_cells(&column);
	if (wrong == NULL)
		*ret = column;
	return wrong;
}

const char *opened_from_message(const Leep__Opened *in, struct opened *ret)
{
	if (!message_text_ok(in->name, NAME_MAX_LEN) || !message_text_ok(in->format, NAME_MAX_LEN) ||
		!message_text_ok(in->status, NAME_MAX_LEN))
		return "text of opened malformed";
	if (!in->has_sha256 || in->sha256.len != SHA256_LEN)
		return "digest missing";
	ret->name = message_text(in->name);
	ret->format = message_text(in->format);
	ret->status = message_text(in->status);
	memcpy(ret->sha256, in->sha256.data, SHA256_LEN);
	ret->published = in->published;
	ret->received = in->received;
	ret->table.v = in->period;
	return ret->table.v == 0 || period_valid(ret->table) ? NULL : "period of opened malformed";
}

Leep__Opened *opened_to_message(struct arena *arena, const struct opened *in)
{
	Leep__Opened *out = arena_take(arena, sizeof(*out));

	if (out == NULL)
		return NULL;
	leep__opened__init(out);
	out->name = message_loose(in->name);
	out->format = message_loose(in->format);
	out->status = message_loose(in->status);
	out->has_sha256 = out->has_published = out->has_received = 1;
	out->sha256.data = (uint8_t *)(uintptr_t)in->sha256;
	out->sha256.len = SHA256_LEN;
	out->published = in->published;
	out->received = in->received;
	out->has_period = in->table.v != 0;
	out->period = in->table.v;
	return out;
}

const char *measures_from_message(struct arena *arena, const Leep__Measures *in, struct observation *ret)
{
	if (in->n_measure == 0 || in->n_measure > OBSERVATION_ENTRIES_MAX)
		return "no measures, or too many";
	ret->n = in->n_measure;
	ret->measures = arena_take_array(arena, in->n_measure, sizeof(*ret->measures));
	if (ret->measures == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_measure; i++) {
		const Leep__Measure *from = in->measure[i];
		struct measure_def *to = &ret->measures[i];

		if (!message_id_ok(from->id, MEASURE_ID_MAX) || !message_text_ok(from->title, TEXT_MAX_LEN) ||
			!message_text_ok(from->phase, NAME_MAX_LEN) ||
			!message_text_ok(from->unit, NAME_MAX_LEN) ||
			!message_text_ok(from->polarity, NAME_MAX_LEN) ||
			!message_text_ok(from->basis, NAME_MAX_LEN) || from->decimals > DECIMAL_SCALE_MAX)
			return "measure malformed";
		to->id = from->id;
		to->title = message_text(from->title);
		to->phase = message_text(from->phase);
		to->unit = message_text(from->unit);
		to->decimals = from->decimals;
		to->polarity = message_text(from->polarity);
		to->basis = message_text(from->basis);
		to->no_quartile = from->no_quartile;
	}
	return NULL;
}

Leep__Measures *measures_to_message(struct arena *arena, const struct measure_def *in, size_t n)
{
	Leep__Measures *out = arena_take(arena, sizeof(*out));
	Leep__Measure *item = arena_take_array(arena, n, sizeof(*item));
	Leep__Measure **list = arena_take_array(arena, n, sizeof(*list));

	if (out == NULL || item == NULL || list == NULL)
		return NULL;
	leep__measures__init(out);
	for (size_t i = 0; i < n; i++) {
		leep__measure__init(&item[i]);
		item[i].id = message_loose(in[i].id);
		item[i].title = message_loose(in[i].title);
		item[i].phase = message_loose(in[i].phase);
		item[i].unit = message_loose(in[i].unit);
		item[i].has_decimals = 1;
		item[i].decimals = in[i].decimals;
		item[i].polarity = message_loose(in[i].polarity);
		item[i].basis = message_loose(in[i].basis);
		item[i].has_no_quartile = in[i].no_quartile;
		item[i].no_quartile = in[i].no_quartile;
		list[i] = &item[i];
	}
	out->measure = list;
	out->n_measure = n;
	return out;
}
