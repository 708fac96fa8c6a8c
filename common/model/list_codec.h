/* SPDX-License-Identifier: MIT
 *
 * The lists that both streams carry, to and from their messages; shared by the observation and indicator codecs. Each
 * decoder returns NULL when fine, else what is wrong; encoders take their messages from the arena and return NULL
 * when memory is short.
 */
#ifndef LEEP_MODEL_LIST_CODEC_H
#define LEEP_MODEL_LIST_CODEC_H

#include "common/model/observation.h"
#include "leep/indicator.pb-c.h"

const char *register_from_message(struct arena *arena, const Leep__Register *in, struct observation *ret);
const char *inspections_from_message(
	struct arena *arena, const Leep__Inspections *in, struct observation *ret);
const char *events_from_message(struct arena *arena, const Leep__Events *in, struct observation *ret);
const char *links_from_message(struct arena *arena, const Leep__Links *in, struct observation *ret);
const char *groups_from_message(struct arena *arena, const Leep__Groups *in, struct observation *ret);

Leep__Register *register_to_message(struct arena *arena, const struct school *in, size_t n);
Leep__Inspections *inspections_to_message(struct arena *arena, const struct inspection *in, size_t n);
Leep__Events *events_to_message(struct arena *arena, const struct school_event *in, size_t n);
Leep__Links *links_to_message(struct arena *arena, const struct school_link *in, size_t n);
Leep__Groups *groups_to_message(struct arena *arena, const struct group_link *in, size_t n);

#endif
