/* SPDX-License-Identifier: MIT
 *
 * See sources.h.
 */
#include "services/reports/papers/sources.h"

#include "services/reports/papers/html.h"

const struct paper_source *paper_source_of(const struct paper_source *source, size_t n, uint64_t submission)
{
	for (size_t i = 0; i < n; i++)
		if (source[i].submission == submission)
			return &source[i];
	return NULL;
}

static void row(struct buffer *out, const struct paper_source *source)
{
	unsigned long long submission = source->submission;

	buffer_print(out, "<tr id=\"source-%llu\"><th scope=\"row\">%llu</th><td>", submission, submission);
	html_text(out, source->file);
	buffer_text(out, "</td><td>");
	html_text(out, source->format);
	buffer_text(out, "</td><td>");
	html_text(out, source->status[0] == '\0' ? "not stated" : source->status);
	buffer_text(out, "</td><td>");
	html_text(out, source->received);
	buffer_text(out, "</td><td><code>");
	html_text(out, source->sha256);
	buffer_text(out, "</code></td></tr>\n");
}

void paper_sources(struct buffer *out, const struct paper_source *source, size_t n, unsigned *number)
{
	buffer_text(out, "<section class=\"annex\" aria-labelledby=\"sources\">\n<h2 id=\"sources\">Annex: "
			 "sources</h2>\n");
	html_paragraph(out, number);
	buffer_text(out, "The files that the figures came from. The SHA-256 of a file is its fingerprint: a "
			 "copy with the "
			 "same one is the same file, to the last character.");
	html_paragraph_end(out);
	if (n > 0) {
		buffer_text(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
				 "aria-label=\"Sources\">\n<table class=\"words\">\n"
				 "<caption><span>Sources of the figures in this "
				 "paper</span></caption>\n<thead>\n<tr><th scope=\"col\">Submission</th>"
				 "<th scope=\"col\">File</th><th scope=\"col\">Format</th><th "
				 "scope=\"col\">Status</th>"
				 "<th scope=\"col\">Received</th><th "
				 "scope=\"col\">SHA-256</th></tr>\n</thead>\n<tbody>\n");
		for (size_t i = 0; i < n; i++)
			row(out, &source[i]);
		buffer_text(out, "</tbody>\n</table>\n</div>\n");
	}
	buffer_text(out, "</section>\n");
}
