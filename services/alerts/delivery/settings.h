/* SPDX-License-Identifier: MIT
 *
 * delivery.yaml: how notices leave. It says how, never whether or to whom, so it changes no state and is not journalled.
 * Secrets stand in files of their own that it names, closed to others.
 *
 *	proxy: http://proxy.council.example:3128     # for HTTP; none unless given
 *	mail: {host: mail.council.example, port: 587, tls: required, user: leep, password_file: mail.password,
 *	       ca_file: ca.pem, helo: leep.council.example}
 *	teams: [{name: advisers, url_file: teams.url}]
 *	webhooks: [{name: platform, url: "https://data.council.example/leep", secret_file: platform.secret}]
 *	notify: {service_id: 26785a09-..., key_file: notify.key, mail_template: f33517ff-..., text_template: ...}
 *
 * Each destination also takes `rate` (attempts a minute), `timeout` (seconds) and `ca_file`. Paths are seen from the folder
 * of delivery.yaml.
 */
#ifndef LEEP_ALERTS_DELIVERY_SETTINGS_H
#define LEEP_ALERTS_DELIVERY_SETTINGS_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/base/bytes.h"
#include "common/base/error.h"

/* Destinations of teams and webhooks, each kind; names are at most this long. */
#define SETTINGS_LIST_MAX 20
#define SETTINGS_NAME_MAX 40
#define SETTINGS_MAX      (2 * SETTINGS_LIST_MAX + 3)

enum settings_way { WAY_MAIL, WAY_TEAMS, WAY_WEBHOOK, WAY_NOTIFY_MAIL, WAY_NOTIFY_TEXT, WAY_SPOOL };

enum settings_tls { TLS_REQUIRED, TLS_IMPLICIT, TLS_NONE };

/* One way out, by the channel that caseloads name it by. Texts that were not given are "". */
struct settings_destination {
	const char *channel; /* mail, teams:NAME, webhook:NAME, notify-mail, notify-text */
	enum settings_way way;
	const char *url;      /* smtp://HOST:PORT/HELO, smtps://..., https://... */
	const char *url_file; /* where the url is read from */
	enum settings_tls tls;
	const char *user;        /* of mail */
	const char *secret_file; /* of the password, the webhook's secret or the key of Notify */
	struct bytes secret;     /* what stood there; of a webhook, decoded */
	const char *ca_file;     /* authorities to trust instead of the machine's */
	const char *service;     /* of Notify, and its template */
	const char *template_id;
	unsigned rate;    /* attempts a minute; 0: any */
	unsigned timeout; /* seconds for one attempt */
};

struct settings {
	const char *proxy;
	size_t n;
	struct settings_destination *destination;
	bool secret; /* the text itself holds an address that lets in whoever knows it */
};

/* Read the text; no file is looked at. Everything is taken from the arena. ERR_SYNTAX with the reason, and line where
 * known, in `error`; ERR_LIMIT, ERR_NOMEM. */
int settings_parse(struct arena *arena, struct bytes yaml, struct settings *ret, struct err_text *error);

/* The same for a file, with the secrets it names. ERR_NOTFOUND when there is no such file; ERR_REFUSED for a secret that
 * others can read; ERR_IO. */
int settings_read(struct arena *arena, const char *path, struct settings *ret, struct err_text *error);

/* Of a destination by its channel; NULL when there is none. */
const struct settings_destination *settings_find(const struct settings *settings, const char *channel);

/* A number that changes with the file at `path` or with any that the settings name. */
uint64_t settings_stamp(const struct settings *settings, const char *path);

/* May a notice be posted there? https, or http to this machine. */
bool settings_url_ok(const char *url);

#endif
