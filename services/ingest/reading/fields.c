/* SPDX-License-Identifier: MIT
 *
 * See fields.h.
 */
#include "services/ingest/reading/fields.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/base/utf8.h"
#include "services/ingest/reading/rows.h"

struct bytes row_field(const struct csv_row *row, int position)
{
	return position < 0 || (size_t)position >= row->n ? bytes_of("", 0) : row->field[position];
}

/* At most `max` bytes of a field, and never half a character. */
static struct bytes cut(struct bytes field, size_t max)
{
	size_t len = field.len > max ? max : field.len;

	while (len < field.len && len > 0 && (field.data[len] & 0xc0) == 0x80)
		len--;
	return bytes_of(field.data, len);
}

/* Texts that many rows share: the register of 50,000 schools has 28 for each, and some 20,000 different ones. */
#define WORDS_MAX  60000
#define WORD_BYTES ((size_t)2 * 1024 * 1024)

const char *field_word(struct intake *intake, struct bytes field)
{
	char word[WORD_KEPT + 1];
	struct bytes kept = cut(field, WORD_KEPT);
	uint16_t number;
	int rc;

	for (size_t i = 0; i < kept.len; i++)
		word[i] = (char)(kept.data[i] < 0x20 ? ' ' : kept.data[i]);
	word[kept.len] = '\0';
	if (intake->words == NULL)
		intake->words = names_open(WORDS_MAX, WORD_BYTES);
	if (intake->words == NULL)
		return NULL;
	rc = names_number(intake->words, word, &number);
	if (rc ==
		ERR_LIMIT) /* more of them than any register has: each its own copy, within what texts may take */
		return field_text(intake, kept);
	return rc < 0 ? NULL : names_text(intake->words, number);
}

const char *field_text(struct intake *intake, struct bytes field)
{
	struct bytes kept = cut(field, NAME_KEPT);
	char *text = arena_text(intake->texts, (const char *)kept.data, kept.len);

	for (char *p = text; p != NULL && *p != '\0'; p++)
		if ((unsigned char)*p < 0x20)
			*p = ' ';
	return text;
}

int header_position(const struct intake *intake, const char *heading)
{
	for (size_t i = 0; i < intake->header_fields; i++)
		if (strcmp(intake->header[i], heading) == 0)
			return (int)i;
	return -1;
}

bool field_number(struct bytes field, uint32_t *ret)
{
	uint32_t v = 0;

	if (field.len == 0 || field.len > 9)
		return false;
	for (size_t i = 0; i < field.len; i++) {
		if (field.data[i] < '0' || field.data[i] > '9')
			return false;
		v = v * 10 + (uint32_t)(field.data[i] - '0');
	}
	*ret = v;
	return true;
}

__attribute__((format(printf, 4, 0))) static void refuse(
	struct intake *intake, uint32_t row, int position, const char *format, va_list args)
{
	struct refused_row *refused;
	char reason[240];
	int len;

	if (intake->receipt.n_refused == REFUSED_MAX)
		return;
	len = vsnprintf(reason, sizeof(reason), format, args);
	utf8_make_legible(reason); /* what was found is quoted, and may be anything */
	refused = &intake->refused[intake->receipt.n_refused];
	refused->row = row;
	refused->column =
		position >= 0 && (size_t)position < intake->header_fields ? intake->header[position] : "";
	refused->reason = arena_text(
		intake->texts, reason, len < (int)sizeof(reason) ? (size_t)len : sizeof(reason) - 1);
	if (refused->reason != NULL)
		intake->receipt.n_refused++;
}

void row_refuse(struct intake *intake, uint32_t row, int position, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	refuse(intake, row, position, format, args);
	va_end(args);
	intake->row_refused = true;
}

void cell_refuse(struct intake *intake, uint32_t row, int position, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	refuse(intake, row, position, format, args);
	va_end(args);
	intake->receipt.cells_refused++;
}

bool field_figure(struct intake *intake, const struct csv_row *row, int position, struct builder_cell *ret,
	bool *ret_blank)
{
	struct bytes field = row_field(row, position);
	int rc;

	*ret_blank = field.len == 0;
	if (field.len == 0)
		return true;
	ret->flag = FLAG_PRESENT;
	rc = decimal_parse((const char *)field.data, field.len, &ret->value);
	if (rc == 0)
		return true;
	ret->flag = format_flag(intake->format, field);
	if (ret->flag != FLAG_PRESENT)
		return true;
	cell_refuse(intake, row->number, position,
		"'%.*s' is neither a number nor one of the format's words for a missing one",
		(int)(field.len > 40 ? 40 : field.len), (const char *)field.data);
	return false;
}
