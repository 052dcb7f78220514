// SPDX-License-Identifier: GPL-2.0-or-later
/* How pages go to the memory of a device, and come back. */
#include <linux/migrate.h>

#include "device.h"

#if HMM_PROBE_HAS_DEVICE_MEMORY

/**
 * hmm_probe_migrate() - move pages from system memory to a device, or back
 * @args: what is to move
 * @get: gives the page, or huge page, that the contents of an address go to
 * @private: for @get
 *
 * Return: 0; -ENOMEM if there was no page; -EBUSY if a page did not move.
 */
int hmm_probe_migrate(struct migrate_vma *args, hmm_probe_new_page *get, void *private)
{
	unsigned long nr = (args->end - args->start) >> PAGE_SHIFT, i, step;
	int ret;

	args->src = kvcalloc(nr, sizeof(*args->src), GFP_KERNEL);
	args->dst = kvcalloc(nr, sizeof(*args->dst), GFP_KERNEL);
	ret = args->src && args->dst ? migrate_vma_setup(args) : -ENOMEM;
	if (ret)
		goto out;
	for (i = 0; i < nr; i += step) {
		bool huge = args->src[i] & MIGRATE_PFN_COMPOUND;
		struct page *page;

		step = huge ? HPAGE_PMD_NR : 1;
		if (!(args->src[i] & MIGRATE_PFN_MIGRATE))
			continue;
		page = get(args, args->start + i * PAGE_SIZE, huge, private);
		if (!page) {
			ret = -ENOMEM;
			continue;
		}
		args->dst[i] = migrate_pfn(page_to_pfn(page)) |
			       (args->src[i] & (MIGRATE_PFN_WRITE | MIGRATE_PFN_COMPOUND));
	}
	migrate_vma_pages(args);
	for (i = 0; i < nr && !ret; i++)
		if (args->dst[i] & MIGRATE_PFN_VALID && !(args->src[i] & MIGRATE_PFN_MIGRATE))
			ret = -EBUSY;
	migrate_vma_finalize(args);
out:
	kvfree(args->src);
	kvfree(args->dst);
	return ret;
}

static struct page *system_page(struct migrate_vma *args, unsigned long addr, bool huge,
				void *private)
{
	struct folio *folio = vma_alloc_folio(GFP_HIGHUSER_MOVABLE | __GFP_ZERO,
					      huge ? HPAGE_PMD_ORDER : 0, args->vma, addr);

	if (!folio)
		return NULL;
	folio_lock(folio);
	return folio_page(folio, 0);
}

/**
 * hmm_probe_to_system() - bring a device's page back for the processor that touched it
 * @vmf: the page fault
 *
 * Return: 0, or why the page cannot come.
 */
vm_fault_t hmm_probe_to_system(struct vm_fault *vmf)
{
	struct folio *folio = page_folio(vmf->page);
	/* A part of a huge page that is mapped by PTEs comes alone. */
	unsigned long size = vmf->pte ? PAGE_SIZE : folio_size(folio);
	struct migrate_vma args = {
		.vma = vmf->vma,
		.start = ALIGN_DOWN(vmf->address, size),
		.end = ALIGN_DOWN(vmf->address, size) + size,
		.pgmap_owner = folio->pgmap->owner,
		.flags = MIGRATE_VMA_SELECT_DEVICE_PRIVATE |
			 (size > PAGE_SIZE ? MIGRATE_VMA_SELECT_COMPOUND : 0),
		.fault_page = vmf->page,
	};

	switch (hmm_probe_migrate(&args, system_page, NULL)) {
	case 0:
	case -EBUSY:	/* somebody else holds it: the access is tried again */
		return 0;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

#endif
