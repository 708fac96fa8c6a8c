/* SPDX-License-Identifier: MIT
 *
 * Events of the indicators stream: how every area stands arrives whole.
 */
#include "tests/unit/model/codec.h"

#include "common/model/indicator.h"
#include "leep/indicator.pb-c.h"

static int encode(const void *value, struct buffer *out)
{
	return indicator_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return indicator_decode(arena, bytes, ret, ret_reason);
}

static const struct codec codec = {encode, decode, sizeof(struct indicator_event)};

static struct measure_def measures[] = {{"lait.x", "Title", "", "percent", 1, "low", "", false}};
static struct school schools[] = {{.urn = 119903,
	.authority = 855,
	.estab = 2001,
	.row = 2,
	.name = "The Latimer",
	.phase = "Primary",
	.sector = "state-funded"}};
static struct inspection inspections[] = {{.urn = 119903,
	.inspected = 16756,
	.published = 16776,
	.overall = 2,
	.row = 2,
	.column = "Overall effectiveness"}};

#define FIGURES                                                                                   \
	{                                                                                         \
		.measure = "ks4.attainment8", .period = {2019u << 20 | PERIOD_ACADEMIC << 16},    \
		.group = "all", .parent = {AREA_NATION}, .scale = 1, .n = 2,                      \
		.area = (uint32_t[]){AREA_NATION, 855 * 8 + AREA_AUTHORITY}, .value = (int64_t[]) \
		{                                                                                 \
			466, 461                                                                  \
		}                                                                                 \
	}

static struct indicator_event opened = {
	1, INDICATOR_OPENED, 0, {.opened = {"a.csv", {1, 2}, "dfe.ks4", "final", 18000, 7, {0}}}};
static struct indicator_event measured = {2, INDICATOR_MEASURES, 1, {.measures = measures}};
static struct indicator_event registered = {3, INDICATOR_REGISTER, 1, {.schools = schools}};
static struct indicator_event inspected = {4, INDICATOR_INSPECTIONS, 1, {.inspections = inspections}};
static struct indicator_event plain = {5, INDICATOR_COLUMN, 0,
	{.column = {.figures = FIGURES, .national = DECIMAL_NONE, .authority = DECIMAL_NONE}}};
static struct indicator_event column = {6, INDICATOR_COLUMN, 0,
	{.column = {.figures = FIGURES,
		 .origin = (uint32_t[]){0, ORIGIN_WORKED_OUT},
		 .worked_out = (int64_t[]){DECIMAL_NONE, 46100000},
		 .worked_cohort = (uint64_t[]){0, 7000},
		 .worked_schools = (uint32_t[]){0, 45},
		 .worked_hidden = (uint32_t[]){0, 3},
		 .national = -1,
		 .authority = DECIMAL_NONE,
		 .neighbours = (int64_t[]){DECIMAL_NONE, 47000000},
		 .neighbour_set = (uint32_t[]){0, 201311},
		 .rank_neighbours = (uint32_t[]){0, 9},
		 .of_neighbours = (uint32_t[]){0, 11}}}};
static struct indicator_event places = {7, INDICATOR_COLUMN, 0,
	{.column = {.figures = FIGURES,
		 .national = 46600000,
		 .authority = DECIMAL_NONE,
		 .rank_national = (uint32_t[]){0, 63},
		 .of_national = 152,
		 .percentile = (uint32_t[]){0, 59210526},
		 .quartile = (uint32_t[]){0, 2},
		 .change = (int64_t[]){DECIMAL_NONE, -300000}}}};
static struct indicator_event beside = {8, INDICATOR_COLUMN, 0,
	{.column = {.figures = FIGURES,
		 .national = 46600000,
		 .authority = 46100000,
		 .gap_group = "boys",
		 .region = (int64_t[]){DECIMAL_NONE, 46000000},
		 .phase = (int64_t[]){DECIMAL_NONE, 47000000},
		 .phase_schools = (uint32_t[]){0, 40},
		 .worked_hidden_cohort = (uint64_t[]){0, 12},
		 .neighbours_published = (uint32_t[]){0, 1},
		 .neighbours_pooled = (int64_t[]){DECIMAL_NONE, 46900000},
		 .neighbours_known = (uint32_t[]){0, 9},
		 .neighbours_in_set = (uint32_t[]){0, 10},
		 .trend = (int64_t[]){DECIMAL_NONE, -150000},
		 .trend_low = (int64_t[]){DECIMAL_NONE, -300000},
		 .trend_high = (int64_t[]){DECIMAL_NONE, 1},
		 .low = (int64_t[]){DECIMAL_NONE, 45000000},
		 .high = (int64_t[]){DECIMAL_NONE, 47200000},
		 .pooled = (int64_t[]){DECIMAL_NONE, 46050000},
		 .pooled_cohort = (uint64_t[]){0, 21000},
		 .pooled_years = (uint32_t[]){0, 3},
		 .gap = (int64_t[]){DECIMAL_NONE, 5500000}}}};
