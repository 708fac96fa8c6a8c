/* SPDX-License-Identifier: MIT
 *
 * What a notice says, before any channel lays it out: headline, schools, alerts with their figures, how to act, and that it is
 * no judgement. All texts are clean lines (words.h), taken from the arena of the words that are passed.
 */
#ifndef LEEP_ALERTS_NOTICES_SAID_H
#define LEEP_ALERTS_NOTICES_SAID_H

#include "common/model/notice.h"
#include "services/alerts/notices/words.h"

enum notice_kind {
	NOTICE_NEWS,
	NOTICE_REMINDER,
	NOTICE_ESCALATION,
	NOTICE_SILENCE_ENDED,
	NOTICE_DIGEST,
	NOTICE_ALARM,
};

/* How the key of a notice may look: it is part of a header, a path and a reference. */
#define NOTICE_KEY_MAX 100

/* Can the notice be laid out? ERR_INVAL for a malformed key, an unknown kind, a moment before 1970 or after 9999, and for no
 * schools, or one without alerts, unless it is an alarm. */
int said_check(const struct notice *notice, enum notice_kind *ret_kind);

struct said_line {
	const char *label;
	const char *text;
};

/* Paragraphs before the schools, and after them. */
#define SAID_PARAGRAPHS_MAX 6

struct said_school {
	const char *name;
	const char *place;     /* "URN 120061", "the authority itself" */
	const char *authority; /* "Leicestershire"; "" for the authority itself */
	const char *things;    /* "2 things" */
};

struct said_notice {
	const char *subject;  /* "LEEP: Anywhere School: 2 things to talk about" */
	const char *headline; /* the same without LEEP */
	size_t n_before;
	const char *before[SAID_PARAGRAPHS_MAX];
	size_t n_school; /* 0 where none may be named */
	const struct said_school *school;
	size_t n_after;
	const char *after[SAID_PARAGRAPHS_MAX];
	const char *command; /* that shows all of it */
};

/* Room for it: 200 schools with three lines of at most 200 bytes each, and the recipient's own. */
#define SAID_ARENA_MAX ((size_t)1024 * 1024)

/* A notice that said_check took. */
void said_notice(struct words *words, const struct notice *notice, struct said_notice *ret);

/* Interval, cohort, England, vintage, place in the file, and what it is beside. */
#define SAID_FIGURE_LINES_MAX (5 + BESIDE_MAX)

struct said_figure {
	const char *name;  /* "Progress 8, 2018/19" */
	const char *value; /* "-0.62" */
	size_t n;
	struct said_line line[SAID_FIGURE_LINES_MAX];
};

struct said_alert {
	const char *title;
	const char *summary;
	struct said_line changed; /* "What changed", "New on 5 November 2018." */
	struct said_line about;   /* "About", "Progress 8, 2018/19"; text "" where the first figure is that */
	struct said_line state;   /* "Taken up by", ...; text "" when nobody has */
	bool urgent;
	bool school; /* of a school, not of the authority */
	size_t n_figure;
	struct said_figure figure[EVIDENCE_MAX];
	struct said_line advice; /* text "" when there is none */
	struct said_line rule, source;
	const char *show; /* the command that shows all of it */
	const char *act;  /* the command that takes it up; "": there is nothing to take up */
};

bool said_is_urgent(const struct alert *alert);
void said_alert(struct words *words, const struct notice *notice, const struct notice_alert *alert,
	struct said_alert *ret);

/* "12 more things at 3 schools are not shown here. All of them: leep ..."; "" when nothing is left out. */
const char *said_left(struct words *words, const struct said_notice *said, size_t things, size_t schools);

#endif
