// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads a recipe: lines into words, words into steps, steps into cases. */
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recipe.h"

#define HEADER "hmm-recipe/1"
#define ID_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+:/=,"
#define ID_FORM "letters, digits and . _ - + : / = ,"

struct parser {
	struct recipe *recipe;
	struct recipe_error *error;
	unsigned int line;
	const char *text;
	bool begun;		/* this case has its begin */
	bool called;		/* and its call */
	void *ids;		/* of the cases so far, a tree of search.h */
};

__attribute__((format(printf, 2, 3)))
static bool fail(struct parser *parser, const char *format, ...)
{
	va_list arguments;

	parser->error->line = parser->line;
	va_start(arguments, format);
	vsnprintf(parser->error->text, sizeof(parser->error->text), format, arguments);
	va_end(arguments);
	return false;
}

/* The array with room for one element more, by doubling. Without memory the program ends. */
static void *with_room(void *array, size_t used, size_t size)
{
	if ((used & (used - 1)) != 0)
		return array;
	array = realloc(array, (used ? used * 2 : 1) * size);
	if (!array)
		abort();
	return array;
}

static bool parse_option(struct parser *parser, struct step *step, char *word)
{
	char *value = strchr(word, '=');
	bool taken;

	if (value)
		*value = '\0';
	taken = step->verb->option && step->verb->option(step, word, value ? value + 1 : NULL);
	if (value)
		*value = '=';
	return taken || fail(parser, "%s: expected an option that it has, got '%.80s'",
			     step->verb->name, word);
}

static bool parse_words(struct parser *parser, struct step *step, char **words, int count)
{
	int next = 1;

	for (int i = 0; i < 6 && step->verb->arguments[i] != NO_ARGUMENT; i++, next++) {
		enum argument argument = step->verb->arguments[i];

		if (next >= count)
			return fail(parser, "%s: expected %s, got the end of the line",
				    step->verb->name, argument_form(argument));
		if (!parse_argument(step, argument, words[next]))
			return fail(parser, "%s: expected %s, got '%.80s'", step->verb->name,
				    argument_form(argument), words[next]);
	}
	for (; next < count; next++)
		if (!parse_option(parser, step, words[next]))
			return false;
	return true;
}

/* A range that was written with absolute addresses has as many requests as pages. */
static bool check_requests(struct parser *parser, const struct step *call)
{
	const struct step *steps = parser->recipe->steps;
	size_t i = parser->recipe->nr_steps;
	uint64_t start, end, pages;

	while (!is_verb(steps[--i].verb, "begin"))
		;
	if (steps[i].at.base != steps[i].to.base)
		return true;
	start = steps[i].at.offset;
	end = steps[i].to.offset;
	pages = start < end ? (end - start) / PAGE_BYTES : 0;
	if (call->pages == pages)
		return true;
	return fail(parser, "call: expected %llu requests, one a page of the range, got %llu",
		    (unsigned long long)pages, (unsigned long long)call->pages);
}

static bool check_order(struct parser *parser, const struct step *step)
{
	struct recipe *recipe = parser->recipe;

	if (recipe->nr_cases == 0)
		return fail(parser, "expected 'case', got '%s'", step->verb->name);
	if (parser->called)
		return fail(parser, "expected 'case' after a call, got '%s'", step->verb->name);
	if (is_verb(step->verb, "begin")) {
		if (parser->begun)
			return fail(parser, "expected one begin in a case, got a second one");
		parser->begun = true;
	}
	if (is_verb(step->verb, "limit"))
		recipe->cases[recipe->nr_cases - 1].seconds = (unsigned int)step->choice;
	if (is_verb(step->verb, "call")) {
		if (!parser->begun)
			return fail(parser, "expected 'begin' before 'call', got none");
		parser->called = true;
		return check_requests(parser, step);
	}
	return true;
}

static bool parse_step(struct parser *parser, char **words, int count)
{
	struct recipe *recipe = parser->recipe;
	struct step step = {
		.verb = find_verb(words[0]),
		.line = parser->line,
		.text = parser->text,
	};

	if (!step.verb)
		return fail(parser, "expected a step, got '%.80s'", words[0]);
	if (is_verb(step.verb, "call")) {
		step.call.attempts = 1;
		step.call.walks = 64;
	} else if (is_verb(step.verb, "map")) {
		step.map.huge_shift = 21;
	}
	if (!parse_words(parser, &step, words, count) || !check_order(parser, &step))
		return false;
	recipe->steps = with_room(recipe->steps, recipe->nr_steps, sizeof(step));
	recipe->steps[recipe->nr_steps++] = step;
	recipe->cases[recipe->nr_cases - 1].nr_steps++;
	return true;
}

static bool end_case(struct parser *parser)
{
	if (parser->recipe->nr_cases > 0 && !parser->called)
		return fail(parser, "expected the call of case '%s', got its end",
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
		return fail(parser, "case: expected one id of at most %d of " ID_FORM ", got '%.80s'",
			    MAX_ID, count > 1 ? words[1] : "");
	if (!is_new(parser, words[1]))
		return fail(parser, "case: expected an id of its own, got '%s' again", words[1]);
	recipe->cases = with_room(recipe->cases, recipe->nr_cases, sizeof(*recipe->cases));
	recipe->cases[recipe->nr_cases++] = (struct recipe_case) {
		.id = words[1],
		.line = parser->line,
		.first = recipe->nr_steps,
		.seconds = CASE_SECONDS,
	};
	parser->begun = false;
	parser->called = false;
	return true;
}

static bool parse_selftest(struct parser *parser, int count)
{
	if (count != 1 || parser->recipe->nr_cases > 0)
		return fail(parser, "expected 'selftest' alone, before the first case");
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
		return fail(parser, "expected at most %d words, got more", LINE_WORDS);
	if (count == 0)
		return true;
	if (strcmp(words[0], "case") == 0)
		return parse_case(parser, words, count);
	if (strcmp(words[0], "selftest") == 0)
		return parse_selftest(parser, count);
	return parse_step(parser, words, count);
}

bool recipe_parse(char *text, struct recipe *recipe, struct recipe_error *error)
{
	struct parser parser = { .recipe = recipe, .error = error };

	memset(recipe, 0, sizeof(*recipe));
	while (text) {
		char *end = strchr(text, '\n');

		parser.line++;
		if (end)
			*end = '\0';
		if (parser.line == 1) {
			if (strcmp(text, HEADER) != 0)
				return fail(&parser, "expected '" HEADER "', got '%.80s'", text);
		} else if (!parse_line(&parser, text)) {
			return false;
		}
		text = end ? end + 1 : NULL;
	}
	if (!end_case(&parser))
		return false;
	return recipe->nr_cases > 0 || recipe->selftest ||
	       fail(&parser, "expected a case, got the end of the recipe");
}
