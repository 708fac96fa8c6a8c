/* SPDX-License-Identifier: MIT
 *
 * The alerts service: indicators in, alerts and messages out. Read README.md for its state; evaluate.h for how rules
 * meet schools; delivery.h for how messages leave.
 */
#ifndef LEEP_ALERTS_ALERTS_H
#define LEEP_ALERTS_ALERTS_H

#include "common/service/service.h"

struct alerts;

extern const struct service_spec alerts_spec;

/* Errors are logged. */
int alerts_open(struct service *service, struct alerts **ret);

/* Takes NULL. */
void alerts_free(struct alerts *alerts);

#endif
