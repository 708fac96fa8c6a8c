/* SPDX-License-Identifier: MIT
 *
 * Any text as a format's YAML: refused with a reason, or a format that is found by its id and recognised by a header
 * of the columns that it requires.
 */
#include "services/ingest/reading/format.h"

#include "tests/fuzz/fuzz.h"

/* The id of a format stands on a line of its own. */
static void id_of(const char *text, char ret[101])
{
	const char *line = strncmp(text, "id:", 3) == 0 ? text : strstr(text, "\nid:");
	size_t len;

	ret[0] = '\0';
	if (line == NULL)
		return;
	line += line == text ? 3 : 4;
	line += strspn(line, " ");
	len = strcspn(line, " \n#\"'");
	if (len <= 100)
		(void)snprintf(ret, 101, "%.*s", (int)len, line);
}

static void check(const struct formats *formats, const char *id)
{
	const struct format *format = formats_find(formats, id), *recognised = NULL;
	struct bytes field[100];
	struct csv_row header = {.number = 1, .field = field};
	struct err_text error = {""};

	if (format == NULL)
		return; /* written in a way that the few lines above do not read */
	require(format->title != NULL && format->n_required > 0 && format->n_required <= ARRAY_LEN(field),
		"a format has a title and required columns");
	for (uint32_t i = 0; i < format->n_required; i++)
		field[header.n++] = bytes_text(format->required[i]);
	require(formats_recognise(formats, &header, &recognised, &error) == 0 && recognised == format,
		"a format is recognised by what it requires");
	for (uint32_t i = 0; i < format->n_flags; i++)
		require(format_flag(format, bytes_text(format->flags[i].text)) != FLAG_PRESENT ||
				format->flags[i].flag == FLAG_PRESENT,
			"its words for missing figures are flags");
	header.n--;
	if (format_column(&header, format->required[header.n]) < 0) {
		require(formats_recognise(formats, &header, &recognised, &error) < 0, "and by nothing less");
		require_reason(error.text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct formats *formats = NULL;
	struct err_text error = {""};
	char *text = text_of(data, size);
	char id[101];
	int rc;

	(void)scratch_file("format.yaml", data, size);
	rc = formats_open(scratch_folder(), &formats, &error);
	if (rc < 0) {
		require(rc == ERR_SYNTAX || rc == ERR_LIMIT, "no other error");
		require(formats == NULL, "what is refused changes nothing");
		require_reason(error.text);
	} else {
		id_of(text, id);
		check(formats, id);
	}
	formats_free(formats);
	free(text);
	return 0;
}
