/* SPDX-License-Identifier: MIT
 *
 * The text of delivery.yaml, checked, as a list of destinations. See settings.h; settings_files.c reads what it names.
 */
#include "services/alerts/delivery/settings.h"

#include <string.h>

#include "common/model/yamlfile.h"

#define TEXT_BYTES_MAX 1000
#define RATE_MAX       100000
#define TIMEOUT_MAX    300
#define TIMEOUT        30

/* What the services are known to take: Teams four a second, Notify 3,000 a minute. */
#define TEAMS_RATE  120
#define NOTIFY_RATE 3000
#define NOTIFY_URL  "https://api.notifications.service.gov.uk"

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* As written. */
struct mail_entry {
	char *host, *user, *password_file, *ca_file, *helo;
	uint32_t port, rate, timeout;
	enum settings_tls tls;
};

struct post_entry {
	char *name, *url, *url_file, *secret_file, *ca_file;
	uint32_t rate, timeout;
};

struct notify_entry {
	char *url, *service_id, *key_file, *mail_template, *text_template, *ca_file;
	uint32_t rate, timeout;
};

struct delivery_file {
	char *proxy;
	struct mail_entry *mail;
	struct post_entry *teams, *webhooks;
	uint32_t n_teams, n_webhooks;
	struct notify_entry *notify;
};

#define NEEDED CYAML_FLAG_DEFAULT
#define MAY_BE CYAML_FLAG_OPTIONAL
#define MAPPED (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

#define TEXT(key, flags, type) CYAML_FIELD_STRING_PTR(#key, flags, type, key, 1, TEXT_BYTES_MAX)
#define NUMBER(key, type)      CYAML_FIELD_UINT(#key, MAY_BE, type, key)

static const cyaml_strval_t tls_words[] = {
	{"required", TLS_REQUIRED}, {"implicit", TLS_IMPLICIT}, {"none", TLS_NONE}};
static const cyaml_schema_field_t mail_fields[] = {
	TEXT(host, NEEDED, struct mail_entry),
	NUMBER(port, struct mail_entry),
	CYAML_FIELD_ENUM(
		"tls", MAY_BE | CYAML_FLAG_STRICT, struct mail_entry, tls, tls_words, ARRAY_LEN(tls_words)),
	TEXT(user, MAY_BE, struct mail_entry),
	TEXT(password_file, MAY_BE, struct mail_entry),
	TEXT(ca_file, MAY_BE, struct mail_entry),
	TEXT(helo, MAY_BE, struct mail_entry),
	NUMBER(rate, struct mail_entry),
	NUMBER(timeout, struct mail_entry),
	CYAML_FIELD_END,
};
static const cyaml_schema_field_t teams_fields[] = {
	TEXT(name, NEEDED, struct post_entry),
	TEXT(url, MAY_BE, struct post_entry),
	TEXT(url_file, MAY_BE, struct post_entry),
	TEXT(ca_file, MAY_BE, struct post_entry),
	NUMBER(rate, struct post_entry),
	NUMBER(timeout, struct post_entry),
	CYAML_FIELD_END,
};
static const cyaml_schema_field_t webhook_fields[] = {
	TEXT(name, NEEDED, struct post_entry),
	TEXT(url, NEEDED, struct post_entry),
	TEXT(secret_file, NEEDED, struct post_entry),
	TEXT(ca_file, MAY_BE, struct post_entry),
	NUMBER(rate, struct post_entry),
	NUMBER(timeout, struct post_entry),
	CYAML_FIELD_END,
};
static const cyaml_schema_field_t notify_fields[] = {
	TEXT(url, MAY_BE, struct notify_entry),
	TEXT(service_id, NEEDED, struct notify_entry),
	TEXT(key_file, NEEDED, struct notify_entry),
	TEXT(mail_template, MAY_BE, struct notify_entry),
	TEXT(text_template, MAY_BE, struct notify_entry),
	TEXT(ca_file, MAY_BE, struct notify_entry),
	NUMBER(rate, struct notify_entry),
	NUMBER(timeout, struct notify_entry),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t teams_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct post_entry, teams_fields)};
static const cyaml_schema_value_t webhook_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct post_entry, webhook_fields)};
static const cyaml_schema_field_t delivery_fields[] = {
	TEXT(proxy, MAY_BE, struct delivery_file),
	CYAML_FIELD_MAPPING_PTR("mail", MAPPED, struct delivery_file, mail, mail_fields),
	CYAML_FIELD_SEQUENCE_COUNT(
		"teams", MAPPED, struct delivery_file, teams, n_teams, &teams_schema, 0, SETTINGS_LIST_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("webhooks", MAPPED, struct delivery_file, webhooks, n_webhooks,
		&webhook_schema, 0, SETTINGS_LIST_MAX),
	CYAML_FIELD_MAPPING_PTR("notify", MAPPED, struct delivery_file, notify, notify_fields),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t delivery_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct delivery_file, delivery_fields)};

