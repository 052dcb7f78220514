/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fixed format: HMM_PFN_* in an array of unsigned long. */

#if TREE_HAS_ORDER
#define TREE_ORDER_SHIFT HMM_PFN_ORDER_SHIFT
#define TREE_FLAGS HMM_PFN_FLAGS
#else
#define TREE_ORDER_SHIFT BITS_PER_LONG
#define TREE_FLAGS (HMM_PFN_VALID | HMM_PFN_WRITE | HMM_PFN_ERROR)
#endif
#if TREE_CARRIES_DMA
#define TREE_CARRIED HMM_PFN_INOUT_FLAGS
#else
#define TREE_CARRIED 0
#endif

const struct host_description tree_description = {
	.bits = BITS_PER_LONG,
	.order_shift = TREE_ORDER_SHIFT,
	.flags = (unsigned long)TREE_FLAGS,
	.carried = (unsigned long)TREE_CARRIED,
	.request_fault = (unsigned long)HMM_PFN_REQ_FAULT,
	.request_write = (unsigned long)HMM_PFN_REQ_WRITE,
	.word_bytes = sizeof(unsigned long),
};

static unsigned long tree_request(const struct host_scenario *scenario, host_u32 ask)
{
	static const unsigned long requests[] = {
		[HOST_ASK_NOTHING] = 0,
		[HOST_ASK_READ] = HMM_PFN_REQ_FAULT,
		[HOST_ASK_WRITE] = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE,
		[HOST_ASK_WRITE_ONLY] = HMM_PFN_REQ_WRITE,
		[HOST_ASK_ALL] = ~0ul,
	};

	(void)scenario;
	return requests[ask];
}

/*
 * What a word holds besides its request, of the bits that are carried from input to output: all of
 * them, some, the others, none. No scenario says it, so that one scenario serves every release.
 */
static unsigned long tree_carried(host_u32 page, unsigned long request)
{
	unsigned long carried = TREE_CARRIED & ~request, last = carried & (carried - 1);

	/* A frame can run into those of 32 bits; then nobody could tell its bits from these. */
	if (BITS_PER_LONG == 32)
		return 0;
	switch (page & 3) {
	case 0:
		return carried;
	case 1:
		return carried & ~last;
	case 2:
		return last;
	default:
		return 0;
	}
}

void tree_fill(const struct host_scenario *scenario, void *words)
{
	for (host_u32 page = 0; page < scenario->pages; page++) {
		unsigned long request = tree_request(scenario, scenario->ask[page]);

		((unsigned long *)words)[page] = request | tree_carried(page, request);
	}
}

void tree_take_back(const struct host_scenario *scenario, void *words)
{
	unsigned long *word = words;

	for (host_u32 page = 0; page < scenario->pages; page++) {
		/* A word that was never cleared asks with these bits, too: those stay the scenario's. */
		unsigned long request = tree_request(scenario, scenario->ask[page]);
		unsigned long given = tree_carried(page, request);
		unsigned long carried = word[page] & TREE_CARRIED & ~request;

		if (given & ~carried)
			host_note(HOST_NOTE_CARRIED_BITS, 0, "lost");
		/* What a frame of 32 bits runs into, the word is to show as it is. */
		if (BITS_PER_LONG == 64 && carried & ~given)
			host_note(HOST_NOTE_CARRIED_BITS, 0, "set");
		word[page] &= ~given;
	}
}

static void tree_take_words(struct hmm_range *range, const struct host_scenario *scenario,
			    void *words)
{
	(void)scenario;
	range->hmm_pfns = words;
}
