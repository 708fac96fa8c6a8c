/* SPDX-License-Identifier: MIT
 *
 * See period.h.
 */
#include "common/model/period.h"

#include <stdio.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/error.h"

#define YEAR_MIN 1900
#define YEAR_MAX 2200

/* Longest span of years that is believed; anything longer is a month, or runs backwards. */
#define SPAN_MAX 20

struct period period_make(enum period_kind kind, unsigned end_year, unsigned detail)
{
	struct period period = {(uint32_t)(end_year << 20 | (unsigned)kind << 16 | detail)};

	return period;
}

bool period_valid(struct period period)
{
	unsigned year = period_year(period);

	unsigned detail = period.v & 0xffff;

	return year >= YEAR_MIN && year <= YEAR_MAX && period_kind(period) > PERIOD_NONE &&
	       period_kind(period) < PERIOD_KINDS &&
	       (period_kind(period) != PERIOD_TERM || (detail > 0 && detail < TERMS));
}

#define WEEKS_OF_YEAR 53

/* `by` periods on, of a year that has `n` of them. */
static struct period step_within(struct period period, unsigned n, int by)
{
	int at = (int)(period.v & 0xffff) - 1 + by;
	int year = (int)period_year(period) + (at < 0 ? -1 : at >= (int)n ? 1 : 0);

	return period_make(period_kind(period), (unsigned)year, (unsigned)(at + (int)n) % n + 1);
}

static struct period step(struct period period, int by)
{
	struct period none = {0};
	unsigned detail = period.v & 0xffff;
	struct period to = none;

	switch (period_kind(period)) {
	case PERIOD_ACADEMIC:
	case PERIOD_CALENDAR:
	case PERIOD_FINANCIAL:
	case PERIOD_CALENDAR_SPAN:
	case PERIOD_ACADEMIC_SPAN:
	case PERIOD_TERM:
		to = period_make(period_kind(period), (unsigned)((int)period_year(period) + by), detail);
		break;
	case PERIOD_WEEK: /* how many weeks a year has, it does not say */
		to.v = period.v + (uint32_t)by;
		if ((int)detail + by < 1 || (int)detail + by > WEEKS_OF_YEAR)
			return none;
		break;
	case PERIOD_MONTH:
		to = step_within(period, 12, by);
		break;
	case PERIOD_QUARTER:
	case PERIOD_CALENDAR_QUARTER:
	case PERIOD_ACADEMIC_QUARTER:
		to = step_within(period, 4, by);
		break;
	case PERIOD_NONE:
	case PERIOD_DATE:
	case PERIOD_KINDS:
		break;
	}
	return period_valid(to) ? to : none;
}

struct period period_previous(struct period period)
{
	return step(period, -1);
}

struct period period_next(struct period period)
{
	return step(period, 1);
}

/* `n` digits at `text`; -1 when there is anything else. */
static int digits(const char *text, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		v = v * 10 + (text[i] - '0');
	}
	return v;
}

/* The year that two digits mean after `start`: 1999/00 ends in 2000. */
static int later_year(int start, int two)
{
	int year = start / 100 * 100 + two;

	return year < start ? year + 100 : year;
}

static bool in_range(int year)
{
	return year >= YEAR_MIN && year <= YEAR_MAX;
}

/* YYYY/YY or YYYY-YY; YYYY-MM where a dash means a month. */
static int parse_two_years(const char *text, enum period_kind dash, struct period *ret)
{
	int from = digits(text, 4);
	int two = digits(text + 5, 2);
	int to;

	if (!in_range(from) || two < 0)
		return ERR_SYNTAX;
	if (dash == PERIOD_MONTH && text[4] == '-') {
		*ret = period_make(PERIOD_MONTH, (unsigned)from, (unsigned)two);
		return two >= 1 && two <= 12 ? 0 : ERR_SYNTAX;
	}
	to = later_year(from, two);
	if (!in_range(to) || to - from >= SPAN_MAX)
		return ERR_SYNTAX;
	if (text[4] == '/') {
		if (to != from + 1)
			return ERR_SYNTAX;
		*ret = period_make(PERIOD_ACADEMIC, (unsigned)to, 0);
		return 0;
	}
	if (text[4] != '-' || to == from)
		return ERR_SYNTAX;
	if (to == from + 1)
		*ret = period_make(dash, (unsigned)to, 0);
	else
		*ret = period_make(PERIOD_CALENDAR_SPAN, (unsigned)to, (unsigned)(to - from + 1));
	return 0;
}

