/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PARSER_H
#define PARSER_H

#include "recipe.h"

/* Where the reading of a recipe is. */
struct parser {
	struct recipe *recipe;
	struct recipe_error *error;
	unsigned int line;
	const char *text;
	bool begun;		/* this case has its begin */
	bool others;		/* and its during */
	bool called;		/* and its call */
	void *ids;		/* of the cases so far, a tree of search.h */
};

/* parser.c */

/* Tells what is wrong with the line; false, for the parser to return. */
__attribute__((format(printf, 2, 3)))
bool mistake(struct parser *parser, const char *format, ...);

/* The array with room for one element more, by doubling. Without memory the program ends. */
void *with_room(void *array, size_t used, size_t size);

/* parse_step.c: adds the step of a line to the recipe's last case. */
bool parse_step(struct parser *parser, char **words, int count);

#endif /* PARSER_H */
