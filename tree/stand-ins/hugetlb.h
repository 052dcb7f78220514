/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VMAs of hugetlb. */
#ifndef _TREE_HUGETLB_H
#define _TREE_HUGETLB_H

#include "entries.h"

struct hstate {
	unsigned int order;
};
extern struct hstate tree_hstates[HOST_PGD];

#include "hugetlb-calls.h"

static inline struct hstate *hstate_vma(const struct vm_area_struct *vma)
{
	return &tree_hstates[vma->host->level];
}

static inline pte_t *tree_huge_slot(unsigned long address, unsigned long size)
{
	enum host_level level = size == PUD_SIZE ? HOST_PUD : size == PMD_SIZE ? HOST_PMD : HOST_PTE;

	host_step();
	return (pte_t *)host_slot(tree_far(address), level);
}

static inline pte_t *huge_pte_offset(struct mm_struct *mm, unsigned long address,
				     unsigned long size)
{
	(void)mm;
	return tree_huge_slot(address, size);
}

static inline pte_t *hugetlb_walk(struct vm_area_struct *vma, unsigned long address,
				  unsigned long size)
{
	(void)vma;
	return tree_huge_slot(address, size);
}

/* With one argument or three, by release: the entry is the last. */
#define TREE_LAST_OF_1(one) (one)
#define TREE_LAST_OF_3(one, two, three) ((void)(one), (void)(two), (three))
#define TREE_FOURTH(one, two, three, fourth, ...) fourth
#define huge_ptep_get(...)                                                            \
	ptep_get(TREE_FOURTH(__VA_ARGS__, TREE_LAST_OF_3, unused, TREE_LAST_OF_1, 0)( \
		__VA_ARGS__))

#endif
