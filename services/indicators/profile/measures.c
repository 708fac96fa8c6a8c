/* SPDX-License-Identifier: MIT
 *
 * See measures.h.
 */
#include "services/indicators/profile/measures.h"

#include <ctype.h>
#include <stdio.h>

#include "common/base/bytes.h"

struct headline {
	const char *id;
	enum tally_count count, of;
	bool percent;
};

static const struct headline headlines[] = {{"ofsted.inspected", TALLY_INSPECTED, TALLY_INSPECTED, false},
	{"ofsted.good_or_better", TALLY_GOOD, TALLY_INSPECTED, true},
	{"ofsted.pupils_good_or_better", TALLY_PUPILS_GOOD, TALLY_PUPILS, true},
	{"ofsted.not_good", TALLY_NOT_GOOD, TALLY_INSPECTED, true},
	{"ofsted.inadequate", TALLY_INADEQUATE, TALLY_INSPECTED, true},
	{"ofsted.improved", TALLY_IMPROVED, TALLY_TWICE, true},
	{"ofsted.same", TALLY_SAME, TALLY_TWICE, true},
	{"ofsted.declined", TALLY_DECLINED, TALLY_TWICE, true},
	{"ofsted.two_requires_improvement", TALLY_TWO_REQUIRE, TALLY_TWICE, false},
	{"ofsted.two_requires_improvement.share", TALLY_TWO_REQUIRE, TALLY_TWICE, true}};

static const struct headline cards[] = {
	{"ofsted.report_cards.inspected", TALLY_CARD_INSPECTED, TALLY_CARD_INSPECTED, false},
	{"ofsted.report_cards.safeguarding_met", TALLY_SAFEGUARDING_MET, TALLY_SAFEGUARDING, true}};

static const struct headline sub_inspected = {
	"ofsted.sub_judgements.inspected", TALLY_SUB_INSPECTED, TALLY_SUB_INSPECTED, false};

/* "Strong standard" and "early-years" as a part of an id. */
static void as_id(char *text)
{
	for (; *text != '\0'; text++)
		*text = *text == '-' || *text == ' ' ? '_' : (char)tolower((unsigned char)*text);
}

static void take(const struct headline *headline, struct profile_measure *ret)
{
	(void)snprintf(ret->id, sizeof(ret->id), "%s", headline->id);
	ret->count = headline->count;
	ret->of = headline->of;
	ret->percent = headline->percent;
}

static void take_sub(size_t area, struct profile_measure *ret)
{
	(void)snprintf(
		ret->id, sizeof(ret->id), "ofsted.sub_judgements.%s.good_or_better", tally_sub_areas[area]);
	as_id(ret->id);
	ret->count = (enum tally_count)(TALLY_SUB_GOOD + area);
	ret->of = (enum tally_count)(TALLY_SUB_GRADED + area);
	ret->percent = true;
}

static void take_word(size_t area, size_t word, struct profile_measure *ret)
{
	(void)snprintf(ret->id, sizeof(ret->id), "ofsted.report_cards.%s.%s", tally_card_areas[area],
		tally_card_words[word]);
	as_id(ret->id);
	ret->count = (enum tally_count)(TALLY_CARD_WORD + area * CARD_WORDS + word);
	ret->of = (enum tally_count)(TALLY_CARD_GRADED + area);
	ret->percent = false;
}

void profile_measure(size_t i, struct profile_measure *ret)
{
	/* Crossed groups would hold a handful of schools in a new frame. */
	ret->groups = i < ARRAY_LEN(headlines) ? PROFILE_GROUPS : GROUP_ACADEMIES_PRIMARY;
	if (i < ARRAY_LEN(headlines)) {
		take(&headlines[i], ret);
		return;
	}
	i -= ARRAY_LEN(headlines);
	if (i == 0) {
		take(&sub_inspected, ret);
		return;
	}
	i--;
	if (i < SUB_AREAS) {
		take_sub(i, ret);
		return;
	}
	i -= SUB_AREAS;
	if (i < ARRAY_LEN(cards)) {
		take(&cards[i], ret);
		return;
	}
	i -= ARRAY_LEN(cards);
	take_word(i / CARD_WORDS, i % CARD_WORDS, ret);
}

int64_t profile_figure(const struct profile_measure *measure, const struct tally *tally)
{
	int64_t count = (int64_t)tally->n[measure->count], of = (int64_t)tally->n[measure->of];

	if (of == 0)
		return DECIMAL_NONE;
	return measure->percent ? decimal_divide((__int128)count * MICRO_PERCENT, of) : count;
}
