/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_hmm_userptr_populate_range() of 6.12, in drivers/gpu/drm/xe/xe_hmm.c, called as
 * xe_vma_userptr_pin_pages() calls it.
 */
#include <hmm-audit.h>
#include HMM_AUDIT_DRIVER

static struct xe_device xe;
static struct xe_vm vm;
static struct xe_userptr_vma uvma;

/* In 6.12 there is no device-private memory of xe's. */
void hmm_audit_page(struct page *page, int owner)
{
	if (owner == 1)
		page->pgmap->owner = NULL;
}

static void report_sg(struct hmm_audit_output *out, unsigned int flags)
{
	unsigned long i = 0, npages = hmm_audit_pages(out);
	struct scatterlist *sg;
	unsigned int n, at;

	for_each_sgtable_dma_sg(uvma.userptr.sg, sg, n)
		for (at = 0; at < sg_dma_len(sg); at += PAGE_SIZE)
			hmm_audit_map_address(out, i++, sg_dma_address(sg) + at, flags);
	for (; i < npages; i++)
		hmm_audit_none(out, i);
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	bool write = hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE;
	int ret;

	vm = (struct xe_vm){ .xe = &xe };
	uvma = (struct xe_userptr_vma){ .userptr.notifier = *range->notifier };
	uvma.userptr.notifier_seq = ~0ul;
	uvma.vma.gpuva.vm = &vm.gpuvm;
	uvma.vma.gpuva.flags = write ? 0 : XE_VMA_READ_ONLY;
	uvma.vma.gpuva.va.range = range->end - range->start;
	uvma.vma.gpuva.gem.offset = range->start;
	down_write(&vm.lock);
	ret = xe_hmm_userptr_populate_range(&uvma, false);
	if (ret) {
		hmm_audit_refuse(out, ret);
	} else {
		report_sg(out, write ? HMM_AUDIT_WRITE : HMM_AUDIT_READ);
		xe_hmm_userptr_free_sg(&uvma);
	}
	up_write(&vm.lock);
}
