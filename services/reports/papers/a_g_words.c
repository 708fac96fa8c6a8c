/* SPDX-License-Identifier: MIT
 *
 * What the paper on the indicators A to G says in words, as plain text; see a_g.h for the rules behind them.
 */
#include <stdio.h>
#include <string.h>

#include "services/reports/papers/a_g.h"
#include "services/reports/papers/figure.h"
#include "services/reports/papers/performance_part.h"
#include "services/reports/papers/when.h"

/* What A, B and C are the share of. */
static const char *const shares[] = {"the share of children who attend a good or better school",
	"the share of schools in an Ofsted category of concern",
	"the share of schools that have not been judged good"};

const char *a_g_stands_words(enum a_g_stands stands)
{
	switch (stands) {
	case A_G_LOWER:
		return "lower than";
	case A_G_EQUAL:
		return "equal to";
	case A_G_HIGHER:
		return "higher than";
	case A_G_NOT_KNOWN:
		break;
	}
	return "not known";
}

static const char *bearing_words(enum a_g_bearing bearing)
{
	switch (bearing) {
	case A_G_BEARS:
		return "bears on a decision to inspect";
	case A_G_BEARS_NOT:
		return "does not bear on a decision to inspect";
	case A_G_OPEN:
		break;
	}
	return "is not known";
}

static const char *per_cent(const struct figure *figure, struct figure_text *out)
{
	size_t len;

	(void)figure_print(figure, out);
	len = strlen(out->text);
	memcpy(out->text + len, " per cent", sizeof(" per cent"));
	return out->text;
}

static void sentence_share(const struct a_g_paper *paper, enum a_g_letter letter, struct buffer *out)
{
	const struct a_g_indicator *indicator = &paper->indicator[letter];
	const struct a_g_figure *figure = a_g_current(paper, letter);
	struct figure_text local, national;
	struct when_text when;

	buffer_print(out, "On %s, %s ", indicator->letter, shares[letter]);
	if (figure == NULL && indicator->n > 0 && indicator->figure[0].local.m != DECIMAL_NONE)
		buffer_print(out,
			"is not known for the year: the latest figure held is of %s, too long ago to be "
			"read.",
			when_print(indicator->figure[0].period, &when));
	else if (figure == NULL)
		buffer_text(out, "is not known: no figure is held.");
	else if (a_g_stands(figure) == A_G_NOT_KNOWN)
		buffer_print(out, "was %s (%s), but no figure of England is held to set beside it.",
			per_cent(&figure->local, &local), when_print(figure->period, &when));
	else
		buffer_print(out, "was %s England's: %s and %s (%s). This %s.",
			a_g_stands_words(a_g_stands(figure)), per_cent(&figure->local, &local),
			per_cent(&figure->national, &national), when_print(figure->period, &when),
			bearing_words(a_g_bearing(paper, letter)));
	if (letter == A_G_B)
		buffer_text(out, " Whether such schools improve fast enough is not in the figures.");
}

/* "key stage 2: 1 of 1; key stage 4: 2 of 2": the stages in which any is below. */
static void add_stages(const struct a_g_indicator *indicator, struct buffer *out)
{
	const char *before = " (";

	for (size_t i = 0; i < indicator->n;) {
		struct a_g_indicator stage = {.figure = &indicator->figure[i]};
		const char *phase = indicator->figure[i].phase;
		struct a_g_count count;

		while (i + stage.n < indicator->n && strcmp(indicator->figure[i + stage.n].phase, phase) == 0)
			stage.n++;
		i += stage.n;
		count = a_g_count(&stage);
		if (count.below == 0)
			continue;
		buffer_print(out, "%s%s: %zu of %zu", before, performance_phase(phase), count.below,
			count.compared);
		before = "; ";
	}
	buffer_text(out, before[0] == ';' ? ")" : "");
}

static void add_number(size_t n, struct buffer *out)
{
	if (n == 0)
		buffer_text(out, "none");
	else
		buffer_print(out, "%zu", n);
}

/* How many headline measures are below England, in which stages if asked, and how many fall. */
static void add_counts(const struct a_g_indicator *indicator, bool stages, struct buffer *out)
{
	struct a_g_count count = a_g_count(indicator);

	if (count.compared > 0) {
		buffer_text(out, "below England in ");
		add_number(count.below, out);
		buffer_print(
			out, " of %zu headline measure%s", count.compared, count.compared == 1 ? "" : "s");
	}
	if (stages)
		add_stages(indicator, out);
	if (count.compared > 0 && count.trends > 0)
		buffer_text(out, ", and ");
	if (count.trends > 0) {
		buffer_text(out, "falling over three periods in ");
		add_number(count.falling, out);
		buffer_print(out, " of the %zu with such a trend", count.trends);
	}
}

