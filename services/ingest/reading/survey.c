/* SPDX-License-Identifier: MIT
 *
 * The first reading of a file that is read twice: of a table whose schools stand before the row of their authority, for
 * whose they are; and of a tidy table, since it does not say which of its columns are filters. There a column in which every
 * value is a figure or a symbol for a missing one holds an indicator, any other a filter; but one that mostly holds
 * figures is an indicator with an odd word in it when it stands behind an indicator, since filters come first, or when
 * its figures are broken or too many to be ages, years or weeks. A description of the file that came before it knows
 * better. A filter that says the same in every row distinguishes nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "common/base/crc32c.h"
#include "services/ingest/reading/rows.h"

#define KINDS 256
/* Different figures that a filter may have: a year has 53 weeks. So many leave 64 of 256 bits on average at 74. */
#define KINDS_OF_FILTER 64

struct column_seen {
	uint32_t figures; /* values that were one; a blank is neither */
	uint32_t words;   /* values that were none */
	bool number;      /* one of the figures was a number and no symbol */
	bool differs;     /* from the first row */
	bool broken;      /* a figure was no whole number */
	uint8_t kinds[KINDS /
		      8]; /* a bit for the checksum of each figure: about how many different ones there are */
	bool begun;
	bool ignored;       /* by the format */
	struct bytes first; /* value in the first row; a row has at most 1 MiB, so that it is kept whole */
};

static bool is_symbol(const struct intake *intake, struct bytes field)
{
	return format_flag(intake->format, field) != FLAG_PRESENT;
}

static bool has_many_kinds(const struct column_seen *seen)
{
	unsigned kinds = 0;

	for (size_t i = 0; i < ARRAY_LEN(seen->kinds); i++)
		kinds += (unsigned)__builtin_popcount(seen->kinds[i]);
	return kinds > KINDS_OF_FILTER;
}

/* Different values of all filters that are told apart, at some 50 bytes each below 256 KiB: the widest known table has
 * 90. Of a file with more, a figure of a group whose name another has is refused and counted. */
#define FILTER_WORDS_MAX   4096
#define FILTER_WORDS_BYTES ((size_t)128 * 1024)

struct filter_words {
	struct names *names;
	uint16_t column[FILTER_WORDS_MAX]; /* one more than the first that says it; SEVERAL; 0: none yet */
};

#define SEVERAL UINT16_MAX

void filter_words_free(struct filter_words *words)
{
	if (words == NULL)
		return;
	names_free(words->names);
	free(words);
}

static int add_filter_word(struct intake *intake, struct bytes value, size_t column)
{
	struct filter_words *words = intake->filter_words;
	char slug[GROUP_ID_MAX];
	uint16_t n;
	int rc;

	if (words == NULL) {
		words = intake->filter_words = calloc(1, sizeof(*words));
		if (words == NULL)
			return ERR_NOMEM;
		words->names = names_open(FILTER_WORDS_MAX, FILTER_WORDS_BYTES);
	}
	if (words->names == NULL)
		return ERR_NOMEM;
	(void)name_slug(value, '-', slug, sizeof(slug));
	rc = names_number(words->names, slug, &n);
	if (rc < 0)
		return rc == ERR_LIMIT ? 0 : rc;
	if (words->column[n] == 0)
		words->column[n] = (uint16_t)(column + 1);
	else if (words->column[n] != column + 1)
		words->column[n] = SEVERAL;
	return 0;
}

bool tidy_says_several(const struct intake *intake, const char *slug)
{
	const struct filter_words *words = intake->filter_words;
	uint16_t n;

	return words != NULL && names_number(words->names, slug, &n) == 0 && words->column[n] == SEVERAL;
}

static int survey_field(struct intake *intake, size_t column, struct bytes field)
{
	struct column_seen *seen = &intake->seen[column];
	struct decimal value;

	if (!seen->begun) {
		const char *kept = arena_text(intake->texts, (const char *)field.data, field.len);

		if (kept == NULL)
			return ERR_NOMEM;
		seen->begun = true;
		seen->ignored = format_ignores(intake->format, bytes_text(intake->header[column]));
		seen->first = bytes_of(kept, field.len);
	}
	seen->differs = seen->differs || !bytes_equal(field, seen->first);
	if (field.len == 0)
		return 0;
	if (decimal_parse((const char *)field.data, field.len, &value) == 0) {
		unsigned kind = crc32c(field) % KINDS;

		seen->broken = seen->broken || value.scale > 0;
		seen->kinds[kind / 8] |= (uint8_t)(1u << kind % 8);
		seen->number = true;
		seen->figures++;
	} else if (is_symbol(intake, field)) {
		seen->figures++;
	} else {
		seen->words++;
		return seen->ignored ? 0 : add_filter_word(intake, field, column);
	}
	return 0;
}

int tidy_survey(struct intake *intake, const struct csv_row *row)
{
	int rc = 0;

	if (intake->seen == NULL) {
		intake->seen = calloc(intake->header_fields, sizeof(*intake->seen));
		if (intake->seen == NULL)
			return ERR_NOMEM;
	}
	for (size_t i = 0; rc == 0 && i < intake->header_fields; i++)
		rc = survey_field(intake, i, row_field(row, (int)i));
	return rc;
}

