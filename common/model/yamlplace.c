/* SPDX-License-Identifier: MIT
 *
 * See yamlplace.h. Libyaml says where a value begins and how it is written; from there the raw text is followed as YAML
 * reads it, until as many bytes of the value have been told as asked for.
 */
#include "common/model/yamlplace.h"

#include <stdbool.h>
#include <string.h>
#include <yaml.h>

/* -- the value's beginning ---------------------------------------------------------------------------------------- */

/* Where an event begins; libyaml counts characters, and from 0. */
struct mark {
	bool found;
	size_t line, column;
	yaml_scalar_style_t style;
};

/* How deep the events are in the document, and what they pass. The top mapping is level 1, the list 2, an entry 3. */
struct search {
	const char *list, *key;
	size_t item;
	unsigned level;
	bool is_value; /* of the mapping on levels 1 or 3: the next scalar or collection is a value */
	bool in_list, in_item;
	bool wanted; /* the value comes next */
	size_t items;
	struct mark entry, value;
};

static bool scalar_is(const yaml_event_t *event, const char *text)
{
	return event->type == YAML_SCALAR_EVENT && event->data.scalar.length == strlen(text) &&
	       memcmp(event->data.scalar.value, text, event->data.scalar.length) == 0;
}

static struct mark mark_of(const yaml_event_t *event)
{
	struct mark mark = {true, event->start_mark.line, event->start_mark.column, YAML_PLAIN_SCALAR_STYLE};

	if (event->type == YAML_SCALAR_EVENT)
		mark.style = event->data.scalar.style;
	return mark;
}

/* A key, a value or an entry of the list begins, on the level that holds it. */
static void look_at(struct search *search, const yaml_event_t *event)
{
	bool key = !search->is_value;

	switch (search->level) {
	case 1:
		if (key)
			search->wanted = scalar_is(event, search->list);
		else
			search->in_list = search->wanted && event->type == YAML_SEQUENCE_START_EVENT;
		search->is_value = key;
		break;
	case 2:
		search->in_item = search->in_list && search->items++ == search->item;
		search->is_value = false; /* of the entry's mapping, the first is a key */
		if (search->in_item)
			search->entry = mark_of(event);
		break;
	case 3:
		if (!search->in_item)
			break;
		if (key)
			search->wanted = search->key != NULL && scalar_is(event, search->key);
		else if (search->wanted)
			search->value = mark_of(event);
		search->is_value = key;
		break;
	}
}

/* False at the end, or when all is found. */
static bool take_event(struct search *search, const yaml_event_t *event)
{
	bool opens = event->type == YAML_MAPPING_START_EVENT || event->type == YAML_SEQUENCE_START_EVENT;

	if (event->type == YAML_MAPPING_END_EVENT || event->type == YAML_SEQUENCE_END_EVENT) {
		search->level--;
		if (search->level == 2 && search->in_item)
			return false; /* the entry has ended */
		if (search->level == 1)
			search->is_value = search->in_list = false;
		return search->level > 0;
	}
	if (opens || event->type == YAML_SCALAR_EVENT || event->type == YAML_ALIAS_EVENT)
		look_at(search, event);
	if (opens)
		search->level++;
	return event->type != YAML_STREAM_END_EVENT && event->type != YAML_DOCUMENT_END_EVENT &&
	       !search->value.found;
}

