/* SPDX-License-Identifier: MIT
 *
 * Notices: what one person is told arrives whole, with the alerts and their evidence.
 */
#include "tests/unit/model/codec.h"

#include "common/model/notice.h"
#include "leep/alert.pb-c.h"

static int encode(const void *value, struct buffer *out)
{
	return notice_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return notice_decode(arena, bytes, ret, ret_reason);
}

static const struct codec codec = {encode, decode, sizeof(struct notice)};

static struct evidence evidence[1] = {{.what = "ks4.progress8",
	.period = "",
	.value = "-0.54",
	.low = "-0.72",
	.high = "-0.36",
	.cohort = 198,
	.national = "-0.03",
	.file = "2018-19/ks4.csv",
	.sha256 = {3, 4},
	.row = 7,
	.column = "P8MEA",
	.submission = 2,
	.status = "revised",
	.published = 18000,
	.group = "",
	.n_beside = 1,
	.beside = {{"statistical neighbours", "-0.1, 10 of 10"}}}};

#define ALERT(number, about)                                                                                \
	{                                                                                                   \
		.id = number, .rule = "progress-low", .title = "Progress 8 is low", .source = "S",          \
		.wording = "W", .severity = "concern", .state = ALERT_OPEN, .authority = 855, .urn = about, \
		.name = "Countesthorpe", .measure = "ks4.progress8", .period = "2018/19",                   \
		.opened = 1569000000000000, .amended = 1569000000000001, .adviser = "A. Adviser",           \
		.address = "a@council.example", .summary = "Progress 8 −0.54", .advice = "Ask",             \
		.handled_by = "", .why = "", .inhibited_why = "", .acknowledged_severity = "",              \
		.chain = {6, 7}, .n_evidence = 1, .evidence = evidence                                      \
	}

static struct notice_alert of_school[NOTICE_ALERTS_MAX + 1] = {
	{ALERT(42, 138529), "opened", ""}, {ALERT(43, 138529), "amended", "was -0.60, is -0.54"}};
static struct notice_alert of_authority[1] = {{ALERT(44, 0), "reminder", ""}};
static struct notice_school schools[] = {
	{138529, "Countesthorpe Leysland", 855, "Leicestershire", 2, of_school},
	{0, "", 855, "Leicestershire", 1, of_authority}};
static const char *channels[NOTICE_CHANNELS_MAX + 1] = {"mail", "teams:advisers", "notify-text"};
static struct notice news = {.key = "2-138529",
	.kind = "news",
	.at = 1569000000000002,
	.to_name = "B. Adviser",
	.to_address = "b@council.example",
	.to_phone = "0116 496 0000",
	.sender = "leep@council.example",
	.for_name = "A. Adviser",
	.text = "",
	.minimal = false,
	.n_channel = 3,
	.channel = channels,
	.n_school = 2,
	.school = schools};
/* Nothing but a text: a destination that does not answer. */
static struct notice alarm_notice = {.key = "alarm-3",
	.kind = "alarm",
	.to_name = "Data Team",
	.to_address = "data@council.example",
	.to_phone = "",
	.sender = "leep@council.example",
	.for_name = "",
	.text = "mail has not been taken since 09:30",
	.minimal = true,
	.n_channel = 1,
	.channel = channels};

static const struct example examples[] = {{"notice-news", &news}, {"notice-alarm", &alarm_notice}};

