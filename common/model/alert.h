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
#include "common/model/observation.h"

enum alert_state { ALERT_OPEN = 1, ALERT_ACKNOWLEDGED, ALERT_RESOLVED };

/* "open", "acknowledged", "resolved". */
const char *alert_state_text(enum alert_state state);

/* Terms of one rule that can be evidence: a rule looks at a handful of figures. */
#define EVIDENCE_MAX 16

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
	uint32_t urn;
	const char *name;
	const char *measure;
	const char *period;
	int64_t opened;
	int64_t amended;
	const char *adviser;
	const char *address;
	const char *summary;
	size_t n_evidence;
	struct evidence *evidence;
};

struct history_line {
	int64_t at;
	const char *who;
	const char *what;
	const char *text;
};

struct message_sent {
	const char *key;
	uint32_t urn;
	const char *to;
	int64_t at;
	size_t n_alert;
	uint64_t *alert;
	const char *outcome;
};

enum alert_kind { ALERT_EVENT_CHANGED, ALERT_EVENT_SENT, ALERT_EVENT_DONE };

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
	};
};

int alert_encode(const struct alert_event *event, struct buffer *out);
int alert_decode(struct arena *arena, struct bytes bytes, struct alert_event *ret, const char **ret_reason);

#endif
