/* SPDX-License-Identifier: MIT
 *
 * Signatures of webhooks and tokens for Notify, beside values made elsewhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "common/base/sha256.h"
#include "services/alerts/delivery/sign.h"

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open((size_t)1024 * 1024);
	return arena == NULL ? -1 : 0;
}

static int free_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* RFC 4231, test cases 1, 2 and 6. */
static void codes_are_those_of_the_rfc(void **state)
{
	uint8_t long_key[131], mac[SHA256_LEN];
	char hex[2 * SHA256_LEN + 1];
	static const uint8_t key[20] = {0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b,
		0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b};

	(void)state;
	assert_int_equal(sha256_mac(bytes_of(key, sizeof(key)), bytes_text("Hi There"), mac), 0);
	bytes_hex(mac, sizeof(mac), hex);
	assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	assert_int_equal(sha256_mac(bytes_text("Jefe"), bytes_text("what do ya want for nothing?"), mac), 0);
	bytes_hex(mac, sizeof(mac), hex);
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(long_key, 0xaa, sizeof(long_key));
	assert_int_equal(sha256_mac(bytes_of(long_key, sizeof(long_key)),
				 bytes_text("Test Using Larger Than Block-Size Key - Hash Key First"), mac),
		0);
	bytes_hex(mac, sizeof(mac), hex);
	assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* The example of the convention's own specification and libraries. */
static void a_webhook_is_signed_as_the_convention_shows(void **state)
{
	struct bytes secret;

	(void)state;
	assert_int_equal(sign_secret(arena, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &secret), 0);
	assert_int_equal(secret.len, 24);
	assert_string_equal(sign_webhook(arena, secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
				    bytes_text("{\"test\": 2432232314}")),
		"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void secrets_have_24_to_64_bytes_in_base64(void **state)
{
	static const char *const wrong[] = {"", "whsec_", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4",
		"whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dn",
		"whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd", /* 4 make 3 */
		"whsec_YWJjZGVm Z2hpamtsbW5vcHFyc3R1dnd4", "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4=",
		"whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4====", "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eQ==x",
		"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" /* 96 make 72 */};
	struct bytes secret;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(sign_secret(arena, wrong[i], &secret), ERR_SYNTAX);
	assert_int_equal(sign_secret(arena, "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eQ==", &secret), 0);
	assert_true(bytes_equal(secret, bytes_text("abcdefghijklmnopqrstuvwxy")));
	assert_int_equal(sign_secret(arena, "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=", &secret), 0);
	assert_true(bytes_equal(secret, bytes_text("abcdefghijklmnopqrstuvwxyz")));
}

/* Its three parts are decoded by a library of another make in the tests of the binaries. */
static void a_token_has_three_parts_and_changes_with_the_moment(void **state)
{
	struct bytes secret = bytes_text("3d844edf-8d35-48ac-975b-e847b4f122b0");
	const char *token = sign_token(arena, secret, "26785a09-ab16-4eb0-8407-a37497a57506", 1614265330);
	const char *dot;

	(void)state;
	assert_non_null(token);
	assert_int_equal(strncmp(token, "eyJ", 3), 0);
	dot = strchr(token, '.');
	assert_non_null(dot);
	dot = strchr(dot + 1, '.');
	assert_non_null(dot);
	assert_int_equal(strlen(dot + 1), 43);
	assert_string_not_equal(
		token, sign_token(arena, secret, "26785a09-ab16-4eb0-8407-a37497a57506", 1614265331));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_the_rfc),
		cmocka_unit_test(a_webhook_is_signed_as_the_convention_shows),
		cmocka_unit_test(secrets_have_24_to_64_bytes_in_base64),
		cmocka_unit_test(a_token_has_three_parts_and_changes_with_the_moment),
	};

	return cmocka_run_group_tests(tests, open_arena, free_arena);
}
