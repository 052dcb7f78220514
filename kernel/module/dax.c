// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /dev/hmm-probe-dax: mappings of device memory that has struct pages, by PTE, PMD or PUD, as DAX
 * makes them. It stands for a piece of the physical address space that no memory answers to.
 */
#include <linux/fs.h>
#include <linux/ioport.h>
#include <linux/memremap.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/version.h>

#include "hmm_probe.h"
#include "leaf.h"

#if HMM_PROBE_HAS_DEVMAP
#include <linux/pfn_t.h>
#endif

#if IS_ENABLED(CONFIG_ZONE_DEVICE)

/* One PUD that is aligned lies in any piece of this length. */
#define PIECE_SIZE	(2 * PUD_SIZE)

/*
 * Entries that are not devmap map folios of their own size, so that each level has its own memory. A
 * devmap entry maps any memory of a device.
 */
#define NR_MEMORIES	(HMM_PROBE_HAS_DEVMAP ? 1 : HMM_PROBE_MAP_KINDS - HMM_PROBE_MAP_DAX_PTE)

struct memory {
	struct resource *piece;
	struct dev_pagemap pagemap;
};

static DEFINE_MUTEX(memory_lock);
static struct memory memories[NR_MEMORIES];

static unsigned long size_of(unsigned long kind)
{
	switch (kind) {
	case HMM_PROBE_MAP_DAX_PTE:
		return PAGE_SIZE;
	case HMM_PROBE_MAP_DAX_PMD:
		return PMD_SIZE;
	default:
		return PUD_SIZE;
	}
}

static struct memory *memory_of(unsigned long kind)
{
	return &memories[HMM_PROBE_HAS_DEVMAP ? 0 : kind - HMM_PROBE_MAP_DAX_PTE];
}

static void put_memory(struct memory *memory)
{
	if (!memory->piece)
		return;
	memunmap_pages(&memory->pagemap);
	release_mem_region(memory->piece->start, resource_size(memory->piece));
	memory->piece = NULL;
}

static int get_memory(struct memory *memory, unsigned long slot)
{
	struct resource *piece;
	void *mapped;
	u64 start;

	if (memory->piece)
		return 0;
	piece = request_free_mem_region(&iomem_resource, PIECE_SIZE, "hmm-probe-dax");
	if (IS_ERR(piece))
		return PTR_ERR(piece);
	start = round_up(piece->start, PUD_SIZE);
	memory->pagemap.type = MEMORY_DEVICE_GENERIC;
	memory->pagemap.range.start = start;
	memory->pagemap.range.end = start + PUD_SIZE - 1;
	memory->pagemap.nr_range = 1;
	if (!HMM_PROBE_HAS_DEVMAP)
		memory->pagemap.vmemmap_shift = ilog2(slot >> PAGE_SHIFT);
	mapped = memremap_pages(&memory->pagemap, numa_node_id());
	if (IS_ERR(mapped)) {
		release_mem_region(piece->start, resource_size(piece));
		return PTR_ERR(mapped);
	}
	memory->piece = piece;
	return 0;
}

/*
 * A quarter of a million struct pages take a while: they are made when somebody first opens the
 * device. mmap() would be too late: the locks of memory hotplug come before the mmap lock.
 */
static int get_memories(void)
{
	unsigned int i;
	int ret = 0;

	mutex_lock(&memory_lock);
	for (i = 0; i < NR_MEMORIES && !ret; i++)
		ret = get_memory(&memories[i], size_of(HMM_PROBE_MAP_DAX_PTE + i));
	mutex_unlock(&memory_lock);
	return ret;
}

/*
 * The page frame of the slot of that size around the address. False where there is none: mremap()
 * can have grown a mapping past the memory, or by less than a slot.
 */
static bool find_slot(const struct vm_fault *vmf, unsigned long size, unsigned long *pfn)
{
	const struct vm_area_struct *vma = vmf->vma;
	const struct range *range = &memory_of(hmm_probe_map_kind(vma))->pagemap.range;
	unsigned long start = round_down(vmf->address, size);

	if (start < vma->vm_start || vma->vm_end - start < size ||
	    start - vma->vm_start >= range_len(range))
		return false;
	*pfn = PHYS_PFN(range->start + (start - vma->vm_start));
	return true;
}

#if HMM_PROBE_HAS_DEVMAP
static vm_fault_t insert_pte(struct vm_fault *vmf, unsigned long pfn)
{
	return vmf_insert_mixed(vmf->vma, vmf->address, __pfn_to_pfn_t(pfn, PFN_DEV | PFN_MAP));
}

