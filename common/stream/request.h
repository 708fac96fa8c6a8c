/* SPDX-License-Identifier: MIT
 *
 * A request and its answer as values, the same on both ends. Bodies are for common/model to read.
 */
#ifndef LEEP_STREAM_REQUEST_H
#define LEEP_STREAM_REQUEST_H

#include <stdint.h>

#include "common/base/bytes.h"

#define REQUEST_ID_LEN 16

/* Room that an answer's body may take of a message. */
#define ANSWER_BODY_MAX ((size_t)900 * 1024)

enum request_kind { REQUEST_COMMAND = 1, REQUEST_QUERY, REQUEST_TRANSFER, REQUEST_HEALTH, REQUEST_COPY };

struct request {
	uint8_t id[REQUEST_ID_LEN];
	enum request_kind kind;
	const char *who;
	struct bytes body;
	uint64_t serial; /* given by the client; 0: none */
};

struct answer {
	uint8_t id[REQUEST_ID_LEN];
	int code;         /* 0 or ERR_* */
	const char *text; /* for people; may be "" */
	struct bytes body;
	uint64_t serial; /* of the request it answers */
};

#endif
