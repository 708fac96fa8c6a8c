/* SPDX-License-Identifier: MIT
 *
 * See yamlfile.h. Libcyaml says what is wrong through a log callback: first the reason, then where it was, from the
 * inside out. The reason and the innermost place make one line for people.
 */
#include "common/model/yamlfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct complaint {
	char reason[200];
	char place[120];
};

__attribute__((format(printf, 3, 0))) static void line_of(
	char *out, size_t size, const char *format, va_list args)
{
	(void)vsnprintf(out, size, format, args);
	for (char *p = out; *p != '\0'; p++) {
		if (*p == '\n' && p[1] == '\0')
			*p = '\0';
		else if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	}
}

/* libcyaml: "Load: Unexpected key: foo", "Load: Backtrace:", "  in mapping (line: 2, column: 9)", ... */
__attribute__((format(printf, 3, 0))) static void complain(
	cyaml_log_t level, void *context, const char *format, va_list args)
{
	static const char prefix[] = "Load: ";
	struct complaint *complaint = context;
	char line[200];
	const char *text = line;

	(void)level;
	line_of(line, sizeof(line), format, args);
	if (strncmp(text, prefix, sizeof(prefix) - 1) == 0)
		text += sizeof(prefix) - 1;
	if (strncmp(text, "  in ", 5) == 0) {
		if (complaint->place[0] == '\0')
			(void)snprintf(complaint->place, sizeof(complaint->place), ", %.100s", text + 2);
	} else if (strcmp(text, "Backtrace:") != 0 && complaint->reason[0] == '\0') {
		(void)snprintf(complaint->reason, sizeof(complaint->reason), "%s", text);
		if (complaint->reason[0] >= 'A' && complaint->reason[0] <= 'Z' && complaint->reason[1] >= 'a')
			complaint->reason[0] = (char)(complaint->reason[0] - 'A' + 'a');
	}
}

static cyaml_config_t config_of(struct complaint *complaint)
{
	cyaml_config_t config = {
		.log_fn = complaint == NULL ? NULL : complain,
		.log_ctx = complaint,
		.log_level = CYAML_LOG_WARNING,
		.mem_fn = cyaml_mem,
		.flags = CYAML_CFG_NO_ALIAS,
	};

	return config;
}

static int load(
	struct bytes text, const struct cyaml_schema_value *schema, void **ret, struct err_text *error)
{
	struct complaint complaint = {"", ""};
	cyaml_config_t config = config_of(&complaint);
	cyaml_data_t *data = NULL;
	cyaml_err_t rc;

	if (text.len > YAMLFILE_SIZE_MAX)
		return error_set(error, ERR_LIMIT, "longer than %zu bytes", YAMLFILE_SIZE_MAX);
	if (text.len == 0)
		return error_set(error, ERR_SYNTAX, "is empty");
	rc = cyaml_load_data(text.data, text.len, &config, schema, &data, NULL);
	if (rc == CYAML_ERR_OOM)
		return error_set(error, ERR_NOMEM, "%s", error_text(ERR_NOMEM));
	/* Without an error there is at most the warning that further documents follow. */
	if (rc != CYAML_OK || complaint.reason[0] != '\0') {
		if (rc == CYAML_OK)
			yamlfile_free(schema, data);
		return error_set(error, ERR_SYNTAX, "%s%s",
			complaint.reason[0] != '\0' ? complaint.reason : cyaml_strerror(rc), complaint.place);
	}
	if (data == NULL)
		return error_set(error, ERR_SYNTAX, "is empty");
	*ret = data;
	return 0;
}

int yamlfile_load(struct bytes text, const char *name, const struct cyaml_schema_value *schema, void **ret,
	struct err_text *error)
{
	struct err_text reason = {""};
	int rc = load(text, schema, ret, &reason);

	if (rc < 0 && name == NULL)
		return error_set(error, rc, "%s", reason.text);
	return rc < 0 ? error_set(error, rc, "\"%s\": %s", name, reason.text) : 0;
}

/* The whole file with room for one byte more than is accepted, so that yamlfile_load sees when it is too long. */
static int read_file(const char *path, uint8_t **ret, size_t *ret_len, struct err_text *error)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data;
	int rc = 0;

	if (file == NULL)
		return error_set(error, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "cannot read \"%s\": %s",
			path, strerror(errno));
	data = malloc(YAMLFILE_SIZE_MAX + 1);
	if (data == NULL) {
		rc = error_set(error, ERR_NOMEM, "\"%s\": %s", path, error_text(ERR_NOMEM));
		goto out;
	}
	*ret_len = fread(data, 1, YAMLFILE_SIZE_MAX + 1, file);
	if (ferror(file)) {
		rc = error_set(error, ERR_IO, "cannot read \"%s\": %s", path, strerror(errno));
		free(data);
		goto out;
	}
	*ret = data;
out:
	(void)fclose(file);
	return rc;
}

int yamlfile_read(const char *folder, const char *file, const struct cyaml_schema_value *schema, void **ret,
	struct err_text *error)
{
	char path[1024];
	uint8_t *data = NULL;
	size_t len = 0;
	int n, rc;

	n = snprintf(
		path, sizeof(path), "%s%s%s", folder == NULL ? "" : folder, folder == NULL ? "" : "/", file);
	if (n < 0 || (size_t)n >= sizeof(path))
		return error_set(error, ERR_LIMIT, "the path of \"%s\" is too long", file);
	rc = read_file(path, &data, &len, error);
	if (rc < 0)
		return rc;
	rc = yamlfile_load(bytes_of(data, len), path, schema, ret, error);
	free(data);
	return rc;
}

void yamlfile_free(const struct cyaml_schema_value *schema, void *data)
{
	cyaml_config_t config = config_of(NULL);

	if (data != NULL)
		(void)cyaml_free(&config, schema, data, 0);
}

const char *yamlfile_copy(struct arena *arena, const char *text)
{
	return text == NULL ? "" : arena_text(arena, text, strlen(text));
}

bool yamlfile_is_line(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	if (text == NULL)
		return true;
	for (; *p != '\0'; p++) {
		if (*p < 0x20 || *p == 0x7f)
			return false;
		if (p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f) /* U+0080 to U+009F */
			return false;
		if (p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9)) /* U+2028, U+2029 */
			return false;
	}
	return true;
}
