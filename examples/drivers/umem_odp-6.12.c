/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ib_umem_odp_map_dma_and_lock() of 6.12, in drivers/infiniband/core/umem_odp.c, called as
 * mlx5's pagefault_real_mr() calls it.
 */
#include <hmm-audit.h>
#include HMM_AUDIT_DRIVER

static struct ib_device device;

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	bool write = hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE;
	u64 access = ODP_READ_ALLOWED_BIT | (write ? ODP_WRITE_ALLOWED_BIT : 0);
	unsigned long i, npages = hmm_audit_pages(out);
	/* The region begins a page before what is faulted, if there is one: arrays are indexed from there. */
	unsigned long before = range->start ? 1 : 0, all = npages + before;
	unsigned long *pfns = hmm_audit_array(unsigned long, all);
	dma_addr_t *dma = hmm_audit_array(dma_addr_t, all);
	struct ib_umem_odp odp = {
		.umem = {
			.ibdev = &device,
			.address = range->start - before * PAGE_SIZE,
			.length = all * PAGE_SIZE,
			.owning_mm = range->notifier->mm,
		},
		.notifier = *range->notifier,
		.page_shift = PAGE_SHIFT,
		.pfn_list = pfns,
		.dma_list = memset(dma, 0, all * sizeof(*dma)),
	};
	int ret;

	odp.notifier.interval_tree.start -= before * PAGE_SIZE;
	/* As an earlier fault has left them. */
	for (i = 0; i < all; i++)
		pfns[i] = HMM_PFN_VALID | HMM_PFN_WRITE;
	ret = ib_umem_odp_map_dma_and_lock(&odp, range->start, npages * PAGE_SIZE, access, true);

	if (ret < 0) {
		hmm_audit_refuse(out, ret);
		return;
	}
	for (i = 0, dma += before; i < npages; i++) {
		unsigned int flags = dma[i] & ODP_WRITE_ALLOWED_BIT ? HMM_AUDIT_WRITE : HMM_AUDIT_READ;

		if (dma[i] & ODP_READ_ALLOWED_BIT)
			hmm_audit_map_address(out, i, dma[i] & ODP_DMA_ADDR_MASK, flags);
		else
			hmm_audit_none(out, i);
	}
	mutex_unlock(&odp.umem_mutex);
}