static void sentence_headlines(const struct a_g_paper *paper, enum a_g_letter letter, struct buffer *out)
{
	struct a_g_count count = a_g_count(&paper->indicator[letter]);
	struct period_text text;

	buffer_print(out, "On %s, %s ", paper->indicator[letter].letter,
		letter == A_G_D ? "attainment" : "progress");
	if (count.compared + count.trends == 0) {
		buffer_print(out, "is not known: no headline measure of %s can be compared with England.",
			period_print(paper->period, &text));
		return;
	}
	buffer_text(out, "was ");
	add_counts(&paper->indicator[letter], true, out);
	buffer_print(out, ". This %s%s.", bearing_words(a_g_bearing(paper, letter)),
		a_g_bearing(paper, letter) == A_G_BEARS ? ", though not by itself" : "");
}

/* "8 complaints are". */
static void add_complaints(const char *count, const char *kind, struct buffer *out)
{
	bool one = strcmp(count, "1") == 0;

	buffer_print(out, "%s %scomplaint%s %s", count, kind, one ? "" : "s", one ? "is" : "are");
}

static void sentence_complaints(const struct a_g_paper *paper, struct buffer *out)
{
	const struct a_g_figure *figure = a_g_current(paper, A_G_F);
	struct period_text text;
	struct figure_text local;

	(void)period_print(paper->period, &text);
	buffer_text(out, "On F, ");
	if (figure == NULL && paper->complaints == 0) {
		buffer_print(out, "no complaint is recorded for %s, which is not to say that there was none.",
			text.text);
		return;
	}
	if (figure != NULL) {
		add_complaints(figure_print(&figure->local, &local), "qualifying ", out);
		buffer_print(out, " recorded for %s.", text.text);
	} else {
		(void)snprintf(local.text, sizeof(local.text), "%zu", paper->complaints);
		add_complaints(local.text, "", out);
		buffer_print(out, " recorded among the events of %s.", text.text);
	}
	buffer_text(out, " Nothing says how many are a matter of concern: that is for people to judge.");
}

static void sentence_concerns(const struct a_g_paper *paper, struct buffer *out)
{
	const struct a_g_figure *figure = a_g_current(paper, A_G_G);
	enum a_g_bearing bearing = a_g_bearing(paper, A_G_G);

	if (figure == NULL)
		buffer_text(out, "On G, no concern of the Secretary of State is recorded.");
	else if (bearing == A_G_BEARS)
		buffer_text(out, "On G, the Secretary of State is recorded as having concerns.");
	else
		buffer_text(out, "On G, it is recorded that the Secretary of State raised no concern.");
	buffer_print(out, " This %s.", bearing_words(bearing));
}

void a_g_sentence(const struct a_g_paper *paper, enum a_g_letter letter, struct buffer *out)
{
	switch (letter) {
	case A_G_A:
	case A_G_B:
	case A_G_C:
		sentence_share(paper, letter, out);
		return;
	case A_G_D:
	case A_G_E:
		sentence_headlines(paper, letter, out);
		return;
	case A_G_F:
		sentence_complaints(paper, out);
		return;
	case A_G_G:
		sentence_concerns(paper, out);
		return;
	case A_G_LETTERS:
		return;
	}
}

/* "A, B and C": the nth of so many. */
static void add_joint(struct buffer *out, size_t i, size_t n)
{
	if (i > 0)
		buffer_text(out, i + 1 == n ? " and " : ", ");
}

