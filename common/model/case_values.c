/* SPDX-License-Identifier: MIT
 *
 * Values of the casework's fields: read as people write them, kept in one way. See case_kinds.h.
 */
#include <ctype.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/utf8.h"
#include "common/model/area.h"
#include "common/model/case_kinds.h"
#include "common/model/period.h"

/* A thousand million pounds is more than any council has. */
#define POUNDS_MAX INT64_C(1000000000)
#define NUMBER_MAX UINT64_C(1000000)
#define ID_MAX     UINT64_C(1000000000000)

#define MEASURE_MAX 128

/* The text, if it is UTF-8 without control characters, and of one line unless more are allowed. */
static const char *read_text(const char *text, size_t max, bool lines)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t len = strlen(text), n;

	if (len > max)
		return NULL;
	for (size_t i = 0; i < len; i += n) {
		n = utf8_length(p + i, len - i);
		if (n == 0 || p[i] == 0x7f || (p[i] < 0x20 && !(lines && (p[i] == '\n' || p[i] == '\t'))))
			return NULL;
	}
	return text;
}

/* Digits alone, from `min` to `max`. */
static bool read_digits(const char *text, uint64_t min, uint64_t max, uint64_t *ret)
{
	uint64_t v = 0;

	if (text[0] == '\0')
		return false;
	for (const char *p = text; *p != '\0'; p++) {
		if (!isdigit((unsigned char)*p))
			return false;
		v = v * 10 + (uint64_t)(*p - '0');
		if (v > max)
			return false;
	}
	*ret = v;
	return v >= min;
}

static const char *read_number(struct arena *arena, const char *text, uint64_t min, uint64_t max)
{
	uint64_t v;

	return read_digits(text, min, max, &v) ? arena_print(arena, "%llu", (unsigned long long)v) : NULL;
}

/* Pence of "£248,000", "248000.5", "1,250.00"; false when it is no amount. Commas stand before three digits. */
static bool read_pence(const char *text, int64_t *ret)
{
	const char *point;
	int64_t pounds = 0, pence = 0;
	size_t whole = 0;

	if (strncmp(text, "\xc2\xa3", 2) == 0)
		text += 2;
	point = strchr(text, '.');
	for (const char *p = text; *p != '\0' && p != point; p++) {
		if (*p == ',' && whole > 0 && strspn(p + 1, "0123456789") == 3)
			continue;
		if (!isdigit((unsigned char)*p) || pounds > POUNDS_MAX)
			return false;
		pounds = pounds * 10 + (*p - '0');
		whole++;
	}
	if (point != NULL) {
		size_t n = strspn(point + 1, "0123456789");

		if (n == 0 || n > 2 || point[1 + n] != '\0')
			return false;
		pence = (point[1] - '0') * 10 + (n == 2 ? point[2] - '0' : 0);
	}
	*ret = pounds * 100 + pence;
	return whole > 0 && pounds <= POUNDS_MAX;
}

static const char *read_money(struct arena *arena, const char *text)
{
	int64_t pence;

	if (!read_pence(text, &pence))
		return NULL;
	return arena_print(arena, "%lld.%02lld", (long long)(pence / 100), (long long)(pence % 100));
}

static const char *read_yes_no(const char *text)
{
	static const char *const yes[] = {"yes", "y", "true"};
	static const char *const no[] = {"no", "n", "false"};

	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		if (strcasecmp(text, yes[i]) == 0)
			return "yes";
		if (strcasecmp(text, no[i]) == 0)
			return "no";
	}
	return NULL;
}

/* The next of the words that stand with blanks or commas between them; false at the end. */
static bool next_word(const char **rest, struct bytes *ret)
{
	*rest += strspn(*rest, " ,;");
	*ret = bytes_of(*rest, strcspn(*rest, " ,;"));
	*rest += ret->len;
	return ret->len > 0;
}

static const char *read_word(struct arena *arena, const char *words, const char *text)
{
	struct bytes word;

	while (next_word(&words, &word))
		if (bytes_equal_case(word, bytes_text(text)))
			return arena_text(arena, (const char *)word.data, word.len);
	return NULL;
}

static bool has_word(const char *words, struct bytes wanted)
{
	struct bytes word;

	while (next_word(&words, &word))
		if (bytes_equal_case(word, wanted))
			return true;
	return false;
}

static const char *read_words(struct arena *arena, const char *words, const char *text)
{
	const char *rest = text, *all = "";
	struct bytes word;

	while (next_word(&rest, &word))
		if (!has_word(words, word))
			return NULL;
	for (rest = words; all != NULL && next_word(&rest, &word);)
		if (has_word(text, word))
			all = arena_print(arena, "%s%s%.*s", all, all[0] == '\0' ? "" : " ", (int)word.len,
				(const char *)word.data);
	return all == NULL || all[0] == '\0' ? NULL : all;
}

