/* SPDX-License-Identifier: MIT
 *
 * See spill.h. The runs' next cells stand in a heap; a run is read by stretches, so that the disk is read in order.
 */
#include "services/ingest/columns/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/bytes.h"
#include "common/base/file.h"

/* A run is written by pieces of this many cells: 96 KB. */
#define PIECE ((size_t)4096)

struct run {
	uint64_t next, end; /* positions in the file that are still to be read */
	struct cell *cell;  /* what was read: cells `at` to `n` are still to be given */
	size_t at, n;
};

struct spill {
	int runs_fd, kept_fd;
	uint64_t spilled;
	struct run run[SPILL_RUNS_MAX];
	size_t n_runs;
	struct run *heap[SPILL_RUNS_MAX]; /* the run with the lowest next cell first */
	size_t n_heap;
	const uint32_t *rank;
	size_t stretch; /* cells of memory that each run and the output have */
	struct cell *out;
	size_t n_out;
};

static int open_nameless(const char *folder, int *ret)
{
	char path[FILE_PATH_MAX];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/cells.%d", folder, (int)getpid());
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
	(void)unlink(path);
	*ret = fd;
	return 0;
}

int spill_open(const char *folder, struct spill **ret)
{
	struct spill *spill = calloc(1, sizeof(*spill));
	int rc;

	if (spill == NULL)
		return ERR_NOMEM;
	spill->runs_fd = spill->kept_fd = -1;
	rc = open_nameless(folder, &spill->runs_fd);
	if (rc == 0)
		rc = open_nameless(folder, &spill->kept_fd);
	if (rc < 0) {
		spill_free(spill);
		return rc;
	}
	*ret = spill;
	return 0;
}

void spill_free(struct spill *spill)
{
	if (spill == NULL)
		return;
	if (spill->runs_fd >= 0)
		(void)close(spill->runs_fd);
	if (spill->kept_fd >= 0)
		(void)close(spill->kept_fd);
	free(spill);
}

int spill_run(struct spill *spill, const struct cell *cell, const uint32_t *order, size_t n)
{
	struct run *run = &spill->run[spill->n_runs];
	struct cell *piece;
	int rc = 0;

	if (spill->n_runs == SPILL_RUNS_MAX)
		return ERR_LIMIT;
	piece = malloc(PIECE * sizeof(*piece));
	if (piece == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; rc == 0 && i < n;) {
		size_t k = 0;

		while (k < PIECE && i < n)
			piece[k++] = cell[order[i++]];
		rc = file_write(spill->runs_fd, bytes_of(piece, k * sizeof(*piece)));
	}
	free(piece);
	if (rc < 0)
		return rc;
	run->next = spill->spilled;
	spill->spilled += n;
	run->end = spill->spilled;
	spill->n_runs++;
	return 0;
}

static int read_cells(int fd, uint64_t first, size_t n, struct cell *ret)
{
	uint8_t *to = (uint8_t *)ret;
	size_t left = n * sizeof(*ret);
	off_t at = (off_t)(first * sizeof(*ret));

	while (left > 0) {
		ssize_t got = pread(fd, to, left, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return ERR_IO;
		to += got;
		at += got;
		left -= (size_t)got;
	}
	return 0;
}

/* The next stretch of a run; `n` is 0 at its end. */
static int refill(struct spill *spill, struct run *run)
{
	uint64_t left = run->end - run->next;
	int rc;

	run->at = 0;
	run->n = left < spill->stretch ? (size_t)left : spill->stretch;
	rc = read_cells(spill->runs_fd, run->next, run->n, run->cell);
	run->next += run->n;
	return rc;
}

/* Does the next cell of `a` come before that of `b`? */
static bool before(const struct spill *spill, const struct run *a, const struct run *b)
{
	const struct cell *x = &a->cell[a->at];
	const struct cell *y = &b->cell[b->at];

	if (x->column != y->column)
		return spill->rank[x->column] < spill->rank[y->column];
	if (x->area != y->area)
		return x->area < y->area;
	if (x->row != y->row)
		return x->row < y->row;
	return a < b;
}

/* Move the run at `i` down to where it belongs. */
static void sink(struct spill *spill, size_t i)
{
	struct run *run = spill->heap[i];

	for (;;) {
		size_t low = 2 * i + 1;

		if (low + 1 < spill->n_heap && before(spill, spill->heap[low + 1], spill->heap[low]))
			low++;
		if (low >= spill->n_heap || before(spill, run, spill->heap[low]))
			break;
		spill->heap[i] = spill->heap[low];
		i = low;
	}
	spill->heap[i] = run;
}

int spill_merge_begin(struct spill *spill, const uint32_t *rank, struct cell *memory, size_t room)
{
	spill->rank = rank;
	spill->stretch = room / (spill->n_runs + 1);
	spill->out = memory + spill->n_runs * spill->stretch;
	spill->n_heap = 0;
	for (size_t i = 0; i < spill->n_runs; i++) {
		struct run *run = &spill->run[i];
		int rc;

		run->cell = memory + i * spill->stretch;
		rc = refill(spill, run);
		if (rc < 0)
			return rc;
		if (run->n > 0)
			spill->heap[spill->n_heap++] = run;
	}
	for (size_t i = spill->n_heap; i > 0; i--)
		sink(spill, i - 1);
	return 0;
}

int spill_merge_next(struct spill *spill, struct cell *ret)
{
	struct run *run = spill->heap[0];
	int rc = 0;

	if (spill->n_heap == 0)
		return 0;
	*ret = run->cell[run->at++];
	if (run->at == run->n)
		rc = refill(spill, run);
	if (rc < 0)
		return rc;
	if (run->n == 0)
		spill->heap[0] = spill->heap[--spill->n_heap];
	if (spill->n_heap > 0)
		sink(spill, 0);
	return 1;
}

int spill_merge_end(struct spill *spill)
{
	size_t n = spill->n_out;

	spill->n_out = 0;
	return file_write(spill->kept_fd, bytes_of(spill->out, n * sizeof(*spill->out)));
}

int spill_keep(struct spill *spill, const struct cell *cell)
{
	spill->out[spill->n_out++] = *cell;
	return spill->n_out == spill->stretch ? spill_merge_end(spill) : 0;
}

int spill_read(struct spill *spill, uint64_t first, size_t n, struct cell *ret)
{
	return read_cells(spill->kept_fd, first, n, ret);
}
