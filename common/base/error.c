/* SPDX-License-Identifier: MIT
 *
 * Texts of the error codes. See error.h.
 */
#include "common/base/error.h"

#include <stdarg.h>
#include <stdio.h>

const char *error_text(int code)
{
	static const struct {
		int code;
		const char *text;
	} texts[] = {
#define ERROR_TEXT(name, number, words) {number, words},
		ERROR_LIST(ERROR_TEXT)
#undef ERROR_TEXT
	};

	if (code == 0)
		return "done";
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].code == code)
			return texts[i].text;
	return "unknown error";
}

int error_set(struct err_text *text, int code, const char *format, ...)
{
	va_list args;

	if (text == NULL)
		return code;
	va_start(args, format);
	(void)vsnprintf(text->text, sizeof(text->text), format, args);
	va_end(args);
	return code;
}
