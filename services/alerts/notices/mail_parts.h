/* SPDX-License-Identifier: MIT
 *
 * The two forms of a mail's content.
 */
#ifndef LEEP_ALERTS_NOTICES_MAIL_PARTS_H
#define LEEP_ALERTS_NOTICES_MAIL_PARTS_H

#include "services/alerts/notices/layout.h"

extern const struct layout mail_text;
extern const struct layout mail_html;

#endif
