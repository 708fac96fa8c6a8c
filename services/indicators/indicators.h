/* SPDX-License-Identifier: MIT
 *
 * The indicators service: observations in, how every area stands out. Read README.md for its state; standing.h for
 * what is worked out.
 */
#ifndef LEEP_INDICATORS_INDICATORS_H
#define LEEP_INDICATORS_INDICATORS_H

#include "common/service/service.h"

struct indicators;

extern const struct service_spec indicators_spec;

/* Errors are logged. */
int indicators_open(struct service *service, struct indicators **ret);

/* Takes NULL. */
void indicators_free(struct indicators *indicators);

#endif