static void a_notice_arrives_with_schools_alerts_and_evidence(void **state)
{
	struct arena *arena = arena_open(CODEC_ARENA);
	const struct notice *n = round_trip(&codec, arena, &news);
	const char *texts[][2] = {{n->key, news.key}, {n->kind, news.kind}, {n->to_name, news.to_name},
		{n->to_address, news.to_address}, {n->to_phone, news.to_phone}, {n->sender, news.sender},
		{n->for_name, news.for_name}, {n->text, ""}, {n->channel[0], "mail"},
		{n->channel[1], "teams:advisers"}, {n->channel[2], "notify-text"},
		{n->school[0].name, "Countesthorpe Leysland"},
		{n->school[0].authority_name, "Leicestershire"}, {n->school[0].alert[0].what, "opened"},
		{n->school[0].alert[1].text, "was -0.60, is -0.54"},
		{n->school[0].alert[1].alert.summary, "Progress 8 −0.54"},
		{n->school[0].alert[0].alert.evidence[0].value, "-0.54"},
		{n->school[0].alert[0].alert.evidence[0].beside[0].value, "-0.1, 10 of 10"},
		{n->school[1].alert[0].what, "reminder"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_string_equal(texts[i][0], texts[i][1]);
	assert_true(n->at == news.at && !n->minimal && n->n_channel == 3 && n->n_school == 2);
	assert_true(n->school[0].urn == 138529 && n->school[0].authority == 855 && n->school[0].n == 2);
	assert_true(n->school[0].alert[1].alert.id == 43 && n->school[1].urn == 0 && n->school[1].n == 1);
	n = round_trip(&codec, arena, &alarm_notice);
	assert_true(n->minimal && n->n_school == 0 && n->at == 0);
	assert_string_equal(n->text, alarm_notice.text);
	arena_free(arena);
}

#define REFUSED(at, wrong, reason)                     \
	do {                                           \
		__typeof__(at) kept = at;              \
		at = wrong;                            \
		assert_refused(&codec, &news, reason); \
		at = kept;                             \
	} while (0)

static void what_is_malformed_is_refused(void **state)
{
	(void)state;
	REFUSED(news.key, "", "notice malformed");
	REFUSED(news.key, "a b", "notice malformed");
	REFUSED(news.key, text_of_length(NAME_MAX_LEN + 1), "notice malformed");
	REFUSED(news.kind, "", "notice malformed");
	REFUSED(news.kind, "n\n", "notice malformed");
	REFUSED(channels[1], "", "channel malformed");
	REFUSED(channels[1], "teams:a b", "channel malformed");
	REFUSED(news.to_name, "\xff", "text malformed");
	REFUSED(news.to_address, "a\x01", "text malformed");
	REFUSED(news.to_phone, "0116\r", "text malformed");
	REFUSED(news.sender, text_of_length(TEXT_MAX_LEN + 1), "text malformed");
	REFUSED(news.for_name, "\xc3", "text malformed");
	REFUSED(news.text, "\x1b[2J", "text malformed");
	REFUSED(schools[0].name, "\xff", "school malformed");
	REFUSED(schools[1].authority_name, "\xff", "school malformed");
	REFUSED(of_school[1].what, text_of_length(NAME_MAX_LEN + 1), "text malformed");
	REFUSED(of_school[1].text, "\xff", "text malformed");
	REFUSED(of_school[1].alert.id, 0, "alert malformed");
	REFUSED(of_authority[0].alert.state, (enum alert_state)5, "alert malformed");
	REFUSED(evidence[0].value, "\xff", "text malformed");
	assert_refused_bytes(&codec, bytes_of("", 0), "notice malformed");
	assert_refused_bytes(&codec, bytes_of("\xff", 1), "not a notice");
}

/* What our own encoder would not write. */
static void an_entry_without_its_alert_is_refused(void **state)
{
	struct buffer out = encoded(&codec, &news);
	Leep__Notice *n = leep__notice__unpack(NULL, out.len, out.data);
	Leep__Alert *alert = n->school[0]->alert[1]->alert;
	uint8_t packed[4096];

	(void)state;
	assert_true(out.len < sizeof(packed));
	n->school[0]->alert[1]->alert = NULL;
	assert_refused_bytes(&codec, bytes_of(packed, leep__notice__pack(n, packed)), "alert missing");
	n->school[0]->alert[1]->alert = alert;
	alert->chain.len = 31;
	assert_refused_bytes(&codec, bytes_of(packed, leep__notice__pack(n, packed)), "chain missing");
	leep__notice__free_unpacked(n, NULL);
	buffer_done(&out);
}

static void assert_too_large(const struct notice *notice)
{
	struct buffer out;

	buffer_init(&out, MESSAGE_BYTES_MAX);
	assert_int_equal(notice_encode(notice, &out), ERR_LIMIT);
	assert_int_equal(out.len, 0);
	buffer_done(&out);
}

static void more_than_a_person_reads_is_not_sent(void **state)
{
	static struct notice_school many[NOTICE_SCHOOLS_MAX + 1];
	struct notice_school one = schools[0];
	struct notice notice = news;
	struct arena *arena = arena_open(CODEC_ARENA);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = (struct notice_school){.name = "", .authority_name = ""};
	notice.n_school = NOTICE_SCHOOLS_MAX;
	notice.school = many;
	(void)round_trip(&codec, arena, &notice);
	notice.n_school++;
	assert_too_large(&notice);

	notice = news;
	for (size_t i = 0; i < ARRAY_LEN(channels); i++)
		channels[i] = "mail";
	notice.n_channel = NOTICE_CHANNELS_MAX;
	(void)round_trip(&codec, arena, &notice);
	notice.n_channel++;
	assert_too_large(&notice);

	notice = news;
	for (size_t i = 0; i < ARRAY_LEN(of_school); i++)
		of_school[i] = of_school[0];
	notice.n_school = 1;
	notice.school = &one;
	one.n = NOTICE_ALERTS_MAX;
	(void)round_trip(&codec, arena, &notice);
	one.n++;
	assert_too_large(&notice);
	arena_free(arena);
}

/* More of each than the decoder lets in, as another program might write it. */
static void more_than_a_person_reads_is_not_taken(void **state)
{
	static Leep__NoticeSchool school[NOTICE_SCHOOLS_MAX + 1];
	static Leep__NoticeSchool *list[NOTICE_SCHOOLS_MAX + 1];
	static Leep__NoticeAlert alert = LEEP__NOTICE_ALERT__INIT;
	static Leep__NoticeAlert *alerts[NOTICE_ALERTS_MAX + 1];
	char *names[NOTICE_CHANNELS_MAX + 1];
	Leep__Notice n = LEEP__NOTICE__INIT;
	uint8_t packed[4096];

	(void)state;
	n.key = n.kind = (char[]){"k"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		names[i] = n.key;
	n.n_channel = ARRAY_LEN(names);
	n.channel = names;
	assert_refused_bytes(&codec, bytes_of(packed, leep__notice__pack(&n, packed)), "notice malformed");
	n.n_channel = 0;
	for (size_t i = 0; i < ARRAY_LEN(school); i++) {
		leep__notice_school__init(&school[i]);
		list[i] = &school[i];
	}
	n.n_school = ARRAY_LEN(list);
	n.school = list;
	assert_refused_bytes(&codec, bytes_of(packed, leep__notice__pack(&n, packed)), "notice malformed");
	for (size_t i = 0; i < ARRAY_LEN(alerts); i++)
		alerts[i] = &alert;
	n.n_school = 1;
	school[0].n_alert = ARRAY_LEN(alerts);
	school[0].alert = alerts;
	assert_refused_bytes(&codec, bytes_of(packed, leep__notice__pack(&n, packed)), "school malformed");
}

static void any_beginning_of_a_notice_is_refused_or_a_notice(void **state)
{
	(void)state;
	check_prefixes(&codec, examples, ARRAY_LEN(examples));
}

static void twenty_thousand_damaged_notices_are_refused_or_notices(void **state)
{
	(void)state;
	check_mutations(&codec, examples, ARRAY_LEN(examples));
}

static void notices_written_before_are_read_as_they_were(void **state)
{
	(void)state;
	check_golden(&codec, examples, ARRAY_LEN(examples));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notices_written_before_are_read_as_they_were),
		cmocka_unit_test(a_notice_arrives_with_schools_alerts_and_evidence),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(an_entry_without_its_alert_is_refused),
		cmocka_unit_test(any_beginning_of_a_notice_is_refused_or_a_notice),
		cmocka_unit_test(twenty_thousand_damaged_notices_are_refused_or_notices),
		cmocka_unit_test(more_than_a_person_reads_is_not_taken),
		cmocka_unit_test(more_than_a_person_reads_is_not_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
