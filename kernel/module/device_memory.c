// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory of a device that the processor cannot reach, for two owners. It has no backing: what a page
 * held is lost when it goes there.
 */
#include <linux/ioport.h>
#include <linux/migrate.h>

#include "device.h"

#if HMM_PROBE_HAS_DEVICE_MEMORY

/* Pages that are taken one by one, and pieces that are taken as huge pages. */
#define SMALL_PAGES	(4 * HPAGE_PMD_NR)
#define HUGE_PIECES	8
#define DEVICE_PAGES	(SMALL_PAGES + HUGE_PIECES * HPAGE_PMD_NR)
/* Room to begin at a huge page. */
#define REGION_SIZE	((u64)(DEVICE_PAGES + HPAGE_PMD_NR) << PAGE_SHIFT)

/**
 * struct hmm_probe_device - the memory of one owner
 * @region: the addresses that it has
 * @pagemap: its pages
 * @lock: for what is taken
 * @small: the pages that are taken one by one
 * @in_use: pages in use of each huge piece, which may have been split
 */
struct hmm_probe_device {
	struct resource *region;
	struct dev_pagemap pagemap;
	spinlock_t lock;
	DECLARE_BITMAP(small, SMALL_PAGES);
	unsigned int in_use[HUGE_PIECES];
};

static DEFINE_MUTEX(memory_lock);
static struct hmm_probe_device devices[HMM_PROBE_OWNERS];

static unsigned long first_pfn(const struct hmm_probe_device *device)
{
	return PHYS_PFN(device->pagemap.range.start);
}

static void give_back(struct folio *folio)
{
	struct hmm_probe_device *device = container_of(folio->pgmap, struct hmm_probe_device, pagemap);
	unsigned long index = folio_pfn(folio) - first_pfn(device);

	spin_lock(&device->lock);
	if (index < SMALL_PAGES)
		__clear_bit(index, device->small);
	else
		device->in_use[(index - SMALL_PAGES) / HPAGE_PMD_NR] -= folio_nr_pages(folio);
	spin_unlock(&device->lock);
}

/* Where a page is in the memory, or an end of it if all are taken. */
static unsigned long take_index(struct hmm_probe_device *device, bool huge)
{
	unsigned long index = DEVICE_PAGES;
	unsigned int piece;

	spin_lock(&device->lock);
	if (!huge) {
		index = find_first_zero_bit(device->small, SMALL_PAGES);
		if (index < SMALL_PAGES)
			__set_bit(index, device->small);
		else
			index = DEVICE_PAGES;
	}
	for (piece = 0; huge && piece < HUGE_PIECES; piece++) {
		if (device->in_use[piece])
			continue;
		device->in_use[piece] = HPAGE_PMD_NR;
		index = SMALL_PAGES + piece * HPAGE_PMD_NR;
		break;
	}
	spin_unlock(&device->lock);
	return index;
}

/**
 * hmm_probe_device_page() - take a page of a device
 * @device: whose
 * @huge: whether it is to be a huge page
 *
 * Return: the page, locked and with one reference; NULL if all are taken.
 */
struct page *hmm_probe_device_page(struct hmm_probe_device *device, bool huge)
{
	unsigned long index = take_index(device, huge);
	struct page *page;

	if (index == DEVICE_PAGES)
		return NULL;
	page = pfn_to_page(first_pfn(device) + index);
	zone_device_folio_init((struct folio *)page, &device->pagemap, huge ? HPAGE_PMD_ORDER : 0);
	return page;
}

static const struct dev_pagemap_ops device_ops = {
	.folio_free = give_back,
	.migrate_to_ram = hmm_probe_to_system,
};

static int make_memory(struct hmm_probe_device *device, unsigned long owner)
{
	struct resource *region;
	void *mapped;
	u64 start;

	if (device->region)
		return 0;
	region = request_free_mem_region(&iomem_resource, REGION_SIZE, "hmm-probe-device");
	if (IS_ERR(region))
		return PTR_ERR(region);
	start = round_up(region->start, PMD_SIZE);
	spin_lock_init(&device->lock);
	device->pagemap.type = MEMORY_DEVICE_PRIVATE;
	device->pagemap.range.start = start;
	device->pagemap.range.end = start + ((u64)DEVICE_PAGES << PAGE_SHIFT) - 1;
	device->pagemap.nr_range = 1;
	device->pagemap.ops = &device_ops;
	device->pagemap.owner = (void *)owner;
	mapped = memremap_pages(&device->pagemap, numa_node_id());
	if (IS_ERR(mapped)) {
		release_mem_region(region->start, resource_size(region));
		return PTR_ERR(mapped);
	}
	device->region = region;
	return 0;
}

/**
 * hmm_probe_device_of() - the memory of an owner, which is made when it is first asked for
 * @owner: from 1 to HMM_PROBE_OWNERS
 *
 * Return: the memory, or an error pointer.
 */
struct hmm_probe_device *hmm_probe_device_of(u32 owner)
{
	struct hmm_probe_device *device = &devices[owner - 1];
	int ret;

	mutex_lock(&memory_lock);
	ret = make_memory(device, owner);
	mutex_unlock(&memory_lock);
	return ret ? ERR_PTR(ret) : device;
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
		if (devices[i].region && pfn - first_pfn(&devices[i]) < DEVICE_PAGES)
			return i + 1;
	return 0;
}

/**
 * hmm_probe_device_owner() - the owner of a device's memory, as ranges and migrations name it
 * @device: the device
 *
 * Return: what `dev_private_owner` has to be.
 */
void *hmm_probe_device_owner(const struct hmm_probe_device *device)
{
	return device->pagemap.owner;
}

/* No process has a page of it any more: each held the device's file, and that the module. */
void hmm_probe_device_exit(void)
{
	unsigned int i;

	for (i = 0; i < HMM_PROBE_OWNERS; i++) {
		if (!devices[i].region)
			continue;
		memunmap_pages(&devices[i].pagemap);
		release_mem_region(devices[i].region->start, resource_size(devices[i].region));
	}
}

#else

u32 hmm_probe_owner_of(unsigned long pfn)
{
	return 0;
}

void hmm_probe_device_exit(void)
{
}

#endif
