/* SPDX-License-Identifier: MIT
 *
 * Events of ingest's stream: everything that a file said arrives, and nothing that contradicts itself is believed.
 */
#include "tests/unit/model/codec.h"

#include "common/model/observation.h"
#include "leep/observation.pb-c.h"

static int encode(const void *value, struct buffer *out)
{
	return observation_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return observation_decode(arena, bytes, ret, ret_reason);
}

static const struct codec codec = {encode, decode, sizeof(struct observation)};

static struct measure_def measures[] = {{"lait.TotAbs", "Total absence – % half days missed", "absence",
						"percent", 1, "low", "state-funded", false},
	{"lait.x", "", "", "", 0, "", "", false}};
static struct measure_def unbanded[] = {{"lait.y", "", "", "", 0, "high", "", true}};
static struct school schools[] = {{.urn = 119903,
					  .authority = 855,
					  .estab = 2001,
					  .row = 2,
					  .name = "The Latimer",
					  .phase = "Primary",
					  .sector = "state-funded"},
	{.urn = 9999999, .name = "Ysgol y Gŵyr"}};
static struct neighbour_set sets[] = {
	{201311, 855, 2, (uint32_t[]){823, 881}}, {202104, 213, 1, (uint32_t[]){999}}};
static struct inspection inspections[] = {{.urn = 119903,
						  .inspected = 16756,
						  .published = 16776,
						  .overall = 2,
						  .row = 2,
						  .column = "Overall effectiveness"},
	{.urn = 119904, .inspected = 1, .overall = 4, .column = ""}};
static struct refused_row refused[] = {{7, "ATT8SCR", "no number"}, {0, "", ""}};
static uint32_t areas[] = {119903 * 8 + AREA_SCHOOL, 119904 * 8 + AREA_SCHOOL, 119906 * 8 + AREA_SCHOOL};
static char *sources[] = {(char[]){"ATT8SCR"}, (char[]){"P8 \"MEA\""}};

#define COLUMN                                                                                           \
	{                                                                                                \
		.measure = "ks4.attainment8", .period = {2019u << 20 | PERIOD_ACADEMIC << 16},           \
		.group = "all", .parent = {855 * 8 + AREA_AUTHORITY}, .scale = 2, .n = 3, .area = areas, \
		.value = (int64_t[]){4610, DECIMAL_NONE, -52}, .decimals = (uint32_t[]){1, 0, 2},        \
		.flag = (uint32_t[]){0, FLAG_SUPPRESSED, 0}, .cohort = (uint64_t[]){100, 0, 31},         \
		.low = (int64_t[]){-72, DECIMAL_NONE, -72}, .high = (int64_t[]){9000, DECIMAL_NONE, 4},  \
		.row = (uint32_t[]){2, 3, 4000000000}, .source_column = sources, .n_source_column = 2,   \
		.column_of = (uint32_t[]){0, 1, 0}, .submission = (uint64_t[])                           \
		{                                                                                        \
			7, 1, UINT64_MAX                                                                 \
		}                                                                                        \
	}

static struct observation opened = {1, OBSERVATION_OPENED, 0,
	{.opened = {"2018-19/england_ks4.csv", {1, 2, 255}, "dfe.ks4", "provisional", 18000, -5, {0}}}};
static struct observation measured = {2, OBSERVATION_MEASURES, 2, {.measures = measures}};
static struct observation measured_unbanded = {2, OBSERVATION_MEASURES, 1, {.measures = unbanded}};
static struct observation registered = {3, OBSERVATION_REGISTER, 2, {.schools = schools}};
static struct observation neighboured = {4, OBSERVATION_NEIGHBOURS, 2, {.neighbours = sets}};
static struct observation inspected = {5, OBSERVATION_INSPECTIONS, 2, {.inspections = inspections}};
static struct observation column = {UINT64_MAX, OBSERVATION_COLUMN, 0, {.column = COLUMN}};
static struct observation plain = {7, OBSERVATION_COLUMN, 0,
	{.column = {.measure = "m",
		 .period = {2013u << 20 | PERIOD_CALENDAR << 16},
		 .group = "girls",
		 .parent = {AREA_NATION},
		 .n = 1,
		 .area = (uint32_t[]){AREA_NATION},
		 .value = (int64_t[]){0}}}};
