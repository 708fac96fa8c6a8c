/* SPDX-License-Identifier: MIT
 *
 * A condition part by part: what each rests on, and whether it is true, false or unknown.
 */
#ifndef LEEP_ALERTS_RULES_EXPLAIN_H
#define LEEP_ALERTS_RULES_EXPLAIN_H

#include "services/alerts/rules/expression.h"

/* A term, as far as it is known: neither number nor words, when it is not. */
struct explain_term {
	const struct term *term;
	struct known_value value;
};

struct explain_part {
	unsigned depth;   /* 0: the whole */
	unsigned back;    /* of a part of "years": how many years before the one that is judged */
	const char *text; /* as written, `len` characters */
	size_t len;
	enum truth truth;
	size_t n_term; /* of a comparison; what is made of others has none */
	struct explain_term term[TERMS_MAX];
};

/* Called for each part, the whole before what it is made of. Anything but 0 ends it and is returned. */
typedef int (*explain_fn)(void *context, const struct explain_part *part);

int explain(const struct expression *expression, expression_lookup_fn lookup, void *lookup_context,
	explain_fn each, void *context);

/* A term as it is written in a condition: "high(previous(ks4.progress8))". NULL beyond the arena's cap. */
const char *explain_term_text(struct arena *arena, const struct term *term);

#endif
