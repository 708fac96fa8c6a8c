/* SPDX-License-Identifier: MIT
 *
 * Notices for tests of their layouts: fictional schools, and figures of the kind that rules see.
 */
#ifndef LEEP_TESTS_UNIT_ALERTS_NOTICES_H
#define LEEP_TESTS_UNIT_ALERTS_NOTICES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buffer.h"
#include "common/base/bytes.h"
#include "common/model/catalogue.h"
#include "common/model/notice.h"

/* 5 November 2018, 09:07:03 UTC; 1 and 17 October 2018, 08:00 UTC. */
#define AT         INT64_C(1541408823000000)
#define OCTOBER_1  INT64_C(1538380800000000)
#define OCTOBER_17 INT64_C(1539763200000000)
/* 18 October 2018 is day 17822. */
#define PUBLISHED    17822
#define NOTICE_BYTES ((size_t)4 * 1024 * 1024)

/* Everything that a figure can have. */
static const struct evidence progress8 = {.what = "ks4.progress8",
	.period = "",
	.value = "-0.62",
	.low = "-0.90",
	.high = "-0.34",
	.cohort = 118,
	.national = "-0.02",
	.file = "england_ks4provisional.csv",
	.row = 12,
	.column = "P8MEA",
	.submission = 3,
	.status = "provisional",
	.published = PUBLISHED,
	.group = "",
	.n_beside = 4,
	.beside = {{"statistical neighbours", "0.05 (10 of 10 have a figure)"},
		{"schools of the same phase", "-0.11 (38 of 41 have a figure)"},
		{"change since the year before", "-0.21"}, {"trend over 3 years", "-0.15 a year"}}};

static const struct evidence year_before = {.what = "ks4.progress8",
	.period = "2016/17",
	.value = "-0.41",
	.low = "-0.68",
	.high = "-0.14",
	.cohort = 121,
	.national = "-0.03",
	.file = "england_ks4revised_2017.csv",
	.row = 12,
	.column = "P8MEA",
	.submission = 2,
	.status = "final",
	.group = ""};

static const struct evidence graded = {.what = "inspection.overall",
	.period = "",
	.value = "4",
	.low = "",
	.high = "",
	.national = "",
	.file = "2018-07-31_latest_outcomes.csv",
	.row = 7,
	.column = "Overall effectiveness",
	.submission = 4,
	.status = "",
	.group = ""};

static const struct alert low_progress = {.id = 12,
	.rule = "ks4.progress8_well_below",
	.title = "Progress 8 is below -0.5, and its confidence interval lies below 0",
	.source = "LEEP, by the limbs of the Department for Education's floor standard for key stage 4",
	.wording = "ks4.progress8 < -0.5 and high(ks4.progress8) < 0 and cohort(ks4.progress8) >= 6",
	.severity = "concern",
	.state = ALERT_OPEN,
	.authority = 855,
	.urn = 120061,
	.name = "Anywhere School",
	.measure = "ks4.progress8",
	.period = "2017/18",
	.opened = OCTOBER_17,
	.amended = OCTOBER_17,
	.adviser = "A. Adviser (fictional)",
	.address = "a.adviser@council.example",
	.summary = "ks4.progress8 -0.62 (-0.90 to -0.34) in 2017/18, 118 pupils",
	.advice = "Ask the headteacher which pupils and subjects the figure rests on, what the school has "
		  "found out "
		  "itself, and what is being tried.",
	.handled_by = "",
	.why = "",
	.inhibited_why = "",
	.acknowledged_severity = ""};

/* A notice, and what it points to; one at a time. */
struct example_notice {
	struct notice notice;
	struct notice_school school[3];
	struct notice_alert alert[6];
	struct evidence evidence[3];
	const char *channel[1];
};

/* Two new alerts of one school. */
static inline struct notice *news(struct example_notice *example)
{
	struct notice_alert *alert = example->alert;

	memset(example, 0, sizeof(*example));
	example->evidence[0] = progress8;
	example->evidence[1] = year_before;
	example->evidence[2] = graded;
	example->channel[0] = "mail";
	alert[0] = (struct notice_alert){low_progress, "opened", ""};
	alert[0].alert.n_evidence = 2;
	alert[0].alert.evidence = &example->evidence[0];
	alert[1] = (struct notice_alert){low_progress, "opened", ""};
	alert[1].alert.id = 13;
	alert[1].alert.rule = "ofsted.inadequate";
	alert[1].alert.title =
		"Ofsted graded the school's overall effectiveness 4 (inadequate) at its latest inspection";
	alert[1].alert.source = "Ofsted, overall effectiveness grade 4; Education Act 2005, section 44";
	alert[1].alert.wording = "inspection.overall = 4";
	alert[1].alert.measure = "ofsted.overall";
	alert[1].alert.period = "2018-05-02";
	alert[1].alert.severity = "urgent";
	alert[1].alert.summary = "Ofsted overall effectiveness 4 (inadequate), inspected 2018-05-02";
	alert[1].alert.advice = "Ask the headteacher and the chair of governors this week what they plan "
				"after the inspection.";
	alert[1].alert.n_evidence = 1;
	alert[1].alert.evidence = &example->evidence[2];
	example->school[0] =
		(struct notice_school){120061, "Anywhere School", 855, "Leicestershire", 2, &alert[0]};
	example->notice = (struct notice){.key = "855.120061-7",
		.kind = "news",
		.at = AT,
		.to_name = "A. Adviser (fictional)",
		.to_address = "a.adviser@council.example",
		.to_phone = "+447700900123",
		.sender = "leep@council.example",
		.for_name = "",
		.text = "",
		.n_channel = 1,
		.channel = example->channel,
		.n_school = 1,
		.school = example->school};
	return &example->notice;
}

