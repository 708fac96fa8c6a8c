/* SPDX-License-Identifier: MIT
 *
 * The gateway: the only door for people and HTTP. For now it shows health and the papers that were made, on the
 * machine itself. Read README.md.
 */
#ifndef LEEP_GATEWAY_GATEWAY_H
#define LEEP_GATEWAY_GATEWAY_H

#include "common/service/service.h"

struct gateway;

extern const struct service_spec gateway_spec;

/* Errors are logged. */
int gateway_open(struct service *service, struct gateway **ret);

/* Takes NULL. */
void gateway_free(struct gateway *gateway);

#endif
