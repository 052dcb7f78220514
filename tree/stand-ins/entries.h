/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page-table entries of each level, and what takes their locks. */
#ifndef _TREE_ENTRIES_H
#define _TREE_ENTRIES_H

#include "pmd.h"
#include "pte.h"
#include "table-entries.h"

#include "entry-calls.h"

/* The lock of a PUD that maps memory itself, taken; NULL for any other. */
static inline spinlock_t *pud_trans_huge_lock(pud_t *pud, struct vm_area_struct *vma)
{
	spinlock_t *lock;

	if (!pud_leaf(*pud))
		return NULL;
	lock = pud_lock(vma->vm_mm, pud);
	if (pud_leaf(*pud))
		return lock;
	spin_unlock(lock);
	return NULL;
}

#endif
