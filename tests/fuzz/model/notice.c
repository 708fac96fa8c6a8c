/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a notice of the outbox.
 */
#include "common/model/notice.h"

#include "tests/fuzz/model/codec.h"

static int encode(struct arena *arena, const void *value, struct buffer *out)
{
	(void)arena;
	return notice_encode(value, out);
}

static int decode(struct arena *arena, struct bytes bytes, void *ret, const char **ret_reason)
{
	return notice_decode(arena, bytes, ret, ret_reason);
}

static void check(const void *value)
{
	const struct notice *notice = value;

	require(notice->key[0] != '\0' && notice->kind[0] != '\0', "a notice has a key and a kind");
	require(notice->n_channel <= NOTICE_CHANNELS_MAX && notice->n_school <= NOTICE_SCHOOLS_MAX,
		"channels and schools are bounded");
	for (size_t i = 0; i < notice->n_channel; i++)
		require(notice->channel[i][0] != '\0', "a channel has a name");
	for (size_t i = 0; i < notice->n_school; i++) {
		const struct notice_school *school = &notice->school[i];

		require(school->n <= NOTICE_ALERTS_MAX && school->name != NULL, "alerts are bounded");
		for (size_t k = 0; k < school->n; k++)
			require(school->alert[k].alert.id > 0 && school->alert[k].what != NULL &&
					school->alert[k].text != NULL,
				"an alert is one");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct codec codec = {encode, decode, check, sizeof(struct notice)};

	(void)codec_holds(&codec, data, size);
	return 0;
}
