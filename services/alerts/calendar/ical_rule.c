/* SPDX-License-Identifier: MIT
 *
 * What repeats in an iCalendar file: rules, and the days that they give.
 */
#include "services/alerts/calendar/ical_parts.h"

#include "common/base/bytes.h"
#include "common/model/period.h"
#include "services/alerts/calendar/calendar.h"

/* A rule says a handful of things; numbers of more digits than this mean nothing to a calendar. */
#define DIGITS_MAX 4

static bool is_word(const char *text, size_t len, const char *word)
{
	return bytes_equal_case(bytes_of(text, len), bytes_text(word));
}

/* A number from 1 on. */
static bool read_number(const char *text, size_t len, unsigned *ret)
{
	unsigned n = 0;

	if (len == 0 || len > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = n * 10 + (unsigned)(text[i] - '0');
	}
	*ret = n;
	return n > 0;
}

static bool read_weekday(const char *text, size_t len, unsigned *ret)
{
	static const char names[][3] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		if (is_word(text, len, names[i])) {
			*ret = i;
			return true;
		}
	}
	return false;
}

static const char *read_frequency(const char *value, size_t len, struct ical_rule *rule)
{
	static const struct {
		const char *word;
		enum ical_frequency frequency;
	} known[] = {{"DAILY", ICAL_DAILY}, {"WEEKLY", ICAL_WEEKLY}, {"YEARLY", ICAL_YEARLY}};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (is_word(value, len, known[i].word)) {
			rule->frequency = known[i].frequency;
			return NULL;
		}
	}
	return "FREQ is not DAILY, WEEKLY or YEARLY; give each day as an event";
}

static const char *read_weekdays(const char *value, size_t len, struct ical_rule *rule)
{
	unsigned weekday;

	for (size_t at = 0; at <= len; at += 3) {
		if (at + 2 > len || (at + 2 < len && value[at + 2] != ',') ||
			!read_weekday(value + at, 2, &weekday))
			return "BYDAY is no list of MO, TU, WE, TH, FR, SA, SU";
		rule->weekdays |= 1U << weekday;
		if (at + 2 == len)
			return NULL;
	}
	return "BYDAY is no list of MO, TU, WE, TH, FR, SA, SU";
}

/* One part, such as COUNT=3. */
static const char *read_part(
	const char *name, size_t name_len, const char *value, size_t len, struct ical_rule *rule)
{
	if (is_word(name, name_len, "FREQ"))
		return rule->frequency != ICAL_ONCE ? "FREQ is given twice"
						    : read_frequency(value, len, rule);
	if (is_word(name, name_len, "BYDAY"))
		return rule->weekdays != 0 ? "BYDAY is given twice" : read_weekdays(value, len, rule);
	if (is_word(name, name_len, "INTERVAL"))
		return read_number(value, len, &rule->interval) ? NULL
								: "INTERVAL is no number from 1 to 9999";
	if (is_word(name, name_len, "COUNT"))
		return read_number(value, len, &rule->count) ? NULL : "COUNT is no number from 1 to 9999";
	if (is_word(name, name_len, "BYMONTH"))
		return read_number(value, len, &rule->month) ? NULL : "BYMONTH is not one month";
	if (is_word(name, name_len, "BYMONTHDAY"))
		return read_number(value, len, &rule->date) ? NULL : "BYMONTHDAY is not one day";
	if (is_word(name, name_len, "WKST"))
		return read_weekday(value, len, &rule->week_start) ? NULL : "WKST is no day of the week";
	if (is_word(name, name_len, "UNTIL")) {
		rule->has_until = true;
		return ical_time(value, len, &rule->until) ? NULL : "UNTIL is no date of 1970 to 2100";
	}
	return "a rule may say FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTH, BYMONTHDAY and WKST";
}

