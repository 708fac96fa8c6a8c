/* SPDX-License-Identifier: MIT
 *
 * What every paper in HTML has: escaped text and the frame of the page. A page stands alone: its style is within,
 * it asks for nothing from elsewhere and runs nothing, so that it can be kept, sent and printed.
 */
#ifndef LEEP_REPORTS_PAPERS_HTML_H
#define LEEP_REPORTS_PAPERS_HTML_H

#include "common/base/buffer.h"

/* `text` as content of an element or of an attribute in double quotes. NULL adds nothing; control characters, which
 * HTML does not allow, become U+FFFD. */
void html_text(struct buffer *out, const char *text);

/* The first `len` bytes of it. */
void html_part(struct buffer *out, const char *text, size_t len);

/* The whole with a capital letter at the start. */
void html_sentence(struct buffer *out, const char *text);

/* From the doctype to the opening of the body, with a link that skips to #main. `foot` stands at the foot of every
 * printed page: a few letters and spaces. */
void html_begin(struct buffer *out, const char *title, const char *foot);
void html_end(struct buffer *out);

/* A numbered paragraph, so that a committee can refer to it. `number` is that of the paragraph before. */
void html_paragraph(struct buffer *out, unsigned *number);
void html_paragraph_end(struct buffer *out);

/* The style of all papers, on the screen and on A4. */
extern const char html_style[];

#endif
