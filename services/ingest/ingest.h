/* SPDX-License-Identifier: MIT
 *
 * The ingest service: takes files in under commands, keeps each original once, and tells what they say as the
 * observations stream. Read README.md for its state; intake.h for what happens to a file.
 */
#ifndef LEEP_INGEST_INGEST_H
#define LEEP_INGEST_INGEST_H

#include "common/service/service.h"

struct ingest;

extern const struct service_spec ingest_spec;

/* Errors are logged. */
int ingest_open(struct service *service, struct ingest **ret);

/* Takes NULL. */
void ingest_free(struct ingest *ingest);

#endif