static void add_reasons(const struct a_g_paper *paper, struct buffer *out)
{
	const char *reason[A_G_LETTERS];
	size_t n = 0;

	if (a_g_bearing(paper, A_G_A) == A_G_BEARS)
		reason[n++] = "the share of children in a good or better school is lower than England's (A)";
	if (a_g_bearing(paper, A_G_B) == A_G_BEARS)
		reason[n++] =
			"the share of schools in an Ofsted category of concern is higher than England's (B)";
	if (a_g_bearing(paper, A_G_C) == A_G_BEARS)
		reason[n++] =
			"the share of schools that have not been judged good is higher than England's (C)";
	if (a_g_bearing(paper, A_G_D) == A_G_BEARS && a_g_bearing(paper, A_G_E) == A_G_BEARS)
		reason[n++] = "both attainment (D) and progress (E) are below England or falling in most "
			      "headline measures";
	if (a_g_bearing(paper, A_G_G) == A_G_BEARS)
		reason[n++] = "the Secretary of State is recorded as having concerns (G)";
	for (size_t i = 0; i < n; i++)
		buffer_print(out, "%s%s", i == 0 ? "" : i + 1 == n ? "; and " : "; ", reason[i]);
}

static void add_unknown(const struct a_g_paper *paper, struct buffer *out)
{
	const char *letters[A_G_LETTERS];
	size_t n = 0;

	for (enum a_g_letter letter = A_G_A; letter <= A_G_C; letter++)
		if (a_g_bearing(paper, letter) == A_G_OPEN)
			letters[n++] = paper->indicator[letter].letter;
	for (size_t i = 0; i < n; i++) {
		add_joint(out, i, n);
		buffer_text(out, letters[i]);
	}
	buffer_text(out, n == 1 ? " is not known" : " are not known");
}

void a_g_conclusion(const struct a_g_paper *paper, struct buffer *out)
{
	switch (a_g_outcome(paper)) {
	case A_G_UNLIKELY:
		buffer_text(out, "On this evidence an inspection of the council's arrangements for school "
				 "improvement seems unlikely at present.");
		return;
	case A_G_NOT_RULED_OUT:
		buffer_text(out, "On this evidence an inspection of the council's arrangements for school "
				 "improvement cannot be ruled out, because ");
		add_reasons(paper, out);
		buffer_text(out, ".");
		return;
	case A_G_NOT_ENOUGH:
		buffer_text(out,
			"The evidence held is not enough to say whether an inspection of the council's "
			"arrangements for school improvement is likely: ");
		add_unknown(paper, out);
		buffer_text(out, ". Nothing that is known would bring one about by itself.");
		return;
	}
}

const char *a_g_concerns(const struct a_g_paper *paper)
{
	const struct a_g_figure *figure = a_g_current(paper, A_G_G);

	if (figure == NULL)
		return "none recorded";
	return figure->local.m > 0 ? "recorded" : "none raised";
}

void a_g_position(const struct a_g_paper *paper, enum a_g_letter letter, struct buffer *out)
{
	const struct a_g_indicator *indicator = &paper->indicator[letter];
	const struct a_g_figure *figure = a_g_current(paper, letter);
	struct a_g_count count = a_g_count(indicator);

	if (letter == A_G_D || letter == A_G_E) {
		if (count.compared + count.trends == 0)
			buffer_text(out, "not known");
		add_counts(indicator, false, out);
		return;
	}
	if (letter == A_G_G) {
		buffer_text(out, a_g_bearing(paper, letter) == A_G_BEARS ? "concerns are known"
									 : "no concern is known");
		return;
	}
	if (letter == A_G_F) {
		buffer_text(out, figure != NULL || paper->complaints > 0
					 ? "no national figure to set beside it"
					 : "none recorded");
		return;
	}
	if (figure == NULL || a_g_stands(figure) == A_G_NOT_KNOWN)
		buffer_text(out, indicator->n > 0 && figure == NULL ? "not known for the year" : "not known");
	else
		buffer_print(out, "%s England", a_g_stands_words(a_g_stands(figure)));
}

void a_g_evidence(enum a_g_letter letter, const struct a_g_figure *figure, struct buffer *out)
{
	const char *of = figure->schools == 0 && letter == A_G_A ? "pupil" : "school";
	uint64_t n = figure->schools == 0 ? figure->cohort : figure->schools;
	struct figure count = {(int64_t)n, 0, 0, FLAG_PRESENT};
	struct figure_text text;
	struct when_text when;

	buffer_print(out, "%s, %s, ", figure->title, when_print(figure->period, &when));
	if (!figure->worked_out)
		buffer_text(out, "as published");
	else if (n == 0)
		buffer_text(out, "worked out by LEEP");
	else
		buffer_print(
			out, "worked out from %s %s%s", figure_print(&count, &text), of, n == 1 ? "" : "s");
	if (figure->hidden > 0)
		buffer_print(out, ", %u more being suppressed", figure->hidden);
}
