// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory of a device that the processor cannot reach, for two owners, and pages that a device has for
 * itself alone. The memory has no backing: what a page held is lost when it goes there.
 */
#include <linux/ioport.h>
#include <linux/memremap.h>
#include <linux/migrate.h>
#include <linux/rmap.h>
#include <linux/sched/mm.h>
#include <linux/version.h>

#include "hmm_probe.h"

static bool is_request(const struct hmm_probe_range *arg)
{
	return !arg->reserved && hmm_probe_is_range(arg->start, arg->end) &&
	       (arg->flags == HMM_PROBE_EXCLUSIVE || arg->flags - 1 < HMM_PROBE_OWNERS);
}

#if IS_ENABLED(CONFIG_DEVICE_PRIVATE) && LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)

/* Pages that are taken one by one, and pieces that are taken as huge pages. */
#define SMALL_PAGES	(4 * HPAGE_PMD_NR)
#define HUGE_PIECES	8
#define DEVICE_PAGES	(SMALL_PAGES + HUGE_PIECES * HPAGE_PMD_NR)
/* Room to begin at a huge page. */
#define REGION_SIZE	((u64)(DEVICE_PAGES + HPAGE_PMD_NR) << PAGE_SHIFT)

/**
 * struct device_memory - the memory of one owner
 * @region: the addresses that it has
 * @pagemap: its pages
 * @lock: for what is taken
 * @small: the pages that are taken one by one
 * @in_use: pages in use of each huge piece, which may have been split
 */
struct device_memory {
	struct resource *region;
	struct dev_pagemap pagemap;
	spinlock_t lock;
	DECLARE_BITMAP(small, SMALL_PAGES);
	unsigned int in_use[HUGE_PIECES];
};

static DEFINE_MUTEX(memory_lock);
static struct device_memory memories[HMM_PROBE_OWNERS];

static unsigned long first_pfn(const struct device_memory *memory)
{
	return PHYS_PFN(memory->pagemap.range.start);
}

static void give_back(struct folio *folio)
{
	struct device_memory *memory = container_of(folio->pgmap, struct device_memory, pagemap);
	unsigned long index = folio_pfn(folio) - first_pfn(memory);

	spin_lock(&memory->lock);
	if (index < SMALL_PAGES)
		__clear_bit(index, memory->small);
	else
		memory->in_use[(index - SMALL_PAGES) / HPAGE_PMD_NR] -= folio_nr_pages(folio);
	spin_unlock(&memory->lock);
}

/* Where a page is in the memory, or an end of it if all are taken. */
static unsigned long take_index(struct device_memory *memory, bool huge)
{
	unsigned long index = DEVICE_PAGES;
	unsigned int piece;

	spin_lock(&memory->lock);
	if (!huge) {
		index = find_first_zero_bit(memory->small, SMALL_PAGES);
		if (index < SMALL_PAGES)
			__set_bit(index, memory->small);
		else
			index = DEVICE_PAGES;
	}
	for (piece = 0; huge && piece < HUGE_PIECES; piece++) {
		if (memory->in_use[piece])
			continue;
		memory->in_use[piece] = HPAGE_PMD_NR;
		index = SMALL_PAGES + piece * HPAGE_PMD_NR;
		break;
	}
	spin_unlock(&memory->lock);
	return index;
}

/* A locked page of the device with one reference, or a huge one; NULL if all are taken. */
static struct page *take_page(struct device_memory *memory, bool huge)
{
	unsigned long index = take_index(memory, huge);
	struct page *page;

	if (index == DEVICE_PAGES)
		return NULL;
	page = pfn_to_page(first_pfn(memory) + index);
	zone_device_folio_init((struct folio *)page, &memory->pagemap, huge ? HPAGE_PMD_ORDER : 0);
	return page;
}

/* Runs a migration whose selection is made, from system memory to a device or back. */
static int migrate(struct migrate_vma *args,
		   struct page *(*get)(struct migrate_vma *args, unsigned long addr, bool huge,
				       void *private), void *private)
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

