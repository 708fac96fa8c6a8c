/* SPDX-License-Identifier: MIT
 *
 * What is said of one alert. See said.h.
 */
#include <inttypes.h>

#include "services/alerts/notices/said.h"

/* What happened to an alert, by the word of its history. Of a day: when it happened, or since when the alert is open. */
static const struct {
	const char *what;
	const char *sentence; /* with %s for the day */
	const char *before;   /* instead of it where words follow; NULL: the same */
	bool since;           /* the day on which it was opened, else the one on which it last changed */
} changes[] = {
	{"opened", "New on %s", NULL, true},
	{"amended", "Changed on %s", NULL, false},
	{"reopened", "Holds again since %s", NULL, false},
	{"resolved", "Ended on %s", NULL, false},
	{"closed", "Closed on %s", NULL, false},
	{"assigned", "Now with its adviser, since %s", NULL, false},
	{"reminder", "Open since %s, and nobody has taken it up yet", "Still open", true},
	{"escalated", "Open since %s, and nobody has taken it up yet", "Still open", true},
	{"escalation", "Open since %s, and nobody has taken it up yet", "Still open", true},
	{"silence ended", "Its silence has ended; open since %s", NULL, true},
	{"silence-ended", "Its silence has ended; open since %s", NULL, true},
};

/* The word of the alert itself, else that of the notice. */
static const char *what_of(const struct notice *notice, const struct notice_alert *alert)
{
	if (words_given(alert->what))
		return alert->what;
	if (alert->alert.state == ALERT_RESOLVED)
		return "resolved";
	if (strcmp(notice->kind, "news") == 0 || strcmp(notice->kind, "digest") == 0)
		return alert->alert.opened == alert->alert.amended ? "opened" : "amended";
	return notice->kind;
}

static const char *sentence_of(
	struct words *words, const struct notice *notice, const struct notice_alert *alert, bool followed)
{
	const char *what = what_of(notice, alert);
	const char *opened = words_moment(words, alert->alert.opened);
	const char *amended = words_moment(words, alert->alert.amended);

	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		const char *day = changes[i].since ? opened : amended;
		const char *rest = strstr(changes[i].sentence, "%s");

		if (strcmp(changes[i].what, what) != 0)
			continue;
		if (followed && changes[i].before != NULL)
			return changes[i].before;
		if (rest == NULL || !words_given(day))
			return words_capital(words, words_line(words, what, WORDS_NAME_MAX));
		return words_print(words, "%.*s%s%s", (int)(rest - changes[i].sentence), changes[i].sentence,
			day, rest + 2);
	}
	what = words_capital(words, words_line(words, what, WORDS_NAME_MAX));
	return words_given(opened) ? words_print(words, "%s; open since %s", what, opened) : what;
}

/* What is said beside what happened: why it no longer holds; what was before, and is now. */
static const char *told(struct words *words, const struct notice *notice, const struct notice_alert *alert)
{
	const char *text = words_condition(words, alert->text);
	const char *summary = words_condition(words, alert->alert.summary);

	if (strcmp(what_of(notice, alert), "amended") == 0 && words_given(summary))
		return words_print(words, "%s%snow: %s", text, words_given(text) ? "; " : "", summary);
	if (!words_given(text) && alert->alert.state == ALERT_RESOLVED)
		return words_condition(words, alert->alert.why);
	return text;
}

/* "Changed on 5 November 2018: before: Progress 8 -0.71; now: Progress 8 -0.62." */
static const char *changed(struct words *words, const struct notice *notice, const struct notice_alert *alert)
{
	const char *text = told(words, notice, alert);
	const char *sentence = sentence_of(words, notice, alert, words_given(text));
	const char *adviser = words_line(words, alert->alert.adviser, WORDS_NAME_MAX);
	size_t len;

	if (words_given(text))
		sentence = words_print(words, "%s: %s", sentence, text);
	len = strlen(sentence);
	if (len > 0 && strchr(".!?", sentence[len - 1]) == NULL)
		sentence = words_print(words, "%s.", sentence);
	if (strcmp(notice->kind, "escalation") == 0 && words_given(adviser) &&
		strcmp(alert->alert.adviser, notice->to_name) != 0)
		sentence = words_print(words, "%s Its adviser is %s.", sentence, adviser);
	return sentence;
}

