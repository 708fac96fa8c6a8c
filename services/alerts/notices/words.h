/* SPDX-License-Identifier: MIT
 *
 * Data as people read it: texts of one clean line, days, titles of measures, figures with their unit, conditions. Everything is
 * taken from the arena; when that is full, texts are empty and `failed` says so once for all.
 */
#ifndef LEEP_ALERTS_NOTICES_WORDS_H
#define LEEP_ALERTS_NOTICES_WORDS_H

#include "common/base/arena.h"
#include "common/model/catalogue.h"

/* Bytes that a name, a few words, and a paragraph are cut at. */
#define WORDS_NAME_MAX ((size_t)200)
#define WORDS_TEXT_MAX ((size_t)1500)

struct words {
	struct arena *arena;
	const struct catalogue *catalogue; /* NULL: none */
	bool failed;
};

/* Is it neither NULL nor ""? */
bool words_given(const char *text);

/* The text as one line of valid UTF-8, at most `max` bytes with an ellipsis where it is cut. Control characters and ends of
 * lines become spaces, what is no character U+FFFD; marks that turn the direction of writing go. NULL: "". */
const char *words_line(struct words *words, const char *text, size_t max);

/* As printf. */
__attribute__((format(printf, 2, 3))) const char *words_print(struct words *words, const char *format, ...);

/* The first letter large. */
const char *words_capital(struct words *words, const char *text);

/* "5 November 2018" for days since 1970-01-01, for a moment in microseconds as clocks in
 * England show it, and for a period that is a date; other periods as
 * they are. */
const char *words_day(struct words *words, uint32_t day);
const char *words_moment(struct words *words, int64_t at);
const char *words_period(struct words *words, const char *period);

/* What is measured, in words where they are known: "Progress 8" for ks4.progress8, "Overall effectiveness" for
 * inspection.overall. */
const char *words_measure(struct words *words, const char *id);

/* A figure with its unit, a grade of an inspection in `period` with its word: "54%", "4 (inadequate)". */
const char *words_figure(struct words *words, const char *id, const char *value, const char *period);

/* "SM (special measures)": a category of concern with its words. */
const char *words_category(struct words *words, const char *text);

bool words_is_percent(const struct words *words, const char *id);

/* Does a figure of this measure rest on schools? Else on pupils. */
bool words_counts_schools(const struct words *words, const char *id);

/* A condition, or what LEEP wrote about one, with measures, aspects and days in words. */
const char *words_condition(struct words *words, const char *condition);

/* "1 thing", "2 things". */
const char *words_count(struct words *words, size_t n, const char *one, const char *several);

#endif