static const char *read_urn(struct arena *arena, const char *text)
{
	struct area area;

	return area_parse(text, &area) == 0 && area_kind(area) == AREA_SCHOOL
		       ? arena_print(arena, "%u", area_code(area))
		       : NULL;
}

static const char *read_measure(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (text[i] <= 0x20 || text[i] >= 0x7f || text[i] == '"' || text[i] == ',')
			return NULL;
	return len < MEASURE_MAX ? text : NULL;
}

static const char *read_day(struct arena *arena, const char *text)
{
	struct period_text out;
	uint32_t day;

	return day_parse(text, strlen(text), &day) == 0 ? arena_print(arena, "%s", day_print(day, &out))
							: NULL;
}

static const char *read_period(
	struct arena *arena, const char *text, enum period_kind dash, enum period_kind kind)
{
	struct period_text out;
	struct period period;

	return period_parse(text, strlen(text), dash, &period) == 0 && period_kind(period) == kind
		       ? arena_print(arena, "%s", period_print(period, &out))
		       : NULL;
}

const char *case_value_read(struct arena *arena, const struct case_field *field, const char *text)
{
	size_t len;
	char *own;

	text += strspn(text, " \t\n");
	len = strlen(text);
	while (len > 0 && strchr(" \t\n", text[len - 1]) != NULL)
		len--;
	own = arena_text(arena, text, len);
	if (own == NULL || len == 0)
		return own;
	switch (field->type) {
	case CASE_TYPE_TEXT:
	case CASE_TYPE_PERSON:
		return read_text(own, CASE_LINE_MAX, false);
	case CASE_TYPE_LONG:
		return read_text(own, CASE_LONG_MAX, true);
	case CASE_TYPE_DAY:
		return read_day(arena, own);
	case CASE_TYPE_MONEY:
		return read_money(arena, own);
	case CASE_TYPE_NUMBER:
		return read_number(arena, own, 0, NUMBER_MAX);
	case CASE_TYPE_YES_NO:
		return read_yes_no(own);
	case CASE_TYPE_WORD:
		return read_word(arena, field->of, own);
	case CASE_TYPE_WORDS:
		return read_words(arena, field->of, own);
	case CASE_TYPE_URN:
		return read_urn(arena, own);
	case CASE_TYPE_ALERT:
	case CASE_TYPE_RECORD:
		return read_number(arena, own, 1, ID_MAX);
	case CASE_TYPE_MEASURE:
		return read_measure(own);
	case CASE_TYPE_TERM:
		return read_period(arena, own, PERIOD_ACADEMIC, PERIOD_TERM);
	case CASE_TYPE_YEAR:
		return read_period(arena, own, PERIOD_FINANCIAL, PERIOD_FINANCIAL);
	}
	return NULL;
}

const char *case_value_expected(struct arena *arena, const struct case_field *field)
{
	const char *text = NULL;

	switch (field->type) {
	case CASE_TYPE_TEXT:
	case CASE_TYPE_PERSON:
		return "one line of at most 200 bytes";
	case CASE_TYPE_LONG:
		return "text of at most 4000 bytes";
	case CASE_TYPE_DAY:
		return "a day such as 2026-11-22 or 22/11/2026";
	case CASE_TYPE_MONEY:
		return "pounds such as 248000 or 1,250.50";
	case CASE_TYPE_NUMBER:
		return "a whole number";
	case CASE_TYPE_YES_NO:
		return "yes or no";
	case CASE_TYPE_WORD:
		text = arena_print(arena, "one of: %s", field->of);
		break;
	case CASE_TYPE_WORDS:
		text = arena_print(arena, "one or more of: %s", field->of);
		break;
	case CASE_TYPE_URN:
		return "the URN of a school";
	case CASE_TYPE_ALERT:
		return "the number of an alert";
	case CASE_TYPE_RECORD:
		text = arena_print(arena, "the number of a %s", field->of);
		break;
	case CASE_TYPE_MEASURE:
		return "a measure such as ks4.progress8";
	case CASE_TYPE_TERM:
		return "a term such as 2026/27 autumn";
	case CASE_TYPE_YEAR:
		return "a financial year such as 2026-27";
	}
	return text == NULL ? "" : text;
}

int64_t case_pence(const char *value)
{
	int64_t pence;

	return read_pence(value, &pence) ? pence : 0;
}

const char *case_pounds(struct arena *arena, int64_t pence)
{
	uint64_t left = (uint64_t)(pence < 0 ? -pence : pence);
	const char *text = arena_print(arena, ".%02u", (unsigned)(left % 100));

	for (left /= 100; text != NULL && left >= 1000; left /= 1000)
		text = arena_print(arena, ",%03u%s", (unsigned)(left % 1000), text);
	if (text != NULL)
		text = arena_print(arena, "%s%llu%s", pence < 0 ? "-" : "", (unsigned long long)left, text);
	return text == NULL ? "" : text;
}
