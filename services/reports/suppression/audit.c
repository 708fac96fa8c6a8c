/* SPDX-License-Identifier: MIT
 *
 * See audit.h.
 */
#include "services/reports/suppression/audit.h"

#include "common/base/error.h"
#include "services/reports/suppression/solve.h"

/* An end of a sum of intervals: what is finite of it, and how many of its parts have no end. */
struct end {
	__int128 sum;
	size_t open;
};

/* Intervals become narrower in each round; what is not known after these follows from no short chain of sums. */
#define ROUNDS_MAX 16

static void add_end(struct end *end, int64_t weight, int64_t figure, int sign)
{
	if (figure == AUDIT_LEAST || figure == AUDIT_MOST)
		end->open += (size_t)(sign > 0 ? 1 : -1);
	else
		end->sum += sign * ((__int128)weight * figure);
}

/* What weight * [low, high] adds to both ends; sign -1 takes it away again. */
static void add_interval(
	struct end *low, struct end *high, int64_t weight, int64_t from, int64_t to, int sign)
{
	if (weight == 0)
		return;
	add_end(low, weight, weight > 0 ? from : to, sign);
	add_end(high, weight, weight > 0 ? to : from, sign);
}

/* What a sum takes a figure for: known, or somewhere in an interval. */
static void of_cell(
	const struct audit_sum *sum, const struct audit_cell *cell, bool known, int64_t *low, int64_t *high)
{
	int64_t value = sum->exact ? cell->shown : cell->value;
	int64_t tolerance = sum->exact ? 1 : cell->tolerance;

	*low = known ? value - tolerance : cell->low;
	*high = known ? value + tolerance : cell->high;
}

static void both_ends(
	const struct audit_cell *cell, const struct audit_sum *sum, struct end *low, struct end *high)
{
	*low = *high = (struct end){0};
	add_interval(low, high, sum->slack, sum->slack_low, sum->slack_high, 1);
	for (size_t i = 0; i < sum->n; i++) {
		const struct audit_cell *one = &cell[sum->term[i].cell];
		int64_t from, to;

		of_cell(sum, one, !one->hidden, &from, &to);
		add_interval(low, high, sum->term[i].weight, from, to, 1);
	}
}

static int64_t held(__int128 wide)
{
	return wide <= INT64_MIN ? AUDIT_LEAST : wide >= INT64_MAX ? AUDIT_MOST : (int64_t)wide;
}

/* wide / by, rounded down; by > 0. */
static __int128 floor_of(__int128 wide, int64_t by)
{
	return wide / by - (wide % by < 0);
}

struct interval {
	int64_t low, high;
};

/* Where the sum says that the hidden figure of term `t` lies, from both ends of the whole sum. */
static struct interval says(
	const struct audit_cell *cell, const struct audit_sum *sum, size_t t, struct end low, struct end high)
{
	const struct audit_cell *target = &cell[sum->term[t].cell];
	int64_t weight = sum->term[t].weight;
	struct interval ret = {target->low, target->high};
	__int128 from, to;
	bool has_from, has_to;

	add_interval(&low, &high, weight, target->low, target->high, -1);
	/* weight * x = -(the others): between -high and -low of them. */
	has_from = weight > 0 ? high.open == 0 : low.open == 0;
	has_to = weight > 0 ? low.open == 0 : high.open == 0;
	from = weight > 0 ? floor_of(-high.sum, weight) : floor_of(low.sum, -weight);
	to = weight > 0 ? -floor_of(low.sum, weight) : -floor_of(-high.sum, -weight);
	if (has_from && held(from) > ret.low)
		ret.low = held(from);
	if (has_to && held(to) < ret.high)
		ret.high = held(to);
	return ret;
}

/* A mean is known when it is to less than this, in millionths: one unit either way. */
#define MEAN_NEED 2000000

static bool narrow(const struct audit_cell *cell, struct interval interval)
{
	__int128 steps = (__int128)cell->steps;

	if (interval.low == AUDIT_LEAST || interval.high == AUDIT_MOST)
		return false;
	if (cell->whole == 0)
		return (__int128)interval.high - interval.low < MEAN_NEED;
	/* Multiples of whole / steps in the interval. */
	return floor_of(((__int128)interval.high + cell->rounding) * steps, cell->whole) +
		       floor_of((cell->rounding - (__int128)interval.low) * steps, cell->whole) + 1 <
	       2;
}

