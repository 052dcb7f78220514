// SPDX-License-Identifier: GPL-2.0-or-later
/* What the reading of lines and of steps share. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "parser.h"

bool mistake(struct parser *parser, const char *format, ...)
{
	va_list arguments;

	parser->error->line = parser->line;
	va_start(arguments, format);
	vsnprintf(parser->error->text, sizeof(parser->error->text), format, arguments);
	va_end(arguments);
	return false;
}

void *with_room(void *array, size_t used, size_t size)
{
	if ((used & (used - 1)) != 0)
		return array;
	array = realloc(array, (used ? used * 2 : 1) * size);
	if (!array)
		abort();
	return array;
}
