/* SPDX-License-Identifier: MIT
 *
 * A column to and from its message; shared by the observation and indicator codecs.
 */
#ifndef LEEP_MODEL_COLUMN_CODEC_H
#define LEEP_MODEL_COLUMN_CODEC_H

#include "common/model/column.h"
#include "common/model/observation.h"
#include "leep/indicator.pb-c.h"

/* Fill `out` with pointers into `column`. */
void column_to_message(const struct column *column, Leep__Column *out);

/* NULL when fine, else what is wrong. `ret` points into the message. */
const char *column_from_message(const Leep__Column *in, struct column *ret);

/* Bodies that both streams carry; list_codec.h has the others. Each returns NULL when fine, else what is wrong. Encoders take their
 * messages from the arena and return NULL when memory is short. */
const char *opened_from_message(const Leep__Opened *in, struct opened *ret);
const char *measures_from_message(struct arena *arena, const Leep__Measures *in, struct observation *ret);
Leep__Opened *opened_to_message(struct arena *arena, const struct opened *in);
Leep__Measures *measures_to_message(struct arena *arena, const struct measure_def *in, size_t n);

#endif
