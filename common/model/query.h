/* SPDX-License-Identifier: MIT
 *
 * Queries and the tables that answer them. See proto/leep/query.proto.
 */
#ifndef LEEP_MODEL_QUERY_H
#define LEEP_MODEL_QUERY_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/base/bytes.h"
#include "common/base/error.h"

struct indicators_query {
	const char *measure; /* "": all; a trailing '*' matches any ending */
	const char *level;
	const char *area;
	const char *group;
	const char *period;
	int64_t as_of; /* 0: as known now */
	bool worked_out;
	const char *role; /* "": small numbers are hidden; "adviser" */
};

struct submissions_query {
	uint64_t number; /* 0: all */
	bool rejects;
};

struct alerts_query {
	const char *area;
	const char *state;
	const char *rule;
	uint64_t submission;
	const char *adviser; /* name or address; "" or NULL: anybody's */
};

enum rules_verb { RULES_VERB_LIST = 1, RULES_VERB_EXPLAIN, RULES_VERB_TEST };

/* Text of a file that a query carries: as large as a configuration may be. */
#define QUERY_TEXT_MAX ((size_t)512 * 1024)

struct rules_query {
	enum rules_verb verb;
	const char *text; /* of a rules.yaml; "": those in force */
	const char *rule;
	const char *area;
	const char *period;
	const char *measure; /* NULL or "": none */
};

struct cases_query {
	const char *kind; /* "": cases */
	uint64_t case_id; /* 0: of all */
	const char *area;
	const char *state;
	uint64_t record; /* 0: all; else this one, with its history */
};

struct impact_query {
	uint64_t record; /* a support package; 0: all */
	const char *area;
	const char *role; /* as of indicators */
};

enum query_kind {
	QUERY_INDICATORS,
	QUERY_SUBMISSIONS,
	QUERY_ALERTS,
	QUERY_ALERT,
	QUERY_WAIT,
	QUERY_PAPERS,
	QUERY_PAPER,
	QUERY_SCHOOLS,
	QUERY_EVENTS,
	QUERY_FINDINGS,
	QUERY_RULES,      /* to alerts */
	QUERY_DELIVERIES, /* to alerts */
	QUERY_CASES,
	QUERY_IMPACT,
};

struct query {
	enum query_kind kind;
	struct bytes after; /* `next` of the page before */
	union {
		struct indicators_query indicators;
		struct submissions_query submissions;
		struct alerts_query alerts;
		struct rules_query rules;
		struct cases_query cases;
		struct impact_query impact;
		uint64_t alert;      /* id */
		uint64_t submission; /* wait */
		const char *area;    /* schools, events: authority code, URN or "" */
		struct {
			const char *name;
			uint64_t offset;
		} paper;
	};
};

int query_encode(const struct query *query, struct buffer *out);
int query_decode(struct arena *arena, struct bytes bytes, struct query *ret, const char **ret_reason);

/* A table under construction or as read: cells in rows, all text. */
#define TABLE_COLUMNS_MAX 96
#define TABLES_MAX        4

struct table {
	const char *name;
	size_t n_columns;
	const char *const *column;
	size_t n_rows;
	const char **cell; /* n_rows * n_columns */
};

struct query_result {
	size_t n_tables;
	struct table table[TABLES_MAX];
	struct bytes next; /* empty: nothing follows */
	struct bytes data;
	uint64_t data_size;
};

int query_result_encode(struct arena *arena, const struct query_result *result, struct buffer *out);
int query_result_decode(struct arena *arena, struct bytes bytes, struct query_result *ret);

#endif
