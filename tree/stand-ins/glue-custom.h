/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The customizable format of 5.7 and before: the driver's flags, values and shift. */

const struct host_description tree_description = {
	.bits = BITS_PER_LONG,
	.customizable = 1,
	.order_shift = 64,
	.returns_pages = TREE_RETURNS_PAGES,
	.word_bytes = sizeof(uint64_t),
	.has_special = TREE_HAS_SPECIAL,
};

static uint64_t tree_flags[8];
static uint64_t tree_values[8];

static uint64_t tree_request(const struct host_scenario *scenario, host_u32 ask)
{
	const struct host_format *format = &scenario->format;

	switch ((enum host_ask)ask) {
	case HOST_ASK_NOTHING:
		return 0;
	case HOST_ASK_READ:
		return format->valid;
	case HOST_ASK_WRITE:
		return format->valid | format->write;
	case HOST_ASK_WRITE_ONLY:
		return format->write;
	case HOST_ASK_ALL:
		return ~0ull;
	}
	host_stop(HOST_BUG, "asks what the host does not know");
}

void tree_fill(const struct host_scenario *scenario, void *words)
{
	if (!scenario->formatted)
		host_stop(HOST_BUG, "has no format for the array");
	for (host_u32 page = 0; page < scenario->pages; page++)
		((uint64_t *)words)[page] = tree_request(scenario, scenario->ask[page]);
}

/* The driver's format has no bits of this kind. */
void tree_take_back(const struct host_scenario *scenario, void *words)
{
	(void)scenario;
	(void)words;
}

static void tree_take_words(struct hmm_range *range, const struct host_scenario *scenario,
			    void *words)
{
	tree_flags[HMM_PFN_VALID] = scenario->format.valid;
	tree_flags[HMM_PFN_WRITE] = scenario->format.write;
	tree_values[HMM_PFN_NONE] = scenario->format.none;
	tree_values[HMM_PFN_ERROR] = scenario->format.error;
#if TREE_HAS_SPECIAL
	tree_values[HMM_PFN_SPECIAL] = scenario->format.special;
#endif
	range->pfns = words;
	range->flags = tree_flags;
	range->values = tree_values;
	range->pfn_shift = scenario->format.shift;
}
