// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings that only a driver makes: VM_PFNMAP, VM_MIXEDMAP and VM_IO over pages of the module. */
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/version.h>

#include "hmm_probe.h"
#include "leaf.h"

#if HMM_PROBE_HAS_DEVMAP
#include <linux/pfn_t.h>
#define mixed_pfn(page)	page_to_pfn_t(page)
#else
#define mixed_pfn(page)	page_to_pfn(page)
#endif

#define POOL_ORDER	ilog2(HMM_PROBE_MAP_PAGES)
#define OWN_KINDS	HMM_PROBE_MAP_DAX_PTE

/* Pages of their own that follow each other; every mapping begins with the first. */
static struct page *pool;

static struct page *page_of(struct vm_fault *vmf)
{
	return pool + ((vmf->address - vmf->vma->vm_start) >> PAGE_SHIFT);
}

static vm_fault_t pfnmap_fault(struct vm_fault *vmf)
{
	return vmf_insert_pfn(vmf->vma, vmf->address, page_to_pfn(page_of(vmf)));
}

static vm_fault_t mixedmap_fault(struct vm_fault *vmf)
{
	return vmf_insert_mixed(vmf->vma, vmf->address, mixed_pfn(page_of(vmf)));
}

static vm_fault_t page_fault(struct vm_fault *vmf)
{
	vmf->page = page_of(vmf);
	get_page(vmf->page);
	return 0;
}

/* A mapping of the module must not be split: its pages are counted from its start. */
int hmm_probe_never_split(struct vm_area_struct *vma, unsigned long addr)
{
	return -EINVAL;
}

/* Nor moved. */
int hmm_probe_never_moved(struct vm_area_struct *vma)
{
	return -EINVAL;
}

#define STAYS_WHOLE .may_split = hmm_probe_never_split, .mremap = hmm_probe_never_moved

static const struct vm_operations_struct map_ops[OWN_KINDS] = {
	[HMM_PROBE_MAP_PFNMAP] = { STAYS_WHOLE },
	[HMM_PROBE_MAP_PFNMAP_LAZY] = { STAYS_WHOLE, .fault = pfnmap_fault },
	[HMM_PROBE_MAP_MIXEDMAP] = { STAYS_WHOLE },
	[HMM_PROBE_MAP_MIXEDMAP_PFN] = { STAYS_WHOLE, .fault = mixedmap_fault },
	[HMM_PROBE_MAP_IO] = { STAYS_WHOLE, .fault = page_fault },
};

static void set_flags(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

static int insert_pages(struct vm_area_struct *vma)
{
	unsigned long i;
	int ret = 0;

	for (i = 0; i < vma_pages(vma) && !ret; i++)
		ret = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE, pool + i);
	return ret;
}

static int map_kind(struct vm_area_struct *vma, unsigned long kind)
{
	set_flags(vma, VM_DONTEXPAND | VM_DONTDUMP);
	switch (kind) {
	case HMM_PROBE_MAP_PFNMAP:
		return remap_pfn_range(vma, vma->vm_start, page_to_pfn(pool),
				       vma->vm_end - vma->vm_start, vma->vm_page_prot);
	case HMM_PROBE_MAP_PFNMAP_LAZY:
		set_flags(vma, VM_PFNMAP);
		return 0;
	case HMM_PROBE_MAP_MIXEDMAP:
		set_flags(vma, VM_MIXEDMAP);
		return insert_pages(vma);
	case HMM_PROBE_MAP_MIXEDMAP_PFN:
		set_flags(vma, VM_MIXEDMAP);
		return 0;
	case HMM_PROBE_MAP_IO:
		set_flags(vma, VM_IO);
		return 0;
	default:
		return -EINVAL;
	}
}

/**
 * hmm_probe_map_kind() - what a mapping of the module is to be
 * @vma: of either device
 *
 * Return: the enum hmm_probe_map of its offset; HMM_PROBE_MAP_KINDS for another offset, or if it is
 * private.
 */
unsigned long hmm_probe_map_kind(const struct vm_area_struct *vma)
{
	u64 offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	unsigned long kind;

	for (kind = 0; kind < HMM_PROBE_MAP_KINDS; kind++)
		if (offset == HMM_PROBE_MAP_OFFSET(kind) && vma->vm_flags & VM_SHARED)
			return kind;
	return HMM_PROBE_MAP_KINDS;
}

/**
 * hmm_probe_mmap() - map pages of the module
 * @file: the device
 * @vma: shared, at most HMM_PROBE_MAP_PAGES; its offset says an enum hmm_probe_map
 *
 * Return: 0, -EINVAL for another kind, length or a private mapping, or what the kernel returned.
 */
int hmm_probe_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long kind = hmm_probe_map_kind(vma);

	if (kind >= OWN_KINDS || vma_pages(vma) > HMM_PROBE_MAP_PAGES)
		return -EINVAL;
	vma->vm_ops = &map_ops[kind];
	return map_kind(vma, kind);
}

/**
 * hmm_probe_is_own_vma() - is this a mapping of /dev/hmm-probe?
 * @vma: any, under the mmap lock
 */
bool hmm_probe_is_own_vma(struct vm_area_struct *vma)
{
	return vma->vm_ops >= map_ops && vma->vm_ops < map_ops + OWN_KINDS;
}

int hmm_probe_memory_init(void)
{
	pool = alloc_pages(GFP_KERNEL | __GFP_ZERO, POOL_ORDER);
	if (!pool)
		return -ENOMEM;
	split_page(pool, POOL_ORDER);
	return 0;
}

void hmm_probe_memory_exit(void)
{
	unsigned int i;

	for (i = 0; i < HMM_PROBE_MAP_PAGES; i++)
		__free_page(pool + i);
}