static struct observation divided = {9, OBSERVATION_COLUMN, 0,
	{.column = {.measure = "ks4.basics94",
		 .period = {2019u << 20 | PERIOD_ACADEMIC << 16},
		 .group = "fsm",
		 .parent = {AREA_NATION},
		 .scale = 1,
		 .n = 2,
		 .area = (uint32_t[]){AREA_NATION, 855 * 8 + AREA_AUTHORITY},
		 .value = (int64_t[]){620, DECIMAL_NONE},
		 .flag = (uint32_t[]){0, FLAG_SUPPRESSED},
		 .numerator = (int64_t[]){41740, DECIMAL_NONE},
		 .denominator = (int64_t[]){67320, 5430}}}};
static struct observation closed = {8, OBSERVATION_CLOSED, 0,
	{.closed = {.accepted = true,
		 .name = "a.csv",
		 .sha256 = {9},
		 .format = "f",
		 .period = "2018/19",
		 .note = "assumed",
		 .status = "final",
		 .published = 18000,
		 .received = 1569000000000000,
		 .bytes = 10,
		 .rows_read = 11,
		 .rows_accepted = 12,
		 .rows_refused = 13,
		 .rows_ignored = 21,
		 .cells = 14,
		 .cells_flagged = 15,
		 .columns = 16,
		 .schools = 17,
		 .inspections = 18,
		 .measures = 19,
		 .flagged = {[FLAG_PRESENT] = 9, [FLAG_UNRELIABLE] = 5},
		 .measures_held = 22,
		 .areas = 23,
		 .first_period = {2013u << 20 | PERIOD_ACADEMIC << 16},
		 .last_period = {2019u << 20 | PERIOD_ACADEMIC << 16},
		 .n_refused = 2,
		 .refused = refused}}};
static struct area_name listed[] = {{{855 * 8 + AREA_AUTHORITY}, "Leicestershire", {983 * 8 + AREA_REGION}},
	{{7000130u * 8 + AREA_DISTRICT}, "Charnwood", {AREA_NONE}}};
static struct observation named = {10, OBSERVATION_AREAS, 2, {.areas = listed}};

static struct finding found[] = {{437, "published_diff_sn", "diff", "la 762.2 less national 780.5 is -18.3"},
	{0, "", "parts-total", ""}};
static struct observation finding = {11, OBSERVATION_FINDINGS, 2, {.findings = found}};

static const struct example examples[] = {{"observation-opened", &opened},
	{"observation-measures", &measured}, {"observation-measures-unbanded", &measured_unbanded},
	{"observation-register", &registered}, {"observation-neighbours", &neighboured},
	{"observation-inspections", &inspected}, {"observation-column", &column},
	{"observation-column-plain", &plain}, {"observation-column-divided", &divided},
	{"observation-closed", &closed}, {"observation-areas", &named}, {"observation-findings", &finding}};

static void findings_arrive_with_their_count_in_the_receipt(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct observation *o = round_trip(&codec, arena, &finding);
	struct observation receipt = closed;

	(void)state;
	assert_true(o->n == 2 && o->findings[0].row == 437 && o->findings[1].row == 0);
	assert_string_equal(o->findings[0].column, found[0].column);
	assert_string_equal(o->findings[0].kind, "diff");
	assert_string_equal(o->findings[0].detail, found[0].detail);
	assert_string_equal(o->findings[1].column, "");
	receipt.closed.findings = 7001; /* more than an event lists */
	o = round_trip(&codec, arena, &receipt);
	assert_true(o->closed.findings == 7001);
	arena_free(arena);
}

