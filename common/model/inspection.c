/* SPDX-License-Identifier: MIT
 *
 * See inspection.h.
 */
#include "common/model/inspection.h"

#include <string.h>

const char *inspection_frame_text(enum inspection_frame frame)
{
	switch (frame) {
	case FRAME_HEADLINE:
		return "headline";
	case FRAME_SUB_JUDGEMENTS:
		return "sub-judgements";
	case FRAME_REPORT_CARD:
		return "report-card";
	case FRAME_UNGRADED:
		return "ungraded";
	case FRAMES:
		break;
	}
	return "";
}

bool inspection_frame_parse(const char *text, enum inspection_frame *ret)
{
	if (text == NULL || text[0] == '\0') {
		*ret = FRAME_HEADLINE;
		return true;
	}
	for (int i = 0; i < FRAMES; i++)
		if (strcmp(text, inspection_frame_text((enum inspection_frame)i)) == 0) {
			*ret = (enum inspection_frame)i;
			return true;
		}
	return false;
}
