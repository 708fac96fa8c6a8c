/* SPDX-License-Identifier: MIT
 *
 * See words.h.
 */
#include "services/alerts/notices/words.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

#include "common/base/buffer.h"
#include "common/base/utf8.h"
#include "common/model/period.h"
#include "services/alerts/calendar/calendar.h"

/* Names that are no measures of the catalogue. */
static const struct {
	const char *id;
	const char *words;
} known[] = {
	{"ofsted.overall", "overall effectiveness"},
	{"inspection.overall", "overall effectiveness"},
	{"inspection.frame", "kind of inspection"},
	{"inspection.concern", "category of concern"},
	{"inspection.safeguarding", "safeguarding"},
	{"school.mainstream", "mainstream school"},
	{"school.phase", "phase"},
	{"school.status", "status"},
	{"school.type", "type of school"},
	{"event.outcome", "outcome"},
	{"event.age", "days since then"},
	{"data.late", "days late"},
};

/* What inspectors judge from 1 to 4 beside overall effectiveness, as formats name it. */
static const char *const judged[] = {"quality-of-education", "behaviour-and-attitudes",
	"personal-development", "leadership-and-management", "early-years", "sixth-form"};

/* Categories of concern, as Ofsted's files write them. */
static const char *const categories[][2] = {{"SM", "special measures"}, {"SWK", "serious weaknesses"},
	{"NTI", "notice to improve"}, {"RSI", "requires significant improvement"}};

/* What is asked of a figure in parentheses. */
static const struct {
	const char *id;
	const char *words;
} aspects[] = {
	{"low", "lower limit of "},
	{"high", "upper limit of "},
	{"cohort", "pupils in "},
	{"national", "England's "},
	{"neighbours", "statistical neighbours' "},
	{"region", "the region's "},
	{"authority", "the authority's "},
	{"phase", "same phase's "},
	{"previous", "previous "},
	{"trend", "trend of "},
	{"trend_low", "lower limit of the trend of "},
	{"trend_high", "upper limit of the trend of "},
	{"gap", "gap in "},
	{"pooled", "three years' "},
	{"coverage", "coverage of "},
	{"quartile", "quartile of "},
	{"percentile", "percentile of "},
};

/* 1 January 10000, days since 1970-01-01. */
#define DAY_MAX 2932897

/* "2018-11-05" */
#define DATE_LEN 10

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_.-"

/* Grade 3 was "satisfactory" until this day. */
#define REQUIRES_IMPROVEMENT "2012-09-01"

bool words_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* What a character becomes: itself, a space, or nothing. */
static const char *shown(const uint8_t *p, size_t n)
{
	uint32_t c = p[0];

	if (n == 2)
		c = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	else if (n == 3)
		c = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	else if (n == 4)
		return NULL;
	if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029)
		return " ";
	if (c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
		(c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
		return "";
	return NULL;
}

const char *words_line(struct words *words, const char *text, size_t max)
{
	static const char ellipsis[] = "\xe2\x80\xa6";
	size_t len = text == NULL ? 0 : strlen(text);
	size_t room = len < max / 3 ? 3 * len : max; /* a byte that is no character becomes three */
	char *line = arena_take(words->arena, room + sizeof(ellipsis));
	size_t used = 0, n;

	if (line == NULL) {
		words->failed = true;
		return "";
	}
	for (size_t i = 0; i < len; i += n) {
		const uint8_t *p = (const uint8_t *)text + i;
		const char *put = NULL;
		size_t put_len;

		n = utf8_length(p, len - i);
		put = n == 0 ? "\xef\xbf\xbd" : shown(p, n);
		put_len = put == NULL ? n : strlen(put);
		if (used + put_len + (i + n < len ? sizeof(ellipsis) - 1 : 0) > room && room == max) {
			memcpy(line + used, ellipsis, sizeof(ellipsis) - 1);
			used += sizeof(ellipsis) - 1;
			break;
		}
		memcpy(line + used, put == NULL ? (const char *)p : put, put_len);
		used += put_len;
		n += n == 0 ? 1 : 0;
	}
	line[used] = '\0';
	return line;
}

const char *words_print(struct words *words, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = len < 0 ? NULL : arena_take(words->arena, (size_t)len + 1);
	if (text == NULL) {
		words->failed = true;
		return "";
	}
	va_start(args, format);
	(void)vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}

const char *words_capital(struct words *words, const char *text)
{
	return text[0] >= 'a' && text[0] <= 'z' ? words_print(words, "%c%s", text[0] - 'a' + 'A', text + 1)
						: text;
}

const char *words_day(struct words *words, uint32_t day)
{
	unsigned year, month, of_month;

	if (day >= DAY_MAX)
		return "";
	day_split(day, &year, &month, &of_month);
	return words_print(words, "%u %s %u", of_month, month_name(month), year);
}

const char *words_moment(struct words *words, int64_t at)
{
	return at > 0 && at < DAY_MAX * MICROSECONDS_A_DAY ? words_day(words, calendar_day(at)) : "";
}

const char *words_period(struct words *words, const char *period)
{
	uint32_t day;

	if (words_given(period) && strlen(period) == DATE_LEN && day_parse(period, DATE_LEN, &day) == 0)
		return words_day(words, day);
	return words_line(words, period, WORDS_NAME_MAX);
}

static const struct measure *measure_of(const struct words *words, const char *id)
{
	return words->catalogue == NULL ? NULL : catalogue_measure(words->catalogue, id);
}

const char *words_measure(struct words *words, const char *id)
{
	const struct measure *measure = words_given(id) ? measure_of(words, id) : NULL;

	if (measure != NULL)
		return words_line(words, measure->title, WORDS_NAME_MAX);
	return words_capital(words, words_condition(words, id));
}

static bool is_number(const char *text)
{
	size_t sign = text[0] == '-' ? 1 : 0;
	size_t len = strlen(text + sign);

	return len > 0 && strspn(text + sign, "0123456789.") == len;
}

bool words_is_percent(const struct words *words, const char *id)
{
	const struct measure *measure = words_given(id) ? measure_of(words, id) : NULL;

	return measure != NULL && strcmp(measure->unit, "percent") == 0;
}

bool words_counts_schools(const struct words *words, const char *id)
{
	const struct measure *measure = words_given(id) ? measure_of(words, id) : NULL;

	return measure != NULL && measure_counts_schools(measure);
}

static bool is_judged(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(judged); i++)
		if (strcmp(judged[i], name) == 0)
			return true;
	return false;
}

