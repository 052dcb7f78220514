// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads a recipe: lines into words, and the cases that the steps belong to. */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "parser.h"

#define HEADER "hmm-recipe/1"
#define ID_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+:/=,"
#define ID_FORM "letters, digits and . _ - + : / = ,"

static bool end_case(struct parser *parser)
{
	if (parser->recipe->nr_cases > 0 && !parser->called)
		return mistake(parser, "expected the call of case '%s', got its end",
			       parser->recipe->cases[parser->recipe->nr_cases - 1].id);
	return true;
}

static int compare_ids(const void *one, const void *other)
{
	return strcmp(one, other);
}

static bool is_new(struct parser *parser, const char *id)
{
	const char *const *known = tsearch(id, &parser->ids, compare_ids);

	if (!known)
		abort();
	return *known == id;
}

static bool parse_case(struct parser *parser, char **words, int count)
{
	struct recipe *recipe = parser->recipe;

	if (!end_case(parser))
		return false;
	if (count != 2 || strlen(words[1]) > MAX_ID ||
	    strspn(words[1], ID_LETTERS) != strlen(words[1]))
		return mistake(parser,
			       "case: expected one id of at most %d of " ID_FORM ", got '%.80s'",
			       MAX_ID, count > 1 ? words[1] : "");
	if (!is_new(parser, words[1]))
		return mistake(parser, "case: expected an id of its own, got '%s' again", words[1]);
	recipe->cases = with_room(recipe->cases, recipe->nr_cases, sizeof(*recipe->cases));
	recipe->cases[recipe->nr_cases++] = (struct recipe_case) {
		.id = words[1],
		.line = parser->line,
		.first = recipe->nr_steps,
		.seconds = CASE_SECONDS,
	};
	parser->begun = false;
	parser->others = false;
	parser->called = false;
	return true;
}

static bool parse_selftest(struct parser *parser, int count)
{
	if (count != 1 || parser->recipe->nr_cases > 0)
		return mistake(parser, "expected 'selftest' alone, before the first case");
	if (sizeof(void *) != 8)
		return mistake(parser, "expected no 'selftest': the module is tested with 64 bits");
	return parser->recipe->selftest = true;
}

/* Cuts a line into words in place; a comment ends it. -1 if there are too many. */
static int split(char *line, char **words)
{
	int count = 0;
	char *rest;

	for (char *word = strtok_r(line, " \t", &rest); word && *word != '#';
	     word = strtok_r(NULL, " \t", &rest)) {
		if (count == LINE_WORDS)
			return -1;
		words[count++] = word;
	}
	return count;
}

static bool parse_line(struct parser *parser, char *line)
{
	char *words[LINE_WORDS];
	int count;

	/* The line is cut up; messages and reports show it whole. */
	parser->text = strdup(line);
	if (!parser->text)
		abort();
	count = split(line, words);
	if (count < 0)
		return mistake(parser, "expected at most %d words, got more", LINE_WORDS);
	if (count == 0)
		return true;
	if (strcmp(words[0], "case") == 0)
		return parse_case(parser, words, count);
	if (strcmp(words[0], "selftest") == 0)
		return parse_selftest(parser, count);
	return parse_step(parser, words, count);
}

bool recipe_parse(char *text, size_t length, struct recipe *recipe, struct recipe_error *error)
{
	struct parser parser = { .recipe = recipe, .error = error };
	const char *text_end = text + length;

	memset(recipe, 0, sizeof(*recipe));
	while (text) {
		char *end = strchr(text, '\n');

		parser.line++;
		if (!end && text + strlen(text) != text_end)
			return mistake(&parser, "expected a text, got a NUL byte in it");
		if (end)
			*end = '\0';
		if (parser.line == 1) {
			if (strcmp(text, HEADER) != 0)
				return mistake(&parser, "expected '" HEADER "', got '%.80s'", text);
		} else if (!parse_line(&parser, text)) {
			return false;
		}
		text = end ? end + 1 : NULL;
	}
	if (!end_case(&parser))
		return false;
	return recipe->nr_cases > 0 || recipe->selftest ||
	       mistake(&parser, "expected a case, got the end of the recipe");
}
