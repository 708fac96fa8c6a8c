/* SPDX-License-Identifier: MIT
 *
 * See said.h. What is said of the whole notice; said_alert.c has what is said of one alert.
 */
#include "services/alerts/notices/said.h"

#include <inttypes.h>

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* 1 January 10000 in microseconds since 1970-01-01. */
#define YEAR_10000 (INT64_C(2932897) * MICROSECONDS_A_DAY)

/* By kind: how the notice is named, what goes before its subject, and why it comes. */
static const struct {
	const char *name;
	const char *prefix;
	const char *why;
} kinds[] = {
	[NOTICE_NEWS] = {"news", "", "This was seen in data that has been published or sent to LEEP."},
	[NOTICE_REMINDER] = {"reminder", "reminder: ",
		"You have been told of this before, and nobody has said yet that they have taken it up."},
	[NOTICE_ESCALATION] = {"escalation", "passed on to you: ",
		"This comes to you because nobody else has said yet that they have taken it up."},
	[NOTICE_SILENCE_ENDED] = {"silence-ended", "silence ended: ",
		"Messages about this had been silenced. The silence has ended, and it still holds."},
	[NOTICE_DIGEST] = {"digest", "digest: ", "This is what has come up since your last digest."},
	[NOTICE_ALARM] = {"alarm", "", "This is about LEEP itself."},
};

#define NO_JUDGEMENT                                                                               \
	"This is evidence for a conversation. It is not a category or a judgement of the school; " \
	"only Ofsted judges schools."

static enum notice_kind kind_of(const struct notice *notice)
{
	size_t i = 0;

	while (i < ARRAY_LEN(kinds) - 1 && strcmp(kinds[i].name, notice->kind) != 0)
		i++;
	return (enum notice_kind)i;
}

int said_check(const struct notice *notice, enum notice_kind *ret_kind)
{
	size_t key = strlen(notice->key);
	enum notice_kind kind = kind_of(notice);

	if (key == 0 || key > NOTICE_KEY_MAX || strspn(notice->key, ALNUM "._-") != key ||
		strcmp(kinds[kind].name, notice->kind) != 0 || notice->at < 0 || notice->at >= YEAR_10000 ||
		(notice->n_school == 0 && kind != NOTICE_ALARM))
		return ERR_INVAL;
	for (size_t i = 0; i < notice->n_school; i++)
		if (notice->school[i].n == 0)
			return ERR_INVAL;
	*ret_kind = kind;
	return 0;
}

/* Alerts of a school, and how many of them no longer hold. */
static size_t ended(const struct notice_school *school)
{
	size_t n = 0;

	for (size_t i = 0; i < school->n; i++)
		n += school->alert[i].alert.state == ALERT_RESOLVED;
	return n;
}

/* "7 schools", "7 schools and the authority"; an authority alone is named. */
static const char *schools(struct words *words, const struct notice *notice)
{
	size_t authorities = 0;
	const char *count;

	for (size_t i = 0; i < notice->n_school; i++)
		authorities += notice->school[i].urn == 0;
	if (authorities == notice->n_school)
		return authorities == 1 ? "the authority"
					: words_count(words, authorities, "authority", "authorities");
	count = words_count(words, notice->n_school - authorities, "school", "schools");
	return authorities == 0 ? count : words_print(words, "%s and the authority", count);
}

static const char *name_of(struct words *words, const struct notice_school *school)
{
	const char *name = words_line(words, school->name, WORDS_NAME_MAX);

	if (words_given(name))
		return name;
	return school->urn == 0 ? "The authority" : words_print(words, "School %" PRIu32, school->urn);
}

/* What is urgent is so for who is to talk, and says nothing of the school. */
static const char *to_talk_about(const struct notice *notice)
{
	size_t urgent = 0, others = 0;

	for (size_t i = 0; i < notice->n_school; i++)
		for (size_t k = 0; k < notice->school[i].n; k++) {
			const struct alert *alert = &notice->school[i].alert[k].alert;

			if (said_is_urgent(alert))
				urgent++;
			else if (alert->state != ALERT_RESOLVED)
				others++;
		}
	if (urgent == 0)
		return "to talk about";
	return others == 0 ? "to talk about urgently" : "to talk about, some urgently";
}

/* "Anywhere School: 2 things to talk about" */
static const char *headline(
	struct words *words, const struct notice *notice, enum notice_kind kind, size_t things)
{
	const char *talk = to_talk_about(notice);
	size_t over = 0;

