/* SPDX-License-Identifier: MIT
 *
 * Tables as RFC 4180, as JSON, and for people.
 */
#ifndef LEEP_CLI_PRINT_H
#define LEEP_CLI_PRINT_H

#include "common/model/query.h"

struct json_t;

/* How the pages of one table are printed. */
struct printing {
	const char *const *shown;
	size_t first;
	bool csv, json;
	void (*explain)(const struct table *table, size_t row); /* a row in lines for people; NULL: a table */
	size_t printed;                                         /* rows so far */
};
void print_table(struct printing *printing, const struct table *table);
void print_end(struct printing *printing);

/* One row of a table as a JSON object (jansson.h), the caller's; NULL when there is no memory. */
struct json_t *print_row(const struct table *table, size_t row);

/* One figure with all that is known of it, in lines for people. */
void explain_row(const struct table *table, size_t row);

/* An answer about one thing as JSON: {"NAME": {...}, "NAME": [...], ...}. Its first table has the columns "field" and "value" and
 * becomes an object, each other a list of its rows. */
void print_answer(const struct query_result *result);

#endif
