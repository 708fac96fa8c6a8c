/* SPDX-License-Identifier: MIT
 *
 * Commands, transfers and their results as values. See proto/leep/command.proto.
 */
#ifndef LEEP_MODEL_COMMAND_H
#define LEEP_MODEL_COMMAND_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/model/alert.h"
#include "common/model/observation.h"

/* Part of a file in one transfer: a quarter of the largest message. */
#define TRANSFER_MAX ((size_t)256 * 1024)

/* Text of a configuration file: rules of some hundred entries, caseloads of some thousand schools. */
#define CONFIGURE_MAX ((size_t)512 * 1024)

struct submit {
	const char *name;
	uint64_t size;
	uint8_t sha256[SHA256_LEN];
	const char *format;
	uint32_t authority;
	const char *period;
	const char *status;
	uint32_t published;
};

enum alert_verb {
	ALERT_VERB_ACKNOWLEDGE = 1,
	ALERT_VERB_NOTE,
	ALERT_VERB_ASSIGN,
	ALERT_VERB_SILENCE,
	ALERT_VERB_CLOSE,
	ALERT_VERB_REOPEN,
};

struct alert_action {
	uint64_t id;
	enum alert_verb verb;
	const char *text; /* note, or why */
	const char *who;  /* assign: name or address of somebody in the caseloads */
	int64_t until;    /* acknowledge, silence: when it ends; 0: not by itself, or as practice says */
};

struct make_report {
	const char *name;
	uint32_t area;
	const char *period;
	int64_t as_of; /* 0: as known now */
	const char *format;
};

struct configure {
	const char *name;
	const char *text;
};

struct delivery_outcome {
	const char *key;
	const char *channel;
	enum delivery_state state;
	const char *text;
	bool destination_dead; /* as the service sees it after this attempt */
	bool unknown_channel;  /* refused because there is no such channel in delivery.yaml */
	uint32_t attempts;     /* made since the last outcome was told, at least one */
};

enum command_kind {
	COMMAND_SUBMIT,
	COMMAND_ALERT_ACTION,
	COMMAND_MAKE_REPORT,
	COMMAND_CONFIGURE,
	COMMAND_DELIVERY_OUTCOME,
	COMMAND_TICK, /* what is due by now */
	COMMAND_CASE,
};

struct command {
	enum command_kind kind;
	union {
		struct submit submit;
		struct alert_action alert_action;
		struct make_report make_report;
		struct configure configure;
		struct delivery_outcome delivery_outcome;
		struct case_command casework;
	};
};

struct transfer {
	uint64_t offset;
	struct bytes data;
};

struct command_result {
	uint64_t number;
	bool duplicate;
	const char *text;
	const char *name;
};

int command_encode(const struct command *command, struct buffer *out);
int command_decode(struct arena *arena, struct bytes bytes, struct command *ret, const char **ret_reason);
int transfer_encode(const struct transfer *transfer, struct buffer *out);
int transfer_decode(struct arena *arena, struct bytes bytes, struct transfer *ret);
int command_result_encode(const struct command_result *result, struct buffer *out);
int command_result_decode(struct arena *arena, struct bytes bytes, struct command_result *ret);

#endif
