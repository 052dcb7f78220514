/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The driver of the tests before its port; new.c has it afterwards, with mistakes to choose. */
#include <linux/hmm.h>
#include "sample_gpu.h"

enum { SAMPLE_V = 0x1, SAMPLE_W = 0x2, SAMPLE_VRAM = 0x10 };

static const u64 sample_pfn_flags[HMM_PFN_FLAG_MAX] = {
	[HMM_PFN_VALID] = SAMPLE_V,
	[HMM_PFN_WRITE] = SAMPLE_W,
};

static const u64 sample_pfn_values[HMM_PFN_VALUE_MAX] = {
	[HMM_PFN_ERROR] = ~(u64)SAMPLE_V,
	[HMM_PFN_NONE] = 0,
	[HMM_PFN_SPECIAL] = ~(u64)SAMPLE_V,
};

/* In place: an entry becomes what the device's page-table code takes. */
static void sample_convert(struct sample_gpu *gpu, struct hmm_range *range)
{
	unsigned long i, npages = (range->end - range->start) >> PAGE_SHIFT;

	for (i = 0; i < npages; i++) {
		struct page *page = hmm_device_entry_to_page(range, range->pfns[i]);

		if (!page) {
			range->pfns[i] = 0;
			continue;
		}
		if (!is_device_private_page(page))
			continue;
		range->pfns[i] &= SAMPLE_V | SAMPLE_W;
		range->pfns[i] |= sample_vram_address(gpu, page) | SAMPLE_VRAM;
	}
}