/* What is being read, so that every step can take memory and say what is wrong. */
struct reading {
	struct arena *arena;
	struct settings *settings;
	struct err_text *error;
};

static bool is_made_of(const char *text, const char *allowed, size_t max)
{
	size_t len = strlen(text);

	return len > 0 && len <= max && strspn(text, allowed) == len;
}

bool settings_url_ok(const char *url)
{
	static const char *const prefixes[] = {
		"https://", "http://localhost", "http://127.0.0.1", "http://[::1]"};
	const char *end;

	for (const char *p = url; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || *p == '"' || *p == '\\')
			return false;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		if (strncmp(url, prefixes[i], strlen(prefixes[i])) != 0)
			continue;
		end = url + strlen(prefixes[i]);
		return i == 0 ? strspn(end, ALNUM "[") > 0 : *end == '\0' || strchr(":/?", *end) != NULL;
	}
	return false;
}

const struct settings_destination *settings_find(const struct settings *settings, const char *channel)
{
	for (size_t i = 0; i < settings->n; i++)
		if (strcmp(settings->destination[i].channel, channel) == 0)
			return &settings->destination[i];
	return NULL;
}

static int refuse(struct reading *reading, const char *what, const char *why)
{
	return error_set(reading->error, ERR_SYNTAX, "\"delivery.yaml\": %s %s", what, why);
}

/* Take a destination into the list: what all have in common is checked here. */
static int add(struct reading *reading, const struct settings_destination *destination)
{
	struct settings *settings = reading->settings;
	const char *const texts[] = {destination->url, destination->url_file, destination->user,
		destination->secret_file, destination->ca_file, destination->service,
		destination->template_id};

	if (destination->channel == NULL)
		return error_set(reading->error, ERR_NOMEM, "\"delivery.yaml\": %s", error_text(ERR_NOMEM));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (texts[i] == NULL)
			return error_set(
				reading->error, ERR_NOMEM, "\"delivery.yaml\": %s", error_text(ERR_NOMEM));
		if (!yamlfile_is_line(texts[i]))
			return refuse(reading, destination->channel, "has a setting that is not one line");
	}
	if (destination->rate > RATE_MAX || destination->timeout > TIMEOUT_MAX)
		return refuse(reading, destination->channel,
			"has a rate beyond 100000 a minute or a timeout beyond 300 seconds");
	if (settings_find(settings, destination->channel) != NULL)
		return refuse(reading, destination->channel, "is there twice");
	settings->destination[settings->n] = *destination;
	if (destination->timeout == 0)
		settings->destination[settings->n].timeout = TIMEOUT;
	settings->n++;
	return 0;
}

static int take_mail(struct reading *reading, const struct mail_entry *mail)
{
	const char *user = mail->user == NULL ? "" : mail->user;
	const char *helo = mail->helo == NULL ? "" : mail->helo;
	uint32_t port = mail->port != 0 ? mail->port : mail->tls == TLS_IMPLICIT ? 465 : 587;

	if (!is_made_of(mail->host, ALNUM ".-", 253) ||
		(helo[0] != '\0' && !is_made_of(helo, ALNUM ".-", 253)))
		return refuse(reading, "mail:", "host or helo is no name of a machine");
	if (port > 65535)
		return refuse(reading, "mail:", "there is no such port");
	if ((user[0] == '\0') != (mail->password_file == NULL))
		return refuse(reading, "mail:", "user and password_file go together");
	if (user[0] != '\0' && mail->tls == TLS_NONE)
		return refuse(reading, "mail:", "a password does not go out without tls");
	return add(reading,
		&(struct settings_destination){.channel = "mail",
			.way = WAY_MAIL,
			.url = arena_print(reading->arena, "%s://%s:%u/%s",
				mail->tls == TLS_IMPLICIT ? "smtps" : "smtp", mail->host, port, helo),
			.url_file = "",
			.tls = mail->tls,
			.user = yamlfile_copy(reading->arena, user),
			.secret_file = yamlfile_copy(reading->arena, mail->password_file),
			.ca_file = yamlfile_copy(reading->arena, mail->ca_file),
			.service = "",
			.template_id = "",
			.rate = mail->rate,
			.timeout = mail->timeout});
}

