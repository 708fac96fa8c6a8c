/* SPDX-License-Identifier: MIT
 *
 * See alert_codec.h. A field of an alert or of its evidence is one word in one of the lists below.
 */
#include "common/model/alert_codec.h"

#include "common/model/message.h"

#define ALERT_TEXTS(X)   \
	X(rule)          \
	X(title)         \
	X(source)        \
	X(wording)       \
	X(severity)      \
	X(name)          \
	X(measure)       \
	X(period)        \
	X(adviser)       \
	X(address)       \
	X(summary)       \
	X(advice)        \
	X(handled_by)    \
	X(why)           \
	X(inhibited_why) \
	X(acknowledged_severity)

#define ALERT_NUMBERS(X) \
	X(id)            \
	X(authority)     \
	X(urn)           \
	X(opened)        \
	X(amended)       \
	X(until)         \
	X(inhibited_by)  \
	X(assigned)      \
	X(step)          \
	X(reminders)     \
	X(told)          \
	X(closed)

#define EVIDENCE_TEXTS(X) \
	X(what)           \
	X(period)         \
	X(value)          \
	X(low)            \
	X(high)           \
	X(national)       \
	X(file)           \
	X(column)         \
	X(status)         \
	X(group)

#define EVIDENCE_NUMBERS(X) \
	X(cohort)           \
	X(row)              \
	X(submission)       \
	X(published)

/* A text that says nothing is left out. */
#define PUT_TEXT(field)                                \
	if (in->field != NULL && in->field[0] != '\0') \
		out->field = message_loose(in->field);
#define PUT_NUMBER(field)     \
	out->has_##field = 1; \
	out->field = in->field;
#define GET_TEXT(field)                                \
	if (!message_text_ok(in->field, TEXT_MAX_LEN)) \
		return "text malformed";               \
	ret->field = message_text(in->field);
#define GET_NUMBER(field) ret->field = in->field;

static bool beside_to_message(struct arena *arena, const struct evidence *in, Leep__Evidence *out)
{
	Leep__Beside **list = arena_take_array(arena, BESIDE_MAX, sizeof(*list));
	Leep__Beside *line = arena_take_array(arena, BESIDE_MAX, sizeof(*line));

	if (list == NULL || line == NULL || in->n_beside > BESIDE_MAX)
		return false;
	for (size_t i = 0; i < in->n_beside; i++) {
		leep__beside__init(&line[i]);
		line[i].what = message_loose(in->beside[i].what);
		line[i].value = message_loose(in->beside[i].value);
		list[i] = &line[i];
	}
	out->n_beside = in->n_beside;
	out->beside = list;
	return true;
}

static bool evidence_to_message(struct arena *arena, const struct evidence *in, Leep__Evidence *out)
{
	leep__evidence__init(out);
	EVIDENCE_TEXTS(PUT_TEXT)
	EVIDENCE_NUMBERS(PUT_NUMBER)
	out->has_sha256 = 1;
	out->sha256.data = (uint8_t *)(uintptr_t)in->sha256;
	out->sha256.len = SHA256_LEN;
	return in->n_beside == 0 || beside_to_message(arena, in, out);
}

Leep__Alert *alert_to_message(struct arena *arena, const struct alert *in)
{
	Leep__Alert *out = arena_take_array(arena, 1, sizeof(*out));
	Leep__Evidence **list = arena_take_array(arena, EVIDENCE_MAX, sizeof(*list));
	Leep__Evidence *evidence = arena_take_array(arena, EVIDENCE_MAX, sizeof(*evidence));

	if (out == NULL || list == NULL || evidence == NULL || in->n_evidence > EVIDENCE_MAX)
		return NULL;
	leep__alert__init(out);
	ALERT_TEXTS(PUT_TEXT)
	ALERT_NUMBERS(PUT_NUMBER)
	out->has_state = out->has_chain = 1;
	out->state = (Leep__AlertState)in->state;
	out->chain.data = (uint8_t *)(uintptr_t)in->chain;
	out->chain.len = SHA256_LEN;
	for (size_t i = 0; i < in->n_evidence; i++) {
		if (!evidence_to_message(arena, &in->evidence[i], &evidence[i]))
			return NULL;
		list[i] = &evidence[i];
	}
	out->n_evidence = in->n_evidence;
	out->evidence = list;
	return out;
}

static const char *evidence_from_message(const Leep__Evidence *in, struct evidence *ret)
{
	EVIDENCE_TEXTS(GET_TEXT)
	EVIDENCE_NUMBERS(GET_NUMBER)
	if (!in->has_sha256 || in->sha256.len != SHA256_LEN)
		return "digest missing";
	memcpy(ret->sha256, in->sha256.data, SHA256_LEN);
	if (in->n_beside > BESIDE_MAX)
		return "too much beside a figure";
	ret->n_beside = in->n_beside;
	for (size_t i = 0; i < in->n_beside; i++) {
		if (!message_text_ok(in->beside[i]->what, TEXT_MAX_LEN) ||
			!message_text_ok(in->beside[i]->value, TEXT_MAX_LEN))
			return "text malformed";
		ret->beside[i].what = message_text(in->beside[i]->what);
		ret->beside[i].value = message_text(in->beside[i]->value);
	}
	return NULL;
}

const char *alert_from_message(struct arena *arena, const Leep__Alert *in, struct alert *ret)
{
	ALERT_TEXTS(GET_TEXT)
	ALERT_NUMBERS(GET_NUMBER)
	if (in->id == 0 || in->state < LEEP__ALERT_STATE__ALERT_OPEN ||
		in->state > LEEP__ALERT_STATE__ALERT_SILENCED || in->n_evidence > EVIDENCE_MAX)
		return "alert malformed";
	if (!in->has_chain || in->chain.len != SHA256_LEN)
		return "chain missing";
	memcpy(ret->chain, in->chain.data, SHA256_LEN);
	ret->state = (enum alert_state)in->state;
	ret->n_evidence = in->n_evidence;
	ret->evidence = arena_take_array(arena, in->n_evidence, sizeof(*ret->evidence));
	if (ret->evidence == NULL)
		return "too large";
	for (size_t i = 0; i < in->n_evidence; i++) {
		const char *wrong = evidence_from_message(in->evidence[i], &ret->evidence[i]);

		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}
