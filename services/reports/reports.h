/* SPDX-License-Identifier: MIT
 *
 * The reports service: keeps read models of all three streams, answers queries from them and makes the papers. Read
 * README.md for its state.
 */
#ifndef LEEP_REPORTS_REPORTS_H
#define LEEP_REPORTS_REPORTS_H

#include "common/service/service.h"

struct reports;

extern const struct service_spec reports_spec;

/* Errors are logged. */
int reports_open(struct service *service, struct reports **ret);

/* Takes NULL. */
void reports_free(struct reports *reports);

#endif
