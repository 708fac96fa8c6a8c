/* SPDX-License-Identifier: MIT
 *
 * See transfer.h. Size and digest are those of the bytes as they were sent, so ingest can tell whether they arrived.
 */
#include "services/cli/transfer.h"

#include <sys/stat.h>

#include "common/base/sha256.h"

struct reading {
	struct transferring *of;
	struct sha256 *hash;
	uint8_t *part;
	bool failed; /* the file cannot be read on */
};

/* The next part of the file, hashed on its way. */
static int next_part(void *context, struct buffer *body)
{
	struct reading *reading = context;
	struct transferring *of = reading->of;
	struct transfer transfer = {.offset = of->size};
	size_t n = fread(reading->part, 1, TRANSFER_MAX, of->file);

	reading->failed = ferror(of->file) != 0;
	if (n == 0 || reading->failed)
		return 0;
	transfer.data = bytes_of(reading->part, n);
	sha256_add(reading->hash, transfer.data);
	of->size += n;
	return transfer_encode(&transfer, body) < 0 ? ERR_NOMEM : 1;
}

static int send_parts(struct cli *cli, struct transferring *of, struct answer *ret)
{
	static uint8_t part[TRANSFER_MAX];
	struct reading reading = {.of = of, .part = part};
	struct request request = {.kind = REQUEST_TRANSFER, .who = cli->who};
	int status;

	if (sha256_open(&reading.hash) < 0)
		return cli_fail(ERR_NOMEM, "out of memory");
	memcpy(request.id, of->id, REQUEST_ID_LEN);
	rewind(of->file);
	of->size = 0;
	status = cli_call_all(cli, "ingest", &of->client, &request, next_part, &reading, ANSWER_MS, ret);
	if (status == 0 && reading.failed)
		status = cli_fail(ERR_IO, "'%s' cannot be read to its end", of->path);
	if (status == 0 && sha256_end(reading.hash, of->sha256) < 0)
		status = cli_fail(ERR_NOMEM, "out of memory");
	sha256_free(reading.hash);
	return status;
}

/* Tell ingest to forget the parts. When that fails they go with its next start, or when others need the place. */
static void take_back(struct cli *cli, struct transferring *of)
{
	struct request request = {.kind = REQUEST_TRANSFER, .who = cli->who};
	struct transfer nothing = {.offset = 0};
	struct answer answer;
	struct buffer body;

	buffer_init(&body, 64);
	memcpy(request.id, of->id, REQUEST_ID_LEN);
	if (transfer_encode(&nothing, &body) == 0) {
		request.body = bytes_of(body.data, body.len);
		(void)client_call(of->client, &request, ANSWER_MS, &answer);
	}
	buffer_done(&body);
}

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

int transfer_file(struct cli *cli, struct transferring *transferring, struct answer *ret)
{
	struct stat before = {0}, after = {0};
	int status;

	ret->code = 0;
	if (fstat(fileno(transferring->file), &before) < 0)
		return cli_fail(ERR_IO, "'%s' cannot be read", transferring->path);
	status = send_parts(cli, transferring, ret);
	if (status != 0 || ret->code < 0 || !S_ISREG(before.st_mode))
		return status;
	if (fstat(fileno(transferring->file), &after) == 0 && before.st_size == after.st_size &&
		same_time(before.st_mtim, after.st_mtim) && (uint64_t)after.st_size == transferring->size)
		return 0;
	take_back(cli, transferring);
	return cli_fail(ERR_REFUSED,
		"'%s' was changed while it was being sent: submit it again when it is complete",
		transferring->path);
}
