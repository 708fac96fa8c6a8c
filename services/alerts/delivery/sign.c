/* SPDX-License-Identifier: MIT
 *
 * See sign.h.
 */
#include "services/alerts/delivery/sign.h"

#include <inttypes.h>
#include <rhonabwy.h>

#include "common/base/sha256.h"

/* The convention's bounds. */
#define SECRET_LEAST 24
#define SECRET_MOST  64

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char *to_base64(struct arena *arena, const uint8_t *data, size_t len)
{
	char *text = arena_take(arena, (len + 2) / 3 * 4 + 1);
	char *out = text;

	for (size_t i = 0; text != NULL && i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t bits = (uint32_t)data[i] << 16;

		bits |= n > 1 ? (uint32_t)data[i + 1] << 8 : 0;
		bits |= n > 2 ? data[i + 2] : 0;
		for (size_t k = 0; k < 4; k++)
			*out++ = k <= n ? digits[bits >> (18 - 6 * k) & 63] : '=';
	}
	if (text != NULL)
		*out = '\0';
	return text;
}

int sign_secret(struct arena *arena, const char *text, struct bytes *ret)
{
	static const char prefix[] = "whsec_";
	uint8_t *data = arena_take(arena, SECRET_MOST + 3);
	size_t len = 0, n = 0;
	uint32_t bits = 0;

	if (data == NULL)
		return ERR_NOMEM;
	if (strncmp(text, prefix, strlen(prefix)) != 0)
		return ERR_SYNTAX;
	text += strlen(prefix);
	for (; *text != '\0' && *text != '='; text++) {
		const char *digit = strchr(digits, *text);

		if (digit == NULL || len > SECRET_MOST)
			return ERR_SYNTAX;
		bits = bits << 6 | (uint32_t)(digit - digits);
		if (++n % 4 != 1)
			data[len++] = (uint8_t)(bits >> (6 - 2 * ((n - 1) % 4)));
	}
	n += strspn(text, "=");
	if (text[strspn(text, "=")] != '\0' || n % 4 != 0 || strlen(text) > 2 || len < SECRET_LEAST ||
		len > SECRET_MOST)
		return ERR_SYNTAX;
	*ret = bytes_of(data, len);
	return 0;
}

const char *sign_webhook(
	struct arena *arena, struct bytes secret, const char *id, int64_t seconds, struct bytes body)
{
	const char *head = arena_print(arena, "%s.%" PRId64 ".", id, seconds);
	size_t len = head == NULL ? 0 : strlen(head);
	uint8_t *signed_text = head == NULL ? NULL : arena_take(arena, len + body.len);
	uint8_t mac[SHA256_LEN];
	const char *text;

	if (signed_text == NULL)
		return NULL;
	memcpy(signed_text, head, len);
	if (body.len > 0)
		memcpy(signed_text + len, body.data, body.len);
	if (sha256_mac(secret, bytes_of(signed_text, len + body.len), mac) < 0)
		return NULL;
	text = to_base64(arena, mac, sizeof(mac));
	return text == NULL ? NULL : arena_print(arena, "v1,%s", text);
}

const char *sign_token(struct arena *arena, struct bytes secret, const char *service, int64_t seconds)
{
	const char *token = NULL;
	char *text = NULL;
	jwt_t *jwt = NULL;

	if (r_jwt_init(&jwt) == RHN_OK && r_jwt_set_header_str_value(jwt, "typ", "JWT") == RHN_OK &&
		r_jwt_set_sign_alg(jwt, R_JWA_ALG_HS256) == RHN_OK &&
		r_jwt_set_claim_str_value(jwt, "iss", service) == RHN_OK &&
		r_jwt_set_claim_int_value(jwt, "iat", (rhn_int_t)seconds) == RHN_OK &&
		r_jwt_add_sign_key_symmetric(jwt, secret.data, secret.len) == RHN_OK)
		text = r_jwt_serialize_signed(jwt, NULL, 0);
	if (text != NULL)
		token = arena_text(arena, text, strlen(text));
	r_free(text);
	r_jwt_free(jwt);
	return token;
}
