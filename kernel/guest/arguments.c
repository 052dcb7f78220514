// SPDX-License-Identifier: GPL-2.0-or-later
/* The arguments of a step: how each is written, and where its value goes. */
#include <string.h>

#include "../module/hmm_probe_abi.h"
#include "recipe.h"

#define ADDRESS_FORM "an address: 0x…, page aligned, below 0x800000000000, or @vdso, @vvar"

static bool parse_choice(const char *const *names, const char *word, int *choice)
{
	*choice = find_name(names, word);
	return *choice >= 0;
}

const char *argument_form(enum argument argument)
{
	static const char *const forms[] = {
		[ADDRESS] = ADDRESS_FORM,
		[END_ADDRESS] = ADDRESS_FORM,
		[PAGES] = "a number of pages from 1 to 16777216",
		[PAGES_OR_NONE] = "a number of pages from 0 to 16777216",
		[PROT] = "a protection: - or some of r, w, x, in this order",
		[SHARING] = "private or shared",
		[MAP_KIND] = "a kind of map, such as anon",
		[ADVICE] = "an advice of madvise",
		[UFFD_MODE] = "missing, wp or minor",
		[NODE] = "0 or 1",
		[OWNER] = "1 or 2",
		[SECONDS] = "a number of seconds from 1 to 100",
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

static bool parse_small(const char *word, uint64_t from, uint64_t to, int *value)
{
	uint64_t number;

	if (!parse_decimal(word, from, to, &number))
		return false;
	*value = (int)number;
	return true;
}

bool parse_argument(struct step *step, enum argument argument, const char *word)
{
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
		return parse_small(word, 0, 1, &step->choice);
	case OWNER:
		return parse_small(word, 1, HMM_PROBE_OWNERS, &step->choice);
	case SECONDS:
		return parse_small(word, 1, MAX_SECONDS, &step->choice);
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
