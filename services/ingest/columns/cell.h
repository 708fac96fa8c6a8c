/* SPDX-License-Identifier: MIT
 *
 * A cell as it waits to be laid out, in 24 bytes: a file has millions. What stands beside a value (its interval, what it
 * was divided from) is a cell of its own behind it, of the same column, area and row. Shared by the files that build
 * columns: builder.c, spill.c, layout.c.
 */
#ifndef LEEP_INGEST_CELL_H
#define LEEP_INGEST_CELL_H

#include "common/base/csv.h"
#include "common/model/column.h"
#include "services/ingest/columns/builder.h"

enum part { PART_VALUE, PART_LOW, PART_HIGH, PART_NUMERATOR, PART_DENOMINATOR, PARTS };

#define CELL_COLUMN_BITS 17
#define CELL_SOURCE_BITS 12
#define CELL_ROW_BITS    24

struct cell {
	int64_t m; /* DECIMAL_NONE where flagged */
	uint32_t area;
	uint32_t cohort;
	uint32_t row : CELL_ROW_BITS, scale : 4, flag : 4;
	uint32_t column : CELL_COLUMN_BITS, source : CELL_SOURCE_BITS, part : 3;
};

_Static_assert(sizeof(struct cell) == BUILDER_CELL_BYTES, "memory and temporary files are reckoned with it");
_Static_assert(CSV_ROWS_MAX < 1u << CELL_ROW_BITS, "every row has its number");
_Static_assert(CSV_COLUMNS_MAX <= 1 << CELL_SOURCE_BITS, "every column of a file has its number");
_Static_assert(FLAGS <= 16 && DECIMAL_SCALE_MAX < 16 && PARTS <= 8, "each fits its bits");

#endif
