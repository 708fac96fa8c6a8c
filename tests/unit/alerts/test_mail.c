/* SPDX-License-Identifier: MIT
 *
 * The mail to an adviser: the whole of one, what is said of each step of an alert's life, and what no text in it can bring
 * about.
 */
#include "services/alerts/notices/mail.h"

#include "tests/unit/alerts/notices.h"

static const struct catalogue *catalogue_of(void **state)
{
	return *state;
}

/* The mail as text; checks what holds for every one. */
static char *written(const struct notice *notice, const struct catalogue *catalogue)
{
	struct buffer out;
	size_t column = 0;
	char *text;

	buffer_init(&out, MAIL_MAX);
	assert_int_equal(mail_write(notice, catalogue, &out), 0);
	for (size_t i = 0; i < out.len; i++) {
		uint8_t c = out.data[i];

		if (c == '\r') {
			assert_true(i + 1 < out.len && out.data[i + 1] == '\n');
			continue;
		}
		assert_true(c == '\n' || (c >= ' ' && c <= '~'));
		assert_true(c != '\n' || out.data[i - 1] == '\r');
		column = c == '\n' ? 0 : column + 1;
		assert_true(column <= 300);
	}
	buffer_add(&out, "", 1);
	assert_false(out.failed);
	text = strdup((const char *)out.data);
	assert_non_null(text);
	buffer_done(&out);
	return text;
}

static void golden(const char *name, const struct notice *notice, const struct catalogue *catalogue)
{
	char *text = written(notice, catalogue);

	check_golden_text(name, bytes_text(text));
	free(text);
}

static void the_whole_of_a_mail(void **state)
{
	struct example_notice example;

	golden("notice-news-mail.txt", news(&example), catalogue_of(state));
}

static void a_digest_in_the_place_of_another(void **state)
{
	struct example_notice example;

	golden("notice-digest-mail.txt", digest(&example), catalogue_of(state));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_of_a_mail),
		cmocka_unit_test(a_digest_in_the_place_of_another),
	};

	return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
