/* SPDX-License-Identifier: MIT
 *
 * Spreadsheets on their way in. LEEP takes CSV; an .xlsx becomes one by xlsx2csv, a package of Debian, where that is
 * installed. Others are refused with what to do instead.
 */
#ifndef LEEP_CLI_SPREADSHEET_H
#define LEEP_CLI_SPREADSHEET_H

#include <stdbool.h>
#include <stdio.h>

#include "common/base/error.h"

/* Does the name end as a spreadsheet's does? */
bool spreadsheet_is(const char *name);

/* The first sheet of the spreadsheet `name`, open for reading as `fd`, as CSV in a temporary file without a name.
 * Errors, with `text` filled: ERR_REFUSED when it is no .xlsx, when xlsx2csv is not there or cannot read it; ERR_IO. */
int spreadsheet_convert(int fd, const char *name, FILE **ret, struct err_text *text);

#endif
