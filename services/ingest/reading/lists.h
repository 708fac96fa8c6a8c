/* SPDX-License-Identifier: MIT
 *
 * Lists that grow with the file - schools, inspections, neighbour sets, measures, ties, events - and the readers of the
 * rows that fill them; part of rows.h.
 */
#ifndef LEEP_INGEST_LISTS_H
#define LEEP_INGEST_LISTS_H

#include "common/base/csv.h"
#include "common/model/inspection.h"

struct intake;

struct list {
	void *items;
	size_t n, room, size;
	size_t part; /* entries in one event */
	bool full;   /* more than LIST_BYTES_MAX was asked for */
};

/* Of one list: 67,000 schools of 312 bytes. The register of England has 51,000, which take 16 MB, and no list of it more:
 * its links are 34,000, a month of inspections 66,000 shorter entries. */
#define LIST_BYTES_MAX ((size_t)20 * 1024 * 1024)

/* Before the first row; at the end; and whether one of them asked for more than LIST_BYTES_MAX. */
void lists_init(struct intake *intake);
void lists_free(struct intake *intake);
bool lists_full(struct intake *intake);

/* What all of them hold. */
size_t lists_bytes(struct intake *intake);

/* Add a zeroed item and return it; NULL when memory is short or the list full. */
void *list_add(struct list *list);

/* A new school that the row tells of, with its name and phase; NULL when memory is short or the list full. */
struct school *list_school(struct intake *intake, const struct csv_row *row, uint32_t urn);

/* Sort what the lists hold and drop repetitions, when all rows were read. ERR_NOMEM. */
int lists_finish(struct intake *intake);

/* The columns of one inspection of a row. */
struct inspection_position {
	int inspected, published, overall, concern, safeguarding, outcome, own, own_urn;
	uint32_t since; /* day; 0: all */
	int judgement[JUDGEMENTS_MAX], date[JUDGEMENTS_MAX];
};

/* Find what a register or a list of inspections needs beside the roles. ERR_NOMEM. */
int register_prepare(struct intake *intake, const struct csv_row *header);
int inspections_prepare(struct intake *intake, const struct csv_row *header);

/* One row each, as in rows.h. */
int inspections_row(struct intake *intake, const struct csv_row *row);
int neighbours_row(struct intake *intake, const struct csv_row *row);
int register_row(struct intake *intake, const struct csv_row *row);
int links_row(struct intake *intake, const struct csv_row *row);
int groups_row(struct intake *intake, const struct csv_row *row);
int events_row(struct intake *intake, const struct csv_row *row);

#endif