static void find_mark(struct bytes text, struct search *search)
{
	yaml_parser_t parser;
	bool more = yaml_parser_initialize(&parser) == 1;

	if (!more)
		return;
	yaml_parser_set_input_string(&parser, text.data, text.len);
	while (more) {
		yaml_event_t event;

		if (yaml_parser_parse(&parser, &event) != 1)
			break;
		more = take_event(search, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
}

/* -- the raw text --------------------------------------------------------------------------------------------------- */

struct raw {
	const uint8_t *at, *end;
};

static uint8_t byte(const struct raw *raw, size_t ahead)
{
	return ahead < (size_t)(raw->end - raw->at) ? raw->at[ahead] : 0;
}

/* The length of the line break that comes next; 0: none. Libyaml knows Unicode's as well. */
static size_t break_len(const struct raw *raw)
{
	uint8_t c = byte(raw, 0);

	if (c == '\r')
		return byte(raw, 1) == '\n' ? 2 : 1;
	if (c == '\n')
		return 1;
	if (c == 0xc2 && byte(raw, 1) == 0x85)
		return 2;
	return c == 0xe2 && byte(raw, 1) == 0x80 && (byte(raw, 2) == 0xa8 || byte(raw, 2) == 0xa9) ? 3 : 0;
}

static size_t char_len(const struct raw *raw)
{
	uint8_t c = byte(raw, 0);
	size_t len = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4, left = (size_t)(raw->end - raw->at);

	return len < left ? len : left;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* Does nothing but blanks stand before the next line break? */
static bool line_ends(struct raw raw)
{
	while (is_blank(byte(&raw, 0)))
		raw.at++;
	return break_len(&raw) > 0;
}

/* Over breaks, and the blanks around them; how many breaks. */
static size_t skip_breaks(struct raw *raw)
{
	size_t n = 0;

	for (;;) {
		if (is_blank(byte(raw, 0)))
			raw->at++;
		else if (break_len(raw) > 0) {
			raw->at += break_len(raw);
			n++;
		} else
			return n;
	}
}

/* How many bytes a character of so large a number takes in UTF-8. */
static size_t utf8_len(size_t digits, const struct raw *raw)
{
	uint32_t v = 0;

	for (size_t i = 0; i < digits; i++) {
		uint8_t c = byte(raw, 2 + i);

		v = v << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return v < 0x80 ? 1 : v < 0x800 ? 2 : v < 0x10000 ? 3 : 4;
}

/* Over "\n", "\x41" and the like in double quotes; how many bytes of the value that tells. */
static size_t skip_escape(struct raw *raw)
{
	uint8_t c = byte(raw, 1);
	size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0, told = 1;

	if (digits > 0)
		told = utf8_len(digits, raw);
	else if (c == 'N' || c == '_')
		told = 2;
	else if (c == 'L' || c == 'P')
		told = 3;
	raw->at++;
	if (digits == 0 && break_len(raw) > 0) { /* a break that is none */
		(void)skip_breaks(raw);
		return 0;
	}
	raw->at++;
	for (; digits > 0 && raw->at < raw->end; digits--)
		raw->at++;
	return told;
}

/* Over breaks that are none: "\\" at the end of a line, which the next one goes on with. */
static void skip_joints(struct raw *raw)
{
	struct raw next = *raw;

	if (byte(raw, 0) != '\\')
		return;
	next.at++;
	if (break_len(&next) > 0)
		(void)skip_escape(raw);
}

/* One step through the raw text; how many bytes of the value it tells. */
static size_t step(struct raw *raw, yaml_scalar_style_t style)
{
	bool block = style == YAML_FOLDED_SCALAR_STYLE || style == YAML_LITERAL_SCALAR_STYLE;
	size_t n;

	if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE && byte(raw, 0) == '\\')
		return skip_escape(raw);
	if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE && byte(raw, 0) == '\'') {
		raw->at += byte(raw, 1) == '\'' ? 2 : 1;
		return 1;
	}
	if (break_len(raw) > 0 || (!block && line_ends(*raw))) {
		n = skip_breaks(raw); /* one break is a space, of several all but one are kept */
		return n > 1 ? n - 1 : 1;
	}
	n = char_len(raw);
	raw->at += n;
	return n;
}

/* To the first character of the value: behind the quote, or on the line below ">-". */
static void enter(struct raw *raw, yaml_scalar_style_t style)
{
	if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
		raw->at++;
	} else if (style == YAML_FOLDED_SCALAR_STYLE || style == YAML_LITERAL_SCALAR_STYLE) {
		while (raw->at < raw->end && break_len(raw) == 0)
			raw->at++;
		(void)skip_breaks(raw);
	}
}

/* One character on: lines and characters are counted from 1. */
static void pass(struct raw *raw, struct yamlplace *place)
{
	size_t n = break_len(raw);

	place->line += n > 0 ? 1 : 0;
	place->column = n > 0 ? 1 : place->column + 1;
	raw->at += n > 0 ? n : char_len(raw);
}

/* From the beginning of the text to a mark of libyaml, which counts as `pass` does, but from 0. */
static struct yamlplace go_to(struct raw *raw, const struct mark *mark)
{
	struct yamlplace place = {1, 1};

	while (raw->at < raw->end && (place.line != mark->line + 1 || place.column != mark->column + 1))
		pass(raw, &place);
	return place;
}

/* Where a byte of the text stands. */
static struct yamlplace place_of(struct raw text, const uint8_t *at)
{
	struct yamlplace place = {1, 1};

	while (text.at < text.end && text.at < at)
		pass(&text, &place);
	return place;
}

struct yamlplace yamlplace_find(
	struct bytes text, const char *list, size_t item, const char *key, size_t offset)
{
	struct search search = {.list = list, .key = key, .item = item};
	struct raw raw = {text.data, text.data + text.len}, all;
	struct yamlplace place = {0, 0};
	size_t told = 0;

	if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0)
		raw.at += 3; /* the mark of its encoding is no character of the text */
	all = raw;
	find_mark(text, &search);
	if (!search.value.found)
		return search.entry.found ? go_to(&raw, &search.entry) : place;
	(void)go_to(&raw, &search.value);
	enter(&raw, search.value.style);
	while (told < offset && raw.at < raw.end)
		told += step(&raw, search.value.style);
	if (search.value.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
		skip_joints(&raw);
	return place_of(all, raw.at);
}
