/* SPDX-License-Identifier: MIT
 *
 * The lists that both streams carry: registers, inspections in every frame, events, ties. What was said arrives, what
 * was not said stays unsaid, and what no source can mean is refused.
 */
#include "tests/unit/model/codec.h"

#include "common/model/indicator.h"
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

static struct school schools[] = {{.urn = 136338,
	.authority = 936,
	.estab = 2922,
	.row = 400,
	.name = "Cleves School",
	.status = "Open, but proposed to close",
	.type = "Academy converter",
	.type_group = "Academies",
	.phase = "Primary",
	.sector = "state-funded",
	.trust = "CLEVES ACADEMY TRUST",
	.postcode = "KT13 9TS",
	.low_age = {true, 0},
	.high_age = {true, 11},
	.ukprn = {true, 10031345},
	.opened = 18990901,
	.counted = 20200116,
	.changed = 20210419}};

static struct judgement cards[] = {{"inclusion", "Strong standard", 0, 20467, "Inclusion"},
	{"achievement", "Needs attention", 0, 0, "Achievement"}};
static struct judgement numbers[] = {{"quality-of-education", "2", 2, 0, "Quality of education"}};
static struct inspection inspections[] = {{.urn = 136338,
						  .inspected = 20466,
						  .published = 20500,
						  .row = 2,
						  .column = "Inspection start date",
						  .frame = FRAME_REPORT_CARD,
						  .concern = "RSI",
						  .safeguarding = "not met",
						  .n_judgements = 2,
						  .judgement = cards},
	{.urn = 136338,
		.inspected = 20000,
		.row = 2,
		.column = "",
		.frame = FRAME_SUB_JUDGEMENTS,
		.safeguarding = "effective",
		.another = true,
		.of_urn = 125039,
		.n_judgements = 1,
		.judgement = numbers},
	{.urn = 136338,
		.inspected = 20100,
		.row = 2,
		.column = "Ungraded inspection overall outcome",
		.frame = FRAME_UNGRADED,
		.outcome = "Standards maintained"},
	{.urn = 136338,
		.inspected = 16000,
		.overall = 1,
		.row = 2,
		.column = "Overall effectiveness",
		.n_judgements = 1,
		.judgement = numbers}};
static struct school_event events[] = {
	{{136338 * 8 + AREA_SCHOOL}, "warning notice", 20400, "complied with", "WN/2025/3", 2},
	{{855 * 8 + AREA_AUTHORITY}, "complaint", 1, "", "", 0}};
static struct school_link links[] = {{136338, 125039, "Cleves School", "Predecessor", 20101201, 9},
	{125039, 136338, "", "Successor", 0, 10}};
static struct group_link groups[] = {
	{136338, 2718, "CLEVES ACADEMY TRUST", "Single-academy trust", "Open", 20101201, 0, "07453885", 7}};

static struct observation registered = {3, OBSERVATION_REGISTER, 1, {.schools = schools}};
static struct observation inspected = {4, OBSERVATION_INSPECTIONS, 4, {.inspections = inspections}};
static struct observation happened = {5, OBSERVATION_EVENTS, 2, {.events = events}};
static struct observation linked = {6, OBSERVATION_LINKS, 2, {.links = links}};
static struct observation grouped = {7, OBSERVATION_GROUPS, 1, {.groups = groups}};

static struct observation closed = {8, OBSERVATION_CLOSED, 0,
	{.closed = {.accepted = true,
		 .name = "a.csv",
		 .format = "gias.links",
		 .period = "",
		 .note = "",
		 .status = "",
		 .events = 3,
		 .links = 33801,
		 .groups = 14621}}};

static const struct example examples[] = {{"observation-register-full", &registered},
	{"observation-inspections-frames", &inspected}, {"observation-events", &happened},
	{"observation-links", &linked}, {"observation-groups", &grouped}};

static void a_register_says_what_it_said_and_no_more(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct observation *o = round_trip(&codec, arena, &registered);
	const struct school *school = &o->schools[0];

	(void)state;
	assert_string_equal(school->status, "Open, but proposed to close");
	assert_string_equal(school->trust, "CLEVES ACADEMY TRUST");
	assert_string_equal(school->ward, "");
	assert_true(school->low_age.is && school->low_age.n == 0); /* an age of 0 is one */
	assert_true(!school->capacity.is && school->closed == 0);
	assert_true(school->opened == 18990901 && school->ukprn.n == 10031345);
	arena_free(arena);
}

static void every_frame_keeps_its_own_words(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct observation *o = round_trip(&codec, arena, &inspected);

	(void)state;
	assert_int_equal(o->inspections[0].frame, FRAME_REPORT_CARD);
	assert_int_equal(o->inspections[0].overall, 0);
	assert_string_equal(o->inspections[0].judgement[0].text, "Strong standard");
	assert_int_equal(o->inspections[0].judgement[0].day, 20467);
	assert_string_equal(o->inspections[0].safeguarding, "not met");
	assert_true(o->inspections[1].another && o->inspections[1].of_urn == 125039);
	assert_int_equal(o->inspections[1].judgement[0].grade, 2);
	assert_string_equal(o->inspections[2].outcome, "Standards maintained");
	assert_int_equal(o->inspections[3].frame, FRAME_HEADLINE);
	assert_int_equal(o->inspections[3].overall, 1);
	assert_false(o->inspections[3].another);
	arena_free(arena);
}

