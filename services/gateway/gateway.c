/* SPDX-License-Identifier: MIT
 *
 * The service object and its HTTP routes:
 *
 *   GET /health         JSON: which services answer; 200 when all do, else 503
 *   GET /papers         the papers that were made, as a list of links
 *   GET /papers/NAME    one of them
 */
#include "services/gateway/gateway.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <ulfius.h>

#include "common/base/log.h"
#include "services/gateway/asking.h"

#define ARENA_MAX ((size_t)16 * 1024 * 1024)
/* A connection that says nothing for this long is closed: there are about a thousand of them. */
#define IDLE_SECONDS 15

#define PAPER_MAX ((size_t)32 * 1024 * 1024)

struct gateway {
	struct service *service;
	struct asking asking;
	struct _u_instance http;
	bool initialised;
	bool serving;
};

const struct service_spec gateway_spec = {
	.name = "gateway",
	.schema = 1,
	.inputs = {NULL},
};

/* Nothing of a page is to be guessed, framed or loaded from elsewhere. */
static void add_headers(struct _u_response *response, const char *type)
{
	(void)u_map_put(response->map_header, "Content-Type", type);
	(void)u_map_put(response->map_header, "X-Content-Type-Options", "nosniff");
	(void)u_map_put(response->map_header, "Cache-Control", "no-store");
	(void)u_map_put(response->map_header, "Referrer-Policy", "no-referrer");
	(void)u_map_put(response->map_header, "Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'");
}

static int respond(
	struct _u_response *response, unsigned status, const char *type, const void *body, size_t len)
{
	add_headers(response, type);
	(void)ulfius_set_binary_body_response(response, status, body, len);
	return U_CALLBACK_COMPLETE;
}

static int respond_text(struct _u_response *response, unsigned status, const char *text)
{
	return respond(response, status, "text/plain; charset=utf-8", text, strlen(text));
}

static int on_health(const struct _u_request *request, struct _u_response *response, void *user)
{
	const struct gateway *gateway = user;
	json_t *services = json_object();
	bool all = true;
	char *text;

	(void)request;
	for (size_t i = 0; i < SERVICES_MAX; i++) {
		struct buffer counters;
		bool well;

		buffer_init(&counters, (size_t)64 * 1024);
		well = asking_health(&gateway->asking, service_names[i], &counters);
		buffer_done(&counters);
		(void)json_object_set_new(
			services, service_names[i], json_string(well ? "answers" : "does not answer"));
		all = all && well;
	}
	services = json_pack("{s:s, s:o}", "status", all ? "well" : "not well", "services", services);
	text = json_dumps(services, JSON_INDENT(2));
	json_decref(services);
	if (text == NULL)
		return respond_text(response, 500, "out of memory\n");
	(void)respond(response, all ? 200 : 503, "application/json", text, strlen(text));
	free(text);
	return U_CALLBACK_COMPLETE;
}

/* Names of papers are made by reports of these characters only; anything else is not looked for. */
static bool is_paper_name(const char *name)
{
	size_t len = name == NULL ? 0 : strlen(name);

	return len > 0 && len < 200 && name[0] != '.' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == len;
}

static int respond_error(struct _u_response *response, int rc, const struct err_text *text)
{
	log_warn("page not served", "error=\"%s\"", text->text[0] == '\0' ? error_text(rc) : text->text);
	return respond_text(response, rc == ERR_NOTFOUND ? 404 : 503,
		rc == ERR_NOTFOUND ? "not found\n" : "not available now\n");
}

static void list_papers(const struct table *table, struct buffer *page)
{
	buffer_text(page, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
			  "<meta name=\"viewport\" content=\"width=device-width, "
			  "initial-scale=1\">\n<title>Papers</title>\n"
			  "<style>body{font:1.1rem/1.5 "
			  "Arial,Helvetica,sans-serif;margin:2rem;color:#0b0c0c;max-width:60rem}"
			  "td,th{padding:.4rem 1rem .4rem "
			  "0;text-align:left}</style>\n</head>\n<body>\n<main>\n<h1>Papers</h1>\n");
	if (table->n_rows == 0)
		buffer_text(page, "<p>No paper has been made yet.</p>\n");
	else
		buffer_text(page, "<table>\n<thead><tr><th scope=\"col\">Paper</th><th "
				  "scope=\"col\">Made</th></tr></thead>\n<tbody>\n");
	for (size_t i = table->n_rows; i > 0; i--) {
		const char **cell = table->cell + (i - 1) * table->n_columns;

		if (is_paper_name(cell[1]))
			buffer_print(page, "<tr><td><a href=\"/papers/%s\">%s</a></td><td>%s</td></tr>\n",
				cell[1], cell[1], cell[2]);
	}
	buffer_text(page, table->n_rows == 0 ? "</main>\n</body>\n</html>\n"
					     : "</tbody>\n</table>\n</main>\n</body>\n</html>\n");
}

