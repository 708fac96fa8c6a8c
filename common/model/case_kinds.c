/* SPDX-License-Identifier: MIT
 *
 * See case_kinds.h. Sources: Education and Inspections Act 2006 sections 60 to 66 with the Education and Adoption Act 2016
 * section 2 (in force 18 April 2016), "Schools causing concern" of the years (notices, powers); Ofsted's handbook of 2012
 * (statements of action, monitoring each term); the council's own scheme for financing schools (finance).
 */
#include "common/model/case_kinds.h"

#include <string.h>

#include "common/base/bytes.h"

#define NEEDED CASE_NEEDED
#define TODAY  (CASE_NEEDED | CASE_TODAY)
#define PAST   CASE_PAST
#define CLOSES CASE_CLOSES

static const struct case_kind kinds[] = {
	{"case", "one school and one matter: what is done about it, and who holds it", false, true, false, "",
		{{"title", CASE_TYPE_TEXT, "", NEEDED, "the matter, as people will find it again"},
			{"holder", CASE_TYPE_PERSON, "", NEEDED, "the adviser who holds the case"},
			{"aim", CASE_TYPE_LONG, "", 0, "what is to be reached"},
			{"next_review", CASE_TYPE_DAY, "", 0, "when it is looked at next"},
			{"outcome", CASE_TYPE_LONG, "", CLOSES, "what came of it; closes the case"}}},
	{"concern", "why there is a case: from an alert, or raised by somebody", true, false, false, "raised",
		{{"means", CASE_TYPE_WORD,
			 "alert adviser school governor parent ofsted dfe diocese trust other", NEEDED,
			 "how it came to the council"},
			{"alert", CASE_TYPE_ALERT, "", 0, "the alert, where means is alert"},
			{"type", CASE_TYPE_WORD,
				"attainment progress attendance behaviour safeguarding inclusion curriculum "
				"leadership governance staffing finance premises other",
				NEEDED, "what it is about"},
			{"text", CASE_TYPE_LONG, "", NEEDED, "the facts as they were told"},
			{"raised", CASE_TYPE_DAY, "", TODAY | PAST, "when"},
			{"raised_by", CASE_TYPE_PERSON, "", 0,
				"somebody in office; never a parent by name"}}},
	{"package", "support agreed with the school", true, false, true, "start",
		{{"provider_kind", CASE_TYPE_WORD,
			 "teaching-school national-leader local-leader governance-leader diocese adviser "
			 "trust "
			 "governor-services other",
			 NEEDED,
			 "who supports: teaching school alliance or hub, national or local leader of "
			 "education, "
			 "national leader of governance, diocese, education quality adviser, trust, ..."},
			{"provider", CASE_TYPE_TEXT, "", NEEDED, "its name"},
			{"provider_urn", CASE_TYPE_URN, "", 0, "the supporting school, where it is one"},
			{"start", CASE_TYPE_DAY, "", NEEDED, "first day"},
			{"review", CASE_TYPE_DAY, "", 0, "when it is reviewed first"},
			{"end", CASE_TYPE_DAY, "", 0, "last day, as planned"},
			{"cost", CASE_TYPE_MONEY, "", 0, "as agreed"},
			{"spent", CASE_TYPE_MONEY, "", 0, "paid so far"},
			{"budget", CASE_TYPE_RECORD, "budget", 0, "that bears the cost"},
			{"outcome", CASE_TYPE_LONG, "", CLOSES, "what it came to; closes the package"}}},
	{"priority", "what a package is to achieve", true, false, false, "",
		{{"package", CASE_TYPE_RECORD, "package", NEEDED, "of which it is a part"},
			{"text", CASE_TYPE_LONG, "", NEEDED, "as agreed with the school"},
			{"measure", CASE_TYPE_MEASURE, "", 0, "that will show it"},
			{"target", CASE_TYPE_TEXT, "", 0, "by when and how far"}}},
	{"review", "a package, or one of its priorities, looked at", true, false, false, "day",
		{{"package", CASE_TYPE_RECORD, "package", NEEDED, "that was reviewed"},
			{"priority", CASE_TYPE_RECORD, "priority", 0, "that was reviewed; none: the whole"},
			{"day", CASE_TYPE_DAY, "", TODAY | PAST, "when"},
			{"progress", CASE_TYPE_WORD, "met on-course slower not-begun", NEEDED,
				"against what was agreed"},
			{"text", CASE_TYPE_LONG, "", 0, "what was seen"},
			{"next_review", CASE_TYPE_DAY, "", 0, "when it is reviewed next"}}},
	{"visit", "an adviser's visit", true, false, false, "day",
		{{"day", CASE_TYPE_DAY, "", NEEDED, "when; a visit to come may be entered"},
			{"adviser", CASE_TYPE_PERSON, "", NEEDED, "who visits"},
			{"purpose", CASE_TYPE_TEXT, "", NEEDED, "as arranged with the head"},
			{"minutes", CASE_TYPE_NUMBER, "", 0, "how long it took"}}},
	{"note", "the note of a visit, and what the head says of it", true, false, false, "",
		{{"visit", CASE_TYPE_RECORD, "visit", NEEDED, "of which it is the note"},
			{"text", CASE_TYPE_LONG, "", NEEDED, "what was seen and said"},
			{"sent", CASE_TYPE_DAY, "", PAST, "when the head was sent it"},
			{"head", CASE_TYPE_WORD, "accepts disputes", 0, "the head on its accuracy"},
			{"head_day", CASE_TYPE_DAY, "", PAST, "when"},
			{"comment", CASE_TYPE_LONG, "", 0,
				"of the head; needed where the head disputes it"}}},
	{"statement", "the council's statement of action for a school judged inadequate", true, false, true,
		"published",
		{{"published", CASE_TYPE_DAY, "", NEEDED | PAST, "when Ofsted published the report"},
			{"due", CASE_TYPE_DAY, "", 0, "10 working days later, unless Ofsted said otherwise"},
			{"submitted", CASE_TYPE_DAY, "", PAST, "when it went to Ofsted"},
			{"fit", CASE_TYPE_YES_NO, "", CLOSES, "fit for purpose, as HMI judged it"},
			{"fit_day", CASE_TYPE_DAY, "", PAST, "when HMI did"}}},
	{"line", "a costed line of a statement of action", true, false, false, "due",
		{{"statement", CASE_TYPE_RECORD, "statement", NEEDED, "of which it is a line"},
			{"text", CASE_TYPE_LONG, "", NEEDED, "what will be done"},
			{"owner", CASE_TYPE_PERSON, "", NEEDED, "who sees to it"},
			{"cost", CASE_TYPE_MONEY, "", 0, "as planned"},
			{"spent", CASE_TYPE_MONEY, "", 0, "paid so far"},
			{"budget", CASE_TYPE_RECORD, "budget", 0, "that bears the cost"},
			{"due", CASE_TYPE_DAY, "", 0, "by when"},
			{"done", CASE_TYPE_DAY, "", PAST | CLOSES, "when it was done"}}},
	{"progress", "HMI's judgement of a school's progress, each term", true, false, false, "day",
		{{"term", CASE_TYPE_TERM, "", NEEDED, "of the visit"},
			{"day", CASE_TYPE_DAY, "", NEEDED | PAST, "of the visit"},
			{"judgement", CASE_TYPE_WORD,
				"reasonable not-reasonable inadequate effective-action not-effective-action",
				NEEDED, "in the words of the framework of the day"},
			{"text", CASE_TYPE_LONG, "", 0, "what HMI asked for"}}},
	{"notice", "a warning notice under section 60, with the timetable of its year", true, false, true,
		"issued",
		{{"issued", CASE_TYPE_DAY, "", NEEDED | PAST, "when the governing body was given it"},
			{"grounds", CASE_TYPE_WORDS, "a b c", NEEDED,
				"section 60(2): a low standards, b breakdown of management or governance, "
				"c safety"},
			{"text", CASE_TYPE_LONG, "", NEEDED, "what the governing body is to do"},
			{"copied", CASE_TYPE_WORDS, "hmci dfe diocese trustees head", 0,
				"who was given a copy; since 18 April 2016 at least hmci and dfe"},
			{"representations", CASE_TYPE_DAY, "", 0,
				"until 17 April 2016: last day for representations to HMCI, 15 working days"},
			{"comply_by", CASE_TYPE_DAY, "", 0,
				"end of the compliance period, which the notice states since 18 April 2016"},
			{"complied", CASE_TYPE_YES_NO, "", CLOSES, "did the governing body comply?"},
			{"complied_day", CASE_TYPE_DAY, "", PAST, "when that was settled"}}},
	{"power", "a power under sections 63 to 66, used", true, false, true, "start",
		{{"section", CASE_TYPE_WORD, "s63 s64 s65 s66", NEEDED,
			 "s63 arrangements, s64 additional governors, s65 interim executive board, s66 "
			 "suspended "
			 "budget"},
			{"eligible", CASE_TYPE_WORD, "notice special-measures significant-improvement",
				NEEDED, "what makes the school eligible for intervention"},
			{"notice", CASE_TYPE_RECORD, "notice", 0, "the notice that was not complied with"},
			{"noticed", CASE_TYPE_DAY, "", NEEDED | PAST,
				"when the governing body was told of the intention"},
			{"consent", CASE_TYPE_DAY, "", PAST,
				"of the Secretary of State; needed for an interim executive board"},
			{"start", CASE_TYPE_DAY, "", NEEDED, "first day"},
			{"text", CASE_TYPE_LONG, "", 0, "arrangements, members"},
			{"ended", CASE_TYPE_DAY, "", PAST | CLOSES, "last day"}}},
	{"finance", "notice of financial concern, licensed deficit, recovery plan, SFVS return", true, false,
		false, "start",
		{{"type", CASE_TYPE_WORD, "notice-of-concern licensed-deficit recovery-plan sfvs", NEEDED,
			 "what it is"},
			{"start", CASE_TYPE_DAY, "", NEEDED, "first day, or when the return came"},
			{"amount", CASE_TYPE_MONEY, "", 0, "the deficit"},
			{"years", CASE_TYPE_NUMBER, "", 0, "of a recovery plan: more than 3 need a reason"},
			{"reason", CASE_TYPE_LONG, "", 0, "why, or what is asked of the school"},
			{"ended", CASE_TYPE_DAY, "", PAST | CLOSES, "last day"}}},
	{"action", "something that somebody is to do; open ones keep a case from closing", true, false, true,
		"due",
		{{"text", CASE_TYPE_TEXT, "", NEEDED, "what"}, {"owner", CASE_TYPE_PERSON, "", NEEDED, "who"},
			{"due", CASE_TYPE_DAY, "", NEEDED, "by when"},
			{"done", CASE_TYPE_DAY, "", PAST | CLOSES, "when it was done"},
			{"result", CASE_TYPE_LONG, "", 0, "what came of it"}}},
	{"interest", "an interest that somebody declares in a school: it bars them from its cases", false,
		true, false, "since",
		{{"person", CASE_TYPE_PERSON, "", NEEDED, "who declares it"},
			{"address", CASE_TYPE_PERSON, "", 0, "another name or address that they go by"},
			{"nature", CASE_TYPE_TEXT, "", NEEDED, "governor, employed there, related, ..."},
			{"since", CASE_TYPE_DAY, "", TODAY | PAST, "when it was declared"},
			{"ended", CASE_TYPE_DAY, "", PAST | CLOSES, "since when there is none"}}},
	{"budget", "money for one purpose and one year; every cost names the budget that bears it", false,
		false, false, "",
		{{"name", CASE_TYPE_TEXT, "", NEEDED, "such as Schools Causing Concern"},
			{"year", CASE_TYPE_YEAR, "", NEEDED, "financial year, April to March"},
			{"amount", CASE_TYPE_MONEY, "", NEEDED, "allocated"},
			{"text", CASE_TYPE_LONG, "", 0, "what it may be spent on"}}},
};

size_t case_kinds(const struct case_kind **ret)
{
	*ret = kinds;
	return ARRAY_LEN(kinds);
}

const struct case_kind *case_kind(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

size_t case_kind_fields(const struct case_kind *kind)
{
	size_t n = 0;

	while (n < CASE_FIELDS_MAX && kind->field[n].name != NULL)
		n++;
	return n;
}

const struct case_field *case_kind_field(const struct case_kind *kind, const char *name)
{
	for (size_t i = 0; i < case_kind_fields(kind); i++)
		if (strcmp(kind->field[i].name, name) == 0)
			return &kind->field[i];
	return NULL;
}

const struct case_field *case_kind_closing(const struct case_kind *kind)
{
	for (size_t i = 0; i < case_kind_fields(kind); i++)
		if ((kind->field[i].flags & CASE_CLOSES) != 0)
			return &kind->field[i];
	return NULL;
}
