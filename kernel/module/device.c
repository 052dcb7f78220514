// SPDX-License-Identifier: GPL-2.0-or-later
/* What a device does with pages of a process: it takes them, or has them for itself alone. */
#include <linux/migrate.h>
#include <linux/rmap.h>
#include <linux/sched/mm.h>

#include "device.h"

static bool is_request(const struct hmm_probe_range *arg)
{
	return !arg->reserved && hmm_probe_is_range(arg->start, arg->end) &&
	       (arg->flags == HMM_PROBE_EXCLUSIVE || arg->flags - 1 < HMM_PROBE_OWNERS);
}

#if HMM_PROBE_HAS_DEVICE_MEMORY

static struct page *device_page(struct migrate_vma *args, unsigned long addr, bool huge,
				void *private)
{
	return hmm_probe_device_page(private, huge);
}

static int move_range(struct hmm_probe_device *device, unsigned long addr, unsigned long end)
{
	int ret = 0;

	while (addr < end && !ret) {
		struct vm_area_struct *vma = vma_lookup(current->mm, addr);
		struct migrate_vma args = {
			.vma = vma,
			.start = addr,
			.pgmap_owner = hmm_probe_device_owner(device),
			.flags = MIGRATE_VMA_SELECT_SYSTEM | MIGRATE_VMA_SELECT_COMPOUND,
		};

		if (!vma)
			return -ENOMEM;
		/* One table at a time, so that a huge page is met as a whole. */
		args.end = min3(end, vma->vm_end, pmd_addr_end(addr, end));
		ret = hmm_probe_migrate(&args, device_page, device);
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
	bool exclusive = arg->flags == HMM_PROBE_EXCLUSIVE;
	struct hmm_probe_device *device = NULL;
	int ret;

	if (!is_request(arg))
		return -EINVAL;
	if (!exclusive) {
		device = hmm_probe_device_of(arg->flags);
		if (IS_ERR(device))
			return PTR_ERR(device);
	}
	ret = mmap_read_lock_killable(current->mm);
	if (ret)
		return ret;
	ret = exclusive ? make_exclusive(arg->start, arg->end) :
			  move_range(device, arg->start, arg->end);
	mmap_read_unlock(current->mm);
	return ret;
}

#else

int hmm_probe_to_device(const struct hmm_probe_range *arg)
{
	return is_request(arg) ? -EOPNOTSUPP : -EINVAL;
}

#endif
