/* SPDX-License-Identifier: MIT
 *
 * See parcel.h. The layouts are those of notices/; here stands what each way puts around them.
 */
#include "services/alerts/delivery/parcel.h"

#include <inttypes.h>

#include "services/alerts/delivery/sign.h"
#include "services/alerts/notices/card.h"
#include "services/alerts/notices/event.h"
#include "services/alerts/notices/mail.h"
#include "services/alerts/notices/notify.h"

/* The largest layout is a mail, the largest that is kept twice, to be signed, an event of half a megabyte. */
#define ARENA_MAX (2 * MAIL_MAX)

static int lay_out(const struct parcel_making *making, const struct notice *notice, enum settings_way way,
	struct buffer *out)
{
	const char *id = making->destination == NULL ? "" : making->destination->template_id;

	switch (way) {
	case WAY_MAIL:
	case WAY_SPOOL:
		return mail_write(notice, making->catalogue, out);
	case WAY_TEAMS:
		return card_write(notice, making->catalogue, out);
	case WAY_WEBHOOK:
		return event_write(notice, making->catalogue, out);
	case WAY_NOTIFY_MAIL:
		return notify_write(notice, making->catalogue, NOTIFY_MAIL, id, out);
	case WAY_NOTIFY_TEXT:
		return notify_write(notice, making->catalogue, NOTIFY_TEXT, id, out);
	}
	return ERR_INVAL;
}

static void add_header(struct parcel *parcel, const char *line)
{
	if (line != NULL)
		parcel->header[parcel->n_header] = line;
	parcel->n_header++;
}

/* Headers of what is posted; false when memory is short. */
static bool add_headers(
	struct parcel *parcel, const struct parcel_making *making, const char *service, struct bytes secret)
{
	int64_t seconds = making->now / 1000000;
	const char *type = parcel->way == WAY_WEBHOOK ? "application/cloudevents+json" : "application/json";
	const char *token;

	add_header(parcel, arena_print(parcel->arena, "Content-Type: %s; charset=utf-8", type));
	add_header(parcel, "Expect:");
	add_header(parcel, "User-Agent: leep");
	if (parcel->way == WAY_WEBHOOK) {
		token = sign_webhook(parcel->arena, secret, parcel->key, seconds, parcel->body);
		add_header(parcel, arena_print(parcel->arena, "webhook-id: %s", parcel->key));
		add_header(parcel, arena_print(parcel->arena, "webhook-timestamp: %" PRId64, seconds));
		add_header(parcel,
			token == NULL ? NULL : arena_print(parcel->arena, "webhook-signature: %s", token));
	} else if (parcel->way != WAY_TEAMS) {
		token = sign_token(parcel->arena, secret, service, seconds);
		add_header(parcel,
			token == NULL ? NULL : arena_print(parcel->arena, "Authorization: Bearer %s", token));
	}
	for (size_t i = 0; i < parcel->n_header; i++)
		if (parcel->header[i] == NULL)
			return false;
	return true;
}

static bool copy_texts(struct parcel *parcel, const struct parcel_making *making, const struct notice *notice)
{
	const struct settings_destination *to = making->destination;
	const struct {
		const char **copy;
		const char *text;
	} texts[] = {
		{&parcel->channel, making->channel},
		{&parcel->key, notice->key},
		{&parcel->folder, making->folder},
		{&parcel->url, to == NULL ? "" : to->url},
		{&parcel->proxy, making->settings->proxy},
		{&parcel->ca_file, to == NULL ? "" : to->ca_file},
		{&parcel->user, to == NULL ? "" : to->user},
		{&parcel->from, notice->sender},
		{&parcel->to, notice->to_address},
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		*texts[i].copy = arena_text(parcel->arena, texts[i].text, strlen(texts[i].text));
		if (*texts[i].copy == NULL)
			return false;
	}
	return true;
}

static int fill(struct parcel *parcel, const struct parcel_making *making, const struct notice *notice)
{
	const struct settings_destination *to = making->destination;
	struct bytes secret = to == NULL ? bytes_of(NULL, 0) : to->secret;
	struct buffer out;
	uint8_t *body;
	int rc;

	parcel->way = to == NULL ? WAY_SPOOL : to->way;
	parcel->written = notice->at;
	buffer_init(&out, MAIL_MAX);
	rc = lay_out(making, notice, parcel->way, &out);
	body = rc == 0 ? arena_take(parcel->arena, out.len) : NULL;
	if (rc == 0 && body == NULL)
		rc = ERR_NOMEM;
	if (rc == 0)
		memcpy(body, out.data, out.len);
	parcel->body = bytes_of(body, out.len);
	buffer_done(&out);
	if (rc < 0)
		return rc;
	if (!copy_texts(parcel, making, notice))
		return ERR_NOMEM;
	if (to == NULL)
		return 0;
	parcel->tls = to->tls;
	parcel->timeout = to->timeout;
	if (parcel->way != WAY_MAIL)
		return add_headers(parcel, making, to->service, secret) ? 0 : ERR_NOMEM;
	parcel->password =
		secret.len == 0 ? "" : arena_text(parcel->arena, (const char *)secret.data, secret.len);
	return parcel->password == NULL ? ERR_NOMEM : 0;
}

int parcel_make(const struct parcel_making *making, const struct notice *notice, struct parcel **ret)
{
	struct arena *arena = arena_open(ARENA_MAX);
	struct parcel *parcel = arena == NULL ? NULL : arena_take_array(arena, 1, sizeof(*parcel));
	int rc = ERR_NOMEM;

	if (parcel != NULL) {
		parcel->arena = arena;
		rc = fill(parcel, making, notice);
	}
	if (rc < 0)
		arena_free(arena);
	else
		*ret = parcel;
	return rc;
}

void parcel_free(struct parcel *parcel)
{
	if (parcel != NULL)
		arena_free(parcel->arena);
}