static void a_finding_without_a_kind_or_with_too_much_to_say_is_refused(void **state)
{
	static struct finding many[OBSERVATION_ENTRIES_MAX + 1];
	struct finding wrong = found[0];
	struct observation o = {1, OBSERVATION_FINDINGS, 1, {.findings = &wrong}};

	(void)state;
	wrong.kind = "";
	assert_refused(&codec, &o, "finding malformed");
	wrong.kind = "two words";
	assert_refused(&codec, &o, "finding malformed");
	wrong = found[0];
	wrong.detail = text_of_length(TEXT_MAX_LEN + 1);
	assert_refused(&codec, &o, "finding malformed");
	wrong = found[0];
	wrong.column = "a\x01";
	assert_refused(&codec, &o, "finding malformed");
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = found[0];
	o.findings = many;
	o.n = ARRAY_LEN(many);
	assert_refused(&codec, &o, "no findings, or too many");
	o.n = 0;
	assert_refused(&codec, &o, "no findings, or too many");
}

static void every_event_arrives_as_it_was_sent(void **state)
{
	struct observation refusing = closed;
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct observation *o = round_trip(&codec, arena, &opened);
	const struct column *c, *w = &column.column;

	(void)state;
	assert_true(o->submission == 1 && o->opened.published == 18000 && o->opened.received == -5);
	assert_string_equal(o->opened.name, opened.opened.name);
	assert_string_equal(o->opened.format, "dfe.ks4");
	assert_string_equal(o->opened.status, "provisional");
	assert_memory_equal(o->opened.sha256, opened.opened.sha256, SHA256_LEN);
	o = round_trip(&codec, arena, &measured);
	assert_true(o->n == 2 && o->measures[0].decimals == 1);
	assert_string_equal(o->measures[0].title, measures[0].title);
	assert_string_equal(o->measures[0].polarity, "low");
	assert_false(o->measures[0].no_quartile);
	o = round_trip(&codec, arena, &measured_unbanded);
	assert_true(o->measures[0].no_quartile);
	o = round_trip(&codec, arena, &registered);
	assert_true(o->n == 2 && o->schools[0].estab == 2001 && o->schools[0].row == 2);
	assert_string_equal(o->schools[1].name, schools[1].name);
	assert_string_equal(o->schools[0].sector, "state-funded");
	o = round_trip(&codec, arena, &neighboured);
	assert_true(o->n == 2 && o->neighbours[0].n == 2 && o->neighbours[0].member[1] == 881);
	o = round_trip(&codec, arena, &inspected);
	assert_true(o->n == 2 && o->inspections[1].overall == 4 && o->inspections[0].published == 16776);
	o = round_trip(&codec, arena, &column);
	c = &o->column;
	assert_true(
		c->n == 3 && c->scale == 2 && c->n_source_column == 2 && area_equal(c->parent, w->parent));
	assert_memory_equal(c->value, w->value, 3 * sizeof(*c->value));
	assert_memory_equal(c->low, w->low, 3 * sizeof(*c->low));
	assert_memory_equal(c->high, w->high, 3 * sizeof(*c->high));
	assert_memory_equal(c->cohort, w->cohort, 3 * sizeof(*c->cohort));
	assert_memory_equal(c->row, w->row, 3 * sizeof(*c->row));
	assert_memory_equal(c->submission, w->submission, 3 * sizeof(*c->submission));
	assert_string_equal(column_source(c, 1), "P8 \"MEA\"");
	assert_true(column_decimals(c, 0) == 1 && column_flag(c, 1) == FLAG_SUPPRESSED);
	o = round_trip(&codec, arena, &divided);
	assert_memory_equal(o->column.numerator, divided.column.numerator, 2 * sizeof(int64_t));
	assert_memory_equal(o->column.denominator, divided.column.denominator, 2 * sizeof(int64_t));
	o = round_trip(&codec, arena, &closed);
	assert_true(o->closed.accepted && o->closed.bytes == 10 && o->closed.measures == 19);
	assert_true(
		o->closed.rows_refused == 13 && o->closed.n_refused == 2 && o->closed.refused[0].row == 7);
	assert_string_equal(o->closed.refused[0].reason, "no number");
	assert_true(o->closed.rows_ignored == 21 && o->closed.flagged[FLAG_UNRELIABLE] == 5 &&
		    o->closed.flagged[FLAG_PRESENT] == 9 && o->closed.flagged[FLAG_SUPPRESSED] == 0);
	assert_true(o->closed.measures_held == 22 && o->closed.areas == 23 &&
		    period_year(o->closed.first_period) == 2013 &&
		    period_year(o->closed.last_period) == 2019);
	refusing.closed.cells_refused = 24;
	assert_true(((struct observation *)round_trip(&codec, arena, &refusing))->closed.cells_refused == 24);
	o = round_trip(&codec, arena, &named);
	assert_true(o->n == 2 && o->areas[0].area.v == listed[0].area.v &&
		    o->areas[0].region.v == listed[0].region.v && area_kind(o->areas[1].region) == AREA_NONE);
	assert_string_equal(o->areas[1].name, "Charnwood");
	arena_free(arena);
}