const char *words_category(struct words *words, const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(categories); i++)
		if (strcmp(categories[i][0], text) == 0)
			return words_print(words, "%s (%s)", text, categories[i][1]);
	return text;
}

const char *words_figure(struct words *words, const char *id, const char *value, const char *period)
{
	static const char *const grades[] = {"outstanding", "good", "requires improvement", "inadequate"};
	const char *figure = words_line(words, value, WORDS_NAME_MAX);

	if (words_is_percent(words, id) && is_number(figure))
		return words_print(words, "%s%%", figure);
	if (words_given(id) && (strcmp(id, "inspection.overall") == 0 || is_judged(id)) &&
		strlen(figure) == 1 && figure[0] >= '1' && figure[0] <= '4') {
		bool before =
			figure[0] == '3' && words_given(period) && strcmp(period, REQUIRES_IMPROVEMENT) < 0;

		return words_print(
			words, "%s (%s)", figure, before ? "satisfactory" : grades[figure[0] - '1']);
	}
	return words_given(id) && strcmp(id, "inspection.concern") == 0 ? words_category(words, figure)
									: figure;
}

/* A measure's title, the words for one that is known, or the name itself; "leadership-and-governance", as formats name what
 * inspections judge, without its hyphens. */
static const char *name_in_words(struct words *words, const char *name, size_t len)
{
	char *copy = arena_text(words->arena, name, len);
	const struct measure *measure = copy == NULL ? NULL : measure_of(words, copy);

	if (copy == NULL) {
		words->failed = true;
		return "";
	}

	if (measure != NULL)
		return measure->title;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(known[i].id, copy) == 0)
			return known[i].words;
	if (strchr(copy, '.') == NULL && (strstr(copy, "-and-") != NULL || is_judged(copy)))
		for (char *p = copy; *p != '\0'; p++)
			*p = *p == '-' ? ' ' : *p;
	return copy;
}

static const char *aspect_in_words(const char *name, size_t len)
{
	for (size_t i = 0; name[len] == '(' && i < ARRAY_LEN(aspects); i++)
		if (strlen(aspects[i].id) == len && memcmp(aspects[i].id, name, len) == 0)
			return aspects[i].words;
	return NULL;
}

/* "2018-11-05", and no part of something longer. */
static bool is_date(const char *p, uint32_t *ret_day)
{
	return *p >= '1' && *p <= '9' && strnlen(p, DATE_LEN) == DATE_LEN && p[4] == '-' &&
	       !isalnum((unsigned char)p[DATE_LEN]) && p[DATE_LEN] != '_' && p[DATE_LEN] != '-' &&
	       day_parse(p, DATE_LEN, ret_day) == 0;
}

/* One name, date, sign or character at `p` into `out`; its length. `*closing` has a bit for each open parenthesis, the innermost
 * lowest: is it shown? */
static size_t write_token(struct words *words, const char *p, uint64_t *closing, struct buffer *out)
{
	static const char *const signs[][2] = {
		{">=", "\xe2\x89\xa5"}, {"<=", "\xe2\x89\xa4"}, {"!=", "\xe2\x89\xa0"}};
	size_t n = islower((unsigned char)*p) ? strspn(p, NAME_CHARACTERS) : 0;
	const char *aspect = n > 0 ? aspect_in_words(p, n) : NULL;
	uint32_t day;

	while (n > 1 && p[n - 1] == '.') /* the end of a sentence */
		n--;
	if (is_date(p, &day)) {
		buffer_text(out, words_day(words, day));
		return DATE_LEN;
	}
	if (aspect != NULL) {
		buffer_text(out, aspect);
		*closing = *closing << 1;
		return n + 1;
	}
	if (n > 0) {
		buffer_text(out, name_in_words(words, p, n));
		return n;
	}
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (strncmp(p, signs[i][0], 2) == 0) {
			buffer_text(out, signs[i][1]);
			return 2;
		}
	if (*p == '(')
		*closing = *closing << 1 | 1;
	if (*p != ')' || (*closing & 1) != 0)
		buffer_add(out, p, 1);
	if (*p == ')')
		*closing = *closing >> 1 | UINT64_C(1) << 63;
	return 1;
}

const char *words_condition(struct words *words, const char *condition)
{
	const char *line = words_line(words, condition, WORDS_TEXT_MAX);
	uint64_t closing = UINT64_MAX;
	struct buffer out;
	bool quoted = false;

	buffer_init(&out, 2 * WORDS_TEXT_MAX);
	for (const char *p = line; *p != '\0';) {
		quoted ^= *p == '"';
		if (quoted)
			buffer_add(&out, p++, 1);
		else
			p += write_token(words, p, &closing, &out);
	}
	buffer_add(&out, "", 1);
	if (!out.failed)
		line = words_line(words, (const char *)out.data, 2 * WORDS_TEXT_MAX);
	buffer_done(&out);
	return line;
}

const char *words_count(struct words *words, size_t n, const char *one, const char *several)
{
	return words_print(words, "%zu %s", n, n == 1 ? one : several);
}