static int parse_year(const char *text, size_t len, enum period_kind dash, struct period *ret)
{
	int from, to;
	uint32_t day;

	switch (len) {
	case 4: /* 2013 */
		to = digits(text, 4);
		if (!in_range(to))
			return ERR_SYNTAX;
		*ret = period_make(PERIOD_CALENDAR, (unsigned)to, 0);
		return 0;
	case 6: /* 201213 */
		from = digits(text, 4);
		to = digits(text + 4, 2);
		if (!in_range(from) || to < 0 || later_year(from, to) != from + 1 || !in_range(from + 1))
			return ERR_SYNTAX;
		*ret = period_make(PERIOD_ACADEMIC, (unsigned)from + 1, 0);
		return 0;
	case 7: /* 2012/13, 2012-13, 2011-13 */
		return parse_two_years(text, dash, ret);
	case 9: /* 2012/2013, 2012-2013 */
		from = digits(text, 4);
		to = digits(text + 5, 4);
		if (!in_range(from) || !in_range(to) || to != from + 1 || (text[4] != '/' && text[4] != '-'))
			return ERR_SYNTAX;
		*ret = period_make(PERIOD_ACADEMIC, (unsigned)to, 0);
		return 0;
	case 13: /* 2013/14-15/16 */
		from = digits(text, 4);
		to = digits(text + 11, 2);
		if (!in_range(from) || to < 0 || text[4] != '/' || text[7] != '-' || text[10] != '/')
			return ERR_SYNTAX;
		to = later_year(from, to);
		if (!in_range(to) || to - from < 2 || to - from > SPAN_MAX ||
			digits(text + 5, 2) != (from + 1) % 100 || digits(text + 8, 2) != (to - 1) % 100)
			return ERR_SYNTAX;
		*ret = period_make(PERIOD_ACADEMIC_SPAN, (unsigned)to, (unsigned)(to - from));
		return 0;
	case 10: /* 2013-07-31 */
		if (text[4] != '-' || day_parse(text, len, &day) < 0)
			return ERR_SYNTAX;
		*ret = period_make(PERIOD_DATE, (unsigned)digits(text, 4),
			(unsigned)(digits(text + 5, 2) * 32 + digits(text + 8, 2)));
		return 0;
	}
	return ERR_SYNTAX;
}

static const char *const terms[TERMS] = {"", "autumn", "spring", "autumn+spring", "summer"};

/* What stands behind the year: a term, a week, a month or a quarter, each of its own kind of year. */
static int parse_part(const char *text, size_t len, struct period year, struct period *ret)
{
	static const struct {
		const char *word;
		enum period_kind kind, year;
		unsigned max;
	} parts[] = {{"week ", PERIOD_WEEK, PERIOD_CALENDAR, 53},
		{"month ", PERIOD_MONTH, PERIOD_CALENDAR, 12}, {"Q", PERIOD_QUARTER, PERIOD_FINANCIAL, 4},
		{"Q", PERIOD_CALENDAR_QUARTER, PERIOD_CALENDAR, 4},
		{"Q", PERIOD_ACADEMIC_QUARTER, PERIOD_ACADEMIC, 4}};

	for (unsigned i = 1; i < TERMS; i++) {
		if (strlen(terms[i]) != len || memcmp(text, terms[i], len) != 0)
			continue;
		if (period_kind(year) != PERIOD_ACADEMIC)
			return ERR_SYNTAX;
		*ret = period_make(PERIOD_TERM, period_year(year), i);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		size_t word = strlen(parts[i].word);
		int n;

		if (len <= word || len > word + 2 || memcmp(text, parts[i].word, word) != 0 ||
			period_kind(year) != parts[i].year)
			continue;
		n = digits(text + word, len - word);
		if (n < 1 || (unsigned)n > parts[i].max)
			return ERR_SYNTAX;
		*ret = period_make(parts[i].kind, period_year(year), (unsigned)n);
		return 0;
	}
	return ERR_SYNTAX;
}

int period_parse(const char *text, size_t len, enum period_kind dash, struct period *ret)
{
	const char *space = memchr(text, ' ', len);
	struct period year;
	size_t n;

	if (space == NULL)
		return parse_year(text, len, dash, ret);
	n = (size_t)(space - text);
	/* Of the years that have parts only the financial one is written with a dash. */
	if (parse_year(text, n, PERIOD_FINANCIAL, &year) < 0)
		return ERR_SYNTAX;
	return parse_part(space + 1, len - n - 1, year, ret);
}

bool period_matches(const char *asked, struct period period)
{
	enum period_kind kind = period_kind(period);
	struct period want;

	if (period_parse(asked, strlen(asked), PERIOD_ACADEMIC, &want) < 0)
		return false;
	if (want.v == period.v)
		return true;
	if (period_year(want) != period_year(period))
		return false;
	if (period_kind(want) == PERIOD_CALENDAR)
		return kind == PERIOD_ACADEMIC || kind == PERIOD_FINANCIAL;
	return period_kind(want) == PERIOD_ACADEMIC && (kind == PERIOD_FINANCIAL || kind == PERIOD_CALENDAR);
}