static void add(struct said_figure *figure, const char *label, const char *text)
{
	if (words_given(text) && figure->n < SAID_FIGURE_LINES_MAX)
		figure->line[figure->n++] = (struct said_line){label, text};
}

static const char *interval(struct words *words, const struct evidence *in, const char *period)
{
	const char *low = words_figure(words, in->what, in->low, period);
	const char *high = words_figure(words, in->what, in->high, period);

	if (words_given(low) && words_given(high))
		return words_print(words, "%s to %s", low, high);
	if (words_given(low))
		return words_print(words, "from %s", low);
	return words_given(high) ? words_print(words, "up to %s", high) : "";
}

/* Whom a figure rests on: pupils or, where it counts what inspectors found, schools. */
static const char *cohort(struct words *words, const struct evidence *in)
{
	bool schools = words_counts_schools(words, in->what);

	return in->cohort == 0 ? ""
			       : words_count(words, (size_t)in->cohort, schools ? "school" : "pupil",
					 schools ? "schools" : "pupils");
}

/* "provisional, published 18 October 2018" */
static const char *vintage(struct words *words, const struct evidence *in)
{
	const char *status = words_line(words, in->status, WORDS_NAME_MAX);
	const char *day = in->published == 0 ? "" : words_day(words, in->published);

	if (!words_given(day))
		return status;
	return words_given(status) ? words_print(words, "%s, published %s", status, day)
				   : words_print(words, "published %s", day);
}

/* "england_ks4provisional.csv, row 12, column P8MEA, submission 3" */
static const char *place(struct words *words, const struct evidence *in)
{
	const char *column = words_line(words, in->column, WORDS_NAME_MAX);
	const char *place = words_line(words, in->file, WORDS_NAME_MAX);

	if (!words_given(place))
		return "";
	if (in->row != 0)
		place = words_print(words, "%s, row %" PRIu32, place, in->row);
	if (words_given(column))
		place = words_print(words, "%s, column %s", place, column);
	return in->submission == 0 ? place
				   : words_print(words, "%s, submission %" PRIu64, place, in->submission);
}

/* "Progress 8, 2018/19", "Overall effectiveness, inspected 2 May 2018" */
static const char *with_period(struct words *words, const char *name, const char *id, const char *period)
{
	const char *text = words_period(words, period);
	bool inspected = words_given(id) &&
			 (strncmp(id, "inspection.", 11) == 0 || strcmp(id, "ofsted.overall") == 0) &&
			 words_given(period) && strcmp(text, period) != 0;

	if (!words_given(text))
		return name;
	return words_print(words, "%s, %s%s", name, inspected ? "inspected " : "", text);
}

/* What a figure is beside, by its label: a figure of the same kind, or a difference of two. */
static const struct {
	const char *label;
	bool difference;
} kin[] = {{"statistical neighbours", false}, {"region", false}, {"authority", false},
	{"the authority's schools of the same phase", false}, {"years together", false},
	{"change on the year before", true}, {"trend a year", true}, {"gap", true}};

/* "64.2% (9 of 10 have a figure)", "-1.5 percentage points". */
static const char *with_unit(struct words *words, const char *id, const char *label, const char *text)
{
	size_t number = strspn(text, "+-.0123456789");

	if (number == 0 || !words_is_percent(words, id))
		return text;
	for (size_t i = 0; i < ARRAY_LEN(kin); i++)
		if (strcmp(kin[i].label, label) == 0)
			return words_print(words, "%.*s%s%s", (int)number, text,
				kin[i].difference ? " percentage points" : "%", text + number);
	return text;
}

/* Frames of inspection as advisers know them. */
static const char *framework(const char *text)
{
	static const char *const names[][2] = {{"headline", "overall grades"},
		{"sub-judgements", "judgements without an overall grade"}, {"report-card", "report cards"},
		{"ungraded", "ungraded inspections"}};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i][0], text) == 0)
			return names[i][1];
	return text;
}

