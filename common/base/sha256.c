/* SPDX-License-Identifier: MIT
 *
 * See sha256.h. libcrypto chooses the implementation by the processor.
 */
#include "common/base/sha256.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

struct sha256 {
	EVP_MD_CTX *context;
	bool failed;
};

int sha256_open(struct sha256 **ret)
{
	struct sha256 *sha256 = calloc(1, sizeof(*sha256));

	if (sha256 == NULL)
		return ERR_NOMEM;
	sha256->context = EVP_MD_CTX_new();
	if (sha256->context == NULL || EVP_DigestInit_ex(sha256->context, EVP_sha256(), NULL) != 1) {
		sha256_free(sha256);
		return ERR_NOMEM;
	}
	*ret = sha256;
	return 0;
}

void sha256_free(struct sha256 *sha256)
{
	if (sha256 == NULL)
		return;
	EVP_MD_CTX_free(sha256->context);
	free(sha256);
}

void sha256_add(struct sha256 *sha256, struct bytes data)
{
	sha256->failed |= EVP_DigestUpdate(sha256->context, data.data, data.len) != 1;
}

int sha256_end(struct sha256 *sha256, uint8_t ret[SHA256_LEN])
{
	unsigned len = SHA256_LEN;
	uint8_t digest[EVP_MAX_MD_SIZE];
	bool failed = sha256->failed || EVP_DigestFinal_ex(sha256->context, digest, &len) != 1;

	sha256->failed = EVP_DigestInit_ex(sha256->context, EVP_sha256(), NULL) != 1;
	if (failed || len != SHA256_LEN)
		return ERR_NOMEM;
	memcpy(ret, digest, SHA256_LEN);
	return 0;
}

int sha256_mac(struct bytes key, struct bytes data, uint8_t ret[SHA256_LEN])
{
	uint8_t mac[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (key.len > INT_MAX ||
		HMAC(EVP_sha256(), key.data, (int)key.len, data.data, data.len, mac, &len) == NULL ||
		len != SHA256_LEN)
		return ERR_NOMEM;
	memcpy(ret, mac, SHA256_LEN);
	return 0;
}