static void ties_and_events_arrive(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct observation *o = round_trip(&codec, arena, &happened);

	(void)state;
	assert_true(area_kind(o->events[0].area) == AREA_SCHOOL && o->events[0].day == 20400);
	assert_string_equal(o->events[0].reference, "WN/2025/3");
	assert_string_equal(o->events[1].outcome, "");
	o = round_trip(&codec, arena, &linked);
	assert_true(o->links[0].to == 125039 && o->links[0].since == 20101201 && o->links[1].since == 0);
	o = round_trip(&codec, arena, &grouped);
	assert_true(o->groups[0].uid == 2718 && o->groups[0].joined == 20101201);
	assert_string_equal(o->groups[0].company, "07453885");
	o = round_trip(&codec, arena, &closed);
	assert_true(o->closed.events == 3 && o->closed.links == 33801 && o->closed.groups == 14621);
	arena_free(arena);
}

#define REFUSED(example, field, wrong, reason)                 \
	do {                                                   \
		__typeof__(example.field) was = example.field; \
		example.field = wrong;                         \
		assert_refused(&codec, &example, reason);      \
		example.field = was;                           \
	} while (0)

static void what_no_source_can_mean_is_refused(void **state)
{
	(void)state;
	REFUSED(registered, schools[0].opened, 20190230, "school malformed");
	REFUSED(registered, schools[0].ward, "\x01", "school malformed");
	/* A grade from one frame in another. */
	REFUSED(inspected, inspections[0].overall, 2, "inspection malformed");
	REFUSED(inspected, inspections[0].judgement[0].grade, 3, "judgement malformed");
	REFUSED(inspected, inspections[3].overall, 0, "inspection malformed");
	REFUSED(inspected, inspections[1].judgement[0].grade, 5, "judgement malformed");
	REFUSED(inspected, inspections[1].judgement[0].text, "", "judgement malformed");
	REFUSED(inspected, inspections[0].safeguarding, "fine", "inspection malformed");
	REFUSED(inspected, inspections[1].of_urn, 7, "inspection malformed");
	REFUSED(happened, events[0].day, 0, "event malformed");
	REFUSED(happened, events[0].kind, "", "event malformed");
	REFUSED(happened, events[0].area.v, 3, "event malformed");
	REFUSED(linked, links[0].to, 12, "link malformed");
	REFUSED(linked, links[0].since, 20101301, "link malformed");
	REFUSED(grouped, groups[0].uid, 0, "group malformed");
}

static void a_frame_that_nobody_knows_is_refused(void **state)
{
	Leep__ObservationEvent message = LEEP__OBSERVATION_EVENT__INIT;
	Leep__Inspections list = LEEP__INSPECTIONS__INIT;
	Leep__Inspection one = LEEP__INSPECTION__INIT, *all[] = {&one};
	struct buffer out;

	(void)state;
	one.has_urn = one.has_inspected = one.has_overall = 1;
	one.urn = 136338;
	one.inspected = 20000;
	one.overall = 2;
	one.frame = (char[]){"score"};
	list.inspection = all;
	list.n_inspection = 1;
	message.has_submission = 1;
	message.submission = 1;
	message.body_case = LEEP__OBSERVATION_EVENT__BODY_INSPECTIONS;
	message.inspections = &list;
	buffer_init(&out, MESSAGE_BYTES_MAX);
	assert_int_equal(message_pack(&message.base, &out), 0);
	assert_refused_bytes(&codec, bytes_of(out.data, out.len), "frame of an inspection not known");
	buffer_done(&out);
}

static void indicators_pass_them_on(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	struct indicator_event in[] = {{1, INDICATOR_EVENTS, 2, {.events = events}},
		{1, INDICATOR_LINKS, 2, {.links = links}}, {1, INDICATOR_GROUPS, 1, {.groups = groups}},
		{1, INDICATOR_INSPECTIONS, 4, {.inspections = inspections}}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(in); i++) {
		struct indicator_event out;
		struct buffer bytes;
		const char *reason;

		buffer_init(&bytes, MESSAGE_BYTES_MAX);
		assert_int_equal(indicator_encode(&in[i], &bytes), 0);
		assert_int_equal(indicator_decode(arena, bytes_of(bytes.data, bytes.len), &out, &reason), 0);
		assert_true(out.kind == in[i].kind && out.n == in[i].n);
		if (out.kind == INDICATOR_EVENTS)
			assert_string_equal(out.events[0].kind, "warning notice");
		if (out.kind == INDICATOR_LINKS)
			assert_string_equal(out.links[1].kind, "Successor");
		if (out.kind == INDICATOR_GROUPS)
			assert_string_equal(out.groups[0].status, "Open");
		if (out.kind == INDICATOR_INSPECTIONS)
			assert_string_equal(out.inspections[0].concern, "RSI");
		buffer_done(&bytes);
	}
	arena_free(arena);
}

static void no_bytes_bring_the_decoder_down(void **state)
{
	(void)state;
	check_prefixes(&codec, examples, ARRAY_LEN(examples));
	check_mutations(&codec, examples, ARRAY_LEN(examples));
}

static void what_was_stored_once_can_be_read(void **state)
{
	(void)state;
	check_golden(&codec, examples, ARRAY_LEN(examples));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_register_says_what_it_said_and_no_more),
		cmocka_unit_test(every_frame_keeps_its_own_words),
		cmocka_unit_test(ties_and_events_arrive),
		cmocka_unit_test(what_no_source_can_mean_is_refused),
		cmocka_unit_test(a_frame_that_nobody_knows_is_refused),
		cmocka_unit_test(indicators_pass_them_on),
		cmocka_unit_test(no_bytes_bring_the_decoder_down),
		cmocka_unit_test(what_was_stored_once_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