static vm_fault_t migrate_to_ram(struct vm_fault *vmf)
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

	switch (migrate(&args, system_page, NULL)) {
	case 0:
	case -EBUSY:	/* somebody else holds it: the access is tried again */
		return 0;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static const struct dev_pagemap_ops device_ops = {
	.folio_free = give_back,
	.migrate_to_ram = migrate_to_ram,
};

static int get_memory(struct device_memory *memory, unsigned long owner)
{
	struct resource *region;
	void *mapped;
	u64 start;

	if (memory->region)
		return 0;
	region = request_free_mem_region(&iomem_resource, REGION_SIZE, "hmm-probe-device");
	if (IS_ERR(region))
		return PTR_ERR(region);
	start = round_up(region->start, PMD_SIZE);
	spin_lock_init(&memory->lock);
	memory->pagemap.type = MEMORY_DEVICE_PRIVATE;
	memory->pagemap.range.start = start;
	memory->pagemap.range.end = start + ((u64)DEVICE_PAGES << PAGE_SHIFT) - 1;
	memory->pagemap.nr_range = 1;
	memory->pagemap.ops = &device_ops;
	memory->pagemap.owner = (void *)owner;
	mapped = memremap_pages(&memory->pagemap, numa_node_id());
	if (IS_ERR(mapped)) {
		release_mem_region(region->start, resource_size(region));
		return PTR_ERR(mapped);
	}
	memory->region = region;
	return 0;
}

static struct page *device_page(struct migrate_vma *args, unsigned long addr, bool huge,
				void *private)
{
	return take_page(private, huge);
}

static int move_range(struct device_memory *memory, unsigned long addr, unsigned long end)
{
	int ret = 0;

	while (addr < end && !ret) {
		struct vm_area_struct *vma = vma_lookup(current->mm, addr);
		struct migrate_vma args = {
			.vma = vma,
			.start = addr,
			.pgmap_owner = memory->pagemap.owner,
			.flags = MIGRATE_VMA_SELECT_SYSTEM | MIGRATE_VMA_SELECT_COMPOUND,
		};

		if (!vma)
			return -ENOMEM;
		/* One table at a time, so that a huge page is met as a whole. */
		args.end = min3(end, vma->vm_end, pmd_addr_end(addr, end));
		ret = migrate(&args, device_page, memory);
		addr = args.end;
	}
	return ret;
}

static int make_exclusive(unsigned long addr, unsigned long end)
{
	for (; addr < end; addr += PAGE_SIZE) {
		struct folio *folio;
		struct page *page = make_device_exclusive(current->mm, addr, NULL, &folio);

		if (IS_ERR(page))
			return PTR_ERR(page);
		folio_unlock(folio);
		folio_put(folio);
	}
	return 0;
}

/**
 * hmm_probe_to_device() - move the pages of a range to a device, or let it have them for itself alone
 * @arg: a range of which all is mapped; its flags are an owner from 1 to HMM_PROBE_OWNERS, or
 *	HMM_PROBE_EXCLUSIVE
 *
 * Return: 0; -EINVAL for a bad range or owner; -ENOMEM for a gap, or if the device is full; -EBUSY
 * if a page did not move; -EINTR; -EOPNOTSUPP if the kernel has no such memory.
 */
int hmm_probe_to_device(const struct hmm_probe_range *arg)
{
	struct device_memory *memory = NULL;
	int ret = 0;

	if (!is_request(arg))
		return -EINVAL;
	if (arg->flags != HMM_PROBE_EXCLUSIVE) {
		memory = &memories[arg->flags - 1];
		mutex_lock(&memory_lock);
		ret = get_memory(memory, arg->flags);
		mutex_unlock(&memory_lock);
	}
	if (!ret)
		ret = mmap_read_lock_killable(current->mm);
	if (ret)
		return ret;
	ret = memory ? move_range(memory, arg->start, arg->end) :
		       make_exclusive(arg->start, arg->end);
	mmap_read_unlock(current->mm);
	return ret;
}

/**
 * hmm_probe_owner_of() - whose memory is this?
 * @pfn: of a device-private page
 *
 * Return: the owner, or 0 if it is not the module's.
 */
u32 hmm_probe_owner_of(unsigned long pfn)
{
	u32 i;

	for (i = 0; i < HMM_PROBE_OWNERS; i++)
		if (memories[i].region && pfn - first_pfn(&memories[i]) < DEVICE_PAGES)
			return i + 1;
	return 0;
}

/* No process has a page of it any more: each held the device's file, and that the module. */
void hmm_probe_device_exit(void)
{
	unsigned int i;

	for (i = 0; i < HMM_PROBE_OWNERS; i++) {
		if (!memories[i].region)
			continue;
		memunmap_pages(&memories[i].pagemap);
		release_mem_region(memories[i].region->start, resource_size(memories[i].region));
	}
}

#else

int hmm_probe_to_device(const struct hmm_probe_range *arg)
{
	return is_request(arg) ? -EOPNOTSUPP : -EINVAL;
}

u32 hmm_probe_owner_of(unsigned long pfn)
{
	return 0;
}

void hmm_probe_device_exit(void)
{
}

#endif