/* Do the figures, as LEEP knows them, add up at all? */
static bool holds(const struct audit_cell *cell, const struct audit_sum *sum)
{
	struct end low = {0}, high = {0};

	add_interval(&low, &high, sum->slack, sum->slack_low, sum->slack_high, 1);
	for (size_t i = 0; i < sum->n; i++) {
		const struct audit_cell *one = &cell[sum->term[i].cell];
		int64_t from, to;

		of_cell(sum, one, one->told, &from, &to);
		add_interval(&low, &high, sum->term[i].weight, one->told ? from : one->least,
			one->told ? to : one->most, 1);
	}
	return (low.open > 0 || low.sum <= 0) && (high.open > 0 || high.sum >= 0);
}

static bool has_hidden(const struct audit_cell *cell, const struct audit_sum *sum)
{
	for (size_t i = 0; i < sum->n; i++)
		if (cell[sum->term[i].cell].hidden)
			return true;
	return false;
}

/* To the steps that are possible, give or take the rounding of what LEEP holds. */
static struct interval to_steps(const struct audit_cell *cell, struct interval interval)
{
	__int128 steps = (__int128)cell->steps;

	if (cell->whole == 0)
		return interval;
	if (interval.low != AUDIT_LEAST)
		interval.low =
			held(-floor_of(-((__int128)interval.low - cell->rounding) * steps, cell->whole) *
					cell->whole / (int64_t)steps -
				cell->rounding);
	if (interval.high != AUDIT_MOST)
		interval.high = held(-floor_of(-(floor_of(((__int128)interval.high + cell->rounding) * steps,
							 cell->whole) *
						       cell->whole),
					     (int64_t)steps) +
				     cell->rounding);
	if (interval.low < cell->low)
		interval.low = cell->low;
	if (interval.high > cell->high)
		interval.high = cell->high;
	return interval;
}

/* Narrow the hidden cells of one sum; true when something changed. */
static bool tighten(struct audit_cell *cell, const struct audit_sum *sum)
{
	struct end low, high;
	bool changed = false;

	both_ends(cell, sum, &low, &high);
	for (size_t i = 0; i < sum->n; i++) {
		struct audit_cell *target = &cell[sum->term[i].cell];
		struct interval now;

		if (!target->hidden)
			continue;
		now = to_steps(target, says(cell, sum, i, low, high));
		if ((now.low == target->low && now.high == target->high) || now.low > now.high)
			continue;
		/* A cell stands once in a sum, so that the ends are still right for the others, if wider than need be. */
		target->low = now.low;
		target->high = now.high;
		changed = true;
	}
	return changed;
}

static void look(struct audit_cell *cell, size_t n, const struct audit_sum *sum, size_t n_sums)
{
	bool changed = true;

	for (size_t i = 0; i < n; i++) {
		cell[i].low = cell[i].least;
		cell[i].high = cell[i].most;
	}
	for (unsigned round = 0; changed && round < ROUNDS_MAX; round++) {
		changed = false;
		for (size_t i = 0; i < n_sums; i++)
			if (!sum[i].off && has_hidden(cell, &sum[i]))
				changed = tighten(cell, &sum[i]) || changed;
	}
}

/* Which is hidden first? Nobody hides a part without pupils while there is another: it would not help. */
static bool before(const struct audit_cell *a, const struct audit_cell *b)
{
	if (a->last != b->last)
		return b->last;
	if ((a->pupils == 0) != (b->pupils == 0))
		return a->pupils != 0;
	return a->pupils < b->pupils;
}

/* The next to be hidden in a sum, or -1 when nothing is left: its place among the terms, where the total is last. A total is hidden only for a figure that LEEP itself hides:
 * what a source hid and its own total tells is public already, and a school's figure would be lost for nothing. */
