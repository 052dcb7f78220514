/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The driver of old.c after its port; correct as long as `mistake` is 0. Every other number is one
 * mistake that a port can have.
 */
#include <linux/hmm.h>
#include "sample_gpu.h"

enum { SAMPLE_V = 0x1, SAMPLE_W = 0x2, SAMPLE_VRAM = 0x10 };

enum mistake {
	CORRECT,
	WRONG_SHIFT,
	WRITE_DROPPED,
	WRITE_ALWAYS,
	WRITE_TESTED_FOR_VALID,
	VALID_NOT_TESTED,
	VRAM_ON_SYSTEM_PAGES,
	VRAM_MISSING,
	STALE_ENTRY_KEPT,
	ERROR_MAPPED,
	LOW_BITS_MASKED_OFF,
	ADDRESS_IN_32_BITS,
	PFN_IN_32_BITS,
	ONE_PAGE_TOO_FEW,
	ONE_PAGE_TOO_MANY,
	NULL_PAGE,
	ENDLESS_LOOP,
	BUG_ON_NONE,
	WARN_ON_NONE,
	NEXT_ENTRY,
	FIRST_ENTRY,
	VRAM_WITHOUT_BASE,
	STACK_OVERFLOW,
	REFUSED_FOR_NONE,
	BEFORE_THE_ARRAY,
	WRITES_BEHIND,
	STOPS_AT_NONE,
	VRAM_READ_ONLY,
	SHIFT_BY_64,
	DIVIDES_BY_ZERO,
	RIGHTS_KEPT_FROM_LAST_PAGE,
	PAGE_OF_WRONG_PFN,
	KMALLOC_NOT_FILLED,
	REQUESTS_SWAPPED,
	PREFETCH_ASKS_NOTHING,
	MASK_ZERO,
	OWNER_MISSING,
	MISTAKES,
};

static u64 sample_rights(unsigned long entry, u64 last)
{
	u64 word = SAMPLE_V;

	if (mistake == WRITE_DROPPED)
		return word;
	if (mistake == RIGHTS_KEPT_FROM_LAST_PAGE)
		word |= last & SAMPLE_W;
	if ((entry & HMM_PFN_WRITE) || mistake == WRITE_ALWAYS)
		word |= SAMPLE_W;
	return word;
}

static struct page *sample_page(unsigned long entry)
{
	unsigned long pfn = entry & ~HMM_PFN_FLAGS;

	switch (mistake) {
	case LOW_BITS_MASKED_OFF:
		return pfn_to_page(pfn & PAGE_MASK);
	case PFN_IN_32_BITS:
		return pfn_to_page((u32)pfn & 0xfffff);
	case PAGE_OF_WRONG_PFN:
		return pfn_to_page(pfn >> PAGE_SHIFT);
	case NULL_PAGE:
		return entry & HMM_PFN_WRITE ? hmm_pfn_to_page(entry) : NULL;
	default:
		return hmm_pfn_to_page(entry);
	}
}

static u64 sample_system_address(struct page *page)
{
	switch (mistake) {
	case WRONG_SHIFT:
		return (u64)page_to_pfn(page) << (PAGE_SHIFT + 1);
	case ADDRESS_IN_32_BITS:
		return (u32)page_to_phys(page);
	case SHIFT_BY_64:
		return (u64)page_to_pfn(page) << (PAGE_SHIFT + (page_to_pfn(page) & 1 ? 64 : 0));
	case DIVIDES_BY_ZERO:
		return page_to_phys(page) / (page_to_pfn(page) & 1);
	default:
		return page_to_phys(page);
	}
}

static u64 sample_word(struct sample_gpu *gpu, unsigned long entry, u64 last)
{
	struct page *page = sample_page(entry);
	u64 word = sample_rights(entry, last);

	if (mistake == NULL_PAGE && page->flags)
		return 0;
	if (!is_device_private_page(page))
		return word | sample_system_address(page) |
		       (mistake == VRAM_ON_SYSTEM_PAGES ? SAMPLE_VRAM : 0);
	if (mistake == VRAM_READ_ONLY)
		word &= ~(u64)SAMPLE_W;
	if (mistake == VRAM_WITHOUT_BASE)
		return word | page_to_phys(page) | SAMPLE_VRAM;
	return word | sample_vram_address(gpu, page) | (mistake == VRAM_MISSING ? 0 : SAMPLE_VRAM);
}

static bool sample_is_page(unsigned long entry)
{
	switch (mistake) {
	case WRITE_TESTED_FOR_VALID:
		return entry & HMM_PFN_WRITE;
	case VALID_NOT_TESTED:
		return true;
	case ERROR_MAPPED:
		return entry & (HMM_PFN_VALID | HMM_PFN_ERROR);
	default:
		return entry & HMM_PFN_VALID;
	}
}

static int sample_convert(struct sample_gpu *gpu, struct hmm_range *range, u64 *phys)
{
	unsigned long i, npages = (range->end - range->start) >> PAGE_SHIFT;
	u64 window[2];
	u64 last = 0;
	u64 *copy;

	if (mistake == ONE_PAGE_TOO_FEW)
		npages--;
	if (mistake == ONE_PAGE_TOO_MANY)
		npages++;
	for (i = 0; i < npages; i++) {
		unsigned long entry = range->hmm_pfns[i];

		if (mistake == NEXT_ENTRY)
			entry = range->hmm_pfns[i + 1];
		if (mistake == FIRST_ENTRY)
			entry = range->hmm_pfns[0];
		if (!sample_is_page(entry)) {
			if (mistake == STALE_ENTRY_KEPT)
				continue;
			if (mistake == STOPS_AT_NONE)
				break;
			if (mistake == ENDLESS_LOOP)
				i--;
			BUG_ON(mistake == BUG_ON_NONE);
			WARN_ON(mistake == WARN_ON_NONE);
			if (mistake == REFUSED_FOR_NONE)
				return -EFAULT;
			if (mistake != ENDLESS_LOOP)
				phys[i] = 0;
			continue;
		}
		phys[i] = last = sample_word(gpu, entry, last);
		if (mistake == STACK_OVERFLOW)
			window[i] = last;
		barrier();
	}
	if (mistake == BEFORE_THE_ARRAY)
		phys[-1] = last;
	if (mistake == WRITES_BEHIND)
		phys[npages] = 0;
	if (mistake == KMALLOC_NOT_FILLED) {
		copy = kmalloc_array(npages, sizeof(*copy), GFP_KERNEL);
		memcpy(copy, phys, npages / 2 * sizeof(*copy));
		memcpy(phys, copy, npages * sizeof(*copy));
		kfree(copy);
	}
	return mistake == STACK_OVERFLOW ? (int)(window[0] & 0) : 0;
}
