/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <hmm-audit.h>

char *getenv(const char *name);
int atoi(const char *text);

struct sample_gpu {
	u64 vram_base;
};

static u64 sample_vram_address(struct sample_gpu *gpu, struct page *page)
{
	return gpu->vram_base + ((u64)page_to_pfn(page) << PAGE_SHIFT);
}

static struct sample_gpu gpu = { .vram_base = 0x100000000 };
static int mistake;

#include HMM_AUDIT_DRIVER

static void choose_mistake(void)
{
	const char *number = getenv("LC_HMM_AUDIT_TEST_MISTAKE");

	mistake = number ? atoi(number) : 0;
}

void hmm_audit_range(struct hmm_range *range)
{
	choose_mistake();
	range->dev_private_owner = &gpu;
#ifdef HMM_BEFORE
	range->flags = sample_pfn_flags;
	range->values = sample_pfn_values;
	range->pfn_shift = PAGE_SHIFT;
	range->pfn_flags_mask = -1ull;
#else
	range->pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
	if (mistake == MASK_ZERO)
		range->pfn_flags_mask = 0;
	if (mistake == OWNER_MISSING)
		range->dev_private_owner = NULL;
#endif
}

u64 hmm_audit_request(const struct hmm_range *range, enum hmm_audit_access access)
{
#ifdef HMM_BEFORE
	u64 read = SAMPLE_V, write = SAMPLE_V | SAMPLE_W;
#else
	u64 read = HMM_PFN_REQ_FAULT, write = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;

	if (mistake == REQUESTS_SWAPPED)
		swap(read, write);
	if (mistake == PREFETCH_ASKS_NOTHING && access == HMM_AUDIT_ACCESS_PREFETCH)
		return 0;
#endif

	switch (access) {
	case HMM_AUDIT_ACCESS_NONE:
		return 0;
	case HMM_AUDIT_ACCESS_READ:
	case HMM_AUDIT_ACCESS_PREFETCH:
		return read;
	default:
		return write;
	}
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	unsigned long i, npages = hmm_audit_pages(out);
#ifdef HMM_BEFORE
	u64 *phys = range->pfns;

	sample_convert(&gpu, range);
#else
	u64 *phys = hmm_audit_array(u64, npages);
	int error = sample_convert(&gpu, range, phys);

	if (error)
		hmm_audit_refuse(out, error);
#endif
	for (i = 0; i < npages; i++) {
		if (!(phys[i] & SAMPLE_V))
			hmm_audit_none(out, i);
		else
			hmm_audit_map_address(out, i, phys[i] & PAGE_MASK,
					      (phys[i] & SAMPLE_W ? HMM_AUDIT_WRITE : 0) |
						      (phys[i] & SAMPLE_VRAM ? HMM_AUDIT_VRAM : 0));
	}
}