/* The name of a filter's column as values are compared with it: "ethnic_major" is "ethnic-major". */
static int add_filter(struct intake *intake, size_t at)
{
	struct filter *filter = list_add(&intake->filters);
	char slug[GROUP_ID_MAX];

	if (filter == NULL)
		return ERR_NOMEM;
	(void)name_slug(bytes_text(intake->header[at]), '-', slug, sizeof(slug));
	filter->at = (int)at;
	filter->name = arena_text(intake->texts, slug, strlen(slug));
	return filter->name == NULL ? ERR_NOMEM : 0;
}

static const struct format_measure *named_by_format(const struct format *format, const char *column)
{
	for (uint32_t i = 0; i < format->n_measures; i++)
		if (strcmp(format->measures[i].column, column) == 0)
			return &format->measures[i];
	return NULL;
}

/* Two columns of one name would be figures of the same places twice, of which nobody knows which is meant. */
static int refuse_twins(struct intake *intake, const struct figures *added)
{
	const struct figures *figures = intake->figures.items;

	for (; figures < added; figures++)
		if (strcmp(figures->measure, added->measure) == 0)
			return error_set(&intake->why, ERR_REFUSED,
				"columns %d and %d, '%s' and '%s', would both be the measure %s: give them "
				"names of their own",
				figures->value + 1, added->value + 1, intake->header[figures->value],
				intake->header[added->value], added->measure);
	return 0;
}

static int add_indicator(struct intake *intake, size_t at)
{
	const struct format_measure *named = named_by_format(intake->format, intake->header[at]);
	struct figures *figures = list_add(&intake->figures);
	char id[MEASURE_ID_MAX];

	if (figures == NULL)
		return ERR_NOMEM;
	*figures = (struct figures){.value = (int)at, .low = -1, .high = -1, .of = -1};
	if (named != NULL)
		(void)snprintf(id, sizeof(id), "%s", named->measure);
	else
		name_of_column(intake, bytes_text(intake->header[at]), id);
	figures->measure = name_measure(intake, 1, id, bytes_of("", 0));
	if (figures->measure == NULL)
		return intake->why.text[0] != '\0' ? ERR_LIMIT : ERR_NOMEM;
	return refuse_twins(intake, figures);
}

/* Filters end where such a column stands. One symbol throughout may be a filter's. */
static bool begins_figures(const struct column_seen *seen)
{
	return (seen->words == 0 && (seen->number || seen->differs)) ||
	       (seen->figures > seen->words && (seen->broken || has_many_kinds(seen)));
}

/* What a description of the file said of the column, as it would be called if it were a measure. */
static enum described described_as(const struct intake *intake, size_t at)
{
	char id[MEASURE_ID_MAX];

	if (intake->described_as == NULL || !intake->format->named_by_file)
		return DESCRIBED_NOT;
	name_of_column(intake, bytes_text(intake->header[at]), id);
	return intake->described_as(intake->earlier, id);
}

int tidy_surveyed(struct intake *intake)
{
	bool indicators = false;
	int rc = 0;

	for (size_t i = 0; rc == 0 && intake->seen != NULL && i < intake->header_fields; i++) {
		const struct column_seen *seen = &intake->seen[i];
		enum described as;

		if (seen->ignored || seen->figures + seen->words == 0)
			continue;
		as = described_as(intake, i);
		indicators = indicators || as == DESCRIBED_INDICATOR ||
			     (as == DESCRIBED_NOT && begins_figures(seen));
		if (as != DESCRIBED_FILTER &&
			(seen->words == 0 || (indicators && seen->figures > seen->words)))
			rc = add_indicator(intake, i);
		else if (seen->differs)
			rc = add_filter(intake, i);
	}
	/* One version throughout is how final the file is, unless its sender knows better. */
	if (rc == 0 && intake->at.version >= 0 && intake->seen != NULL &&
		!intake->seen[intake->at.version].differs && intake->receipt.status[0] == '\0') {
		static const char *const known[] = {"provisional", "revised", "final"};
		struct bytes version = intake->seen[intake->at.version].first;

		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			if (bytes_equal_case(version, bytes_text(known[i])))
				intake->receipt.status = known[i];
	}
	return rc;
}

/* -- rows without an authority ------------------------------------------------------------------------------------ */

int blocks_survey(struct intake *intake, const struct csv_row *row)
{
	struct block *block;
	uint32_t urn, authority;

	if (intake->blocks.n == intake->block) {
		block = list_add(&intake->blocks);
		if (block == NULL)
			return ERR_NOMEM;
	}
	block = (struct block *)intake->blocks.items + intake->block;
	if (row_ends_block(intake, row)) {
		intake->block++;
		return 0;
	}
	if (intake->authority_of == NULL || !field_number(row_field(row, intake->at.urn), &urn))
		return 0;
	authority = intake->authority_of(intake->earlier, urn);
	if (authority == 0)
		return 0;
	/* The majority among two by two cancelling; a block has one authority but for a school that has moved. */
	if (block->known == 0)
		block->authority = authority;
	block->known += block->authority == authority ? 1 : 0;
	block->known -= block->authority == authority ? 0 : 1;
	return 0;
}
