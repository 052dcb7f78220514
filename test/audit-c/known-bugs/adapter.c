/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <hmm-audit.h>

struct bay {
	struct mutex lock;
	void *pool;
};

static struct bay bay = { .pool = &bay.pool };

#include HMM_AUDIT_DRIVER

void hmm_audit_page(struct page *page, int owner)
{
	if (owner == 1)
		bay_add_memory(&bay, page->pgmap);
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	unsigned long i, count = hmm_audit_pages(out);
	u64 *slots = hmm_audit_array(u64, count);
	int ret;

	/* Every other range is prefetched. */
	if (range->start >> PAGE_SHIFT & 1)
		ret = bay_prefetch(&bay, range->notifier, range->start, range->end, slots);
	else
		ret = bay_access(&bay, range->notifier, range->start, range->end,
				 hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE, slots);
	if (ret) {
		hmm_audit_refuse(out, ret);
		return;
	}
	for (i = 0; i < count; i++) {
		unsigned int rights = slots[i] & BAY_WRITE ? HMM_AUDIT_WRITE : HMM_AUDIT_READ;

		if (slots[i] & BAY_OWN)
			rights |= HMM_AUDIT_VRAM;
		if (slots[i] & BAY_PRESENT)
			hmm_audit_map_address(out, i, slots[i] & PAGE_MASK, rights);
		else
			hmm_audit_none(out, i);
	}
}