const char *ical_rule_parse(const char *text, struct ical_rule *ret)
{
	struct ical_rule rule = {.interval = 1};
	const char *wrong = NULL, *p = text;

	while (wrong == NULL && *p != '\0') {
		size_t len = strcspn(p, ";"), name = strcspn(p, "=");

		wrong = name >= len ? "a part of the rule is not NAME=VALUE"
				    : read_part(p, name, p + name + 1, len - name - 1, &rule);
		p += len + (p[len] == ';');
	}
	if (wrong == NULL && rule.frequency == ICAL_ONCE)
		wrong = "FREQ is missing";
	if (wrong == NULL && rule.count > 0 && rule.has_until)
		wrong = "COUNT and UNTIL do not go together";
	if (wrong == NULL && rule.weekdays != 0 && rule.frequency != ICAL_WEEKLY)
		wrong = "BYDAY is understood with FREQ=WEEKLY only";
	if (wrong == NULL && (rule.month != 0 || rule.date != 0) && rule.frequency != ICAL_YEARLY)
		wrong = "BYMONTH and BYMONTHDAY are understood with FREQ=YEARLY only";
	if (wrong == NULL)
		*ret = rule;
	return wrong;
}

static uint32_t day_of(struct ical_time time)
{
	return (uint32_t)(time.second / ICAL_A_DAY);
}

const char *ical_rule_fits(const struct ical_rule *rule, struct ical_time start)
{
	unsigned year, month, date;

	day_split(day_of(start), &year, &month, &date);
	if (rule->weekdays != 0 && (rule->weekdays >> calendar_weekday(day_of(start)) & 1) == 0)
		return "DTSTART is none of the days of BYDAY";
	if ((rule->month != 0 && rule->month != month) || (rule->date != 0 && rule->date != date))
		return "BYMONTH and BYMONTHDAY are not those of DTSTART";
	return NULL;
}

enum step { STEP_NONE, STEP_DAY, STEP_BEYOND };

/* The day to look at in a step, if there is one: 29 February is none in most years. */
static enum step look_at(const struct ical_course *course, uint32_t *ret_day)
{
	const struct ical_rule *rule = course->rule;
	uint32_t start = day_of(course->start), day = start;
	unsigned year, month, date, weekday = calendar_weekday(start);
	unsigned weekdays = rule->weekdays != 0 ? rule->weekdays : 1U << weekday;

	day_split(start, &year, &month, &date);
	switch (rule->frequency) {
	case ICAL_ONCE:
		*ret_day = start;
		return course->step == 0 ? STEP_DAY : STEP_BEYOND;
	case ICAL_DAILY:
		day = start + course->step * rule->interval;
		break;
	case ICAL_WEEKLY: /* day by day through each week that counts; the first may begin before the start */
		day = start - (weekday + 7 - rule->week_start) % 7 + course->step / 7 * 7 * rule->interval +
		      course->step % 7;
		if ((int32_t)(day - start) < 0 || (weekdays >> calendar_weekday(day) & 1) == 0)
			return STEP_NONE;
		break;
	case ICAL_YEARLY:
		year += course->step * rule->interval;
		if (year <= ICAL_YEAR_MAX && !day_make(year, month, date, &day))
			return STEP_NONE;
		*ret_day = day;
		return year > ICAL_YEAR_MAX ? STEP_BEYOND : STEP_DAY;
	}
	day_split(day, &year, &month, &date);
	*ret_day = day;
	return year > ICAL_YEAR_MAX ? STEP_BEYOND : STEP_DAY;
}

static bool is_after_until(const struct ical_course *course, uint32_t day)
{
	const struct ical_time *until = &course->rule->until;

	if (until->is_day || course->start.is_day)
		return day > day_of(*until);
	return (int64_t)day * ICAL_A_DAY + course->start.second % ICAL_A_DAY > until->second;
}

bool ical_course_next(struct ical_course *course, uint32_t *ret_day)
{
	const struct ical_rule *rule = course->rule;
	enum step step = STEP_NONE;
	uint32_t day = 0;

	if (rule->count > 0 && course->found == rule->count)
		return false;
	while (step == STEP_NONE) {
		step = look_at(course, &day);
		course->step++;
	}
	if (step == STEP_BEYOND || (rule->has_until && is_after_until(course, day)))
		return false;
	course->found++;
	*ret_day = day;
	return true;
}
