// SPDX-License-Identifier: GPL-2.0-or-later
/* Every step of a recipe: its arguments, and who carries it out. */
#include <string.h>

#include "recipe.h"
#include "run.h"

/*
 * The limit counts from the start of the case: who watches it read it there. `during` only says which
 * page the other thread waits for.
 */
static int run_nothing(struct case_run *run, const struct step *step)
{
	(void)run;
	(void)step;
	return 0;
}

static void map_defaults(struct step *step)
{
	step->map.huge_shift = 21;
}

static void call_defaults(struct step *step)
{
	step->call.attempts = 1;
}

static const struct verb verbs[] = {
	{ "map", { ADDRESS, PAGES, PROT, SHARING, MAP_KIND }, map_option, .run = run_map,
	  .defaults = map_defaults },
	{ "unmap", { ADDRESS, PAGES }, NULL, .run = run_unmap },
	{ "protect", { ADDRESS, PAGES, PROT }, NULL, .run = run_protect },
	{ "read", { ADDRESS, PAGES }, NULL, .run = run_read },
	{ "write", { ADDRESS, PAGES }, NULL, .run = run_write },
	{ "advise", { ADDRESS, PAGES, ADVICE }, NULL, .run = run_advise },
	{ "numa", { ADDRESS, PAGES }, numa_option, .run = run_numa },
	{ "private", { ADDRESS, PAGES, OWNER }, NULL, .run = run_private },
	{ "exclusive", { ADDRESS, PAGES }, NULL, .run = run_exclusive },
	{ "fork", { NO_ARGUMENT }, NULL, .run = run_fork },
	{ "reap", { NO_ARGUMENT }, NULL, .run = run_reap },
	{ "remap", { ADDRESS, PAGES, END_ADDRESS }, NULL, .run = run_remap },
	{ "split", { ADDRESS, PAGES }, NULL, .run = run_split },
	{ "truncate", { ADDRESS, PAGES_OR_NONE }, NULL, .run = run_truncate },
	{ "uffd", { ADDRESS, PAGES, UFFD_MODE }, NULL, .run = run_uffd },
	{ "uffd-wp", { ADDRESS, PAGES }, NULL, .run = run_uffd_wp },
	{ "uffd-unwp", { ADDRESS, PAGES }, NULL, .run = run_uffd_unwp },
	{ "uffd-poison", { ADDRESS, PAGES }, NULL, .run = run_uffd_poison },
	{ "lock", { ADDRESS, PAGES }, NULL, .run = run_lock },
	{ "move", { ADDRESS, PAGES, NODE }, NULL, .run = run_move },
	{ "drain", { NO_ARGUMENT }, NULL, .run = run_drain },
	{ "knob", { KNOB, KNOB_VALUE }, NULL, .run = run_knob },
	{ "limit", { SECONDS }, NULL, .run = run_nothing, .role = SETS_LIMIT },
	{ "begin", { ADDRESS, END_ADDRESS }, NULL, .run = run_begin, .role = BEGINS_RANGE },
	{ "during", { ADDRESS, PAGES }, NULL, .run = run_nothing, .role = BEGINS_OTHERS },
	{ "call", { WORD, MASK_WORD, REQUESTS }, call_option, .run = run_call, .role = ENDS_CASE,
	  .defaults = call_defaults },
};

const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}