static void what_a_column_leaves_out_is_the_same_for_every_cell(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct column *c = &((struct observation *)round_trip(&codec, arena, &plain))->column;

	(void)state;
	assert_true(c->decimals == NULL && c->flag == NULL && c->cohort == NULL && c->low == NULL &&
		    c->high == NULL && c->row == NULL && c->column_of == NULL && c->submission == NULL &&
		    c->numerator == NULL && c->denominator == NULL);
	assert_string_equal(column_source(c, 0), "");
	arena_free(arena);
}

#define COLUMN_REFUSED(field, wrong, reason)        \
	do {                                        \
		struct observation o = column;      \
		o.column.field = wrong;             \
		assert_refused(&codec, &o, reason); \
	} while (0)

static void a_column_that_contradicts_itself_is_refused(void **state)
{
	(void)state;
	COLUMN_REFUSED(measure, "", "measure missing or malformed");
	COLUMN_REFUSED(measure, "a b", "measure missing or malformed");
	COLUMN_REFUSED(measure, text_of_length(MEASURE_ID_MAX + 1), "measure missing or malformed");
	COLUMN_REFUSED(group, "gïrls", "pupil group missing or malformed");
	COLUMN_REFUSED(period.v, 0, "period missing or out of range");
	COLUMN_REFUSED(parent.v, 0, "parent area missing or out of range");
	COLUMN_REFUSED(scale, DECIMAL_SCALE_MAX + 1, "scale out of range");
	COLUMN_REFUSED(n, 0, "no cells, too many, or not one value for each");
	COLUMN_REFUSED(area, ((uint32_t[]){areas[1], areas[0], areas[2]}), "areas not in order");
	COLUMN_REFUSED(area, ((uint32_t[]){areas[0], areas[0], areas[2]}), "areas not in order");
	COLUMN_REFUSED(area, ((uint32_t[]){7, areas[0], areas[2]}), "area out of range");
	COLUMN_REFUSED(decimals, ((uint32_t[]){1, 10, 2}), "decimals out of range");
	COLUMN_REFUSED(flag, ((uint32_t[]){0, FLAGS, 0}), "unknown flag");
	COLUMN_REFUSED(cohort, ((uint64_t[]){0, COHORT_MAX, COHORT_MAX + 1}), "cohort out of range");
	COLUMN_REFUSED(flag, ((uint32_t[]){0, 0, 0}), "value and flag contradict each other");
	COLUMN_REFUSED(flag, ((uint32_t[]){1, 1, 0}), "value and flag contradict each other");
	COLUMN_REFUSED(low, NULL, "an interval has two ends");
	COLUMN_REFUSED(high, NULL, "an interval has two ends");
	COLUMN_REFUSED(column_of, ((uint32_t[]){0, 2, 0}), "source column out of range");
	sources[1][0] = '\x01';
	assert_refused(&codec, &column, "source column malformed");
	sources[1][0] = 'P';
}

