// SPDX-License-Identifier: GPL-2.0-or-later
/* The words of a line as a step of its case: arguments, options, and what must stand before it. */
#include <string.h>

#include "parser.h"

static bool parse_option(struct parser *parser, struct step *step, char *word)
{
	char *value = strchr(word, '=');
	bool taken;

	if (value)
		*value = '\0';
	taken = step->verb->option && step->verb->option(step, word, value ? value + 1 : NULL);
	if (value)
		*value = '=';
	return taken || mistake(parser, "%s: expected an option that it has, got '%.80s'",
				step->verb->name, word);
}

static bool parse_words(struct parser *parser, struct step *step, char **words, int count)
{
	int next = 1;

	for (int i = 0; i < 6 && step->verb->arguments[i] != NO_ARGUMENT; i++, next++) {
		enum argument argument = step->verb->arguments[i];

		if (next >= count)
			return mistake(parser, "%s: expected %s, got the end of the line",
				       step->verb->name, argument_form(argument));
		if (!parse_argument(step, argument, words[next]))
			return mistake(parser, "%s: expected %s, got '%.80s'", step->verb->name,
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

	while (steps[--i].verb->role != BEGINS_RANGE)
		;
	if (steps[i].at.base != steps[i].to.base)
		return true;
	start = steps[i].at.offset;
	end = steps[i].to.offset;
	pages = start < end ? (end - start) / PAGE_BYTES : 0;
	if (call->pages == pages)
		return true;
	return mistake(parser, "call: expected %llu requests, one a page of the range, got %llu",
		       (unsigned long long)pages, (unsigned long long)call->pages);
}

static bool check_order(struct parser *parser, const struct step *step)
{
	struct recipe *recipe = parser->recipe;

	if (recipe->nr_cases == 0)
		return mistake(parser, "expected 'case', got '%s'", step->verb->name);
	if (parser->called)
		return mistake(parser, "expected 'case' after a call, got '%s'", step->verb->name);
	switch (step->verb->role) {
	case A_STEP:
		break;
	case SETS_LIMIT:
		recipe->cases[recipe->nr_cases - 1].seconds = (unsigned int)step->choice;
		break;
	case BEGINS_RANGE:
		if (parser->begun)
			return mistake(parser, "expected one begin in a case, got a second one");
		parser->begun = true;
		break;
	case BEGINS_OTHERS:
		if (!parser->begun || parser->others)
			return mistake(parser, "expected one during after 'begin', got %s",
				       parser->begun ? "a second one" : "one before it");
		parser->others = true;
		break;
	case ENDS_CASE:
		if (!parser->begun)
			return mistake(parser, "expected 'begin' before 'call', got none");
		parser->called = true;
		return check_requests(parser, step);
	}
	return true;
}

bool parse_step(struct parser *parser, char **words, int count)
{
	struct recipe *recipe = parser->recipe;
	struct step step = {
		.verb = find_verb(words[0]),
		.line = parser->line,
		.text = parser->text,
	};

	if (!step.verb)
		return mistake(parser, "expected a step, got '%.80s'", words[0]);
	if (step.verb->defaults)
		step.verb->defaults(&step);
	if (!parse_words(parser, &step, words, count) || !check_order(parser, &step))
		return false;
	recipe->steps = with_room(recipe->steps, recipe->nr_steps, sizeof(step));
	recipe->steps[recipe->nr_steps++] = step;
	recipe->cases[recipe->nr_cases - 1].nr_steps++;
	return true;
}
