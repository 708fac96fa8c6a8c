/* SPDX-License-Identifier: MIT
 *
 * The one judge of UTF-8: what a file is taken in with is what an event may carry.
 */
#ifndef LEEP_BASE_UTF8_H
#define LEEP_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Length of the character at `p`, of which `len` bytes are there; 0 when it is none or is cut short. Overlong forms
 * and surrogates are none. */
size_t utf8_length(const uint8_t *p, size_t len);

/* How many bytes of a text of whole characters, at most `max`, can be taken without cutting one. */
size_t utf8_fit(const char *text, size_t max);

/* Control characters, and what is no character or was cut, become "?": a text that quotes a file can then be told. */
void utf8_make_legible(char *text);

#endif