static vm_fault_t insert_huge(struct vm_fault *vmf, unsigned long size, unsigned long pfn)
{
	bool write = vmf->flags & FAULT_FLAG_WRITE;
	pfn_t frame = __pfn_to_pfn_t(pfn, PFN_DEV | PFN_MAP);

	return size == PMD_SIZE ? vmf_insert_pfn_pmd(vmf, frame, write) :
				  vmf_insert_pfn_pud(vmf, frame, write);
}
#else
static vm_fault_t insert_pte(struct vm_fault *vmf, unsigned long pfn)
{
	return vmf_insert_page_mkwrite(vmf, pfn_to_page(pfn), vmf->flags & FAULT_FLAG_WRITE);
}

static vm_fault_t insert_huge(struct vm_fault *vmf, unsigned long size, unsigned long pfn)
{
	bool write = vmf->flags & FAULT_FLAG_WRITE;
	struct folio *folio = page_folio(pfn_to_page(pfn));

	return size == PMD_SIZE ? vmf_insert_folio_pmd(vmf, folio, write) :
				  vmf_insert_folio_pud(vmf, folio, write);
}
#endif

static vm_fault_t dax_fault(struct vm_fault *vmf)
{
	unsigned long pfn;

	return find_slot(vmf, PAGE_SIZE, &pfn) ? insert_pte(vmf, pfn) : VM_FAULT_SIGBUS;
}

/* Nothing of a huge mapping is ever mapped by PTEs. */
static vm_fault_t no_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static vm_fault_t huge_fault(struct vm_fault *vmf, unsigned long size)
{
	unsigned long pfn;

	if (size_of(hmm_probe_map_kind(vmf->vma)) != size)
		return VM_FAULT_FALLBACK;
	return find_slot(vmf, size, &pfn) ? insert_huge(vmf, size, pfn) : VM_FAULT_SIGBUS;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
static vm_fault_t dax_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	return huge_fault(vmf, PAGE_SIZE << order);
}
#else
static vm_fault_t dax_huge_fault(struct vm_fault *vmf, enum page_entry_size pe_size)
{
	switch (pe_size) {
	case PE_SIZE_PMD:
		return huge_fault(vmf, PMD_SIZE);
	case PE_SIZE_PUD:
		return huge_fault(vmf, PUD_SIZE);
	default:
		return VM_FAULT_FALLBACK;
	}
}
#endif

/* Pages are writable at once, as those of a DAX device. */
static const struct vm_operations_struct pte_ops = {
	.may_split = hmm_probe_never_split,
	.mremap = hmm_probe_never_moved,
	.fault = dax_fault,
};

/*
 * That it wants to know of the first write makes the kernel map read-only what is only read, as for
 * a DAX file system; huge_fault() then hears of the write.
 */
static const struct vm_operations_struct huge_ops = {
	.may_split = hmm_probe_never_split,
	.mremap = hmm_probe_never_moved,
	.fault = no_fault,
	.pfn_mkwrite = no_fault,
	.huge_fault = dax_huge_fault,
};

static int dax_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long kind = hmm_probe_map_kind(vma);
	unsigned long length = vma->vm_end - vma->vm_start;

	if (kind < HMM_PROBE_MAP_DAX_PTE || kind >= HMM_PROBE_MAP_KINDS ||
	    length > PUD_SIZE ||
	    !IS_ALIGNED(vma->vm_start | length, size_of(kind)))
		return -EINVAL;
	vma->vm_ops = kind == HMM_PROBE_MAP_DAX_PTE ? &pte_ops : &huge_ops;
	return 0;
}

/* The kernel looks at the inode of a mapping to see whether huge page faults make sense. */
static int dax_open(struct inode *inode, struct file *file)
{
	inode->i_flags |= S_DAX;
	return get_memories();
}

static const struct file_operations dax_fops = {
	.owner = THIS_MODULE,
	.open = dax_open,
	.mmap = dax_mmap,
};

static struct miscdevice dax_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hmm-probe-dax",
	.mode = 0600,
	.fops = &dax_fops,
};

bool hmm_probe_is_dax_vma(struct vm_area_struct *vma)
{
	return vma->vm_ops == &pte_ops || vma->vm_ops == &huge_ops;
}

int hmm_probe_dax_init(void)
{
	return misc_register(&dax_device);
}

/* Nothing is mapped any more: a mapping holds the file, and the file the module. */
void hmm_probe_dax_exit(void)
{
	unsigned int i;

	misc_deregister(&dax_device);
	for (i = 0; i < NR_MEMORIES; i++)
		put_memory(&memories[i]);
}

#else

bool hmm_probe_is_dax_vma(struct vm_area_struct *vma)
{
	return false;
}

/* Without such memory there is no device, and nobody can open it. */
int hmm_probe_dax_init(void)
{
	return 0;
}

void hmm_probe_dax_exit(void)
{
}

#endif
