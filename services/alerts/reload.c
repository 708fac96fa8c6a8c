/* SPDX-License-Identifier: MIT
 *
 * Files of settings that change the state: read at start, and looked at again while the service runs. One that differs
 * from what is in force becomes a command of the service to itself, so that a replay sees it at its place. A faulty one
 * is said once and refused: what is in force stays.
 */
#include "services/alerts/reload.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/log.h"
#include "common/model/command.h"
#include "services/alerts/parts.h"

/* Between two looks. A changed file is taken when it was the same at two: whoever writes it has finished. */
#define LOOK_MS 1000

/* In the order in which they are read at start. */
static const struct {
	size_t which;
	const char *option;
	const char *own;     /* in the installation's folder */
	const char *shipped; /* taken where there is no own; NULL: none */
} files[RELOAD_FILES] = {
	{CONFIG_CALENDAR, "calendar", "calendar.ics", NULL},
	{CONFIG_PRACTICE, "practice", "practice.yaml", "alerts/practice.yaml"},
	{CONFIG_RULES, "rules", NULL, "alerts/rules.yaml"},
	{CONFIG_CASELOADS, "caseloads", "caseloads.yaml", NULL},
};

/* The file that a setting is read from. */
static const char *file_of(const struct options *options, size_t i, char path[PATH_LEN])
{
	const char *named = options_text(options, files[i].option);

	if (named[0] != '\0')
		return named;
	if (files[i].own != NULL) {
		(void)path_in(options, files[i].own, NULL, path);
		if (files[i].shipped == NULL || access(path, F_OK) == 0)
			return path;
	}
	return path_shared(options, files[i].shipped, path);
}

/* Lines end in CR LF where the file was edited on Windows. */
static void drop_returns(char *text)
{
	char *out = text;

	for (const char *p = text; *p != '\0'; p++)
		if (p[0] != '\r' || p[1] != '\n')
			*out++ = *p;
	*out = '\0';
}

int reload_read(const char *path, char **ret, struct err_text *text)
{
	char *content = calloc(1, CONFIGURE_MAX + 2);
	FILE *file = fopen(path, "re");
	size_t len = 0;
	int rc = 0;

	if (content == NULL || file == NULL) {
		rc = error_set(text, file == NULL ? ERR_NOTFOUND : ERR_NOMEM, "cannot be read");
		goto out;
	}
	len = fread(content, 1, CONFIGURE_MAX + 1, file);
	if (ferror(file))
		rc = error_set(text, ERR_IO, "cannot be read");
	else if (len > CONFIGURE_MAX)
		rc = error_set(text, ERR_LIMIT, "is larger than %zu bytes", CONFIGURE_MAX);
	else if (strlen(content) != len)
		rc = error_set(text, ERR_SYNTAX, "holds a NUL byte: it is no text");
	if (rc < 0)
		goto out;
	drop_returns(content);
	*ret = content;
	content = NULL;
out:
	if (file != NULL)
		(void)fclose(file);
	free(content);
	return rc;
}

/* A setting, when it differs from what is in force, becomes a command. */
static int offer_text(struct alerts *alerts, size_t which, const char *content, struct err_text *text)
{
	struct command command = {
		.kind = COMMAND_CONFIGURE, .configure = {alerts_config_names[which], content}};
	struct bytes in_force;
	struct txn txn;
	bool same;

	(void)txn_begin(service_store(alerts->service), TXN_READ, &txn);
	same = state_config(&txn, alerts_config_names[which], &in_force) &&
	       bytes_equal(in_force, bytes_text(content));
	txn_abort(&txn);
	return same ? 0 : outside_tell_self(alerts, &command, text);
}

static bool is_in_force(struct alerts *alerts, size_t which)
{
	struct bytes in_force;
	struct txn txn;
	bool is;

	(void)txn_begin(service_store(alerts->service), TXN_READ, &txn);
	is = state_config(&txn, alerts_config_names[which], &in_force);
	txn_abort(&txn);
	return is;
}

/* Until an installation has caseloads it waits for them. */
static bool may_be_missing(struct alerts *alerts, size_t which)
{
	return which == CONFIG_CASELOADS && !is_in_force(alerts, which);
}

static int offer_file(struct alerts *alerts, size_t i, const char *path, struct err_text *text)
{
	char *content = NULL;
	size_t which = files[i].which;
	int rc;

	if (which == CONFIG_CALENDAR &&
		options_text(service_options(alerts->service), "calendar")[0] == '\0' &&
		access(path, F_OK) < 0)
		return offer_text(alerts, which, "", text); /* without school holidays */
	rc = reload_read(path, &content, text);
	if (content != NULL)
		rc = offer_text(alerts, which, content, text);
	free(content);
	if (rc == ERR_NOTFOUND && may_be_missing(alerts, which))
		log_warn("no caseloads", "file=\"%s\" effect=\"no alert is raised until there are some\"",
			path);
	else if (rc < 0 && rc != ERR_FULL)
		log_error("settings refused", "file=\"%s\" error=\"%s\"", path, text->text);
	return rc;
}

/* -- looking --------------------------------------------------------------------------------------------------------- */

/* Offer what the file holds. Where there is no room the same is tried again. */
static int take(struct alerts *alerts, size_t i, struct err_text *text)
{
	struct reload_file *file = &alerts->reload.file[i];
	char path[PATH_LEN];
	const char *name = file_of(service_options(alerts->service), i, path);
	struct file_mark mark = file_mark_of(name);
	int rc = offer_file(alerts, i, name, text);

	if (rc == ERR_FULL)
		return rc;
	file->seen = file->taken = mark;
	file->refused = rc < 0 && !(rc == ERR_NOTFOUND && may_be_missing(alerts, files[i].which));
	return rc;
}

int reload_start(struct alerts *alerts, struct err_text *text)
{
	const struct options *options = service_options(alerts->service);
	int rc = offer_text(alerts, CONFIG_SENDER, options_text(options, "sender"), text);

	for (size_t i = 0; rc == 0 && i < RELOAD_FILES; i++) {
		rc = take(alerts, i, text);
		/* A faulty file must not stop the service that has good settings in force. */
		if (alerts->configured || !alerts->reload.file[i].refused)
			rc = rc == ERR_FULL ? rc : 0;
	}
	return rc;
}

int reload_look(struct alerts *alerts)
{
	const struct options *options = service_options(alerts->service);
	struct reload *reload = &alerts->reload;
	int rc = 0;

	if (clock_monotonic() < reload->next)
		return 0;
	reload->next = clock_monotonic() + LOOK_MS;
	for (size_t i = 0; rc != ERR_FULL && i < RELOAD_FILES; i++) {
		struct reload_file *file = &reload->file[i];
		struct err_text text = {""};
		char path[PATH_LEN];
		struct file_mark mark = file_mark_of(file_of(options, i, path));

		if (!file_mark_same(&mark, &file->taken) && file_mark_same(&mark, &file->seen))
			rc = take(alerts, i, &text);
		file->seen = mark;
	}
	return rc == ERR_FULL ? rc : 0;
}

size_t reload_refused(const struct alerts *alerts)
{
	size_t n = 0;

	for (size_t i = 0; i < RELOAD_FILES; i++)
		n += alerts->reload.file[i].refused ? 1 : 0;
	return n;
}
