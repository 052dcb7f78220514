// SPDX-License-Identifier: GPL-2.0-or-later
/* The words of a recipe as values. Nothing is guessed: what is not of the form is refused. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "recipe.h"

/* HMM_PFN_VALID and HMM_PFN_WRITE are the uppermost bits of a word of the kernel. */
#define WORD_BITS	(8 * sizeof(unsigned long))
#define PFN_VALID_BIT	(1ULL << (WORD_BITS - 1))
#define PFN_WRITE_BIT	(1ULL << (WORD_BITS - 2))
#define ALL_BITS	((uint64_t)~0UL)

bool parse_decimal(const char *word, uint64_t from, uint64_t to, uint64_t *value)
{
	size_t length = strlen(word);

	if (length == 0 || length > 19 || strspn(word, "0123456789") != length)
		return false;
	*value = strtoull(word, NULL, 10);
	return *value >= from && *value <= to;
}

bool parse_hex(const char *word, uint64_t *value)
{
	size_t length = strlen(word);

	if (length < 3 || length > 18 || strncmp(word, "0x", 2) != 0 ||
	    strspn(word + 2, "0123456789abcdef") != length - 2)
		return false;
	*value = strtoull(word + 2, NULL, 16);
	return true;
}

static bool parse_offset(const char *word, uint64_t *offset)
{
	*offset = 0;
	return *word == '\0' || (*word == '+' && parse_hex(word + 1, offset));
}

bool parse_address(const char *word, struct address *address)
{
	bool is_read;

	if (strncmp(word, "@vdso", 5) == 0) {
		address->base = IN_VDSO;
		is_read = parse_offset(word + 5, &address->offset);
	} else if (strncmp(word, "@vvar", 5) == 0) {
		address->base = IN_VVAR;
		is_read = parse_offset(word + 5, &address->offset);
	} else {
		address->base = ABSOLUTE;
		is_read = parse_hex(word, &address->offset);
	}
	return is_read && address->offset % PAGE_BYTES == 0 && address->offset < ADDRESS_END;
}

bool parse_prot(const char *word, int *prot)
{
	static const struct {
		char letter;
		int bit;
	} letters[] = { { 'r', PROT_READ }, { 'w', PROT_WRITE }, { 'x', PROT_EXEC } };

	*prot = PROT_NONE;
	if (strcmp(word, "-") == 0)
		return true;
	for (size_t i = 0; i < 3; i++) {
		if (*word == letters[i].letter) {
			*prot |= letters[i].bit;
			word++;
		}
	}
	return *word == '\0' && *prot != PROT_NONE;
}

/* A symbol of the scenario's request alphabet, or a raw word. */
bool parse_flags_word(const char *word, bool is_mask, uint64_t *value)
{
	static const char symbols[] = ".rwx*";
	static const uint64_t words[] = {
		0, PFN_VALID_BIT, PFN_VALID_BIT | PFN_WRITE_BIT, PFN_WRITE_BIT, ALL_BITS,
	};
	const char *symbol = word[0] && !word[1] ? strchr(symbols, word[0]) : NULL;

	if (!symbol)
		return parse_hex(word, value) && *value <= ALL_BITS;
	*value = words[symbol - symbols];
	return is_mask || *symbol != '*';
}

int find_name(const char *const *names, const char *word)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], word) == 0)
			return i;
	return -1;
}