static struct indicator_event done = {UINT64_MAX, INDICATOR_DONE, 0, {.done = {true, -1}}};

static const struct example examples[] = {{"indicator-opened", &opened}, {"indicator-measures", &measured},
	{"indicator-register", &registered}, {"indicator-inspections", &inspected},
	{"indicator-column", &column}, {"indicator-column-plain", &plain},
	{"indicator-column-places", &places}, {"indicator-column-beside", &beside},
	{"indicator-done", &done}};

static void assert_same_figures(const void *got, const void *sent, size_t size)
{
	if (sent == NULL)
		assert_null(got);
	else
		assert_memory_equal(got, sent, size);
}

static void assert_arrives(struct arena *arena, const struct indicator_event *sent)
{
	const struct indicator_event *e = round_trip(&codec, arena, sent);
	const struct indicator_column *c = &e->column, *w = &sent->column;

	assert_true(c->figures.n == 2 && c->national == w->national && c->authority == w->authority &&
		    c->of_national == w->of_national);
	assert_memory_equal(c->figures.value, w->figures.value, 2 * sizeof(*c->figures.value));
	assert_string_equal(
		c->gap_group == NULL ? "" : c->gap_group, w->gap_group == NULL ? "" : w->gap_group);
#define SAME(type, name) assert_same_figures(c->name, w->name, 2 * sizeof(type));
	INDICATOR_ARRAYS(SAME)
#undef SAME
}

static void every_event_arrives_as_it_was_sent(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct indicator_event *e = round_trip(&codec, arena, &opened);

	(void)state;
	assert_string_equal(e->opened.format, "dfe.ks4");
	e = round_trip(&codec, arena, &measured);
	assert_true(e->n == 1 && strcmp(e->measures[0].polarity, "low") == 0);
	e = round_trip(&codec, arena, &registered);
	assert_true(e->n == 1 && e->schools[0].urn == 119903);
	e = round_trip(&codec, arena, &inspected);
	assert_true(e->n == 1 && e->inspections[0].overall == 2);
	e = round_trip(&codec, arena, &done);
	assert_true(e->submission == UINT64_MAX && e->done.accepted && e->done.received == -1);
	e = round_trip(&codec, arena, &plain);
	assert_true(e->column.national == DECIMAL_NONE && e->column.origin == NULL &&
		    e->column.neighbours == NULL);
	assert_arrives(arena, &column);
	assert_arrives(arena, &places);
	assert_arrives(arena, &beside);
	arena_free(arena);
}

/* Each array that an event has, made shorter. Returns how many it has. */
static size_t assert_each_array_counts(const struct indicator_event *sent)
{
	struct buffer out = encoded(&codec, sent);
	Leep__IndicatorEvent *event = leep__indicator_event__unpack(NULL, out.len, out.data);
	Leep__IndicatorColumn *c = event->indicators;
#define COUNT(type, name) &c->n_##name,
	size_t *counts[] = {INDICATOR_ARRAYS(COUNT)};
#undef COUNT
	uint8_t packed[1024];
	size_t had = 0;

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		if (*counts[i] == 0)
			continue;
		had++;
		--*counts[i];
		assert_refused_bytes(&codec, bytes_of(packed, leep__indicator_event__pack(event, packed)),
			"arrays of unequal length");
		++*counts[i];
	}
	leep__indicator_event__free_unpacked(event, NULL);
	buffer_done(&out);
	return had;
}

static void arrays_of_unequal_length_are_refused(void **state)
{
	const struct indicator_event *sent[] = {&column, &places, &beside};
	size_t had = 0, all = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sent); i++)
		had += assert_each_array_counts(sent[i]);
#define COUNT(type, name) all++;
	INDICATOR_ARRAYS(COUNT)
#undef COUNT
	assert_int_equal(had, all);
}

