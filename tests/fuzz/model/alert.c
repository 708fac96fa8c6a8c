/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an event of the alerts stream.
 */
#include "common/model/alert.h"

#include "tests/fuzz/model/codec.h"

static int encode(struct arena *arena, const void *value, struct buffer *out)
{
	(void)arena;
	return alert_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return alert_decode(arena, bytes, ret, ret_reason);
}

static void check_record(const struct record *record)
{
	require(record->id > 0 && record->n_field <= RECORD_FIELDS_MAX, "a record is one");
	require(strcmp(record_state_text(record->state), "unknown") != 0, "its state has a name");
	for (size_t i = 0; i < record->n_field; i++)
		require(record->field[i].name[0] != '\0' &&
				record_value(record, record->field[i].name) != NULL,
			"its fields have names");
}

static void check(const void *value)
{
	const struct alert_event *event = value;

	if (event->kind == ALERT_EVENT_SENT)
		require(strcmp(delivery_state_text(event->sent.state), "unknown") != 0,
			"an outcome has a name");
	if (event->kind == ALERT_EVENT_CASE)
		check_record(&event->case_changed.record);
	if (event->kind != ALERT_EVENT_CHANGED)
		return;
	require(event->changed.alert.id > 0 && event->changed.alert.n_evidence <= EVIDENCE_MAX,
		"an alert is one");
	require(strcmp(alert_state_text(event->changed.alert.state), "unknown") != 0, "its state has a name");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct codec codec = {encode, decode, check, sizeof(struct alert_event)};

	(void)codec_holds(&codec, data, size);
	return 0;
}