static ptrdiff_t candidate(const struct audit_cell *cell, const struct audit_sum *sum, bool own)
{
	ptrdiff_t best = -1;

	for (size_t i = 0; i < sum->n; i++) {
		const struct audit_cell *one = &cell[sum->term[i].cell];

		if (one->hidden || (sum->term[i].weight < 0 && (best >= 0 || !own)))
			continue;
		if (best < 0 || before(one, &cell[sum->term[best].cell]))
			best = (ptrdiff_t)i;
	}
	return best;
}

/* Hide one cell for a revealed one: a part rather than a total, in the sum that tells most of it; with `alone` only in one
 * that reveals it by itself. */
static bool help(
	struct audit_cell *cell, uint32_t revealed, bool alone, const struct audit_sum *sum, size_t n_sums)
{
	struct audit_cell *target = &cell[revealed], *best = NULL;
	__int128 least = 0;
	bool part = false;

	target->low = target->least;
	target->high = target->most;
	for (size_t i = 0; i < n_sums; i++) {
		for (size_t t = 0; t < sum[i].n && !sum[i].off; t++) {
			struct interval now;
			struct end low, high;
			__int128 width;
			ptrdiff_t next;

			if (sum[i].term[t].cell != revealed)
				continue;
			both_ends(cell, &sum[i], &low, &high);
			now = says(cell, &sum[i], t, low, high);
			width = (__int128)now.high - now.low;
			next = candidate(cell, &sum[i], target->own);
			if (next < 0 || (alone && !narrow(target, now)) ||
				(best != NULL &&
					(part != (sum[i].term[next].weight > 0) ? part : width >= least)))
				continue;
			best = &cell[sum[i].term[next].cell];
			part = sum[i].term[next].weight > 0;
			least = width;
		}
	}
	if (best == NULL)
		return false;
	best->hidden = best->secret = true;
	best->own = target->own;
	best->low = best->least;
	best->high = best->most;
	return true;
}

static bool is_revealed(const struct audit_cell *cell)
{
	return cell->hidden && cell->secret && narrow(cell, (struct interval){cell->low, cell->high});
}

/* One round of intervals; true when something more was hidden. What no sum reveals alone is often helped by what is hidden
 * for others; only when nothing was, one is hidden where most is told of it. */
static bool guard_intervals(struct audit_cell *cell, size_t n, const struct audit_sum *sum, size_t n_sums)
{
	bool hid = false;

	look(cell, n, sum, n_sums);
	for (size_t i = 0; i < n; i++) {
		struct interval seen = {cell[i].low, cell[i].high};

		if (!is_revealed(&cell[i]))
			continue;
		if (help(cell, (uint32_t)i, true, sum, n_sums)) {
			hid = true;
			continue;
		}
		cell[i].low = seen.low;
		cell[i].high = seen.high;
	}
	for (size_t i = 0; i < n && !hid; i++)
		if (cell[i].own && is_revealed(&cell[i]))
			hid = help(cell, (uint32_t)i, false, sum, n_sums);
	return hid;
}

/* The same for what several sums determine together. */
static int guard_knots(struct arena *arena, struct audit_cell *cell, size_t n, const struct audit_sum *sum,
	size_t n_sums, bool *ret_hid)
{
	bool *known = arena_take_array(arena, n, sizeof(*known));
	int rc = known == NULL ? ERR_NOMEM : solve_determined(arena, cell, n, sum, n_sums, known);

	*ret_hid = false;
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (known[i] && cell[i].secret && cell[i].own)
			*ret_hid = help(cell, (uint32_t)i, false, sum, n_sums) || *ret_hid;
	return rc;
}

int audit_protect(
	struct arena *arena, struct audit_cell *cell, size_t n, struct audit_sum *sum, size_t n_sums)
{
	bool hid = true, own = false;
	int rc = 0;

	for (size_t i = 0; i < n_sums; i++)
		sum[i].off = !holds(cell, &sum[i]);
	for (size_t i = 0; i < n; i++)
		own = own || cell[i].own;
	while (rc == 0 && hid) {
		while (guard_intervals(cell, n, sum, n_sums))
			;
		hid = false;
		if (own)
			rc = guard_knots(arena, cell, n, sum, n_sums, &hid);
	}
	return rc;
}
