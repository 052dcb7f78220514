/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that are the same whatever a VMA is: in the terms of mm.h, which includes this. */
#ifndef _TREE_VMA_CALLS_H
#define _TREE_VMA_CALLS_H

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long address);
struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long address);

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

static inline pgoff_t vma_start_pgoff(const struct vm_area_struct *vma)
{
	return vma->vm_pgoff;
}

static inline void mmap_read_lock(struct mm_struct *mm)
{
	(void)mm;
	host_take(HOST_LOCK_MMAP);
}

static inline void mmap_read_unlock(struct mm_struct *mm)
{
	(void)mm;
	host_release(HOST_LOCK_MMAP);
}

static inline bool check_stable_address_space(struct mm_struct *mm)
{
	(void)mm;
	return false;
}

static inline void vma_start_write(struct vm_area_struct *vma)
{
	(void)vma;
}

static inline void vma_assert_locked(struct vm_area_struct *vma)
{
	(void)vma;
}

static inline void vma_assert_write_locked(struct vm_area_struct *vma)
{
	(void)vma;
}

static inline void vma_pgtable_walk_begin(struct vm_area_struct *vma)
{
	(void)vma;
}

static inline void vma_pgtable_walk_end(struct vm_area_struct *vma)
{
	(void)vma;
}

#endif
