/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a query and as the tables that answer one.
 */
#include "common/model/query.h"

#include "tests/fuzz/model/codec.h"

static int encode_query(struct arena *arena, const void *value, struct buffer *out)
{
	(void)arena;
	return query_encode(value, out);
}

static int decode_query(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return query_decode(arena, bytes, ret, ret_reason);
}

static int encode_result(struct arena *arena, const void *value, struct buffer *out)
{
	return query_result_encode(arena, value, out);
}

static int decode_result(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	*ret_reason = "no tables";
	return query_result_decode(arena, bytes, ret);
}

static void check_result(const void *value)
{
	const struct query_result *result = value;
	size_t length = 0;

	require(result->n_tables <= TABLES_MAX, "tables are few");
	for (size_t i = 0; i < result->n_tables; i++) {
		const struct table *table = &result->table[i];

		require(table->n_columns > 0 && table->n_columns <= TABLE_COLUMNS_MAX, "a table has columns");
		for (size_t k = 0; k < table->n_columns; k++)
			length += strlen(table->column[k]);
		for (size_t k = 0; k < table->n_rows * table->n_columns; k++)
			length += strlen(table->cell[k]);
	}
	require(length < CODEC_ARENA, "cells are texts");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct codec codecs[] = {
		{encode_query, decode_query, NULL, sizeof(struct query)},
		{encode_result, decode_result, check_result, sizeof(struct query_result)},
	};

	for (size_t i = 0; i < ARRAY_LEN(codecs); i++)
		(void)codec_holds(&codecs[i], data, size);
	return 0;
}
