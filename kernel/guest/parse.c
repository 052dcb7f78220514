// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads a recipe: lines into words, words into steps, steps into cases. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recipe.h"

#define HEADER "hmm-recipe/1"
#define ID_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+:/=,"

struct parser {
	struct recipe *recipe;
	struct recipe_error *error;
	unsigned int line;
	const char *text;
	bool begun;		/* this case has its begin */
	bool called;		/* and its call */
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

/* The array with room for one element more; it doubles, and memory that runs out ends the program. */
static void *with_room(void *array, size_t used, size_t size)
{
	if ((used & (used - 1)) != 0)
		return array;
	array = realloc(array, (used ? used * 2 : 1) * size);
	if (!array)
		abort();
	return array;
}

static bool parse_choice(const char *const *names, const char *word, int *choice)
{
	*choice = find_name(names, word);
	return *choice >= 0;
}

/* What an argument must look like, for messages. */
static const char *form_of(enum argument argument)
{
	static const char *const forms[] = {
		[ADDRESS] = "an address: 0x…, page aligned, below 0x800000000000, or @vdso, @vvar",
		[END_ADDRESS] = "an address: 0x…, page aligned, below 0x800000000000, or @vdso, @vvar",
		[PAGES] = "a number of pages from 1 to 16777216",
		[PAGES_OR_NONE] = "a number of pages from 0 to 16777216",
		[PROT] = "a protection: - or some of r, w, x, in this order",
		[SHARING] = "private or shared",
		[MAP_KIND] = "a kind of map: anon, file, shmem, hugetlb, pfnmap, pfnmap-lazy, mixedmap, mixedmap-pfn or io",
		[ADVICE] = "an advice of madvise",
		[UFFD_MODE] = "missing, wp or minor",
		[NODE] = "0 or 1",
		[KNOB] = "a knob: thp, thp-shmem, thp-zero-page, fault-around or mthp-64k",
		[KNOB_VALUE] = "a value of at most 20 characters",
		[WORD] = "a word: . r w x or 0x…",
		[MASK_WORD] = "a word: . r w x * or 0x…",
		[REQUESTS] = "requests: such as r2.w, or 2*0x1,1*0x0, or -",
	};

	return forms[argument];
}

static bool parse_sharing(const char *word, bool *shared)
{
	*shared = strcmp(word, "shared") == 0;
	return *shared || strcmp(word, "private") == 0;
}

static bool parse_argument(struct step *step, enum argument argument, const char *word)
{
	uint64_t number;

	switch (argument) {
	case ADDRESS:
		return parse_address(word, &step->at);
	case END_ADDRESS:
		return parse_address(word, &step->to);
	case PAGES:
		return parse_decimal(word, 1, MAX_MAP_PAGES, &step->pages);
	case PAGES_OR_NONE:
		return parse_decimal(word, 0, MAX_MAP_PAGES, &step->pages);
	case PROT:
		return parse_prot(word, &step->prot);
	case SHARING:
		return parse_sharing(word, &step->map.shared);
	case MAP_KIND:
		return parse_choice(map_kind_names, word, &step->map.kind);
	case ADVICE:
		return parse_choice(advice_names, word, &step->choice);
	case UFFD_MODE:
		return parse_choice(uffd_mode_names, word, &step->choice);
	case NODE:
		if (!parse_decimal(word, 0, 1, &number))
			return false;
		step->choice = (int)number;
		return true;
	case KNOB:
		return parse_choice(knob_names, word, &step->choice);
	case KNOB_VALUE:
		step->value = word;
		return strlen(word) <= 20;
	case WORD:
		return parse_flags_word(word, false, &step->call.default_flags);
	case MASK_WORD:
		return parse_flags_word(word, true, &step->call.mask);
	case REQUESTS:
		step->call.requests = word;
		return requests_length(word, &step->pages);
	default:
		return false;
	}
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
				    step->verb->name, form_of(argument));
		if (!parse_argument(step, argument, words[next]))
			return fail(parser, "%s: expected %s, got '%.80s'", step->verb->name,
				    form_of(argument), words[next]);
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
	if (parser->recipe->nr_cases == 0)
		return fail(parser, "expected 'case', got '%s'", step->verb->name);
	if (parser->called)
		return fail(parser, "expected 'case' after a call, got '%s'", step->verb->name);
	if (is_verb(step->verb, "begin")) {
		if (parser->begun)
			return fail(parser, "expected one begin in a case, got a second one");
		parser->begun = true;
	}
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

static bool parse_case(struct parser *parser, char **words, int count)
{
	struct recipe *recipe = parser->recipe;

	if (!end_case(parser))
		return false;
	if (count != 2 || strlen(words[1]) > MAX_ID ||
	    strspn(words[1], ID_LETTERS) != strlen(words[1]))
		return fail(parser, "case: expected one id of at most %d of %s, got '%.80s'", MAX_ID,
			    "letters, digits and . _ - + : / = ,", count > 1 ? words[1] : "");
	recipe->cases = with_room(recipe->cases, recipe->nr_cases, sizeof(*recipe->cases));
	recipe->cases[recipe->nr_cases++] = (struct recipe_case) {
		.id = words[1],
		.line = parser->line,
		.first = recipe->nr_steps,
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
