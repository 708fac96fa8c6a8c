/* SPDX-License-Identifier: MIT
 *
 * What the first row of a file, its name and the sender's options say about it: which format, which columns, which year.
 */
#include <stdio.h>
#include <stdlib.h>

#include "services/ingest/reading/rows.h"
#include "services/ingest/redact.h"

bool intake_period_in_name(const char *name, struct period *ret)
{
	bool found = false;

	for (const char *p = name; *p != '\0'; p++) {
		static const size_t lengths[] = {9, 7, 6};

		if ((*p != '1' && *p != '2') || (p > name && p[-1] >= '0' && p[-1] <= '9'))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
			size_t len = lengths[i];
			char text[10];
			struct period period;
			uint32_t day;

			if (strnlen(p, len) < len || (p[len] >= '0' && p[len] <= '9'))
				continue;
			if (strnlen(p, 10) == 10 && day_parse(p, 10, &day) == 0)
				break; /* 2011-12-05 is a day, not a school year */
			memcpy(text, p, len);
			text[len] = '\0';
			if (text[4] == '_')
				text[4] = '-';
			if (period_parse(text, len, PERIOD_ACADEMIC, &period) == 0 &&
				period_kind(period) == PERIOD_ACADEMIC) {
				*ret = period;
				found = true;
				break;
			}
		}
	}
	return found;
}

/* Is a file of this kind about one year, unless its rows say otherwise? */
static bool has_period(enum format_kind kind)
{
	switch (kind) {
	case FORMAT_WIDE:
	case FORMAT_LONG:
	case FORMAT_SERIES:
	case FORMAT_TIDY:
		return true;
	case FORMAT_INSPECTIONS:
	case FORMAT_NEIGHBOURS:
	case FORMAT_DICTIONARY:
	case FORMAT_AREAS:
	case FORMAT_REGISTER:
	case FORMAT_LINKS:
	case FORMAT_GROUPS:
	case FORMAT_EVENTS:
	case FORMAT_CHECKED:
		break;
	}
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The day that a name says, such as ytd_2022-09-28.csv, the last one that is there; for some formats else the month, by
 * its first day; 0: none. Of a month alone it is not said that it is no school year, 2011-12 being either. */
static uint32_t published_in_name(const char *name, bool month)
{
	uint32_t last_day = 0, last_month = 0, day;
	char first[11] = "0000-00-01";

	for (const char *p = name; strlen(p) >= 7; p++) {
		if (p > name && is_digit(p[-1]))
			continue;
		if (strlen(p) >= 10 && !is_digit(p[10]) && day_parse(p, 10, &day) == 0 && day > 0)
			last_day = day;
		memcpy(first, p, 7);
		if (month && !is_digit(p[7]) && day_parse(first, 10, &day) == 0 && day > 0)
			last_month = day;
	}
	return last_day != 0 ? last_day : last_month;
}

/* The date of publication, when the sender does not give one. */
static void settle_published(struct intake *intake)
{
	struct period_text text;

	if (intake->receipt.published != 0)
		return;
	intake->receipt.published = published_in_name(intake->receipt.name, intake->format->month_in_name);
	if (intake->receipt.published != 0)
		intake_note(intake, "date of publication taken from the file's name: %s",
			day_print(intake->receipt.published, &text));
}

/* The period of the whole file: as asked, else as its name says, else the one its layout was used for. */
static int settle_period(struct intake *intake)
{
	struct period_text text;
	const char *how = "";

	if (intake->at.period >= 0 || !has_period(intake->format->kind))
		return 0;
	if (intake->asked_period[0] != '\0') {
		int rc = period_parse(
			intake->asked_period, strlen(intake->asked_period), PERIOD_ACADEMIC, &intake->period);

		if (rc == 0 && period_kind(intake->period) == PERIOD_CALENDAR)
			intake->period = period_make(PERIOD_ACADEMIC, period_year(intake->period), 0);
		if (rc < 0 || period_kind(intake->period) != PERIOD_ACADEMIC)
			return error_set(&intake->why, ERR_REFUSED,
				"period '%s': expected an academic year such as 2018/19",
				intake->asked_period);
	} else if (intake_period_in_name(intake->receipt.name, &intake->period)) {
		how = "period taken from the file's name";
	} else if (intake->format->period != NULL &&
		   period_parse(intake->format->period, strlen(intake->format->period), PERIOD_ACADEMIC,
			   &intake->period) == 0) {
		how = "period assumed: the file does not say it, and this layout is known from that year; "
		      "give --period if it is another";
	} else {
		return error_set(&intake->why, ERR_REFUSED,
			"the file does not say its year: give --period, such as 2018/19");
	}
	if (how[0] != '\0')
		intake_note(intake, "%s", how);
	intake->receipt.period = arena_print(intake->texts, "%s", period_print(intake->period, &text));
	return 0;
}

static int find_positions(struct intake *intake, const struct csv_row *header)
{
	const struct format_columns *c = &intake->format->columns;
	struct positions *at = &intake->at;

#define POSITION(role) at->role = format_column(header, c->role);
	FORMAT_COLUMNS(POSITION)
#undef POSITION
	intake->header = arena_take_array(intake->texts, header->n, sizeof(*intake->header));
	intake->widths = arena_take_array(intake->texts, header->n / 8 + 1, sizeof(*intake->widths));
	if (intake->header == NULL || intake->widths == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < header->n; i++) {
		intake->header[i] = (char *)(uintptr_t)field_text(intake, header->field[i]);
		if (intake->header[i] == NULL)
			return ERR_NOMEM;
	}
	intake->header_fields = header->n;
	return intake->format->kind == FORMAT_WIDE || intake->format->kind == FORMAT_REGISTER
		       ? figures_find(intake, header)
		       : 0;
}

/* Which columns were emptied before the file was kept; the receipt says it, whatever becomes of the file. */
static int note_emptied(struct intake *intake, const struct csv_row *header)
{
	char names[400] = "";
	size_t len = 0;

	for (size_t i = 0; intake->personal != NULL && i < header->n; i++) {
		struct bytes name = header->field[i];

		if (personal_column(intake->personal, name) && len + name.len + 3 < sizeof(names))
			len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%.*s",
				len == 0 ? "" : ", ", (int)name.len, (const char *)name.data);
	}
	intake->emptied = len == 0 ? "" : arena_text(intake->texts, names, len);
	return intake->emptied == NULL ? ERR_NOMEM : 0;
}

