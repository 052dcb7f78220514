/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiled in one unit with a tree's mm/hmm.c, after it: the way from the proof's request to the
 * tree's struct hmm_range. PROVE_OWN(name) is the tree's own name of a function, as two trees are
 * linked into one program.
 */

static struct mmu_interval_notifier tree_notifier = { .mm = &prove_mm };

/* The bits and words of the format, and of the fields of struct hmm_range that belong to it. */
#if TREE_CUSTOMIZABLE
#include "words-custom.h"
#else
#include "words-fixed.h"
#endif

int PROVE_WALK(struct mm_struct *mm, unsigned long start, unsigned long end,
	       const struct mm_walk_ops *ops, void *private);

/* Every walk of mm/hmm.c begins here: the first is done, of the second only the place is taken. */
int walk_page_range(struct mm_struct *mm, unsigned long start, unsigned long end,
		    const struct mm_walk_ops *ops, void *private)
{
	struct hmm_vma_walk *walk = private;

	prove_now.walks++;
	if (prove_now.walks > 1) {
		prove_now.resume = start;
		/* Where a call that returns a count takes it from, as if the walk had come to the end. */
		walk->last = end;
		return 0;
	}
	start = prove_resume;
	walk->last = prove_resume;
	return PROVE_WALK(mm, start, end, ops, private);
}

long PROVE_OWN(call)(const struct prove_request *request, host_u64 *words)
{
	struct hmm_range range = {
		.notifier = &tree_notifier,
		.notifier_seq = 0,
		.start = request->start,
		.end = request->end,
		.default_flags = request->defaults,
		.pfn_flags_mask = request->mask,
		.dev_private_owner = request->owner < 2 ? prove_pagemap[request->owner].owner :
							  (void *)&tree_notifier,
	};

	PROVE_OWN(take_words)(&range, words);
	return hmm_range_fault(&range);
}
