/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drm_gpusvm_get_pages() of 7.3, in drivers/gpu/drm/drm_gpusvm.c, as a fault handler calls it. */
#include <hmm-audit.h>
#include HMM_AUDIT_DRIVER

static struct drm_pagemap_addr map_device_page(struct drm_pagemap *dpagemap, struct device *dev,
					       struct page *page, unsigned int order,
					       enum dma_data_direction direction)
{
	return drm_pagemap_addr_encode(page_to_phys(page), DRM_INTERCONNECT_DRIVER, order, direction);
}

static const struct drm_pagemap_ops pagemap_ops = { .device_map = map_device_page };
static struct drm_device drm;
static struct drm_pagemap pagemap = { .ops = &pagemap_ops, .drm = &drm };
struct drm_pagemap_zdd { struct drm_pagemap *dpagemap; };
static struct drm_pagemap_zdd zdd = { .dpagemap = &pagemap };
static struct drm_gpusvm gpusvm;

struct drm_pagemap *drm_pagemap_page_to_dpagemap(struct page *page)
{
	return drm_pagemap_page_zone_device_data(page)->dpagemap;
}

void hmm_audit_page(struct page *page, int owner)
{
	page->zone_device_data = &zdd;
	if (owner == 1)
		page->pgmap->owner = &pagemap;
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	bool write = hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE;
	struct drm_gpusvm_ctx ctx = {
		.read_only = !write,
		.allow_mixed = true,
		.device_private_page_owner = &pagemap,
	};
	struct drm_gpusvm_pages pages = { .drm = &drm, .notifier_seq = ~0ul };
	unsigned long i = 0, j, k, npages = hmm_audit_pages(out);
	int ret;

	gpusvm = (struct drm_gpusvm){ 0 };
	ret = drm_gpusvm_get_pages(&gpusvm, &pages, range->notifier->mm, range->notifier,
				   range->start, range->end, &ctx);
	if (ret)
		hmm_audit_refuse(out, ret);
	for (j = 0; !ret && i < npages; j++) {
		struct drm_pagemap_addr *addr = &pages.dma_addr[j];
		unsigned int flags = write ? HMM_AUDIT_WRITE : HMM_AUDIT_READ;

		if (addr->proto == DRM_INTERCONNECT_DRIVER)
			flags |= HMM_AUDIT_VRAM;
		for (k = 0; k < 1ul << addr->order; k++)
			hmm_audit_map_address(out, i++, addr->addr + k * PAGE_SIZE, flags);
	}
	kvfree(pages.dma_addr);
}
