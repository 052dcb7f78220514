// SPDX-License-Identifier: GPL-2.0-or-later
/* Every step of a recipe: its arguments, and who carries it out. */
#include <string.h>

#include "recipe.h"
#include "run.h"

/* The limit counts from the start of the case: who watches it read it there. */
static int run_limit(struct case_run *run, const struct step *step)
{
	(void)run;
	(void)step;
	return 0;
}

static const struct verb verbs[] = {
	{ "map", { ADDRESS, PAGES, PROT, SHARING, MAP_KIND }, map_option, run_map },
	{ "unmap", { ADDRESS, PAGES }, NULL, run_unmap },
	{ "protect", { ADDRESS, PAGES, PROT }, NULL, run_protect },
	{ "read", { ADDRESS, PAGES }, NULL, run_read },
	{ "write", { ADDRESS, PAGES }, NULL, run_write },
	{ "advise", { ADDRESS, PAGES, ADVICE }, NULL, run_advise },
	{ "numa", { ADDRESS, PAGES }, numa_option, run_numa },
	{ "fork", { NO_ARGUMENT }, NULL, run_fork },
	{ "reap", { NO_ARGUMENT }, NULL, run_reap },
	{ "remap", { ADDRESS, PAGES, END_ADDRESS }, NULL, run_remap },
	{ "split", { ADDRESS, PAGES }, NULL, run_split },
	{ "truncate", { ADDRESS, PAGES_OR_NONE }, NULL, run_truncate },
	{ "uffd", { ADDRESS, PAGES, UFFD_MODE }, NULL, run_uffd },
	{ "uffd-wp", { ADDRESS, PAGES }, NULL, run_uffd_wp },
	{ "uffd-unwp", { ADDRESS, PAGES }, NULL, run_uffd_unwp },
	{ "lock", { ADDRESS, PAGES }, NULL, run_lock },
	{ "move", { ADDRESS, PAGES, NODE }, NULL, run_move },
	{ "drain", { NO_ARGUMENT }, NULL, run_drain },
	{ "knob", { KNOB, KNOB_VALUE }, NULL, run_knob },
	{ "limit", { SECONDS }, NULL, run_limit },
	{ "begin", { ADDRESS, END_ADDRESS }, NULL, run_begin },
	{ "call", { WORD, MASK_WORD, REQUESTS }, call_option, run_call },
};

const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

bool is_verb(const struct verb *verb, const char *name)
{
	return strcmp(verb->name, name) == 0;
}
