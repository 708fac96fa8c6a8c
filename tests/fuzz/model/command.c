/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a command, as a part of a file and as the result of a command.
 */
#include "common/model/command.h"

#include "tests/fuzz/model/codec.h"

static int encode_command(struct arena *arena, const void *value, struct buffer *out)
{
	(void)arena;
	return command_encode(value, out);
}

static int decode_command(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return command_decode(arena, bytes, ret, ret_reason);
}

static void check_command(const void *value)
{
	const struct command *command = value;

	if (command->kind == COMMAND_SUBMIT)
		require(command->submit.authority <= 999, "an authority is a three-digit code or not said");
	if (command->kind == COMMAND_CASE) {
		require(command->casework.n_row > 0 && command->casework.n_row <= CASE_ROWS_MAX,
			"rows are bounded");
		for (size_t i = 0; i < command->casework.n_row; i++)
			require(command->casework.row[i].n_field <= RECORD_FIELDS_MAX, "fields are bounded");
	}
}

static int encode_transfer(struct arena *arena, const void *value, struct buffer *out)
{
	(void)arena;
	return transfer_encode(value, out);
}

static int decode_transfer(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	*ret_reason = "not a transfer";
	return transfer_decode(arena, bytes, ret);
}

static void check_transfer(const void *value)
{
	require(((const struct transfer *)value)->data.len <= TRANSFER_MAX, "a part is bounded");
}

static int encode_result(struct arena *arena, const void *value, struct buffer *out)
{
	(void)arena;
	return command_result_encode(value, out);
}

static int decode_result(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	*ret_reason = "not a result";
	return command_result_decode(arena, bytes, ret);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct codec codecs[] = {
		{encode_command, decode_command, check_command, sizeof(struct command)},
		{encode_transfer, decode_transfer, check_transfer, sizeof(struct transfer)},
		{encode_result, decode_result, NULL, sizeof(struct command_result)},
	};

	for (size_t i = 0; i < ARRAY_LEN(codecs); i++)
		(void)codec_holds(&codecs[i], data, size);
	return 0;
}
