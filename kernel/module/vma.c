// SPDX-License-Identifier: GPL-2.0-or-later
/* The mappings of a range, and NUMA-hinting entries in them. */
#include <linux/hugetlb.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "hmm_probe.h"

static const struct {
	unsigned long kernel;
	u32 ours;
} vma_flags[] = {
	{ VM_READ, HMM_PROBE_VMA_READ },
	{ VM_WRITE, HMM_PROBE_VMA_WRITE },
	{ VM_EXEC, HMM_PROBE_VMA_EXEC },
	{ VM_SHARED, HMM_PROBE_VMA_SHARED },
	{ VM_MAYWRITE, HMM_PROBE_VMA_MAY_WRITE },
	{ VM_IO, HMM_PROBE_VMA_IO },
	{ VM_PFNMAP, HMM_PROBE_VMA_PFNMAP },
	{ VM_MIXEDMAP, HMM_PROBE_VMA_MIXEDMAP },
	{ VM_HUGETLB, HMM_PROBE_VMA_HUGETLB },
	{ VM_LOCKED, HMM_PROBE_VMA_LOCKED },
	{ VM_HUGEPAGE, HMM_PROBE_VMA_HUGEPAGE },
	{ VM_NOHUGEPAGE, HMM_PROBE_VMA_NOHUGEPAGE },
	{ VM_UFFD_MISSING, HMM_PROBE_VMA_UFFD_MISSING },
	{ VM_UFFD_WP, HMM_PROBE_VMA_UFFD_WP },
	{ VM_UFFD_MINOR, HMM_PROBE_VMA_UFFD_MINOR },
};

static struct hmm_probe_vma describe(struct vm_area_struct *vma)
{
	struct hmm_probe_vma row = {
		.start = vma->vm_start,
		.end = vma->vm_end,
		.raw = vma->vm_flags,
		.pgoff = vma->vm_pgoff,
		.page_shift = PAGE_SHIFT,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vma_flags); i++)
		if (vma->vm_flags & vma_flags[i].kernel)
			row.flags |= vma_flags[i].ours;
	if (is_vm_hugetlb_page(vma))
		row.page_shift = huge_page_shift(hstate_vma(vma));
	if (pte_write(pfn_pte(0, vma->vm_page_prot)))
		row.flags |= HMM_PROBE_VMA_MAPS_WRITABLE;
	if (vma->vm_file)
		row.flags |= HMM_PROBE_VMA_FILE;
	if (hmm_probe_is_own_vma(vma) || hmm_probe_is_dax_vma(vma))
		row.flags |= HMM_PROBE_VMA_DEVICE;
	return row;
}

static int list_vmas(struct hmm_probe_list *list, struct hmm_probe_vma *rows, u32 room)
{
	struct vm_area_struct *vma = find_vma(current->mm, list->start);

	list->nr_rows = 0;
	while (vma && vma->vm_start < list->end) {
		if (list->nr_rows == room)
			return -ENOSPC;
		rows[list->nr_rows++] = describe(vma);
		vma = find_vma(current->mm, vma->vm_end);
	}
	return 0;
}

/**
 * hmm_probe_vmas() - list the mappings of this process that overlap a range
 * @list: a range that hmm_probe_is_range() accepts, and where the rows go
 *
 * Return: 0, -ENOSPC if there are more than the caller has room for, -ENOMEM, -EINTR, -EFAULT.
 */
int hmm_probe_vmas(struct hmm_probe_list *list)
{
	u32 room = list->nr_rows;
	struct hmm_probe_vma *rows = kvcalloc(max(room, 1U), sizeof(*rows), GFP_KERNEL);
	int ret;

	if (!rows)
		return -ENOMEM;
	ret = mmap_read_lock_killable(current->mm);
	if (!ret) {
		ret = list_vmas(list, rows, room);
		mmap_read_unlock(current->mm);
	}
	if (!ret && copy_to_user(u64_to_user_ptr(list->rows), rows, list->nr_rows * sizeof(*rows)))
		ret = -EFAULT;
	kvfree(rows);
	return ret;
}

/* Whole pages only: notifiers would hear of a part, and all of the page would change. */
static bool may_hint_hugetlb(struct vm_area_struct *vma, unsigned long addr, unsigned long end,
			     u32 flags)
{
	return flags & HMM_PROBE_NUMA_HUGETLB && IS_ALIGNED(addr | end, vma_kernel_pagesize(vma));
}

static int numa_range(const struct hmm_probe_range *arg)
{
	unsigned long addr = arg->start;

	while (addr < arg->end) {
		struct vm_area_struct *vma = find_vma(current->mm, addr);
		unsigned long end;

		if (!vma || vma->vm_start > addr)
			return -ENOMEM;
		if (vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP | VM_IO))
			return -EINVAL;
		end = min_t(unsigned long, arg->end, vma->vm_end);
		if (is_vm_hugetlb_page(vma) && !may_hint_hugetlb(vma, addr, end, arg->flags))
			return -EINVAL;
		hmm_probe_change_prot_numa(vma, addr, end);
		addr = end;
		cond_resched();
	}
	return 0;
}

/**
 * hmm_probe_numa() - make the present pages of a range NUMA-hinting, as the NUMA scanner does
 * @arg: a range of which all is mapped
 *
 * The scanner skips pages of a single-threaded process that are on its own node; a second user of
 * the mm makes it look at all of them.
 *
 * Return: 0; -EINVAL for a bad range, a driver's mapping, or hugetlb without the flag or in part;
 * -ENOMEM for a gap; -EINTR; -EOPNOTSUPP if the kernel has no NUMA balancing. What lies before the mapping that is refused has been changed.
 */
int hmm_probe_numa(const struct hmm_probe_range *arg)
{
	int ret;

	if (arg->flags & ~HMM_PROBE_NUMA_HUGETLB || arg->reserved ||
	    !hmm_probe_is_range(arg->start, arg->end))
		return -EINVAL;
	if (!hmm_probe_has_prot_numa())
		return -EOPNOTSUPP;
	mmget(current->mm);
	ret = mmap_read_lock_killable(current->mm);
	if (!ret) {
		ret = numa_range(arg);
		mmap_read_unlock(current->mm);
	}
	mmput(current->mm);
	return ret;
}