static int on_papers(const struct _u_request *request, struct _u_response *response, void *user)
{
	const struct gateway *gateway = user;
	struct query query = {.kind = QUERY_PAPERS};
	struct arena *arena = arena_open(ARENA_MAX);
	struct err_text text = {""};
	struct query_result result;
	struct buffer page;
	int rc = arena == NULL ? ERR_NOMEM : asking_reports(&gateway->asking, &query, arena, &result, &text);

	(void)request;
	buffer_init(&page, PAPER_MAX);
	if (rc == 0 && result.n_tables == 1 && result.table[0].n_columns >= 3)
		list_papers(&result.table[0], &page);
	if (rc < 0 || page.failed || page.len == 0)
		(void)respond_error(response, rc < 0 ? rc : ERR_LIMIT, &text);
	else
		(void)respond(response, 200, "text/html; charset=utf-8", page.data, page.len);
	buffer_done(&page);
	arena_free(arena);
	return U_CALLBACK_COMPLETE;
}

static int fetch_paper(
	const struct gateway *gateway, const char *name, struct buffer *page, struct err_text *text)
{
	struct query query = {.kind = QUERY_PAPER};
	struct arena *arena = arena_open(ARENA_MAX);
	struct query_result result = {.data_size = 1};
	int rc = arena == NULL ? ERR_NOMEM : 0;

	query.paper.name = name;
	while (rc == 0 && page->len < result.data_size && !page->failed) {
		arena_reset(arena);
		query.paper.offset = page->len;
		rc = asking_reports(&gateway->asking, &query, arena, &result, text);
		if (rc == 0 && result.data.len == 0)
			rc = ERR_BADMSG;
		if (rc == 0)
			buffer_add(page, result.data.data, result.data.len);
	}
	arena_free(arena);
	return rc == 0 && page->failed ? ERR_LIMIT : rc;
}

static int on_paper(const struct _u_request *request, struct _u_response *response, void *user)
{
	const struct gateway *gateway = user;
	const char *name = u_map_get(request->map_url, "name");
	struct err_text text = {""};
	struct buffer page;
	int rc;

	buffer_init(&page, PAPER_MAX);
	/* A NUL in the address would end the name early. */
	rc = is_paper_name(name) && strstr(request->http_url, "%00") == NULL
		     ? fetch_paper(gateway, name, &page, &text)
		     : ERR_NOTFOUND;
	if (rc < 0)
		(void)respond_error(response, rc, &text);
	else
		(void)respond(response, 200,
			strstr(name, ".csv") == NULL ? "text/html; charset=utf-8" : "text/csv; charset=utf-8",
			page.data, page.len);
	buffer_done(&page);
	return U_CALLBACK_COMPLETE;
}

static const struct service_handlers handlers = {0};

static int serve(struct gateway *gateway, const struct options *options, struct err_text *text)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	unsigned port = (unsigned)options_number(options, "http-port");

	if (port == 0)
		return 0;
	if (inet_pton(AF_INET, options_text(options, "http-bind"), &address.sin_addr) != 1)
		return error_set(text, ERR_INVAL, "http-bind '%s': expected an IPv4 address",
			options_text(options, "http-bind"));
	address.sin_port = htons((uint16_t)port);
	if (ulfius_init_instance(&gateway->http, port, &address, NULL) != U_OK)
		return error_set(text, ERR_NOMEM, "out of memory");
	gateway->initialised = true;
	gateway->http.timeout = IDLE_SECONDS;
	gateway->http.max_post_param_size = (size_t)16 * 1024;
	gateway->http.max_post_body_size = (size_t)16 * 1024;
	if (ulfius_add_endpoint_by_val(&gateway->http, "GET", "/health", NULL, 0, on_health, gateway) !=
			U_OK ||
		ulfius_add_endpoint_by_val(&gateway->http, "GET", "/papers", NULL, 0, on_papers, gateway) !=
			U_OK ||
		ulfius_add_endpoint_by_val(
			&gateway->http, "GET", "/papers", "/:name", 0, on_paper, gateway) != U_OK)
		return error_set(text, ERR_NOMEM, "out of memory");
	if (ulfius_start_framework(&gateway->http) != U_OK)
		return error_set(text, ERR_BUSY,
			"cannot serve HTTP on %s port %u: is another program using it?",
			options_text(options, "http-bind"), port);
	gateway->serving = true;
	log_info("serving http", "address=%s port=%u", options_text(options, "http-bind"), port);
	return 0;
}

int gateway_open(struct service *service, struct gateway **ret)
{
	struct gateway *gateway = calloc(1, sizeof(*gateway));
	struct err_text text = {""};
	int rc = ERR_NOMEM;

	if (gateway == NULL)
		return rc;
	gateway->service = service;
	gateway->asking.options = service_options(service);
	rc = net_open(&gateway->asking.net);
	if (rc == 0)
		rc = serve(gateway, service_options(service), &text);
	if (rc < 0) {
		log_error("cannot start", "error=\"%s\"", text.text[0] == '\0' ? error_text(rc) : text.text);
		gateway_free(gateway);
		return rc;
	}
	service_handle(service, &handlers, gateway);
	*ret = gateway;
	return 0;
}

void gateway_free(struct gateway *gateway)
{
	if (gateway == NULL)
		return;
	if (gateway->serving)
		(void)ulfius_stop_framework(&gateway->http);
	if (gateway->initialised)
		ulfius_clean_instance(&gateway->http);
	net_free(gateway->asking.net);
	free(gateway);
}
