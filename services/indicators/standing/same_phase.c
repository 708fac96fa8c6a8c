/* SPDX-License-Identifier: MIT
 *
 * A school beside those of its authority that are of the same phase: primary schools beside primary schools. The mean
 * is the one that the authority's figure would be if only they were its schools (worked.h), where it is worked out from
 * schools and the pupils behind every figure are known; else the simple mean of their figures. Nothing for a school
 * whose phase is not known, nor where only one of the phase has a figure.
 *
 * Example: three primary schools with 60.0 % of 10 pupils, 80.0 % of 30 and none, and a special school with 5.0 %: the
 * three are beside (600 + 2,400) / 40 = 75.0 of 2 schools, the special school beside nothing.
 */
#include "services/indicators/phase.h"
#include "services/indicators/schools.h"
#include "services/indicators/standing/part.h"

/* The schools of one phase. */
struct together {
	struct worked worked;
	__int128 sum;
	uint32_t with_figure;
	bool uncounted; /* a figure without its pupils is among them */
};

static enum school_phase phase_of(const struct standing *s, struct area school)
{
	struct school known;

	return area_kind(school) == AREA_SCHOOL && schools_get(s->txn, s->arena, area_code(school), &known)
		       ? phase_of_school(&known)
		       : PHASE_UNKNOWN;
}

static void add_school(
	const struct standing *s, const struct column *figures, size_t i, struct together *together)
{
	bool mean = s->measure != NULL && s->measure->worked_out == WORKED_OUT_MEAN;

	if (mean)
		worked_add_school(&together->worked, s->measure, figures, i);
	if (s->figure[i] == DECIMAL_NONE)
		return;
	together->sum += s->figure[i];
	together->with_figure++;
	if (!mean || figures->cohort == NULL || figures->cohort[i] == 0)
		together->uncounted = true;
}

/* Their mean; DECIMAL_NONE when it would be one school's figure. */
static int64_t mean_of(const struct standing *s, const struct together *together, uint32_t *ret_schools)
{
	*ret_schools = together->uncounted ? together->with_figure : together->worked.schools;
	if (together->with_figure == 0 || *ret_schools < 2) {
		*ret_schools = 0;
		return DECIMAL_NONE;
	}
	return together->uncounted ? decimal_divide(together->sum, together->with_figure)
				   : worked_figure(s->measure, &together->worked);
}

int standing_phase(const struct standing *s, struct indicator_column *out)
{
	struct together together[PHASES] = {{.sum = 0}};
	size_t n = out->figures.n;
	enum school_phase *phase = arena_take_array(s->arena, n, sizeof(*phase));
	bool any = false;

	if (phase == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		phase[i] = phase_of(s, (struct area){out->figures.area[i]});
		add_school(s, &out->figures, i, &together[phase[i]]);
	}
	out->phase = standing_none(s->arena, n);
	out->phase_schools = arena_take_array(s->arena, n, sizeof(*out->phase_schools));
	if (out->phase == NULL || out->phase_schools == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		if (phase[i] == PHASE_UNKNOWN)
			continue;
		out->phase[i] = mean_of(s, &together[phase[i]], &out->phase_schools[i]);
		any = any || out->phase[i] != DECIMAL_NONE;
	}
	if (!any) {
		out->phase = NULL;
		out->phase_schools = NULL;
	}
	return 0;
}
