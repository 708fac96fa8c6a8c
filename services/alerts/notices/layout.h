/* SPDX-License-Identifier: MIT
 *
 * What every layout of running text has in common: the order of its parts, and that what does not fit is told shorter, then
 * left out from the end and counted.
 */
#ifndef LEEP_ALERTS_NOTICES_LAYOUT_H
#define LEEP_ALERTS_NOTICES_LAYOUT_H

#include "common/base/buffer.h"
#include "services/alerts/notices/said.h"

/* How one form writes the parts, in the order in which they come. */
struct layout {
	void (*head)(struct buffer *out, const struct said_notice *said);
	void (*school)(struct buffer *out, const struct said_notice *said, size_t nth);
	void (*alert)(struct buffer *out, const struct said_notice *said, size_t number,
		const struct said_alert *alert);
	/* Its title, and where to see it. */
	void (*briefly)(struct buffer *out, const struct said_notice *said, size_t number,
		const struct said_alert *alert);
	/* `left`: what was left out; "": nothing. */
	void (*tail)(struct buffer *out, const struct said_notice *said, const char *left);
};

/* Append at most `max` bytes to `out`. ERR_LIMIT when not even head and tail fit, or `out` is too small; ERR_NOMEM. */
int layout_write(const struct layout *layout, const struct notice *notice, const struct catalogue *catalogue,
	size_t max, struct buffer *out);

#endif
