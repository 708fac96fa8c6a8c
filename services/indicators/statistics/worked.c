/* SPDX-License-Identifier: MIT
 *
 * See worked.h.
 */
#include "services/indicators/statistics/worked.h"

void worked_add_school(
	struct worked *worked, const struct measure *measure, const struct column *schools, size_t i)
{
	enum flag flag = column_flag(schools, i);
	uint64_t cohort = array_pupils(schools->cohort, i);
	int64_t value = flag == FLAG_PRESENT ? column_micro(schools, i) : 0;

	if (flag == FLAG_SUPPRESSED) {
		worked->hidden++;
		worked->hidden_cohort += cohort;
	}
	if (flag == FLAG_NO_ENTRIES && !measure->no_entries_zero)
		return;
	if (flag != FLAG_PRESENT && flag != FLAG_NO_ENTRIES)
		return;
	if (value == DECIMAL_NONE)
		return;
	if (measure->worked_out == WORKED_OUT_SUM)
		worked->weighted += value;
	else if (cohort > 0)
		worked->weighted += (__int128)value * (int64_t)cohort;
	else
		return;
	worked->cohort += cohort;
	worked->schools++;
}

struct worked worked_from_schools(const struct measure *measure, const struct column *schools)
{
	struct worked worked = {0};

	for (size_t i = 0; i < schools->n; i++)
		worked_add_school(&worked, measure, schools, i);
	return worked;
}

bool worked_same(const struct worked *a, const struct worked *b)
{
	return a->weighted == b->weighted && a->cohort == b->cohort && a->schools == b->schools &&
	       a->hidden == b->hidden && a->hidden_cohort == b->hidden_cohort;
}

void worked_add(struct worked *total, const struct worked *part)
{
	total->weighted += part->weighted;
	total->cohort += part->cohort;
	total->schools += part->schools;
	total->hidden += part->hidden;
	total->hidden_cohort += part->hidden_cohort;
}

int64_t worked_figure(const struct measure *measure, const struct worked *worked)
{
	if (worked->schools == 0)
		return DECIMAL_NONE;
	if (measure->worked_out == WORKED_OUT_SUM &&
		(worked->weighted > INT64_MAX || worked->weighted <= INT64_MIN))
		return DECIMAL_NONE;
	if (measure->worked_out == WORKED_OUT_SUM)
		return (int64_t)worked->weighted;
	return worked->cohort == 0 ? DECIMAL_NONE : decimal_divide(worked->weighted, (int64_t)worked->cohort);
}
