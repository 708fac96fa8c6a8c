/* SPDX-License-Identifier: MIT
 *
 * Words and numbers of a line, for targets whose inputs are lines that say what happens.
 */
#ifndef LEEP_TESTS_FUZZ_WORDS_H
#define LEEP_TESTS_FUZZ_WORDS_H

#include "tests/fuzz/fuzz.h"

/* The next line, ended by a NUL, or NULL. */
static inline char *next_line(char **rest)
{
	char *line = *rest;
	char *end = line + strcspn(line, "\n");

	if (*line == '\0')
		return NULL;
	*rest = *end == '\0' ? end : end + 1;
	*end = '\0';
	return line;
}

/* The next word, "" when there is none. */
static inline char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, " ");
	char *end = word + strcspn(word, " ");

	*rest = *end == '\0' ? end : end + 1;
	*end = '\0';
	return word;
}

/* The next word as a number of 64 bits, whatever its sign; 0 when it is none. */
static inline uint64_t next_number(char **rest)
{
	return (uint64_t)strtoll(next_word(rest), NULL, 10);
}

#endif