/* The digest of a person who stands in for another: three schools, alerts in every state of their lives. */
static inline struct notice *digest(struct example_notice *example)
{
	struct notice *notice = news(example);
	struct notice_alert *alert = example->alert;

	for (size_t i = 2; i < 6; i++) {
		alert[i] = alert[0];
		alert[i].alert.id = 12 + i;
		alert[i].alert.amended = AT;
	}
	alert[2].alert.n_evidence = alert[3].alert.n_evidence = 1;
	alert[2].what = "amended";
	alert[2].text = "before: ks4.progress8 -0.71 (-0.99 to -0.43) in 2017/18, 117 pupils";
	alert[3].what = "resolved";
	alert[3].text = "the figure has recovered: ks4.progress8 is -0.21";
	alert[3].alert.state = ALERT_RESOLVED;
	alert[4].what = "reminder";
	alert[4].alert.opened = OCTOBER_1;
	alert[4].alert.n_evidence = 0;
	alert[5].what = "reopened";
	alert[5].alert.state = ALERT_ACKNOWLEDGED;
	alert[5].alert.handled_by = "B. Adviser (fictional)";
	alert[5].alert.until = AT + INT64_C(14) * 86400 * 1000000;
	alert[5].alert.urn = 0;
	alert[5].alert.title = "Indicator E has turned: progress is below England's for the first time";
	example->school[1] = (struct notice_school){
		120062, "St Ren\xc3\xa9's & \"All Saints\" <Academy>", 855, "Leicestershire", 3, &alert[2]};
	example->school[2] = (struct notice_school){0, "Leicestershire", 855, "Leicestershire", 1, &alert[5]};
	notice->kind = "digest";
	notice->for_name = "B. Adviser (fictional)";
	notice->text = "The figures of 2017/18 came this week.";
	notice->n_school = 3;
	return notice;
}

/* The catalogue as shipped, for a group's set-up and tear-down. */
static inline int open_catalogue(void **state)
{
	struct catalogue *catalogue = NULL;
	struct err_text error = {""};

	if (catalogue_open("common/model/catalogue", &catalogue, &error) < 0)
		fail_msg("%s", error.text);
	*state = catalogue;
	return 0;
}

static inline int close_catalogue(void **state)
{
	catalogue_free(*state);
	return 0;
}

/* What was written is, byte for byte, what the file holds; LEEP_GOLDEN=write writes the file anew. */
static inline void check_golden_text(const char *name, struct bytes written)
{
	const char *golden = getenv("LEEP_GOLDEN");
	static uint8_t stored[NOTICE_BYTES];
	char path[128];
	FILE *file;
	size_t len;

	(void)snprintf(path, sizeof(path), "tests/golden/%s", name);
	if (golden != NULL && strcmp(golden, "write") == 0) {
		file = fopen(path, "wb");
		assert_non_null(file);
		assert_int_equal(fwrite(written.data, 1, written.len, file), written.len);
		assert_int_equal(fclose(file), 0);
	}
	file = fopen(path, "rb");
	if (file == NULL)
		fail_msg("'%s' is missing: run this test with LEEP_GOLDEN=write", path);
	len = fread(stored, 1, sizeof(stored), file);
	(void)fclose(file);
	if (!bytes_equal(bytes_of(stored, len), written))
		fail_msg("'%s' differs from what is written: LEEP_GOLDEN=write and git diff show how", path);
}

/* A text of `n` copies of `piece`; the caller frees it. */
static inline char *repeated(const char *piece, size_t n)
{
	size_t len = strlen(piece);
	char *text = malloc(n * len + 1);

	assert_non_null(text);
	for (size_t i = 0; i < n; i++)
		memcpy(text + i * len, piece, len);
	text[n * len] = '\0';
	return text;
}

#endif
