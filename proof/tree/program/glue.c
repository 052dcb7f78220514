/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiled in one unit with a tree's mm/hmm.c, after it, with the fixed format: the way from the
 * proof's request to the tree's struct hmm_range. PROVE_OWN(name) is the tree's own name of a
 * function, as two trees are linked into one program.
 */

static struct mmu_interval_notifier tree_notifier = { .mm = &prove_mm };

#if TREE_HAS_ORDER
#define TREE_ORDER(word) ((unsigned int)((word) >> HMM_PFN_ORDER_SHIFT) & 0x1f)
#define TREE_AS_ORDER(order) ((host_u64)(order) << HMM_PFN_ORDER_SHIFT)
#define TREE_FLAGS HMM_PFN_FLAGS
#else
#define TREE_ORDER(word) 0
#define TREE_AS_ORDER(order) 0
#define TREE_FLAGS (HMM_PFN_VALID | HMM_PFN_WRITE | HMM_PFN_ERROR)
#endif
#if TREE_CARRIES_DMA
#define TREE_CARRIED HMM_PFN_INOUT_FLAGS
#else
#define TREE_CARRIED 0
#endif

const _Bool PROVE_OWN(has_order) = TREE_HAS_ORDER;

struct prove_word PROVE_OWN(read_word)(host_u64 word)
{
	return (struct prove_word){
		.valid = !!(word & HMM_PFN_VALID),
		.write = !!(word & HMM_PFN_WRITE),
		.error = !!(word & HMM_PFN_ERROR),
		.pfn = word & ~(host_u64)TREE_FLAGS,
		.order = TREE_ORDER(word),
		.carried = word & (host_u64)TREE_CARRIED,
	};
}

host_u64 PROVE_OWN(write_word)(struct prove_word word)
{
	return (word.valid ? HMM_PFN_VALID : 0) | (word.write ? HMM_PFN_WRITE : 0) |
	       (word.error ? HMM_PFN_ERROR : 0) | TREE_AS_ORDER(word.order) | word.pfn;
}

/* The bits of an input word that stay in the output word. */
host_u64 PROVE_OWN(carried)(host_u64 word)
{
	return word & (host_u64)TREE_CARRIED;
}

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
		.hmm_pfns = (unsigned long *)words,
		.default_flags = request->defaults,
		.pfn_flags_mask = request->mask,
		.dev_private_owner = request->owner < 2 ? prove_pagemap[request->owner].owner :
							  (void *)&tree_notifier,
	};

	return hmm_range_fault(&range);
}
