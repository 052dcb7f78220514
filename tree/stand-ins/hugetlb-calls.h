/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that are the same whatever a hugetlb entry is: in the terms of hugetlb.h, which includes this. */
#ifndef _TREE_HUGETLB_CALLS_H
#define _TREE_HUGETLB_CALLS_H

static inline bool is_vm_hugetlb_page(const struct vm_area_struct *vma)
{
	return !!(vma->vm_flags & VM_HUGETLB);
}

static inline unsigned int huge_page_order(const struct hstate *h)
{
	return h->order;
}

static inline unsigned int huge_page_shift(const struct hstate *h)
{
	return h->order + PAGE_SHIFT;
}

static inline unsigned long huge_page_size(const struct hstate *h)
{
	return PAGE_SIZE << h->order;
}

static inline unsigned long huge_page_mask(const struct hstate *h)
{
	return ~(huge_page_size(h) - 1);
}

static inline void hugetlb_vma_lock_read(struct vm_area_struct *vma)
{
	(void)vma;
	host_take(HOST_LOCK_HUGETLB_VMA);
}

static inline void hugetlb_vma_unlock_read(struct vm_area_struct *vma)
{
	(void)vma;
	host_release(HOST_LOCK_HUGETLB_VMA);
}

static inline spinlock_t *huge_pte_lock(struct hstate *h, struct mm_struct *mm, pte_t *pte)
{
	(void)h;
	(void)mm;
	(void)pte;
	spin_lock(&tree_locks[HOST_LOCK_HUGETLB_PAGE]);
	return &tree_locks[HOST_LOCK_HUGETLB_PAGE];
}

#endif
