/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The customizable format of 5.7 and before: the driver's flags, values and shift. */

extern const struct prove_format prove_format;

const _Bool PROVE_OWN(has_order) = 0;
const _Bool PROVE_OWN(returns_pages) = TREE_RETURNS_PAGES;

/* The bits that ask, of a word, a mask and of defaults. */
host_u64 PROVE_OWN(ask_fault)(void)
{
	return prove_format.valid;
}

host_u64 PROVE_OWN(ask_write)(void)
{
	return prove_format.write;
}

static uint64_t prove_flags[8];
static uint64_t prove_values[8];

/* As drivers read a word: it is compared with the values first, whatever bits it has. */
struct prove_word PROVE_OWN(read_word)(host_u64 word)
{
	static const struct prove_word none;
	const struct prove_format *format = &prove_format;

	if (word == format->none)
		return none;
	if (word == format->error || (TREE_HAS_SPECIAL && word == format->special))
		return (struct prove_word){ .error = 1 };
	if (!(word & format->valid))
		return none;
	return (struct prove_word){
		.valid = 1,
		.write = !!(word & format->write),
		.pfn = word >> format->shift,
	};
}

host_u64 PROVE_OWN(write_word)(struct prove_word word)
{
	if (word.error)
		return prove_format.error;
	if (!word.valid)
		return prove_format.none;
	return word.pfn << prove_format.shift | prove_format.valid |
	       (word.write ? prove_format.write : 0);
}

/* No bit of an input word stays in the output word. */
host_u64 PROVE_OWN(carried)(host_u64 word)
{
	(void)word;
	return 0;
}

static void PROVE_OWN(take_words)(struct hmm_range *range, host_u64 *words)
{
	prove_flags[HMM_PFN_VALID] = prove_format.valid;
	prove_flags[HMM_PFN_WRITE] = prove_format.write;
	prove_values[HMM_PFN_NONE] = prove_format.none;
	prove_values[HMM_PFN_ERROR] = prove_format.error;
#if TREE_HAS_SPECIAL
	prove_values[HMM_PFN_SPECIAL] = prove_format.special;
#endif
	range->pfns = (uint64_t *)words;
	range->flags = prove_flags;
	range->values = prove_values;
	range->pfn_shift = prove_format.shift;
}
