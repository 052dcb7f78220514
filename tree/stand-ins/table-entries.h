/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of PGDs, of the P4Ds that are folded into them, and of PUDs. */
#ifndef _TREE_TABLE_ENTRIES_H
#define _TREE_TABLE_ENTRIES_H

#include "entry.h"

/* PGD, and the P4D that is folded into it. */

static inline unsigned long pgd_index(unsigned long address)
{
	return tree_far(address) >> PGDIR_SHIFT & (HOST_SLOTS - 1);
}

static inline pgd_t *pgd_offset(struct mm_struct *mm, unsigned long address)
{
	return mm->pgd + pgd_index(address);
}

static inline int pgd_none_or_clear_bad(pgd_t *pgd)
{
	return !tree_is(pgd->value, HOST_TABLE);
}

static inline host_u64 pgd_val(pgd_t pgd)
{
	return pgd.value;
}

static inline int p4d_none_or_clear_bad(p4d_t *p4d)
{
	return !tree_is(p4d->value, HOST_TABLE);
}

static inline host_u64 p4d_val(p4d_t p4d)
{
	return p4d.value;
}

/* PUD */

static inline pud_t *pud_offset(p4d_t *p4d, unsigned long address)
{
	return (pud_t *)tree_below(p4d->value, address, HOST_PUD);
}

static inline pud_t pudp_get(pud_t *pud)
{
	return (pud_t){ tree_entry(pud->value) };
}

static inline int pud_none(pud_t pud)
{
	return tree_is(pud.value, HOST_NONE);
}

static inline int pud_present(pud_t pud)
{
	enum host_kind kind = host_kind(tree_entry(pud.value));

	return kind != HOST_NONE && kind != HOST_PUD_NONPRESENT;
}

static inline int pud_bad(pud_t pud)
{
	return !tree_is(pud.value, HOST_TABLE);
}

static inline int pud_devmap(pud_t pud)
{
	return tree_is(pud.value, HOST_PUD_DEVMAP);
}

static inline int pud_leaf(pud_t pud)
{
	return tree_is(pud.value, HOST_PUD_DEVMAP);
}

static inline int pud_special(pud_t pud)
{
	return !!(pud.value & HOST_SPECIAL);
}

static inline int pud_write(pud_t pud)
{
	return !!(tree_entry(pud.value) & HOST_WRITE);
}

static inline unsigned long pud_pfn(pud_t pud)
{
	return tree_pfn(tree_entry(pud.value));
}

static inline host_u64 pud_val(pud_t pud)
{
	return pud.value;
}

static inline void split_huge_pud(struct vm_area_struct *vma, pud_t *pud, unsigned long address)
{
	(void)vma;
	(void)pud;
	(void)address;
	host_step();
}

#endif