/* The encoder cannot say these, so the message is altered. */
static void arrays_of_unequal_length_are_refused(void **state)
{
	struct observation whole = column;
	struct buffer out;
	Leep__ObservationEvent *event;
	uint8_t packed[1024];

	(void)state;
	whole.column.numerator = whole.column.denominator = column.column.value;
	out = encoded(&codec, &whole);
	event = leep__observation_event__unpack(NULL, out.len, out.data);
	size_t *counts[] = {&event->column->n_decimals, &event->column->n_flag, &event->column->n_cohort,
		&event->column->n_low, &event->column->n_high, &event->column->n_numerator,
		&event->column->n_denominator, &event->column->n_row, &event->column->n_column_of,
		&event->column->n_submission, &event->column->n_value};
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		--*counts[i];
		assert_refused_bytes(&codec, bytes_of(packed, leep__observation_event__pack(event, packed)),
			counts[i] == &event->column->n_value ? "no cells, too many, or not one value for each"
							     : "arrays of unequal length");
		++*counts[i];
	}
	leep__observation_event__free_unpacked(event, NULL);
	buffer_done(&out);
}

#define REFUSED(example, field, wrong, reason)            \
	do {                                              \
		__typeof__(field) kept = field;           \
		field = wrong;                            \
		assert_refused(&codec, &example, reason); \
		field = kept;                             \
	} while (0)

