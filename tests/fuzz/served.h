/* SPDX-License-Identifier: MIT
 *
 * A service without its sockets, for targets that call its handlers as its frame does: on a real store in the scratch
 * folder, opened as for a replay. What the handlers say and do must leave nothing that stops a service.
 */
#ifndef LEEP_TESTS_FUZZ_SERVED_H
#define LEEP_TESTS_FUZZ_SERVED_H

#include <signal.h>

#include "common/service/parts.h"
#include "tests/fuzz/fuzz.h"

struct served {
	struct service *service;
	void *self;
	void (*free)(void *self);
};

static char served_folder[80], served_share[80];

/* Folders of the program's data: a small catalogue, since it is read at every start, and no formats yet. Once. */
static inline void served_prepare(void)
{
	static const char measures[] =
		"measures:\n"
		"  - {id: absence.overall, title: A, phase: absence, unit: percent, decimals: 1,\n"
		"     polarity: low, basis: state-funded, year: academic, interval: wilson, source: S}\n"
		"  - {id: ks4.attainment8, title: B, phase: ks4, unit: score, decimals: 1, polarity: high,\n"
		"     basis: state-funded, year: academic, worked_out: mean, no_entries: zero,\n"
		"     interval: progress, spreads: [{year: 2018/19, sd: 1.28}], source: S}\n"
		"  - {id: ks4.pupils, title: C, phase: ks4, unit: count, decimals: 0, polarity: none,\n"
		"     basis: state-funded, year: academic, worked_out: sum, source: S}\n";
	static const char areas[] = "areas:\n  - {kind: nation, code: 0, name: England}\n";
	static const char groups[] = "groups:\n  - {group: girls, beside: all}\n";
	static const char a_g[] =
		"indicators:\n"
		"  - {letter: A, text: T, lines: [{phase: ks4, measures: [ks4.attainment8]}]}\n"
		"  - {letter: B, text: T, lines: [{phase: ks4, measures: [ks4.attainment8]}]}\n"
		"  - {letter: C, text: T, lines: [{phase: ks4, measures: [ks4.attainment8]}]}\n"
		"  - {letter: D, text: T, lines: [{phase: ks4, measures: [ks4.attainment8, lait.A]}]}\n"
		"  - {letter: E, text: T, lines: [{phase: ks4, measures: [ks4.attainment8]}]}\n"
		"  - {letter: F, text: T, lines: [{phase: ks4, measures: [ks4.attainment8]}]}\n"
		"  - {letter: G, text: T, lines: [{phase: ks4, measures: [ks4.attainment8]}]}\n";
	static const char *const folders[] = {"", "/catalogue", "/formats"};
	char path[120];

	if (served_share[0] != '\0')
		return;
	(void)snprintf(served_share, sizeof(served_share), "%s/share", scratch_folder());
	(void)snprintf(served_folder, sizeof(served_folder), "%s/run", scratch_folder());
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", served_share, folders[i]);
		require(mkdir(path, 0700) == 0, "a folder");
	}
	(void)scratch_file("share/catalogue/measures.yaml", measures, sizeof(measures) - 1);
	(void)scratch_file("share/catalogue/areas.yaml", areas, sizeof(areas) - 1);
	(void)scratch_file("share/catalogue/groups.yaml", groups, sizeof(groups) - 1);
	(void)scratch_file("share/catalogue/indicators_a_g.yaml", a_g, sizeof(a_g) - 1);
}

/* The frame of a service whose state is in the folder `state`; the service's own open is up to the caller. */
static inline void served_open(struct served *served, const struct service_spec *spec, const char *state)
{
	char replay[100], leep[] = "leep", dir[] = "--dir", share[] = "--share", option[] = "--replay",
			  map[] = "--map-size", size[] = "8m", log[] = "--log", level[] = "error";
	char *argv[] = {leep, dir, served_folder, share, served_share, option, replay, map, size, log, level};
	sigset_t before;

	(void)mkdir(served_folder, 0700);
	(void)snprintf(replay, sizeof(replay), "%s/%s", served_folder, state);
	(void)sigprocmask(SIG_BLOCK, NULL, &before);
	require(service_open(&served->service, spec, ARRAY_LEN(argv), argv) == 0, "the service opens");
	(void)sigprocmask(SIG_SETMASK, &before, NULL); /* whoever fuzzes may stop */
}

static inline void served_close(struct served *served)
{
	served->free(served->self);
	service_free(served->service);
}

/* One slice of work; true when it ended a piece. An undone one leaves no trace. */
static inline bool served_work(struct served *served, bool undone)
{
	const struct service_handlers *handlers = served->service->handlers;
	bool finished = false;
	struct txn txn;

	(void)txn_begin(served->service->store, TXN_WRITE, &txn);
	if (handlers->pending(served->service->self, &txn))
		require(handlers->work(served->service->self, &txn, &finished) == 0, "work stops nothing");
	if (undone) {
		txn_abort(&txn);
		if (handlers->forget != NULL)
			handlers->forget(served->service->self);
		return false;
	}
	require(txn_commit(&txn) == 0, "work is committed");
	require(store_maintain(served->service->store) == 0, "and the store grows with it");
	return finished;
}

static inline bool served_pending(struct served *served)
{
	struct txn txn;
	bool pending;

	(void)txn_begin(served->service->store, TXN_READ, &txn);
	pending = served->service->handlers->pending != NULL &&
		  served->service->handlers->pending(served->service->self, &txn);
	txn_abort(&txn);
	return pending;
}

/* One event of an input, all of what follows from it, and nothing stops. */
static inline void served_apply(struct served *served, struct bytes event)
{
	const char *reason = "";
	struct txn txn;
	int rc;

	(void)txn_begin(served->service->store, TXN_WRITE, &txn);
	rc = served->service->handlers->apply(served->service->self, &txn, 0, event, &reason);
	require(rc == 0 || rc == ERR_BADMSG, "no event stops the service");
	require(txn.error == 0, "nor fails its transaction");
	if (rc < 0)
		require_reason(reason);
	require(txn_commit(&txn) == 0, "what was applied is committed");
	require(store_maintain(served->service->store) == 0, "and the store grows with it");
	while (served_pending(served))
		(void)served_work(served, false);
}

static inline void require_same_state(struct served *one, struct served *other)
{
	uint8_t a[STORE_DIGEST_LEN], b[STORE_DIGEST_LEN];

	require(store_digest(one->service->store, a) == 0 && store_digest(other->service->store, b) == 0,
		"digests");
	require(memcmp(a, b, sizeof(a)) == 0, "the same again makes the same state");
}

#endif
