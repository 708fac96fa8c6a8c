/* SPDX-License-Identifier: MIT
 *
 * What the files that read rules.yaml share: rules.c reads a rule, rules_check.c says what it may ask about.
 */
#ifndef LEEP_ALERTS_RULES_RULES_PARTS_H
#define LEEP_ALERTS_RULES_RULES_PARTS_H

#include "services/alerts/rules/rules.h"

/* A rule as written. */
struct rule_entry {
	char *id;
	char *title;
	char *severity;
	enum rule_subject subject;
	char *measure;
	char *from;
	char *until;
	char *when;
	char *recovers;
	char **inhibits;
	uint32_t n_inhibits;
	bool latest;
	char *event;
	char *due;
	char *source;
	char *advice;
};

/* A rule that is being read, and where. */
struct reading {
	struct arena *arena;
	struct bytes yaml;
	const struct catalogue *catalogue;
	const struct rule_entry *entry;
	size_t item;
	struct err_text *error;
};

/* ERR_SYNTAX with line and column of the value of `key` (NULL: of the rule), from its byte `offset` on, and the rule. */
__attribute__((format(printf, 4, 5))) int rule_fault(
	const struct reading *reading, const char *key, size_t offset, const char *format, ...);

/* The keys that the rule's subject has or has not, its times, and what its alerts are about; into `rule`. */
int rule_check_keys(const struct reading *reading, struct rule *rule);

/* A condition asks only about what the rule's subject has; `when` also about what the alert will be about. */
int rule_check_terms(const struct reading *reading, const struct rule *rule, const char *key,
	const struct expression *condition);

#endif
