// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The input of hmm_pfns[]: "r2.w", symbols with an optional count before each (* is all ones), or
 * "2*0x1,1*0x0", raw words with counts; "-" for no page.
 */
#include <stdlib.h>
#include <string.h>

#include "recipe.h"

#define MAX_RUN	MAX_MAP_PAGES

/* One run; @text moves past it. */
static bool next_run(const char **text, uint64_t *count, uint64_t *word)
{
	size_t digits = strspn(*text, "0123456789");
	char number[20], symbol[2] = "";

	if (digits >= sizeof(number))
		return false;
	memcpy(number, *text, digits);
	number[digits] = '\0';
	*count = 1;
	if (digits > 0 && !parse_decimal(number, 1, MAX_RUN, count))
		return false;
	*text += digits;
	if (digits > 0 && strncmp(*text, "*0x", 3) == 0) {
		size_t length = strcspn(++*text, ",");
		char hex[24];

		if (length >= sizeof(hex))
			return false;
		memcpy(hex, *text, length);
		hex[length] = '\0';
		*text += length;
		if (**text == ',' && (*text)[1] != '\0')
			++*text;
		return parse_hex(hex, word) && *word <= (uint64_t)~0UL;
	}
	symbol[0] = **text;
	if (symbol[0] == '\0' || !strchr(".rwx*", symbol[0]))
		return false;
	++*text;
	return parse_flags_word(symbol, true, word);
}

bool requests_length(const char *text, uint64_t *pages)
{
	*pages = 0;
	if (strcmp(text, "-") == 0)
		return true;
	while (*text) {
		uint64_t count, word;

		if (!next_run(&text, &count, &word))
			return false;
		*pages += count;
	}
	return *pages > 0;
}

bool requests_expand(const char *text, uint64_t *words, uint64_t pages)
{
	uint64_t done = 0;

	if (strcmp(text, "-") == 0)
		return pages == 0;
	while (*text) {
		uint64_t count, word;

		if (!next_run(&text, &count, &word) || count > pages - done)
			return false;
		for (uint64_t i = 0; i < count; i++)
			words[done++] = word;
	}
	return done == pages;
}
