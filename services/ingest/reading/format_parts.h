/* SPDX-License-Identifier: MIT
 *
 * What the parts of a format's YAML say; part of format.h.
 */
#ifndef LEEP_INGEST_FORMAT_PARTS_H
#define LEEP_INGEST_FORMAT_PARTS_H

#include "common/base/bytes.h"
#include "common/model/column.h"
#include "services/ingest/reading/format_lists.h"

enum format_kind {
	FORMAT_WIDE,        /* a row an area, a column a measure */
	FORMAT_LONG,        /* a row a figure: measure, period, area, value */
	FORMAT_SERIES,      /* a row a measure and year: authority, England, neighbours side by side */
	FORMAT_INSPECTIONS, /* a row a school with one or more inspections */
	FORMAT_NEIGHBOURS,  /* a row a neighbour */
	FORMAT_TIDY,        /* a row an area and a combination of filters, a column a measure */
	FORMAT_DICTIONARY,  /* a row a measure's description */
	FORMAT_AREAS,       /* a row an area's name */
	FORMAT_REGISTER,    /* a row a school, with all that is known of it */
	FORMAT_LINKS,       /* a row a predecessor, a successor or another school that a school is tied to */
	FORMAT_GROUPS,      /* a row a school in a trust, under a sponsor or in a federation */
	FORMAT_EVENTS,      /* a row something that happened to a school or in an authority */
	FORMAT_CHECKED,     /* figures that are checked; only those of the rows in `taken` are taken in */
};

/* What a row of a wide table is about. */
enum row_kind {
	ROW_SCHOOL,
	ROW_AUTHORITY,
	ROW_REGION, /* of the region column; England where that is blank */
	ROW_NATION,
	ROW_NATION_ALL,
	ROW_IGNORED,
};

struct format_row_type {
	char *text; /* value of the type column; "*" for any other */
	enum row_kind is;
	char *group;   /* pupil group or kind of school that the row is about; NULL: all */
	char *setting; /* of a school: mainstream or special; NULL: not said */
};

/* Columns beside the figure's are NULL where there is none. */
struct format_measure {
	char *column;
	char *measure;
	char *cohort;
	char *low;
	char *high;
	char *of; /* the column counts pupils, and the figure is their share of those counted here, in percent */
};

/* The end of a column's name that tells what the figure beside it without that end does not: another pupil group, or
 * an earlier year. "" is the column itself; an entry for it is only needed where no column is without an end. */
struct format_ending {
	char *text;
	char *group;  /* NULL: all */
	char *period; /* NULL: the file's */
	char *cohort; /* column that counts the group; NULL: that of the measure, with the ending */
};

/* A value of a filter and the pupil group that it stands for; "" is no distinction. */
struct format_value {
	char *text;
	char *group;
};

struct format_flag {
	char *text;
	enum flag flag;
};

/* What checks.h checks, by headings of the file; what the header lacks is not checked. */
struct format_difference {
	char *column;
	char *of;
	char *minus;
};

/* A total and its parts: columns of one row (totals), or rows told by the column `measure` (sums). */
struct format_total {
	char *total;
	char **parts;
	uint32_t n_parts;
};

/* A row of a checked table whose figures are taken in, by its text in the column `measure`, and the measure they are. */
struct format_taken {
	char *row;
	char *measure;
};

/* Columns by their role; NULL where a format has none. */
#define FORMAT_COLUMNS(X) \
	X(type)           \
	X(urn)            \
	X(authority)      \
	X(estab)          \
	X(name)           \
	X(phase)          \
	X(sector)         \
	X(pupils)         \
	X(measure)        \
	X(title)          \
	X(period)         \
	X(basis)          \
	X(area)           \
	X(value)          \
	X(local)          \
	X(national)       \
	X(neighbours)     \
	X(set)            \
	X(neighbour)      \
	X(region)         \
	X(district)       \
	X(identifier)     \
	X(level)          \
	X(country)        \
	X(version)        \
	X(group)          \
	X(numerator)      \
	X(denominator)    \
	X(polarity)       \
	X(no_quartile)    \
	X(unit)           \
	X(decimals)       \
	X(laestab)        \
	X(link)           \
	X(kind)           \
	X(date)           \
	X(until)          \
	X(status)         \
	X(outcome)        \
	X(reference)      \
	X(group_uid)      \
	X(group_name)     \
	X(company)        \
	X(remark)

struct format_columns {
#define FORMAT_COLUMN(role) char *role;
	FORMAT_COLUMNS(FORMAT_COLUMN)
#undef FORMAT_COLUMN
};

#endif
