/* SPDX-License-Identifier: MIT
 *
 * See people.h.
 */
#include "services/reports/suppression/people.h"

#include <string.h>

static bool begins(const char *id, const char *with)
{
	return strncmp(id, with, strlen(with)) == 0;
}

static bool ends(const char *id, const char *with)
{
	size_t len = strlen(id), end = strlen(with);

	return len >= end && strcmp(id + len - end, with) == 0;
}

enum people people_of(const struct measure *measure, const char *id, const char *unit, const char *group)
{
	if (measure != NULL)
		unit = measure->unit;
	if (begins(id, "ofsted.") || begins(id, "gias."))
		return PEOPLE_NOT;
	if (measure != NULL && strcmp(unit, "count") == 0)
		return strcmp(group, "all") == 0 ? PEOPLE_SIZE : PEOPLE_COUNT;
	/* A council's own counts say what they count. */
	if (ends(id, ".pupils") || ends(id, ".children"))
		return PEOPLE_COUNT;
	return strcmp(unit, "percent") == 0 || strcmp(unit, "%") == 0 ? PEOPLE_SHARE : PEOPLE_MEAN;
}

enum people people_seen(enum people people, const struct measure *measure, const struct column *figures)
{
	if (people != PEOPLE_MEAN || measure != NULL || figures->numerator == NULL ||
		figures->denominator == NULL)
		return people;
	for (size_t i = 0; i < figures->n; i++) {
		int64_t numerator = figures->numerator[i], denominator = figures->denominator[i];
		int64_t value, share;

		if (numerator == DECIMAL_NONE || denominator == DECIMAL_NONE || denominator <= 0 ||
			column_flag(figures, i) != FLAG_PRESENT)
			continue;
		share = decimal_divide((__int128)numerator * MICRO_PERCENT, denominator);
		return decimal_rescale(figures->value[i], figures->scale, MICRO_SCALE, &value) &&
				       share - value <= 500000 && value - share <= 500000
			       ? PEOPLE_SHARE
			       : people;
	}
	return people;
}

uint64_t people_behind(enum people people, const struct column *figures, size_t i)
{
	int64_t whole, denominator;

	if (people == PEOPLE_COUNT || people == PEOPLE_SIZE)
		return column_flag(figures, i) == FLAG_PRESENT && figures->value[i] > 0 &&
				       decimal_rescale(figures->value[i], figures->scale, 0, &whole)
			       ? (uint64_t)whole
			       : 0;
	if (array_pupils(figures->cohort, i) != 0)
		return figures->cohort[i];
	denominator = array_figure(figures->denominator, i);
	return denominator > 0 && decimal_rescale(denominator, figures->scale, 0, &whole) ? (uint64_t)whole
											  : 0;
}

bool people_small(enum people people, const struct column *figures, size_t i, uint64_t threshold)
{
	bool never = people == PEOPLE_NOT || people == PEOPLE_SIZE;
	uint64_t n = never ? 0 : people_behind(people, figures, i);
	return n > 0 && n < threshold;
}
