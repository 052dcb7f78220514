// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

void json_start(struct json *json, char *text, size_t room)
{
	*json = (struct json) { .text = text, .room = room };
	text[0] = '\0';
}

static void append(struct json *json, const char *text, size_t length)
{
	if (json->full || length >= json->room - json->length) {
		json->full = true;
		return;
	}
	memcpy(json->text + json->length, text, length);
	json->length += length;
	json->text[json->length] = '\0';
}

static void append_text(struct json *json, const char *text)
{
	append(json, text, strlen(text));
}

static void begin_value(struct json *json, const char *name)
{
	if (json->comma)
		append(json, ",", 1);
	json->comma = true;
	if (!name)
		return;
	append(json, "\"", 1);
	append_text(json, name);
	append(json, "\":", 2);
}

void json_open(struct json *json, const char *name, char bracket)
{
	begin_value(json, name);
	append(json, &bracket, 1);
	json->comma = false;
}

void json_close(struct json *json, char bracket)
{
	append(json, &bracket, 1);
	json->comma = true;
}

void json_string(struct json *json, const char *name, const char *value)
{
	begin_value(json, name);
	append(json, "\"", 1);
	for (; *value; value++) {
		unsigned char letter = (unsigned char)*value;
		char escape[8];

		if (letter == '"' || letter == '\\') {
			append(json, "\\", 1);
			append(json, value, 1);
		} else if (letter < 0x20 || letter >= 0x7f) {
			snprintf(escape, sizeof(escape), "\\u%04x", letter);
			append_text(json, escape);
		} else {
			append(json, value, 1);
		}
	}
	append(json, "\"", 1);
}

void json_hex(struct json *json, const char *name, uint64_t value)
{
	char text[24];

	begin_value(json, name);
	snprintf(text, sizeof(text), "\"0x%llx\"", (unsigned long long)value);
	append_text(json, text);
}

void json_number(struct json *json, const char *name, int64_t value)
{
	char text[24];

	begin_value(json, name);
	snprintf(text, sizeof(text), "%lld", (long long)value);
	append_text(json, text);
}

void json_true(struct json *json, const char *name, bool if_set)
{
	if (!if_set)
		return;
	begin_value(json, name);
	append_text(json, "true");
}

void json_null(struct json *json, const char *name)
{
	begin_value(json, name);
	append_text(json, "null");
}
