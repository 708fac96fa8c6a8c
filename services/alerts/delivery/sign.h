/* SPDX-License-Identifier: MIT
 *
 * Who sent it: the signature of a webhook after the Standard Webhooks convention (standardwebhooks.com), and the token
 * that GOV.UK Notify asks for (docs.notifications.service.gov.uk, "Authorisation header").
 */
#ifndef LEEP_ALERTS_DELIVERY_SIGN_H
#define LEEP_ALERTS_DELIVERY_SIGN_H

#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/bytes.h"
#include "common/base/error.h"

/* The bytes behind "whsec_", 24 to 64 of them. ERR_SYNTAX, ERR_NOMEM. */
int sign_secret(struct arena *arena, const char *text, struct bytes *ret);

/* "v1," and the base64 of the HMAC-SHA256 of "ID.SECONDS.BODY"; NULL when memory is short. */
const char *sign_webhook(
	struct arena *arena, struct bytes secret, const char *id, int64_t seconds, struct bytes body);

/* A JSON Web Token, HS256, issued by `service` at `seconds` since 1970; NULL when it cannot be made. */
const char *sign_token(struct arena *arena, struct bytes secret, const char *service, int64_t seconds);

#endif
