/* SPDX-License-Identifier: MIT
 *
 * The card for Teams: the whole of one, its size, and what no text in it can bring about.
 */
#include <jansson.h>

#include "services/alerts/notices/card.h"

#include "tests/unit/alerts/notices.h"

/* The card as JSON, below its limit. */
static json_t *written(const struct notice *notice, const struct catalogue *catalogue, struct buffer *out)
{
	json_error_t error;
	json_t *card;

	buffer_init(out, CARD_MAX);
	assert_int_equal(card_write(notice, catalogue, out), 0);
	assert_true(out->len <= CARD_MAX);
	card = json_loadb((const char *)out->data, out->len, JSON_REJECT_DUPLICATES, &error);
	if (card == NULL)
		fail_msg("%s", error.text);
	return card;
}

static bool is_one_of(const char *text, const char *const *list)
{
	while (*list != NULL && strcmp(*list, text) != 0)
		list++;
	return *list != NULL;
}

static void check_text(json_t *element, const char *name)
{
	if (!json_is_string(json_object_get(element, name)))
		fail_msg("no text \"%s\" in %s", name, json_dumps(element, 0));
}

/* The elements that are used, with the properties and values that version 1.4 of the schema gives them. */
static void check_elements(json_t *list, unsigned depth)
{
	static const char *const weights[] = {"Default", "Bolder", NULL};
	static const char *const sizes[] = {"Medium", "Large", NULL};
	json_t *element, *one;
	size_t i, k;

	assert_true(json_is_array(list) && json_array_size(list) > 0 && depth < 3);
	json_array_foreach(list, i, element)
	{
		const char *type = json_string_value(json_object_get(element, "type"));

		assert_non_null(type);
		if (strcmp(type, "TextBlock") == 0) {
			check_text(element, "text");
			assert_true(is_one_of(json_string_value(json_object_get(element, "size")), sizes));
			assert_string_equal(json_string_value(json_object_get(element, "weight")), "Bolder");
			assert_true(json_is_true(json_object_get(element, "wrap")));
		} else if (strcmp(type, "RichTextBlock") == 0) {
			json_array_foreach(json_object_get(element, "inlines"), k, one)
			{
				assert_string_equal(
					json_string_value(json_object_get(one, "type")), "TextRun");
				check_text(one, "text");
				assert_true(json_object_get(one, "weight") == NULL ||
					    is_one_of(json_string_value(json_object_get(one, "weight")),
						    weights));
			}
			assert_true(k > 0);
		} else if (strcmp(type, "FactSet") == 0) {
			json_array_foreach(json_object_get(element, "facts"), k, one)
			{
				check_text(one, "title");
				check_text(one, "value");
			}
			assert_true(k > 0);
		} else {
			assert_string_equal(type, "Container");
			check_elements(json_object_get(element, "items"), depth + 1);
		}
	}
}

static void check_card(json_t *message)
{
	json_t *attachments = json_object_get(message, "attachments");
	json_t *attachment = json_array_get(attachments, 0);
	json_t *card = json_object_get(attachment, "content");

	assert_string_equal(json_string_value(json_object_get(message, "type")), "message");
	assert_int_equal(json_array_size(attachments), 1);
	assert_string_equal(json_string_value(json_object_get(attachment, "contentType")),
		"application/vnd.microsoft.card.adaptive");
	assert_string_equal(json_string_value(json_object_get(card, "type")), "AdaptiveCard");
	assert_string_equal(json_string_value(json_object_get(card, "version")), "1.4");
	check_elements(json_object_get(card, "body"), 0);
}

static void golden(const char *name, const struct notice *notice, void **state)
{
	struct buffer out;
	json_t *card = written(notice, *state, &out);

	check_card(card);
	check_golden_text(name, bytes_of(out.data, out.len));
	json_decref(card);
	buffer_done(&out);
}

static void the_whole_of_a_card(void **state)
{
	struct example_notice example;

	golden("notice-news-card.json", news(&example), state);
}

static void a_digest(void **state)
{
	struct example_notice example;

	golden("notice-digest-card.json", digest(&example), state);
}

static void a_minimal_card_says_how_much_and_nothing_else(void **state)
{
	struct example_notice example;
	struct notice *notice = digest(&example);

	notice->minimal = true;
	golden("notice-minimal-card.json", notice, state);
}

static void an_alarm_has_a_text_and_no_school(void **state)
{
	struct example_notice example;
	struct notice *notice = news(&example);
	struct buffer out;
	json_t *card;

	notice->kind = "alarm";
	notice->n_school = 0;
	notice->text = "The mail server has not answered.";
	card = written(notice, *state, &out);
	check_card(card);
	buffer_add(&out, "", 1);
	assert_non_null(strstr((const char *)out.data, "The mail server has not answered."));
	json_decref(card);
	buffer_done(&out);
}

/* Figures and headings are read as Markdown by Teams. */
static void no_text_can_add_a_link(void **state)
{
	static const char evil[] = "[all](https://evil.example) *now* \"}]\n</script>\xff";
	struct example_notice example;
	struct notice *notice = digest(&example);
	struct buffer out;
	json_t *card;

	example.evidence[0].value = example.evidence[0].national = example.school[0].name = evil;
	example.evidence[0].beside[0] = (struct beside_line){evil, evil};
	example.alert[0].alert.title = example.alert[0].text = evil;
	card = written(notice, *state, &out);
	check_card(card);
	buffer_add(&out, "", 1);
	assert_non_null(
		strstr((const char *)out.data, "\"value\":\"[all] (https://evil.example) \xe2\x88\x97now"));
	json_decref(card);
	buffer_done(&out);
}

static void what_does_not_fit_is_counted(void **state)
{
	static struct notice_school schools[NOTICE_SCHOOLS_MAX];
	struct example_notice example;
	struct notice *notice = digest(&example);
	struct buffer out;
	json_t *card;

	for (size_t i = 0; i < NOTICE_SCHOOLS_MAX; i++)
		schools[i] = example.school[1];
	notice->school = schools;
	notice->n_school = NOTICE_SCHOOLS_MAX;
	card = written(notice, *state, &out);
	check_card(card);
	assert_true(out.len > CARD_MAX - 4096);
	buffer_add(&out, "", 1);
	assert_non_null(
		strstr((const char *)out.data, " schools are not shown here. To see them: leep alerts"));
	json_decref(card);
	buffer_done(&out);
}

static void what_makes_no_card_is_refused(void **state)
{
	struct example_notice example;
	struct notice good = *news(&example), bad;
	struct buffer out;

	(void)state;
	buffer_init(&out, CARD_MAX);
	bad = good, bad.key = "a b";
	assert_int_equal(card_write(&bad, NULL, &out), ERR_INVAL);
	bad = good, bad.n_school = 0;
	assert_int_equal(card_write(&bad, NULL, &out), ERR_INVAL);
	buffer_done(&out);
	buffer_init(&out, 1000);
	buffer_text(&out, "before");
	assert_int_equal(card_write(&good, NULL, &out), ERR_LIMIT);
	assert_int_equal(out.len, 6);
	buffer_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_of_a_card),
		cmocka_unit_test(a_digest),
		cmocka_unit_test(a_minimal_card_says_how_much_and_nothing_else),
		cmocka_unit_test(an_alarm_has_a_text_and_no_school),
		cmocka_unit_test(no_text_can_add_a_link),
		cmocka_unit_test(what_does_not_fit_is_counted),
		cmocka_unit_test(what_makes_no_card_is_refused),
	};

	return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