static int take_post(struct reading *reading, const struct post_entry *post, enum settings_way way)
{
	const char *kind = way == WAY_TEAMS ? "teams" : "webhook";

	if (!is_made_of(post->name, ALNUM "._-", SETTINGS_NAME_MAX))
		return refuse(reading, kind, "has a name that is not letters, digits, '.', '_' and '-'");
	if ((post->url == NULL) == (post->url_file == NULL))
		return refuse(reading, kind, "takes one of url and url_file");
	if (post->url != NULL && !settings_url_ok(post->url))
		return refuse(reading, kind, "has a url that is neither https nor of this machine");
	if (way == WAY_TEAMS && post->url != NULL)
		reading->settings->secret = true;
	return add(reading, &(struct settings_destination){
				    .channel = arena_print(reading->arena, "%s:%s", kind, post->name),
				    .way = way,
				    .url = yamlfile_copy(reading->arena, post->url),
				    .url_file = yamlfile_copy(reading->arena, post->url_file),
				    .user = "",
				    .secret_file = yamlfile_copy(reading->arena, post->secret_file),
				    .ca_file = yamlfile_copy(reading->arena, post->ca_file),
				    .service = "",
				    .template_id = "",
				    .rate = post->rate == 0 && way == WAY_TEAMS ? TEAMS_RATE : post->rate,
				    .timeout = post->timeout});
}

static int take_notify(struct reading *reading, const struct notify_entry *notify, enum settings_way way)
{
	const char *id = way == WAY_NOTIFY_MAIL ? notify->mail_template : notify->text_template;
	const char *url = notify->url == NULL ? NOTIFY_URL : notify->url;

	if (id == NULL)
		return 0;
	if (!is_made_of(notify->service_id, ALNUM "-", 36) || !is_made_of(id, ALNUM "-", 36))
		return refuse(reading, "notify:", "service_id and templates are ids of 36 characters");
	if (!settings_url_ok(url) || strlen(url) > TEXT_BYTES_MAX || url[strlen(url) - 1] == '/')
		return refuse(
			reading, "notify:", "the url is neither https nor of this machine, or ends in '/'");
	return add(reading, &(struct settings_destination){
				    .channel = way == WAY_NOTIFY_MAIL ? "notify-mail" : "notify-text",
				    .way = way,
				    .url = arena_print(reading->arena, "%s/v2/notifications/%s", url,
					    way == WAY_NOTIFY_MAIL ? "email" : "sms"),
				    .url_file = "",
				    .user = "",
				    .secret_file = yamlfile_copy(reading->arena, notify->key_file),
				    .ca_file = yamlfile_copy(reading->arena, notify->ca_file),
				    .service = yamlfile_copy(reading->arena, notify->service_id),
				    .template_id = yamlfile_copy(reading->arena, id),
				    .rate = notify->rate == 0 ? NOTIFY_RATE : notify->rate,
				    .timeout = notify->timeout});
}

static int take_all(struct reading *reading, const struct delivery_file *file)
{
	int rc = 0;

	reading->settings->proxy = yamlfile_copy(reading->arena, file->proxy);
	reading->settings->destination =
		arena_take_array(reading->arena, SETTINGS_MAX, sizeof(*reading->settings->destination));
	if (reading->settings->proxy == NULL || reading->settings->destination == NULL)
		return error_set(reading->error, ERR_NOMEM, "\"delivery.yaml\": %s", error_text(ERR_NOMEM));
	if (!yamlfile_is_line(file->proxy))
		return refuse(reading, "proxy", "is not one line");
	if (file->mail != NULL)
		rc = take_mail(reading, file->mail);
	for (uint32_t i = 0; rc == 0 && i < file->n_teams; i++)
		rc = take_post(reading, &file->teams[i], WAY_TEAMS);
	for (uint32_t i = 0; rc == 0 && i < file->n_webhooks; i++)
		rc = take_post(reading, &file->webhooks[i], WAY_WEBHOOK);
	if (rc == 0 && file->notify != NULL)
		rc = take_notify(reading, file->notify, WAY_NOTIFY_MAIL);
	if (rc == 0 && file->notify != NULL)
		rc = take_notify(reading, file->notify, WAY_NOTIFY_TEXT);
	return rc;
}

int settings_parse(struct arena *arena, struct bytes yaml, struct settings *ret, struct err_text *error)
{
	struct settings settings = {.proxy = ""};
	struct reading reading = {arena, &settings, error};
	void *file;
	int rc = yamlfile_load(yaml, "delivery.yaml", &delivery_schema, &file, error);

	if (rc < 0)
		return rc;
	rc = take_all(&reading, file);
	yamlfile_free(&delivery_schema, file);
	if (rc == 0)
		*ret = settings;
	return rc;
}
