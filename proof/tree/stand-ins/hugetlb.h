/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VMAs of hugetlb. */
#ifndef _PROVE_HUGETLB_H
#define _PROVE_HUGETLB_H

#include "entries.h"

struct hstate {
	unsigned int order;
};
/* Of 2 MiB and of 1 GiB. */
extern struct hstate prove_hstates[2];

#include "hugetlb-calls.h"

static inline struct hstate *hstate_vma(const struct vm_area_struct *vma)
{
	return &prove_hstates[vma->order == 18];
}

static inline pte_t *tree_huge_slot(unsigned long address, unsigned long size)
{
	unsigned int slot = prove_slot(address, size == PUD_SIZE ? PUD_SHIFT : PMD_SHIFT);

	return prove_huge_missing[slot] ? NULL : (pte_t *)&prove_huge[slot];
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
/* Read with its lock held: it does not change. */
#define huge_ptep_get(...)                                                    \
	(*TREE_FOURTH(__VA_ARGS__, TREE_LAST_OF_3, unused, TREE_LAST_OF_1, 0)( \
		__VA_ARGS__))

#endif
