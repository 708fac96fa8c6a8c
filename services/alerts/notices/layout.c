/* SPDX-License-Identifier: MIT
 *
 * See layout.h.
 */
#include "services/alerts/notices/layout.h"

/* What is said of one alert: 24 figures of 13 lines, each of which passes through a few texts of 200 to 3,000 bytes. */
#define ONE_ARENA_MAX ((size_t)2 * 1024 * 1024)

/* A part is written aside, and taken when it fits. */
struct fitting {
	const struct layout *layout;
	const struct notice *notice;
	struct words head, one; /* arenas of what stays, and of one alert */
	struct said_notice said;
	struct said_alert alert;
	struct buffer part;
	size_t room;            /* that is left before the tail */
	size_t things, schools; /* that were left out */
};

static bool take(struct fitting *fitting, struct buffer *out)
{
	bool fits = !fitting->part.failed && fitting->part.len <= fitting->room;

	if (fits) {
		buffer_add(out, fitting->part.data, fitting->part.len);
		fitting->room -= fitting->part.len;
	}
	buffer_clear(&fitting->part);
	return fits;
}

/* A school with its first alert, and the others one by one; false when there is no room for more. */
static bool write_school(struct fitting *fitting, size_t nth, struct buffer *out)
{
	const struct notice_school *school = &fitting->notice->school[nth];

	for (size_t i = 0; i < school->n; i++) {
		arena_reset(fitting->one.arena);
		said_alert(&fitting->one, fitting->notice, &school->alert[i], &fitting->alert);
		if (i == 0)
			fitting->layout->school(&fitting->part, &fitting->said, nth);
		fitting->layout->alert(&fitting->part, &fitting->said, i + 1, &fitting->alert);
		if (take(fitting, out))
			continue;
		if (i == 0)
			fitting->layout->school(&fitting->part, &fitting->said, nth);
		fitting->layout->briefly(&fitting->part, &fitting->said, i + 1, &fitting->alert);
		if (take(fitting, out))
			continue;
		fitting->things += school->n - i;
		fitting->schools++;
		return false;
	}
	return true;
}

/* The longest tail there can be comes off the room first. */
static int write_all(struct fitting *fitting, size_t max, struct buffer *out)
{
	const struct said_notice *said = &fitting->said;
	const struct notice *notice = fitting->notice;
	size_t things = 0;
	size_t nth = 0;

	for (size_t i = 0; i < notice->n_school; i++)
		things += notice->school[i].n;
	/* Of more than one, the words are the longest. */
	fitting->layout->tail(
		&fitting->part, said, said_left(&fitting->head, said, things + 2, notice->n_school + 2));
	if (fitting->part.failed || fitting->part.len > max)
		return ERR_LIMIT;
	fitting->room = max - fitting->part.len;
	buffer_clear(&fitting->part);
	fitting->layout->head(&fitting->part, said);
	if (!take(fitting, out))
		return ERR_LIMIT;
	while (nth < said->n_school && write_school(fitting, nth, out))
		nth++;
	for (nth++; nth < said->n_school; nth++) {
		fitting->things += notice->school[nth].n;
		fitting->schools++;
	}
	fitting->layout->tail(out, said, said_left(&fitting->head, said, fitting->things, fitting->schools));
	if (fitting->head.failed || fitting->one.failed)
		return ERR_NOMEM;
	return out->failed ? ERR_LIMIT : 0;
}

int layout_write(const struct layout *layout, const struct notice *notice, const struct catalogue *catalogue,
	size_t max, struct buffer *out)
{
	struct fitting fitting = {.layout = layout, .notice = notice};
	int rc = ERR_NOMEM;

	fitting.head = (struct words){arena_open(SAID_ARENA_MAX), catalogue, false};
	fitting.one = (struct words){arena_open(ONE_ARENA_MAX), catalogue, false};
	buffer_init(&fitting.part, max);
	if (fitting.head.arena != NULL && fitting.one.arena != NULL) {
		said_notice(&fitting.head, notice, &fitting.said);
		rc = write_all(&fitting, max, out);
	}
	buffer_done(&fitting.part);
	arena_free(fitting.head.arena);
	arena_free(fitting.one.arena);
	return rc;
}