static void what_is_incomplete_is_refused(void **state)
{
	struct buffer out = encoded(&codec, &column);
	Leep__IndicatorEvent *event = leep__indicator_event__unpack(NULL, out.len, out.data);
	Leep__Column *figures = event->indicators->figures;
	uint8_t packed[1024];

	(void)state;
	event->indicators->figures = NULL;
	assert_refused_bytes(
		&codec, bytes_of(packed, leep__indicator_event__pack(event, packed)), "figures missing");
	event->indicators->figures = figures;
	leep__indicator_event__free_unpacked(event, NULL);
	event = leep__indicator_event__unpack(NULL, 0, NULL);
	event->has_submission = 1;
	event->submission = 1;
	event->body_case = LEEP__INDICATOR_EVENT__BODY_DONE;
	event->done = &(Leep__SubmissionDone)LEEP__SUBMISSION_DONE__INIT;
	assert_refused_bytes(
		&codec, bytes_of(packed, leep__indicator_event__pack(event, packed)), "done incomplete");
	event->body_case = LEEP__INDICATOR_EVENT__BODY__NOT_SET;
	leep__indicator_event__free_unpacked(event, NULL);
	buffer_done(&out);
}

static void what_is_malformed_is_refused(void **state)
{
	struct indicator_event wrong = column;

	(void)state;
	wrong.submission = 0;
	assert_refused(&codec, &wrong, "not an indicator event");
	wrong = column;
	wrong.column.figures.flag = (uint32_t[]){0, 1};
	assert_refused(&codec, &wrong, "value and flag contradict each other");
	wrong = column;
	wrong.column.origin = (uint32_t[]){0, ORIGIN_WORKED_OUT + 1};
	assert_refused(&codec, &wrong, "unknown origin");
	wrong = column;
	wrong.column.worked_cohort = NULL;
	assert_refused(&codec, &wrong, "what is worked out has its pupils");
	wrong = places;
	wrong.column.of_national = 62;
	assert_refused(&codec, &wrong, "rank beyond the areas it is among");
	wrong = places;
	wrong.column.percentile = (uint32_t[]){0, PERCENTILE_MAX + 1};
	assert_refused(&codec, &wrong, "percentile beyond 100");
	wrong = places;
	wrong.column.quartile = (uint32_t[]){0, QUARTILES + 1};
	assert_refused(&codec, &wrong, "unknown quartile");
	wrong = beside;
	wrong.column.gap_group = "Boys and\ngirls";
	assert_refused(&codec, &wrong, "group that gaps are told beside malformed");
	wrong = beside;
	wrong.column.high = NULL;
	assert_refused(&codec, &wrong, "an interval has two ends");
	wrong = beside;
	wrong.column.trend_low = NULL;
	assert_refused(&codec, &wrong, "an interval has two ends");
	measures[0].unit = "\xff";
	assert_refused(&codec, &measured, "measure malformed");
	measures[0].unit = "percent";
	assert_refused_bytes(&codec, bytes_of("\x08\x01", 2), "kind of event not known");
}

/* With every array and the longest number in each: wider than any that is sent. */
static void the_largest_column_fits_one_message(void **state)
{
	static uint32_t area[COLUMN_CELLS_MAX], small[COLUMN_CELLS_MAX], pupils[COLUMN_CELLS_MAX],
		month[COLUMN_CELLS_MAX], percentile[COLUMN_CELLS_MAX];
	static uint64_t number[COLUMN_CELLS_MAX], cohort[COLUMN_CELLS_MAX];
	static int64_t none[COLUMN_CELLS_MAX];
	struct indicator_event event = {.submission = 1,
		.kind = INDICATOR_COLUMN,
		.column = {.figures = FIGURES, .national = 1, .of_national = 900}};
	struct indicator_column *c = &event.column;
	struct buffer out;

	(void)state;
	for (size_t i = 0; i < COLUMN_CELLS_MAX; i++) {
		area[i] = (6000000 + (uint32_t)i) * 8 + AREA_DISTRICT;
		small[i] = 1;
		pupils[i] = COLUMN_CELLS_MAX;
		month[i] = UINT32_MAX;
		percentile[i] = PERCENTILE_MAX;
		number[i] = 99999;
		cohort[i] = UINT64_MAX;
		none[i] = DECIMAL_NONE;
	}
	c->figures.n = COLUMN_CELLS_MAX;
	c->figures.area = area;
	c->figures.value = c->figures.low = c->figures.high = c->figures.numerator = c->figures.denominator =
		none;
	c->figures.cohort = c->figures.submission = number;
	c->figures.decimals = c->figures.flag = c->figures.row = c->figures.column_of = small;
#define FILL(type, name) c->name = (type *)(sizeof(type) == 8 ? (void *)none : (void *)small);
	INDICATOR_ARRAYS(FILL)
#undef FILL
	c->worked_cohort = c->worked_hidden_cohort = c->pooled_cohort = cohort;
	c->worked_schools = c->worked_hidden = c->rank_national = c->phase_schools = pupils;
	c->neighbour_set = month;
	c->percentile = percentile;
	buffer_init(&out, MESSAGE_BYTES_MAX);
	assert_int_equal(indicator_encode(&event, &out), 0);
	buffer_done(&out);
}

