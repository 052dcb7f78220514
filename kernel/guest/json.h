/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Writes one JSON text. Commas are set by itself; names are C strings that need no escape. What has
 * no room is dropped, and @full says so.
 */
struct json {
	char *text;
	size_t room;
	size_t length;
	bool full;
	bool comma;
};

void json_start(struct json *json, char *text, size_t room);
/* A name of NULL is for elements of arrays. */
void json_open(struct json *json, const char *name, char bracket);
void json_close(struct json *json, char bracket);
void json_string(struct json *json, const char *name, const char *value);
void json_hex(struct json *json, const char *name, uint64_t value);
void json_number(struct json *json, const char *name, int64_t value);
void json_true(struct json *json, const char *name, bool if_set);
void json_null(struct json *json, const char *name);

#endif /* JSON_H */
