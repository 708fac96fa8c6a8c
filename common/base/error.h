/* SPDX-License-Identifier: MIT
 *
 * The one list of errors. Every function that can fail returns 0 or one of these negative codes; codes of LMDB,
 * ZeroMQ and errno are translated where they arise (store/env.c, stream/net.c) and travel no further. A text for
 * people goes with them in a struct err_text where a file, an option or a row has to be named.
 */
#ifndef LEEP_BASE_ERROR_H
#define LEEP_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define ERROR_LIST(X)                                                    \
	X(ERR_INVAL, -1, "invalid argument")                             \
	X(ERR_NOMEM, -2, "out of memory, or a memory limit was reached") \
	X(ERR_IO, -3, "input or output failed")                          \
	X(ERR_NOTFOUND, -4, "not found")                                 \
	X(ERR_EXISTS, -5, "exists already")                              \
	X(ERR_FULL, -6, "the store is full")                             \
	X(ERR_BADMSG, -7, "malformed message")                           \
	X(ERR_CORRUPT, -8, "stored data is damaged")                     \
	X(ERR_VERSION, -9, "another version")                            \
	X(ERR_EPOCH, -10, "the log was replaced by another")             \
	X(ERR_TIMEOUT, -11, "no answer in time")                         \
	X(ERR_LIMIT, -12, "a limit was exceeded")                        \
	X(ERR_REFUSED, -13, "refused")                                   \
	X(ERR_SYNTAX, -14, "syntax error")                               \
	X(ERR_BUSY, -15, "in use by another process")                    \
	X(ERR_AGAIN, -16, "not now")                                     \
	X(ERR_UNKNOWN_UPLOAD, -17, "the file was not transferred, or its transfer was interrupted")

enum error {
#define ERROR_ENUM(name, code, text) name = (code),
	ERROR_LIST(ERROR_ENUM)
#undef ERROR_ENUM
};

/* What went wrong, for people: lower case, no full stop, the subject in quotes. */
struct err_text {
	char text[400];
};

/* Text of a code; never NULL, also for codes that are not in the list. */
const char *error_text(int code);

/* Fill `text` (may be NULL) as printf would, cut to fit, and return `code`. */
__attribute__((format(printf, 3, 4))) int error_set(struct err_text *text, int code, const char *format, ...);

#endif