const char *period_print(struct period period, struct period_text *out)
{
	unsigned year = period_year(period);
	unsigned detail = period.v & 0xffff;
	char *text = out->text;
	size_t size = sizeof(out->text);

	switch (period_kind(period)) {
	case PERIOD_ACADEMIC:
		(void)snprintf(text, size, "%u/%02u", year - 1, year % 100);
		return text;
	case PERIOD_CALENDAR:
		(void)snprintf(text, size, "%u", year);
		return text;
	case PERIOD_FINANCIAL:
		(void)snprintf(text, size, "%u-%02u", year - 1, year % 100);
		return text;
	case PERIOD_CALENDAR_SPAN:
		(void)snprintf(text, size, "%u-%02u", year - detail + 1, year % 100);
		return text;
	case PERIOD_ACADEMIC_SPAN:
		(void)snprintf(text, size, "%u/%02u-%02u/%02u", year - detail, (year - detail + 1) % 100,
			(year - 1) % 100, year % 100);
		return text;
	case PERIOD_DATE:
		(void)snprintf(text, size, "%u-%02u-%02u", year, detail / 32 % 16, detail % 32);
		return text;
	case PERIOD_TERM:
		(void)snprintf(text, size, "%u/%02u %s", year - 1, year % 100, terms[detail % TERMS]);
		return text;
	case PERIOD_WEEK:
		(void)snprintf(text, size, "%u week %u", year, detail);
		return text;
	case PERIOD_MONTH:
		(void)snprintf(text, size, "%u month %u", year, detail);
		return text;
	case PERIOD_QUARTER:
		(void)snprintf(text, size, "%u-%02u Q%u", year - 1, year % 100, detail);
		return text;
	case PERIOD_CALENDAR_QUARTER:
		(void)snprintf(text, size, "%u Q%u", year, detail);
		return text;
	case PERIOD_ACADEMIC_QUARTER:
		(void)snprintf(text, size, "%u/%02u Q%u", year - 1, year % 100, detail);
		return text;
	case PERIOD_NONE:
	case PERIOD_KINDS:
		break;
	}
	(void)snprintf(text, size, "-");
	return text;
}

static unsigned month_length(unsigned year, unsigned month)
{
	static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month < 1 || month > 12 ? 0 : lengths[month - 1] + (month == 2 && leap);
}

/* Days from civil dates by counting years from March, so that the leap day is the last of its year; the method is
 * common knowledge among calendars and is checked against the C library in the tests. */
bool day_make(unsigned year, unsigned month, unsigned day, uint32_t *ret)
{
	unsigned y, m;

	if (year < 1970 || year > YEAR_MAX || day < 1 || day > month_length(year, month))
		return false;
	y = month > 2 ? year : year - 1;
	m = month > 2 ? month - 3 : month + 9;
	*ret = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
	return true;
}

const char *month_name(unsigned month)
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December"};

	return month < 1 || month > ARRAY_LEN(months) ? "" : months[month - 1];
}

#define DATE_YEAR_MIN 1000

bool date_valid(uint32_t date)
{
	unsigned year = date / 10000, day = date % 100;

	return year >= DATE_YEAR_MIN && year <= YEAR_MAX && day >= 1 &&
	       day <= month_length(year, date / 100 % 100);
}

int date_parse(const char *text, size_t len, uint32_t *ret)
{
	int year, month, day;
	uint32_t date;

	if (len != 10)
		return ERR_SYNTAX;
	if (text[4] == '-' && text[7] == '-') {
		year = digits(text, 4);
		month = digits(text + 5, 2);
		day = digits(text + 8, 2);
	} else if ((text[2] == '/' || text[2] == '-') && text[5] == text[2]) {
		day = digits(text, 2);
		month = digits(text + 3, 2);
		year = digits(text + 6, 4);
	} else {
		return ERR_SYNTAX;
	}
	if (year < 0 || month < 0 || day < 0)
		return ERR_SYNTAX;
	date = (uint32_t)(year * 10000 + month * 100 + day);
	if (!date_valid(date))
		return ERR_SYNTAX;
	*ret = date;
	return 0;
}

const char *date_print(uint32_t date, struct period_text *out)
{
	out->text[0] = '\0';
	if (date != 0)
		(void)snprintf(out->text, sizeof(out->text), "%04u-%02u-%02u", date / 10000, date / 100 % 100,
			date % 100);
	return out->text;
}

int day_parse(const char *text, size_t len, uint32_t *ret)
{
	uint32_t date;

	if (date_parse(text, len, &date) < 0 || !day_make(date / 10000, date / 100 % 100, date % 100, ret))
		return ERR_SYNTAX;
	return 0;
}

void day_split(uint32_t day, unsigned *ret_year, unsigned *ret_month, unsigned *ret_day)
{
	unsigned z = day + 719468;
	unsigned era = z / 146097;
	unsigned doe = z - era * 146097;
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153;

	*ret_day = doy - (153 * mp + 2) / 5 + 1;
	*ret_month = mp < 10 ? mp + 3 : mp - 9;
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

const char *day_print(uint32_t day, struct period_text *out)
{
	unsigned year, month, of_month;

	day_split(day, &year, &month, &of_month);
	(void)snprintf(out->text, sizeof(out->text), "%u-%02u-%02u", year, month, of_month);
	return out->text;
}

struct period period_academic_of_day(uint32_t day)
{
	unsigned year, month, of_month;

	day_split(day, &year, &month, &of_month);
	return period_make(PERIOD_ACADEMIC, month >= 9 ? year + 1 : year, 0);
}
