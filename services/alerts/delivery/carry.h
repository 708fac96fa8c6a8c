/* SPDX-License-Identifier: MIT
 *
 * A parcel as a transfer of libcurl: mail over SMTP, everything else posted over HTTP.
 */
#ifndef LEEP_ALERTS_DELIVERY_CARRY_H
#define LEEP_ALERTS_DELIVERY_CARRY_H

#include <curl/curl.h>

#include "services/alerts/delivery/parcel.h"

struct carrying;

/* A transfer that is ready to be added to a multi handle; `parcel` must outlive it. ERR_NOMEM. */
int carry_begin(struct parcel *parcel, struct carrying **ret);

CURL *carry_handle(const struct carrying *carrying);

/* It ended with `code`: write the parcel's verdict and give the transfer back; returns the parcel. */
struct parcel *carry_end(struct carrying *carrying, CURLcode code);

#endif
