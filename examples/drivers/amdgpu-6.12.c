/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * amdgpu_hmm_range_get_pages() and amdgpu_hmm_range_get_pages_done() of 6.12, in
 * drivers/gpu/drm/amd/amdgpu/amdgpu_hmm.c, called as svm_range_validate_and_map() calls them.
 */
#include <hmm-audit.h>

/* The range is faulted in pieces of this size: of a page each, so that there are pieces. */
#define SZ_2G PAGE_SIZE
#include HMM_AUDIT_DRIVER

/* Stands for the amdgpu_device, which owns its pages. */
static char device;
static struct mutex notifier_lock;

void hmm_audit_page(struct page *page, int owner)
{
	if (owner == 1)
		page->pgmap->owner = &device;
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	unsigned long i, npages = hmm_audit_pages(out);
	struct page **pages = hmm_audit_array(struct page *, npages);
	bool readonly = hmm_audit_access(out) == HMM_AUDIT_ACCESS_READ;
	struct mm_struct *mm = range->notifier->mm;
	struct hmm_range *filled;
	int r;

	mmap_read_lock(mm);
	r = amdgpu_hmm_range_get_pages(range->notifier, range->start, npages, readonly, &device,
				       pages, &filled);
	mmap_read_unlock(mm);
	if (r) {
		hmm_audit_refuse(out, r);
		return;
	}
	mutex_lock(&notifier_lock);
	if (amdgpu_hmm_range_get_pages_done(filled))
		hmm_audit_refuse(out, -EAGAIN);
	mutex_unlock(&notifier_lock);
	for (i = 0; i < npages; i++)
		hmm_audit_map_page(out, i, pages[i],
				   (readonly ? HMM_AUDIT_READ : HMM_AUDIT_WRITE) |
				   (is_device_private_page(pages[i]) ? HMM_AUDIT_VRAM : 0));
}