int header_read(struct intake *intake, const struct csv_row *header)
{
	int rc = note_emptied(intake, header);

	if (rc < 0)
		return rc;
	if (intake->asked_format[0] != '\0') {
		intake->format = formats_find(intake->formats, intake->asked_format);
		if (intake->format == NULL)
			return error_set(
				&intake->why, ERR_REFUSED, "no format is called '%s'", intake->asked_format);
		for (uint32_t i = 0; i < intake->format->n_required; i++)
			if (format_column(header, intake->format->required[i]) < 0)
				return error_set(&intake->why, ERR_REFUSED,
					"format %s needs a column '%s', which the header does not have",
					intake->format->id, intake->format->required[i]);
	} else {
		rc = formats_recognise(intake->formats, header, &intake->format, &intake->why);
		if (rc < 0)
			return rc;
	}
	intake->receipt.format = intake->format->id;
	if (intake->receipt.status[0] == '\0' && intake->format->status != NULL)
		intake->receipt.status = intake->format->status;
	if (intake->authority == 0)
		intake->authority = intake->format->authority;
	settle_published(intake);
	rc = find_positions(intake, header);
	if (rc == 0)
		rc = register_prepare(intake, header);
	if (rc == 0)
		rc = inspections_prepare(intake, header);
	return rc == 0 ? settle_period(intake) : rc;
}
