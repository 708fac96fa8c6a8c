/* SPDX-License-Identifier: MIT
 *
 * Alerts between values and messages, for the codecs of the stream (alert.c) and of notices (notice.c).
 */
#ifndef LEEP_MODEL_ALERT_CODEC_H
#define LEEP_MODEL_ALERT_CODEC_H

#include "common/model/alert.h"
#include "leep/alert.pb-c.h"

/* What an encoder takes while it works: an alert at its largest many times over. */
#define ALERT_ARENA_MAX ((size_t)16 * 1024 * 1024)

/* The message in the arena, pointing into `in`; NULL when memory is short or there is too much evidence. */
Leep__Alert *alert_to_message(struct arena *arena, const struct alert *in);

/* NULL, or what is wrong. Lists are taken from the arena. */
const char *alert_from_message(struct arena *arena, const Leep__Alert *in, struct alert *ret);

#endif