	if (kind == NOTICE_ALARM)
		return "something in LEEP itself needs looking at";
	if (notice->minimal)
		return words_print(words, "%s%s %s%s at %s", kinds[kind].prefix,
			words_count(words, things, "thing", "things"), talk,
			strchr(talk, ',') == NULL ? "" : ",", schools(words, notice));
	for (size_t i = 0; i < notice->n_school; i++)
		over += ended(&notice->school[i]);
	if (over == things)
		return words_print(words, "%s%s%s%s %s", kinds[kind].prefix,
			notice->n_school == 1 ? name_of(words, &notice->school[0]) : schools(words, notice),
			notice->n_school == 1 ? ": " : ", ", words_count(words, things, "alert", "alerts"),
			things == 1 ? "has ended" : "have ended");
	if (notice->n_school == 1)
		return words_print(words, "%s%s: %s %s", kinds[kind].prefix,
			name_of(words, &notice->school[0]),
			words_count(words, things - over, "thing", "things"), talk);
	return words_print(words, "%s%s %s", kinds[kind].prefix, schools(words, notice), talk);
}

/* A name that can stand between double quotes on a command line. */
static const char *quotable(struct words *words, const char *name)
{
	const char *line = words_line(words, name, WORDS_NAME_MAX);

	return words_given(line) && strpbrk(line, "\"$`\\!") == NULL ? words_print(words, "\"%s\"", line)
								     : "NAME";
}

/* Whose alerts these are: of one that is named everywhere, else the recipient's own. */
static const char *command(struct words *words, const struct notice *notice)
{
	const char *adviser = NULL;

	if (notice->n_school == 0)
		return "leep status";
	for (size_t i = 0; i < notice->n_school; i++)
		for (size_t k = 0; k < notice->school[i].n; k++) {
			const char *one = notice->school[i].alert[k].alert.adviser;

			if (adviser != NULL && (one == NULL || strcmp(adviser, one) != 0))
				return "leep alerts --state open";
			adviser = one == NULL ? "" : one;
		}
	return words_print(words, "leep alerts --adviser %s",
		quotable(words, words_given(adviser) ? adviser : notice->to_name));
}

static void before(struct said_notice *said, const char *text)
{
	if (words_given(text) && said->n_before < SAID_PARAGRAPHS_MAX)
		said->before[said->n_before++] = text;
}

static void after(struct said_notice *said, const char *text)
{
	if (said->n_after < SAID_PARAGRAPHS_MAX)
		said->after[said->n_after++] = text;
}

static const struct said_school *list(struct words *words, const struct notice *notice)
{
	struct said_school *school = arena_take_array(words->arena, notice->n_school + 1, sizeof(*school));

	for (size_t i = 0; school != NULL && i < notice->n_school; i++) {
		const struct notice_school *in = &notice->school[i];

		school[i].name = name_of(words, in);
		school[i].place =
			in->urn == 0 ? "the authority itself" : words_print(words, "URN %" PRIu32, in->urn);
		school[i].authority =
			in->urn == 0 ? "" : words_line(words, in->authority_name, WORDS_NAME_MAX);
		school[i].things = words_count(words, in->n, "thing", "things");
	}
	words->failed = words->failed || school == NULL;
	return school;
}

/* Nothing but how much there is and how to see it. */
static void say_minimal(struct words *words, const struct notice *notice, enum notice_kind kind,
	size_t things, struct said_notice *said)
{
	if (kind == NOTICE_ALARM)
		before(said, words_print(words, "Something in LEEP itself needs looking at."));
	else
		before(said, words_print(words, "%s at %s %s waiting for you to look at.",
				     words_count(words, things, "thing", "things"), schools(words, notice),
				     things == 1 ? "is" : "are"));
	before(said, words_print(words, "To see %s, sign in to LEEP, or run: %s", things == 1 ? "it" : "them",
			     said->command));
}

static void say_whole(
	struct words *words, const struct notice *notice, enum notice_kind kind, struct said_notice *said)
{
	const char *stands_in = words_line(words, notice->for_name, WORDS_NAME_MAX);

	before(said, kinds[kind].why);
	if (words_given(stands_in))
		before(said, words_print(words, "You get this because you stand in for %s.", stands_in));
	before(said, words_line(words, notice->text, 4 * WORDS_TEXT_MAX));
	said->n_school = notice->n_school;
	said->school = list(words, notice);
	if (notice->n_school > 0)
		after(said, NO_JUDGEMENT);
	after(said, words_print(words, "Written by LEEP on %s. Everything that is open: %s",
			    words_moment(words, notice->at), said->command));
}

void said_notice(struct words *words, const struct notice *notice, struct said_notice *ret)
{
	enum notice_kind kind = kind_of(notice);
	size_t things = 0;

	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < notice->n_school; i++)
		things += notice->school[i].n;
	ret->command = command(words, notice);
	ret->headline = headline(words, notice, kind, things);
	ret->subject = words_print(words, "LEEP: %s", ret->headline);
	ret->headline = words_capital(words, ret->headline);
	if (notice->minimal)
		say_minimal(words, notice, kind, things, ret);
	else
		say_whole(words, notice, kind, ret);
}

const char *said_left(struct words *words, const struct said_notice *said, size_t things, size_t n_school)
{
	if (things == 0)
		return "";
	return words_print(words, "%s at %s %s not shown here. To see them: %s",
		words_count(words, things, "more thing", "more things"),
		words_count(words, n_school, "school", "schools"), things == 1 ? "is" : "are", said->command);
}