/* An inspection's day and the word of its grade, which facts give beside it, stand in its name and value already. */
static void say_beside(
	struct words *words, const char *id, const struct beside_line *in, struct said_figure *ret)
{
	const char *label = words_line(words, in->what, WORDS_NAME_MAX);
	const char *text = words_period(words, in->value);

	if ((strcmp(label, "inspected") == 0 && strstr(ret->name, text) != NULL) ||
		(strcmp(label, "in words") == 0 && strstr(ret->value, text) != NULL))
		return;
	if (strcmp(label, "framework") == 0)
		text = framework(text);
	else if (strcmp(label, "category of concern") == 0)
		text = words_category(words, text);
	else
		text = with_unit(words, id, label, text);
	add(ret, words_capital(words, label), text);
}

static void say_figure(
	struct words *words, const struct alert *alert, const struct evidence *in, struct said_figure *ret)
{
	const char *period = words_given(in->period) ? in->period : alert->period;
	const char *group = words_line(words, in->group, WORDS_NAME_MAX);

	ret->n = 0;
	ret->name = words_measure(words, in->what);
	if (words_given(group) && strcmp(group, "all") != 0)
		ret->name = words_print(words, "%s, group %s", ret->name, group);
	ret->name = with_period(words, ret->name, in->what, period);
	ret->value = words_figure(words, in->what, in->value, period);
	if (!words_given(ret->value))
		ret->value = "not known";
	add(ret, "95% confidence interval", interval(words, in, period));
	add(ret, "Based on", cohort(words, in));
	add(ret, "England", words_figure(words, in->what, in->national, period));
	for (size_t i = 0; i < in->n_beside && i < BESIDE_MAX; i++)
		say_beside(words, in->what, &in->beside[i], ret);
	add(ret, "State of the figure", words_capital(words, vintage(words, in)));
	add(ret, "Read from", place(words, in));
}

static const char *state_of(struct words *words, const struct alert *alert)
{
	const char *by = words_line(words, alert->handled_by, WORDS_NAME_MAX);
	const char *until = words_moment(words, alert->until);

	if (alert->state != ALERT_ACKNOWLEDGED || !words_given(by))
		return "";
	return words_given(until) ? words_print(words, "%s, until %s", by, until) : by;
}

bool said_is_urgent(const struct alert *alert)
{
	return alert->state != ALERT_RESOLVED && words_given(alert->severity) &&
	       strcmp(alert->severity, "urgent") == 0;
}

void said_alert(struct words *words, const struct notice *notice, const struct notice_alert *in,
	struct said_alert *ret)
{
	const struct alert *alert = &in->alert;
	const char *about =
		with_period(words, words_measure(words, alert->measure), alert->measure, alert->period);

	memset(ret, 0, sizeof(*ret));
	ret->title = words_line(words, alert->title, WORDS_TEXT_MAX);
	ret->summary = words_condition(words, alert->summary);
	ret->changed = (struct said_line){"What changed", changed(words, notice, in)};
	ret->state = (struct said_line){"Taken up by", state_of(words, alert)};
	ret->urgent = said_is_urgent(alert);
	ret->school = alert->urn != 0;
	for (size_t i = 0; i < alert->n_evidence && i < EVIDENCE_MAX; i++)
		say_figure(words, alert, &alert->evidence[i], &ret->figure[ret->n_figure++]);
	if (ret->n_figure > 0 && strcmp(ret->figure[0].name, about) == 0)
		about = "";
	ret->about = (struct said_line){"About", about};
	ret->advice = (struct said_line){"What may help",
		alert->state == ALERT_RESOLVED ? "" : words_line(words, alert->advice, WORDS_TEXT_MAX)};
	ret->rule = (struct said_line){"The rule's condition", words_condition(words, alert->wording)};
	ret->source = (struct said_line){
		"Where the rule comes from", words_line(words, alert->source, WORDS_TEXT_MAX)};
	ret->show = words_print(words, "leep alert %" PRIu64 " show", alert->id);
	ret->act = alert->state == ALERT_RESOLVED
			   ? ""
			   : words_print(words, "leep alert %" PRIu64 " ack", alert->id);
}
