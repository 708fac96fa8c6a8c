/* SPDX-License-Identifier: MIT
 *
 * Alerts and the events of their stream as values. See proto/leep/alert.proto.
 */
#ifndef LEEP_MODEL_ALERT_H
#define LEEP_MODEL_ALERT_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/model/casework.h"
#include "common/model/observation.h"

enum alert_state { ALERT_OPEN = 1, ALERT_ACKNOWLEDGED, ALERT_RESOLVED, ALERT_SILENCED };

/* "open", "acknowledged", "resolved", "silenced". */
const char *alert_state_text(enum alert_state state);

/* Terms of one rule that can be evidence: a rule looks at a handful of figures. */
#define EVIDENCE_MAX 24

/* Things that one figure is seen beside. */
#define BESIDE_MAX 8

struct beside_line {
	const char *what, *value; /* "statistical neighbours"; as a person reads it */
};

struct evidence {
	const char *what;
	const char *period; /* of a figure of another year than the alert's; "": the alert's own */
	const char *value;
	const char *low;
	const char *high;
	uint64_t cohort; /* 0: not known */
	const char *national;
	const char *file;
	uint8_t sha256[SHA256_LEN];
	uint32_t row;
	const char *column;
	uint64_t submission;
	const char *status; /* provisional, revised, final; "": not said */
	uint32_t published; /* days since 1970-01-01; 0: not known */
	const char *group;  /* pupil group; "": all */
	size_t n_beside;
	struct beside_line beside[BESIDE_MAX];
};

struct alert {
	uint64_t id;
	const char *rule;
	const char *title;
	const char *source;
	const char *wording;
	const char *severity;
	enum alert_state state;
	uint32_t authority;
	uint32_t urn; /* 0: it is about the authority itself */
	const char *name;
	const char *measure;
	const char *period;
	int64_t opened;
	int64_t amended;
	const char *adviser;
	const char *address;
	const char *summary;
	const char *advice;
	const char *handled_by;    /* who acknowledged, silenced or closed it; "": nobody */
	int64_t until;             /* when the acknowledgement or the silence ends; 0: not by itself */
	const char *why;           /* of a silence or of closing */
	uint64_t inhibited_by;     /* a graver alert of the same school; 0: none */
	const char *inhibited_why; /* "": it is not inhibited */
	bool assigned;             /* a person chose the adviser */
	uint32_t step;             /* of the escalation chain; 0: the adviser's own */
	uint32_t reminders;        /* since it was opened or last acknowledged */
	int64_t told;              /* when somebody was last told; 0: nobody knows that it is open */
	const char *acknowledged_severity;
	bool closed;               /* resolved by a person */
	uint8_t chain[SHA256_LEN]; /* of its last line of history */
	size_t n_evidence;
	struct evidence *evidence;
};

struct history_line {
	int64_t at;
	const char *who;
	const char *what;
	const char *text;
	uint8_t chain[SHA256_LEN];
};

/* The chain of a line that follows one with chain `before` (32 zero bytes for the first): SHA-256 of `before`, of `at` as
 * eight bytes, most significant first, and of who, what and text, each ended by a zero byte. */
void history_chain(
	const uint8_t before[SHA256_LEN], const struct history_line *line, uint8_t ret[SHA256_LEN]);

enum delivery_state { DELIVERY_DELIVERED = 1, DELIVERY_LATER, DELIVERY_REFUSED };

/* "delivered", "tried again later", "refused". */
const char *delivery_state_text(enum delivery_state state);

struct message_sent {
	const char *key;
	uint32_t urn;
	const char *to;
	int64_t at;
	size_t n_alert;
	uint64_t *alert;
	const char *outcome;
	const char *channel;
	enum delivery_state state;
	const char *kind; /* of notice */
	uint32_t attempts;
};

struct destination_changed {
	const char *name;
	bool dead;
	int64_t at;
	const char *text;
};

enum alert_kind {
	ALERT_EVENT_CHANGED,
	ALERT_EVENT_SENT,
	ALERT_EVENT_DONE,
	ALERT_EVENT_CASE,
	ALERT_EVENT_DESTINATION,
};

struct alert_event {
	uint64_t submission; /* 0: a person did it */
	enum alert_kind kind;
	union {
		struct {
			struct alert alert;
			struct history_line line;
		} changed;
		struct message_sent sent;
		bool accepted; /* done */
		struct case_changed case_changed;
		struct destination_changed destination;
	};
};

int alert_encode(const struct alert_event *event, struct buffer *out);
int alert_decode(struct arena *arena, struct bytes bytes, struct alert_event *ret, const char **ret_reason);

#endif
