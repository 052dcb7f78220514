/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fixed format: HMM_PFN_* in an array of unsigned long. */

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
const _Bool PROVE_OWN(returns_pages) = 0;

/* The bits that ask, of a word, a mask and of defaults. */
host_u64 PROVE_OWN(ask_fault)(void)
{
	return HMM_PFN_REQ_FAULT;
}

host_u64 PROVE_OWN(ask_write)(void)
{
	return HMM_PFN_REQ_WRITE;
}

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

static void PROVE_OWN(take_words)(struct hmm_range *range, host_u64 *words)
{
	range->hmm_pfns = (unsigned long *)words;
}
