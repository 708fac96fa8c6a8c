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

bool delivery_tried(const struct delivery *delivery, const char *channel, struct delivery_try *ret)
{
	for (size_t i = 0; delivery != NULL && i < delivery->n_lanes; i++) {
		const struct lane *lane = &delivery->lane[i];

		if (strcmp(lane->channel, channel) == 0 && lane->key[0] != '\0' && lane->text[0] != '\0') {
			*ret = (struct delivery_try){lane->key, lane->untold, lane->text};
			return true;
		}
	}
	return false;
}

const struct settings *delivery_destinations(const struct delivery *delivery)
{
	static const struct settings none = {.proxy = ""};

	return delivery == NULL ? &none : &delivery->settings;
}
