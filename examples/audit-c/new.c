/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same driver's code after the port, for the fixed HMM_PFN_* format. */
#include <linux/hmm.h>
#include <linux/dma-mapping.h>
#include "sample_gpu.h"

enum { SAMPLE_V = 0x1, SAMPLE_W = 0x2, SAMPLE_VRAM = 0x10 };

/* Into a second array, which is the device's own format. */
static void sample_convert(struct sample_gpu *gpu, struct hmm_range *range, u64 *phys)
{
	unsigned long i, npages = (range->end - range->start) >> PAGE_SHIFT;

	for (i = 0; i < npages; i++) {
		struct page *page;

		phys[i] = 0;
		if (!(range->hmm_pfns[i] & HMM_PFN_VALID))
			continue;
		page = hmm_pfn_to_page(range->hmm_pfns[i]);
		if (is_device_private_page(page))
			phys[i] = sample_vram_address(gpu, page) | SAMPLE_V | SAMPLE_VRAM;
		else
			phys[i] = page_to_phys(page) | SAMPLE_V;
		if (range->hmm_pfns[i] & HMM_PFN_WRITE)
			phys[i] |= SAMPLE_W;
	}
}