static void any_beginning_of_an_event_is_refused_or_an_event(void **state)
{
	(void)state;
	check_prefixes(&codec, examples, ARRAY_LEN(examples));
}

static void twenty_thousand_damaged_events_are_refused_or_events(void **state)
{
	(void)state;
	check_mutations(&codec, examples, ARRAY_LEN(examples));
}

static void events_written_before_are_read_as_they_were(void **state)
{
	(void)state;
	check_golden(&codec, examples, ARRAY_LEN(examples));
}

static void an_interval_lies_above_below_or_across_a_figure(void **state)
{
	struct indicator_interval interval = {-2, 4, 1, true}; /* -0.2 to 0.4 */

	(void)state;
	assert_int_equal(indicator_beside(&interval, 0), BESIDE_ACROSS);
	assert_int_equal(indicator_beside(&interval, 400000), BESIDE_ACROSS); /* at its end */
	assert_int_equal(indicator_beside(&interval, 400001), BESIDE_BELOW);
	assert_int_equal(indicator_beside(&interval, -200000), BESIDE_ACROSS);
	assert_int_equal(indicator_beside(&interval, -200001), BESIDE_ABOVE);
	assert_int_equal(indicator_beside(&interval, DECIMAL_NONE), BESIDE_UNKNOWN);
	interval.low = interval.high = DECIMAL_NONE;
	assert_int_equal(indicator_beside(&interval, 0), BESIDE_UNKNOWN);
}

static void a_published_interval_is_believed_before_one_worked_out(void **state)
{
	struct indicator_column c = {.figures = {.n = 3,
					     .scale = 2,
					     .low = (int64_t[]){-20, DECIMAL_NONE, DECIMAL_NONE},
					     .high = (int64_t[]){40, DECIMAL_NONE, DECIMAL_NONE}},
		.low = (int64_t[]){1, -300000, DECIMAL_NONE},
		.high = (int64_t[]){2, 500000, DECIMAL_NONE}};
	struct indicator_interval got = indicator_interval(&c, 0);

	(void)state;
	assert_true(got.published && got.low == -20 && got.high == 40 && got.scale == 2);
	got = indicator_interval(&c, 1);
	assert_true(!got.published && got.low == -300000 && got.high == 500000 && got.scale == MICRO_SCALE);
	assert_true(indicator_interval(&c, 2).low == DECIMAL_NONE);
	c.low = c.high = c.figures.low = c.figures.high = NULL;
	assert_true(indicator_interval(&c, 0).low == DECIMAL_NONE);
}

static void only_progress_is_beside_zero_and_England_beside_nobody(void **state)
{
	struct measure progress = {.unit = "score", .interval = INTERVAL_PROGRESS};
	struct measure scaled = {.unit = "score"};
	struct indicator_column c = {.national = 5,
		.figures = {
			.n = 2, .area = (uint32_t[]){area_england().v, area_make(AREA_AUTHORITY, 855).v}}};

	(void)state;
	assert_true(indicator_zero(&progress) == 0);
	assert_true(indicator_zero(&scaled) == DECIMAL_NONE && indicator_zero(NULL) == DECIMAL_NONE);
	assert_true(indicator_nation(&c, 0) == DECIMAL_NONE && indicator_nation(&c, 1) == 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_written_before_are_read_as_they_were),
		cmocka_unit_test(every_event_arrives_as_it_was_sent),
		cmocka_unit_test(what_is_incomplete_is_refused),
		cmocka_unit_test(arrays_of_unequal_length_are_refused),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(the_largest_column_fits_one_message),
		cmocka_unit_test(any_beginning_of_an_event_is_refused_or_an_event),
		cmocka_unit_test(twenty_thousand_damaged_events_are_refused_or_events),
		cmocka_unit_test(an_interval_lies_above_below_or_across_a_figure),
		cmocka_unit_test(a_published_interval_is_believed_before_one_worked_out),
		cmocka_unit_test(only_progress_is_beside_zero_and_England_beside_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
