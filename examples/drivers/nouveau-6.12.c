/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nouveau_range_fault() of 6.12, in drivers/gpu/drm/nouveau/nouveau_svm.c, called page by page as
 * nouveau_svm_fault() calls it: ranges that begin at an odd page are prefetched.
 */
#include <hmm-audit.h>
#include HMM_AUDIT_DRIVER

static struct device device;
static struct drm_device drm_device = { .dev = &device };
static struct nouveau_drm drm = { .dev = &drm_device };
static struct nouveau_svmm svmm;

void hmm_audit_page(struct page *page, int owner)
{
	if (owner == 1)
		page->pgmap->owner = drm.dev;
}

/* Where the GPU's page table would be written: the words are used here, under the lock. */
int nvif_object_ioctl(struct nvif_object *object, void *data, u32 size, void **hack) { hmm_audit_use_word(); return 0; }
unsigned long nouveau_dmem_page_addr(struct page *page) { return page_to_phys(page); }

static unsigned long request(struct hmm_range *range, struct hmm_audit_output *out)
{
	if (range->start >> PAGE_SHIFT & 1)
		return 0;
	if (hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE)
		return HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
	return HMM_PFN_REQ_FAULT;
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	unsigned long i, npages = hmm_audit_pages(out), flags = request(range, out);
	struct svm_notifier notifier = { .svmm = &svmm };
	struct { struct nouveau_pfnmap_args i; u64 phys[1]; } args;

	svmm = (struct nouveau_svmm){ .notifier.mm = range->notifier->mm };
	for (i = 0; i < npages; i++) {
		unsigned long address = range->start + i * PAGE_SIZE;
		u64 phys;
		int ret;

		args.i.p.addr = address;
		args.i.p.size = PAGE_SIZE;
		args.i.p.page = PAGE_SHIFT;
		ret = nouveau_range_fault(&svmm, &drm, &args.i, sizeof(args), flags, &notifier);
		if (ret)
			return hmm_audit_refuse(out, ret);
		WARN_ON(args.i.p.addr & (args.i.p.size - 1));
		phys = args.i.p.phys[0] + address - args.i.p.addr;
		if (phys & NVIF_VMM_PFNMAP_V0_V)
			hmm_audit_map_address(out, i, phys & PAGE_MASK,
					      (phys & NVIF_VMM_PFNMAP_V0_W ? HMM_AUDIT_WRITE : 0) |
					      (phys & NVIF_VMM_PFNMAP_V0_VRAM ? HMM_AUDIT_VRAM : 0));
		else
			hmm_audit_none(out, i);
	}
}
