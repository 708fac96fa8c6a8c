/* SPDX-License-Identifier: MIT
 *
 * Records between values and messages, for the codecs of the stream and of commands.
 */
#ifndef LEEP_MODEL_CASEWORK_CODEC_H
#define LEEP_MODEL_CASEWORK_CODEC_H

#include "common/model/casework.h"
#include "leep/casework.pb-c.h"

/* The message in the arena, pointing into `in`; NULL when memory is short. */
Leep__CaseChanged *case_changed_to_message(struct arena *arena, const struct case_changed *in);
Leep__CaseCommand *case_command_to_message(struct arena *arena, const struct case_command *in);

/* NULL, or what is wrong. Lists are taken from the arena. */
const char *case_changed_from_message(
	struct arena *arena, const Leep__CaseChanged *in, struct case_changed *ret);
const char *case_command_from_message(
	struct arena *arena, const Leep__CaseCommand *in, struct case_command *ret);

#endif
