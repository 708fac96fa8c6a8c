/* SPDX-License-Identifier: MIT
 *
 * The paper on the Department for Education's indicators A to G for inspecting a council's arrangements for school
 * improvement: what is known on each, and in words what it bears on. Pure: what it is given, it lays out;
 * gather_a_g.c gathers. It is a reading for the council about its own arrangements, never about a school; there is no
 * score in it and no colour.
 */
#ifndef LEEP_REPORTS_PAPERS_A_G_H
#define LEEP_REPORTS_PAPERS_A_G_H

#include "common/model/indicators_a_g.h"
#include "services/reports/papers/performance.h"

/* A figure of the authority beside England's. */
struct a_g_figure {
	const char *phase; /* of the catalogue's words */
	const char *measure;
	const char *title;
	const char *unit;
	struct period period;
	struct figure local;
	struct figure national;
	int64_t diff;  /* local - national, millionths; DECIMAL_NONE */
	int64_t trend; /* a period, over three, millionths; DECIMAL_NONE */
	int64_t trend_low;
	int64_t trend_high;
	bool worked_out;  /* by LEEP, not published */
	uint32_t schools; /* that count in it; 0: not known */
	uint64_t cohort;  /* what it is a share of, schools or pupils; 0: not known */
	uint32_t hidden;  /* whose figure is suppressed */
	uint64_t submission;
};

struct a_g_indicator {
	const char *letter;
	const char *text;
	size_t n_lines; /* things that could be measured; those without a figure are left out */
	size_t n;
	struct a_g_figure *figure;
};

struct a_g_paper {
	uint32_t authority;
	const char *authority_name;
	struct period period; /* academic year */
	const char *as_of;    /* date and time up to which what was learned counts */
	struct a_g_indicator indicator[A_G_LETTERS];
	size_t complaints; /* events of that kind in the year */
	size_t n_sources;
	struct paper_source *source;
};

/* How the authority's figure stands to England's, to the last decimal that is printed. */
enum a_g_stands { A_G_NOT_KNOWN, A_G_LOWER, A_G_EQUAL, A_G_HIGHER };

/* Whether the evidence on an indicator bears on a decision to inspect. */
enum a_g_bearing { A_G_OPEN, A_G_BEARS_NOT, A_G_BEARS };

enum a_g_outcome { A_G_UNLIKELY, A_G_NOT_RULED_OUT, A_G_NOT_ENOUGH };

/* How the headline measures of D or E stand. */
struct a_g_count {
	size_t compared; /* with England's figure */
	size_t below;
	size_t trends; /* with a trend over three periods */
	size_t falling;
};

enum a_g_stands a_g_stands(const struct a_g_figure *figure);
struct a_g_count a_g_count(const struct a_g_indicator *indicator);

/* The figure of A, B, C, F or G that the reading goes by; NULL when there is none. Of A, B and C one of an academic year
 * before the last is shown and not read: it says nothing about today. */
const struct a_g_figure *a_g_current(const struct a_g_paper *paper, enum a_g_letter letter);

/* Whether the evidence on one indicator bears on a decision to inspect:
 *
 *   A       when the share of children in a good or better school is lower than England's;
 *   B, C    when the share of schools is higher than England's; equal is not higher;
 *   D, E    when more than half of the headline measures that can be compared are below England, or more than half of
 *           those with a trend over three periods fall;
 *   F       is left to people: nothing says how many complaints are a matter of concern;
 *   G       when a concern of the Secretary of State is recorded.
 *
 * A_G_OPEN where nothing is known; for G nothing recorded is as good as none. Leicestershire in 2013: A 81 and 77 does not
 * bear, B 3 and 3 does not, C 16 and 22 does not, D with 5 of 12 below does not, E with 5 of 5 below does. */
enum a_g_bearing a_g_bearing(const struct a_g_paper *paper, enum a_g_letter letter);

/* The reading of the whole: an inspection cannot be ruled out when A, B, C or G bears, or D and E both; without that, the
 * evidence is not enough when A, B or C is not known; else an inspection seems unlikely.
 *
 * Source: Leicestershire's report of 11 November 2013, paragraph 15, which read "unlikely to be inspected at the current
 * time" from A and C better than England, B equal, attainment below England in some key stages, progress below it in two,
 * eight complaints and no concern raised. So E alone does not, nor complaints. */
enum a_g_outcome a_g_outcome(const struct a_g_paper *paper);

/* "higher than", "equal to", "lower than", "not known". */
const char *a_g_stands_words(enum a_g_stands stands);

/* The sentence on one indicator, and the last one on the whole, as plain text. */
void a_g_sentence(const struct a_g_paper *paper, enum a_g_letter letter, struct buffer *out);
void a_g_conclusion(const struct a_g_paper *paper, struct buffer *out);

/* How an indicator stands, in a few words for the table: "higher than England", "below England in 5 of 12 measures". */
void a_g_position(const struct a_g_paper *paper, enum a_g_letter letter, struct buffer *out);

/* What is recorded on G: "none raised", "recorded", or "none recorded". */
const char *a_g_concerns(const struct a_g_paper *paper);

/* What the evidence is: the measure, its date, whether it is published or worked out, and from how many schools or, for
 * A, pupils. The file is not in it. */
void a_g_evidence(enum a_g_letter letter, const struct a_g_figure *figure, struct buffer *out);

/* Append the page, or the same as CSV (RFC 4180, UTF-8), to `out`. ERR_LIMIT when it outgrows the buffer. */
int a_g_html(const struct a_g_paper *paper, struct buffer *out);
int a_g_csv(const struct a_g_paper *paper, struct buffer *out);

#endif
