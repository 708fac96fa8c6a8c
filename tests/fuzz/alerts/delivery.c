/* SPDX-License-Identifier: MIT
 *
 * Any text as delivery.yaml: refused with a reason, or destinations that are found by their channels, each with what its way
 * needs, and none that a notice would leave for in the clear without anybody having said so.
 */
#include "services/alerts/delivery/settings.h"

#include "tests/fuzz/fuzz.h"

static void check_destination(const struct settings *settings, const struct settings_destination *destination)
{
	require(settings_find(settings, destination->channel) == destination, "each channel is there once");
	require(destination->timeout > 0 && destination->timeout <= 300, "an attempt ends");
	require(strpbrk(destination->url, "\r\n") == NULL, "an address is one line");
	switch (destination->way) {
	case WAY_MAIL:
		require(strncmp(destination->url, "smtp", 4) == 0, "mail leaves by SMTP");
		require(destination->user[0] == '\0' || destination->tls != TLS_NONE,
			"no password in the clear");
		require((destination->user[0] == '\0') == (destination->secret_file[0] == '\0'),
			"user and password go together");
		break;
	case WAY_TEAMS:
		require((destination->url[0] == '\0') != (destination->url_file[0] == '\0'),
			"one address or the file of one");
		break;
	case WAY_WEBHOOK:
	case WAY_NOTIFY_MAIL:
	case WAY_NOTIFY_TEXT:
		require(destination->secret_file[0] != '\0', "it is signed");
		break;
	case WAY_SPOOL:
		require(false, "the spool is in no settings");
	}
	require(destination->way == WAY_MAIL || destination->url[0] == '\0' ||
			settings_url_ok(destination->url),
		"https, or this machine");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct settings settings = {.n = 77};
	struct err_text error = {""};
	int rc;

	if (arena == NULL)
		arena = arena_open((size_t)8 * 1024 * 1024);
	arena_reset(arena);
	rc = settings_parse(arena, bytes_of(data, size), &settings, &error);
	if (rc < 0) {
		require(rc == ERR_SYNTAX || rc == ERR_LIMIT, "no other error");
		require(settings.n == 77, "what is refused changes nothing");
		require_reason(error.text);
		return 0;
	}
	require(settings.n <= SETTINGS_MAX, "no more than there is room for");
	for (size_t i = 0; i < settings.n; i++)
		check_destination(&settings, &settings.destination[i]);
	return 0;
}
