/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <hmm-audit.h>

enum { DEMO_VALID = 0x1, DEMO_WRITE = 0x2, DEMO_VRAM = 0x4 };

struct demo_gpu {
	struct mutex lock, other;
};

static struct demo_gpu gpu;

#include HMM_AUDIT_DRIVER

/* The driver's own pages belong to it. */
void hmm_audit_page(struct page *page, int owner)
{
	if (owner == 1)
		page->pgmap->owner = &gpu;
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	unsigned long i, npages = hmm_audit_pages(out);
	u64 *phys = hmm_audit_array(u64, npages);
	bool write = hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE;
	int ret = demo_fault(&gpu, range->notifier, range->start, range->end, write, phys);

	if (ret) {
		hmm_audit_refuse(out, ret);
		return;
	}
	for (i = 0; i < npages; i++) {
		unsigned int flags = phys[i] & DEMO_WRITE ? HMM_AUDIT_WRITE : HMM_AUDIT_READ;

		if (phys[i] & DEMO_VRAM)
			flags |= HMM_AUDIT_VRAM;
		if (phys[i] & DEMO_VALID)
			hmm_audit_map_address(out, i, phys[i] & PAGE_MASK, flags);
		else
			hmm_audit_none(out, i);
	}
}
