/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OWN_PAGEWALK_H
#define OWN_PAGEWALK_H

#include <linux/mm.h>

struct mm_walk;

struct mm_walk_ops {
	int (*test_walk)(unsigned long start, unsigned long end, struct mm_walk *walk);
	int (*pte_hole)(unsigned long start, unsigned long end, int depth, struct mm_walk *walk);
	int (*pud_entry)(pud_t *pud, unsigned long start, unsigned long end, struct mm_walk *walk);
	int (*pmd_entry)(pmd_t *pmd, unsigned long start, unsigned long end, struct mm_walk *walk);
	int (*hugetlb_entry)(pte_t *pte, unsigned long hmask, unsigned long start, unsigned long end,
			     struct mm_walk *walk);
};

struct mm_walk {
	const struct mm_walk_ops *ops;
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	void *private;
};

int walk_page_range(struct mm_struct *mm, unsigned long start, unsigned long end,
		    const struct mm_walk_ops *ops, void *private);

#endif
