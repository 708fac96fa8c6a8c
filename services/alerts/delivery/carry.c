/* SPDX-License-Identifier: MIT
 *
 * See carry.h. Certificates are always checked; redirects are not followed, so that nothing goes where the settings do not
 * say; the environment names no proxy.
 */
#include "services/alerts/delivery/carry.h"

#include <stdio.h>
#include <stdlib.h>

/* To connect, of the time for the whole attempt. */
#define CONNECT_SECONDS 10

struct carrying {
	CURL *handle;
	struct curl_slist *list; /* of headers, or the recipient */
	struct parcel *parcel;
	size_t sent; /* of the body */
	struct attempt attempt;
	char failed[CURL_ERROR_SIZE];
};

/* Keep the beginning of what the server says; the rest is read and forgotten, for as long as the attempt may last. */
static void hear(struct attempt *attempt, const char *data, size_t len)
{
	size_t room = sizeof(attempt->said) - 1 - attempt->n_said;

	if (len > room)
		len = room;
	memcpy(attempt->said + attempt->n_said, data, len);
	attempt->n_said += len;
}

/* A line of SMTP takes the place of the one before: the last is what decides, but for the goodbye. */
static size_t on_line(char *data, size_t size, size_t n, void *self)
{
	struct carrying *carrying = self;

	if (size * n >= 3 && memcmp(data, "221", 3) == 0)
		return size * n;
	carrying->attempt.n_said = 0;
	hear(&carrying->attempt, data, size * n);
	return size * n;
}

static size_t on_body(char *data, size_t size, size_t n, void *self)
{
	struct carrying *carrying = self;

	hear(&carrying->attempt, data, size * n);
	return size * n;
}

static size_t on_read(char *out, size_t size, size_t n, void *self)
{
	struct carrying *carrying = self;
	size_t left = carrying->parcel->body.len - carrying->sent;
	size_t len = size * n < left ? size * n : left;

	if (len > 0)
		memcpy(out, carrying->parcel->body.data + carrying->sent, len);
	carrying->sent += len;
	return len;
}

static bool add_line(struct carrying *carrying, const char *line)
{
	struct curl_slist *more = curl_slist_append(carrying->list, line);

	if (more == NULL)
		return false;
	carrying->list = more;
	return true;
}

#define SET(option, value) (rc = rc == CURLE_OK ? curl_easy_setopt(carrying->handle, (option), (value)) : rc)

static CURLcode set_common(struct carrying *carrying)
{
	const struct parcel *parcel = carrying->parcel;
	long connect = parcel->timeout < CONNECT_SECONDS ? (long)parcel->timeout : CONNECT_SECONDS;
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_URL, parcel->url);
	SET(CURLOPT_ERRORBUFFER, carrying->failed);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_TIMEOUT, (long)parcel->timeout);
	SET(CURLOPT_CONNECTTIMEOUT, connect);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (parcel->ca_file[0] != '\0') {
		SET(CURLOPT_CAINFO, parcel->ca_file);
		SET(CURLOPT_CAPATH, NULL);
	}
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	return rc;
}

static CURLcode set_mail(struct carrying *carrying)
{
	const struct parcel *parcel = carrying->parcel;
	CURLcode rc = add_line(carrying, parcel->to) ? CURLE_OK : CURLE_OUT_OF_MEMORY;

	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_USE_SSL, parcel->tls == TLS_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	if (parcel->user[0] != '\0') {
		SET(CURLOPT_USERNAME, parcel->user);
		SET(CURLOPT_PASSWORD, parcel->password);
	}
	SET(CURLOPT_MAIL_FROM, parcel->from);
	SET(CURLOPT_MAIL_RCPT, carrying->list);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)parcel->body.len);
	SET(CURLOPT_READFUNCTION, on_read);
	SET(CURLOPT_READDATA, carrying);
	SET(CURLOPT_HEADERFUNCTION, on_line);
	SET(CURLOPT_HEADERDATA, carrying);
	SET(CURLOPT_WRITEFUNCTION, on_line);
	SET(CURLOPT_WRITEDATA, carrying);
	return rc;
}

static CURLcode set_post(struct carrying *carrying)
{
	const struct parcel *parcel = carrying->parcel;
	CURLcode rc = CURLE_OK;

	for (size_t i = 0; i < parcel->n_header; i++)
		if (!add_line(carrying, parcel->header[i]))
			return CURLE_OUT_OF_MEMORY;
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_PROXY, parcel->proxy);
	SET(CURLOPT_POST, 1L);
	SET(CURLOPT_POSTFIELDS, (const char *)parcel->body.data);
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)parcel->body.len);
	SET(CURLOPT_HTTPHEADER, carrying->list);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, carrying);
	return rc;
}

static void give_back(struct carrying *carrying)
{
	if (carrying->handle != NULL)
		curl_easy_cleanup(carrying->handle);
	curl_slist_free_all(carrying->list);
	free(carrying);
}

int carry_begin(struct parcel *parcel, struct carrying **ret)
{
	struct carrying *carrying = calloc(1, sizeof(*carrying));
	CURLcode rc = CURLE_OUT_OF_MEMORY;

	if (carrying == NULL)
		return ERR_NOMEM;
	carrying->parcel = parcel;
	carrying->handle = curl_easy_init();
	if (carrying->handle != NULL)
		rc = set_common(carrying);
	if (rc == CURLE_OK)
		rc = parcel->way == WAY_MAIL ? set_mail(carrying) : set_post(carrying);
	if (rc != CURLE_OK) {
		give_back(carrying);
		return ERR_NOMEM;
	}
	*ret = carrying;
	return 0;
}

CURL *carry_handle(const struct carrying *carrying)
{
	return carrying->handle;
}

struct parcel *carry_end(struct carrying *carrying, CURLcode code)
{
	struct parcel *parcel = carrying->parcel;
	struct attempt *attempt = &carrying->attempt;
	curl_off_t asked = 0;

	attempt->code = (int)code;
	attempt->failed = carrying->failed;
	/* Of mail the line says it: libcurl's own is that of the goodbye. */
	if (parcel->way == WAY_MAIL)
		attempt->response = strtol(attempt->said, NULL, 10);
	else
		(void)curl_easy_getinfo(carrying->handle, CURLINFO_RESPONSE_CODE, &attempt->response);
	(void)curl_easy_getinfo(carrying->handle, CURLINFO_RETRY_AFTER, &asked);
	attempt->asked = (int64_t)asked;
	if (parcel->way == WAY_MAIL)
		verdict_mail(attempt, &parcel->verdict);
	else
		verdict_post(attempt, &parcel->verdict);
	give_back(carrying);
	return parcel;
}
