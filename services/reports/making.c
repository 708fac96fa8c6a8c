/* SPDX-License-Identifier: MIT
 *
 * See making.h.
 */
#include "services/reports/making.h"

#include "services/reports/gather.h"

/* 44 series with their charts have 1 MB; the largest there can be, 400 series of 120 periods, some ten. */
#define PAPER_MAX ((size_t)16 * 1024 * 1024)

/* What is asked, made ready. */
struct asked {
	const struct a_g_list *a_g;
	uint32_t authority;
	struct period period; /* an academic year, if it is a year */
	int64_t as_of;
	bool csv;
};

static int performance(
	struct reading *reading, const struct asked *asked, struct buffer *page, struct err_text *text)
{
	struct performance_paper paper;
	int rc = gather_performance(reading, asked->authority, asked->period, asked->as_of, &paper, text);

	return rc < 0 ? rc : performance_html(&paper, page);
}

static int indicators_a_g(
	struct reading *reading, const struct asked *asked, struct buffer *page, struct err_text *text)
{
	struct a_g_paper paper;
	int rc;

	if (period_kind(asked->period) != PERIOD_ACADEMIC)
		return error_set(text, ERR_INVAL,
			"the report indicators-a-g is about an academic year, such as 2012/13");
	rc = gather_a_g(reading, asked->a_g, asked->authority, asked->period, asked->as_of, &paper, text);
	if (rc < 0)
		return rc;
	return asked->csv ? a_g_csv(&paper, page) : a_g_html(&paper, page);
}

static const struct kind {
	const char *name;
	bool csv; /* made as CSV too */
	int (*make)(struct reading *reading, const struct asked *asked, struct buffer *page,
		struct err_text *text);
} kinds[] = {{"performance", false, performance}, {"indicators-a-g", true, indicators_a_g}};

static const struct kind *kind_called(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

static int read_asked(
	const struct kind *kind, const struct make_report *make, struct asked *asked, struct err_text *text)
{
	struct area area = {make->area};

	asked->csv = strcmp(make->format, "csv") == 0;
	if (strcmp(make->format, "html") != 0 && !(asked->csv && kind->csv))
		return error_set(text, ERR_INVAL, "format '%s': the report %s is made as html%s",
			make->format, kind->name, kind->csv ? " or csv" : "");
	if (period_parse(make->period, strlen(make->period), PERIOD_ACADEMIC, &asked->period) < 0)
		return error_set(text, ERR_INVAL,
			"period '%s': expected an academic year such as 2012/13 or 2013", make->period);
	if (period_kind(asked->period) == PERIOD_CALENDAR)
		asked->period = period_make(PERIOD_ACADEMIC, period_year(asked->period), 0);
	if (area_kind(area) != AREA_AUTHORITY)
		return error_set(text, ERR_INVAL,
			"the report %s is about an authority: give its three-digit code", kind->name);
	asked->authority = area_code(area);
	return 0;
}

int make_paper(struct reading *reading, const struct a_g_list *a_g, const struct make_report *make,
	int64_t at, struct command_result *ret, struct err_text *text)
{
	const struct kind *kind = kind_called(make->name);
	struct asked asked = {.a_g = a_g, .as_of = make->as_of != 0 ? make->as_of : at};
	struct buffer page;
	unsigned year;
	int rc;

	if (kind == NULL)
		return error_set(text, ERR_INVAL,
			"no report is called '%s'; there are: performance, indicators-a-g", make->name);
	rc = read_asked(kind, make, &asked, text);
	if (rc < 0)
		return rc;
	year = period_year(asked.period);
	buffer_init(&page, PAPER_MAX);
	rc = kind->make(reading, &asked, &page, text);
	if (rc == 0) {
		ret->name = arena_print(reading->arena, "%s-%u-%u-%02u-%llu.%s", kind->name, asked.authority,
			year - 1, year % 100, (unsigned long long)state_papers(reading->txn) + 1,
			asked.csv ? "csv" : "html");
		rc = ret->name == NULL ? ERR_NOMEM : 0;
	}
	if (rc == 0)
		ret->number = state_put_paper(reading->txn, ret->name, at, bytes_of(page.data, page.len));
	buffer_done(&page);
	return rc < 0 && text->text[0] == '\0'
		       ? error_set(text, rc, "the paper cannot be made: %s", error_text(rc))
		       : rc;
}
