/* SPDX-License-Identifier: MIT
 *
 * The settings in force, and what is to be seen of them from outside. See delivery_parts.h.
 */
#include <stdio.h>

#include "common/base/log.h"
#include "services/alerts/delivery/delivery_parts.h"

/* The files of settings are looked at so often. */
#define LOOK_MS 1000

/* Largest settings, secrets included: 43 destinations with files of at most 4 KiB. */
#define SETTINGS_BYTES_MAX ((size_t)1024 * 1024)

static void take_settings(struct delivery *delivery, struct arena *arena, const struct settings *settings)
{
	arena_free(delivery->settings_arena);
	delivery->settings_arena = arena;
	delivery->settings = *settings;
	/* Whatever was wrong may be mended: everything is tried at once. */
	for (size_t i = 0; i < delivery->n_lanes; i++) {
		struct pace *pace = &delivery->lane[i].pace;
		const struct settings_destination *to = settings_find(settings, delivery->lane[i].channel);

		pace->due = 0;
		pace->rate = to == NULL ? 0 : to->rate;
	}
}

void delivery_look(struct delivery *delivery, int64_t tick)
{
	struct settings settings = {.proxy = ""};
	struct err_text text = {""};
	struct arena *arena;
	uint64_t stamp;
	int rc;

	if (tick < delivery->look)
		return;
	delivery->look = tick + LOOK_MS;
	stamp = settings_stamp(&delivery->settings, delivery->path);
	if (delivery->ready && stamp == delivery->stamp && delivery->found != FOUND_FAULTY)
		return;
	arena = arena_open(SETTINGS_BYTES_MAX);
	rc = arena == NULL ? ERR_NOMEM : settings_read(arena, delivery->path, &settings, &text);
	/* An editor may take the file away for a moment: it must be gone twice. */
	if (rc == ERR_NOTFOUND && delivery->found == FOUND_GOOD && !delivery->gone) {
		delivery->gone = true;
		arena_free(arena);
		return;
	}
	delivery->gone = false;
	if (rc < 0 && rc != ERR_NOTFOUND) {
		if (strcmp(delivery->fault, text.text) != 0)
			log_error("settings refused", "file=\"%s\" error=\"%s\" effect=\"%s\"",
				delivery->path, text.text,
				delivery->ready ? "those before stay" : "nothing leaves");
		(void)snprintf(delivery->fault, sizeof(delivery->fault), "%s", text.text);
		arena_free(arena);
		delivery->found = FOUND_FAULTY;
		return;
	}
	delivery->fault[0] = '\0';
	delivery->found = rc == 0 ? FOUND_GOOD : FOUND_NOTHING;
	take_settings(delivery, arena, &settings);
	delivery->stamp = settings_stamp(&delivery->settings, delivery->path);
	delivery->ready = true;
	log_info("delivery", "settings=%s destinations=%zu", rc == 0 ? "read" : "none", settings.n);
}

uint64_t delivery_sent(const struct delivery *delivery)
{
	return delivery == NULL ? 0 : delivery->sent;
}

const char *delivery_settings(const struct delivery *delivery)
{
	if (delivery == NULL)
		return "none";
	return delivery->found == FOUND_FAULTY ? "faulty" : delivery->found == FOUND_GOOD ? "good" : "none";
}

static bool is_tried(const struct trying *trying, const char *key, struct delivery_try *ret)
{
	if (trying->key[0] == '\0' || trying->text[0] == '\0' ||
		(key != NULL && strcmp(trying->key, key) != 0))
		return false;
	*ret = (struct delivery_try){trying->untold, trying->text};
	return true;
}

bool delivery_tried(
	const struct delivery *delivery, const char *channel, const char *key, struct delivery_try *ret)
{
	for (size_t i = 0; delivery != NULL && i < delivery->n_lanes; i++)
		if (strcmp(delivery->lane[i].channel, channel) == 0 &&
			is_tried(&delivery->lane[i].trying, key, ret))
			return true;
	for (size_t i = 0; delivery != NULL && key != NULL && i < ASIDES_MAX; i++)
		if (delivery->aside[i].lane != NULL &&
			strcmp(delivery->aside[i].lane->channel, channel) == 0 &&
			is_tried(&delivery->aside[i].trying, key, ret))
			return true;
	return false;
}

const struct settings *delivery_destinations(const struct delivery *delivery)
{
	static const struct settings none = {.proxy = ""};

	return delivery == NULL ? &none : &delivery->settings;
}