static void every_other_field_is_checked(void **state)
{
	const char *bad[] = {
		"\x80", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\rb", "\x1b[2J"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		REFUSED(opened, opened.opened.name, bad[i], "text of opened malformed");
		REFUSED(measured, measures[0].title, bad[i], "measure malformed");
		REFUSED(registered, schools[0].name, bad[i], "school malformed");
		REFUSED(inspected, inspections[1].column, bad[i], "inspection malformed");
		REFUSED(closed, closed.closed.note, bad[i], "text of closed malformed");
		REFUSED(closed, refused[1].reason, bad[i], "refused row malformed");
	}
	REFUSED(opened, opened.opened.status, text_of_length(NAME_MAX_LEN + 1), "text of opened malformed");
	REFUSED(closed, closed.closed.note, text_of_length(TEXT_MAX_LEN + 1), "text of closed malformed");
	REFUSED(measured, measures[1].id, "", "measure malformed");
	REFUSED(measured, measures[1].decimals, 10, "measure malformed");
	REFUSED(measured, measured.n, 0, "no measures, or too many");
	REFUSED(registered, schools[0].urn, 9999, "school malformed");
	REFUSED(registered, schools[0].urn, 536870912 + 119903,
		"school malformed"); /* times eight it wraps */
	REFUSED(registered, schools[0].authority, 1000, "school malformed");
	REFUSED(registered, registered.n, 0, "no schools, or too many");
	REFUSED(neighboured, sets[0].from_month, 201313, "neighbour set malformed");
	REFUSED(neighboured, sets[0].from_month, 201300, "neighbour set malformed");
	REFUSED(neighboured, sets[0].authority, 99, "neighbour set malformed");
	REFUSED(neighboured, sets[0].n, 0, "neighbour set malformed");
	REFUSED(neighboured, sets[0].member[1], 1000, "neighbour malformed");
	REFUSED(neighboured, neighboured.n, 0, "no neighbour sets, or too many");
	REFUSED(inspected, inspections[0].overall, 0, "inspection malformed");
	REFUSED(inspected, inspections[0].overall, 5, "inspection malformed");
	REFUSED(inspected, inspections[0].inspected, 0, "inspection malformed");
	REFUSED(inspected, inspected.n, 0, "no inspections, or too many");
	REFUSED(opened, opened.submission, 0, "not an observation event");
	assert_refused_bytes(&codec, bytes_of("", 0), "not an observation event");
	assert_refused_bytes(&codec, bytes_of("\x08\x01", 2), "kind of event not known");
}

static void a_list_of_more_entries_than_the_limit_is_refused(void **state)
{
	static struct school many[OBSERVATION_ENTRIES_MAX + 1];
	struct observation o = {1, OBSERVATION_REGISTER, ARRAY_LEN(many), {.schools = many}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = (struct school){.urn = 100000 + (uint32_t)i, .name = "", .phase = "", .sector = ""};
	assert_refused(&codec, &o, "no schools, or too many");
}

/* Every cell at its longest: what ingest may build must be something that it can send and that others take. */
static void the_largest_column_fits_one_message(void **state)
{
	struct arena *arena = arena_open((size_t)64 * 1024 * 1024);
	struct observation o = column;
	struct column *c = &o.column;
	struct buffer out;

	(void)state;
	c->n = COLUMN_CELLS_MAX;
#define LONGEST(name, v)                                           \
	c->name = arena_take_array(arena, c->n, sizeof(*c->name)); \
	for (size_t i = 0; i < c->n; i++)                          \
	c->name[i] = v
	LONGEST(area, (1000000 + (uint32_t)i) * 8 + AREA_SCHOOL);
	LONGEST(value, INT64_MIN + 1);
	LONGEST(decimals, 2);
	LONGEST(flag, 0);
	LONGEST(cohort, 999999999);
	LONGEST(low, DECIMAL_NONE);
	LONGEST(high, DECIMAL_NONE);
	LONGEST(numerator, DECIMAL_NONE);
	LONGEST(denominator, DECIMAL_NONE);
	LONGEST(row, UINT32_MAX);
	LONGEST(column_of, 1);
	LONGEST(submission, UINT32_MAX);
#undef LONGEST
	buffer_init(&out, MESSAGE_BYTES_MAX);
	assert_int_equal(observation_encode(&o, &out), 0);
	buffer_done(&out);
	arena_free(arena);
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

/* A table names a measure, a dictionary describes it; either may come first, and either again. */
static void what_is_known_of_a_measure_stays_until_something_else_is_said(void **state)
{
	static const struct measure_def bare = {"lait.x", "", "", "", 0, "", "", false};
	static const struct measure_def described = {
		"lait.x", "Title", "absence", "percent", 1, "low", "state-funded", true};
	static const struct measure_def anew = {"lait.x", "New title", "", "points", 2, "high", "", false};
	struct measure_def a, b;

	(void)state;
	measure_merge(&bare, &described, &a);
	measure_merge(&described, &bare, &b);
	assert_string_equal(a.title, "Title");
	assert_string_equal(b.title, "Title");
	assert_string_equal(b.phase, "absence");
	assert_string_equal(b.unit, "percent");
	assert_int_equal(b.decimals, 1);
	assert_string_equal(b.polarity, "low");
	assert_string_equal(b.basis, "state-funded");
	assert_true(a.no_quartile && b.no_quartile);
	measure_merge(&b, &anew, &a);
	assert_string_equal(a.id, "lait.x");
	assert_string_equal(a.title, "New title");
	assert_string_equal(a.phase, "absence");
	assert_string_equal(a.unit, "points");
	assert_int_equal(a.decimals, 2);
	assert_string_equal(a.polarity, "high");
	assert_string_equal(a.basis, "state-funded");
	assert_false(a.no_quartile); /* told with the polarity */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_written_before_are_read_as_they_were),
		cmocka_unit_test(every_event_arrives_as_it_was_sent),
		cmocka_unit_test(findings_arrive_with_their_count_in_the_receipt),
		cmocka_unit_test(a_finding_without_a_kind_or_with_too_much_to_say_is_refused),
		cmocka_unit_test(what_a_column_leaves_out_is_the_same_for_every_cell),
		cmocka_unit_test(a_column_that_contradicts_itself_is_refused),
		cmocka_unit_test(arrays_of_unequal_length_are_refused),
		cmocka_unit_test(every_other_field_is_checked),
		cmocka_unit_test(a_list_of_more_entries_than_the_limit_is_refused),
		cmocka_unit_test(the_largest_column_fits_one_message),
		cmocka_unit_test(what_is_known_of_a_measure_stays_until_something_else_is_said),
		cmocka_unit_test(any_beginning_of_an_event_is_refused_or_an_event),
		cmocka_unit_test(twenty_thousand_damaged_events_are_refused_or_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
