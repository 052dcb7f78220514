/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <hmm-audit.h>
#include HMM_AUDIT_DRIVER

static struct mutex lock;
static char device;

void hmm_audit_page(struct page *page, int owner)
{
	if (owner == 1)
		page->pgmap->owner = &device;
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	unsigned long i, npages = hmm_audit_pages(out);
	unsigned long *words = hmm_audit_array(unsigned long, npages);
	int ret = demo_fault(range->notifier, range->start, range->end, words, &device);

	if (ret) {
		hmm_audit_refuse(out, ret);
		return;
	}
	mutex_lock(&lock);
	for (i = 0; i < npages; i++)
		if (words[i] & HMM_PFN_VALID)
			hmm_audit_map_page(out, i, hmm_pfn_to_page(words[i]), HMM_AUDIT_READ);
		else
			hmm_audit_none(out, i);
	mutex_unlock(&lock);
}
