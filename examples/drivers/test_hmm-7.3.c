/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dmirror_fault() of 7.3, in lib/test_hmm.c, called as dmirror_read() and dmirror_write() do. */
#include <hmm-audit.h>
#include HMM_AUDIT_DRIVER

static struct dmirror_device device;

void hmm_audit_page(struct page *page, int owner)
{
	if (owner == 1)
		page->pgmap->owner = &device;
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	struct dmirror dmirror = { .mdevice = &device, .notifier = *range->notifier };
	bool write = hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE;
	unsigned long i, npages = hmm_audit_pages(out);
	int ret;

	xa_init(&dmirror.pt);
	ret = dmirror_fault(&dmirror, range->start, range->end, write);
	if (ret) {
		hmm_audit_refuse(out, ret);
		return;
	}
	for (i = 0; i < npages; i++) {
		void *entry = xa_load(&dmirror.pt, (range->start >> PAGE_SHIFT) + i);
		struct page *page = xa_untag_pointer(entry);
		unsigned int flags = 0;

		if (!entry) {
			hmm_audit_none(out, i);
			continue;
		}
		if (xa_pointer_tag(entry) == DPT_XA_TAG_WRITE)
			flags |= HMM_AUDIT_WRITE;
		if (is_device_private_page(page))
			flags |= HMM_AUDIT_VRAM;
		hmm_audit_map_page(out, i, page, flags);
	}
}
