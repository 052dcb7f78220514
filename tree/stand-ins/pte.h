/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of PTEs, and their tables. */
#ifndef _TREE_PTE_H
#define _TREE_PTE_H

#include "entry.h"

static inline pte_t *tree_map(pmd_t *pmd, unsigned long address)
{
	host_u64 entry = pmd->value;

	if (!tree_is(entry, HOST_TABLE))
		return NULL;
	host_take(HOST_LOCK_PTE_MAP);
	return (pte_t *)tree_below(entry, address, HOST_PTE);
}

static inline pte_t *pte_offset_kernel(pmd_t *pmd, unsigned long address)
{
	return (pte_t *)tree_below(pmd->value, address, HOST_PTE);
}

static inline void pte_unmap(pte_t *pte)
{
	host_left_pte(pte);
	host_release(HOST_LOCK_PTE_MAP);
}

static inline pte_t ptep_get(pte_t *pte)
{
	return (pte_t){ tree_entry(pte->value) };
}

static inline int pte_none(pte_t pte)
{
	return tree_is(pte.value, HOST_NONE);
}

static inline bool pte_is_uffd_wp_marker(pte_t pte)
{
	return tree_is(pte.value, HOST_PTE_UFFD_WP_MARKER);
}

static inline bool pte_none_mostly(pte_t pte)
{
	return pte_none(pte) || pte_is_uffd_wp_marker(pte) ||
	       tree_is(pte.value, HOST_PTE_POISON_MARKER) || tree_is(pte.value, HOST_PTE_GUARD_MARKER);
}

static inline int pte_present(pte_t pte)
{
	return tree_is(pte.value, HOST_PTE_PRESENT) || tree_is(pte.value, HOST_HUGETLB_PRESENT) ||
	       tree_is(pte.value, HOST_PTE_DEVMAP);
}

static inline int pte_protnone(pte_t pte)
{
	return !!(tree_entry(pte.value) & HOST_PROTNONE);
}

static inline int pte_write(pte_t pte)
{
	return !!(tree_entry(pte.value) & HOST_WRITE);
}

static inline int pte_devmap(pte_t pte)
{
	return tree_is(pte.value, HOST_PTE_DEVMAP);
}

/* While a device's pages have a mark of their own, they have this one, too (x86). */
static inline int pte_special(pte_t pte)
{
	return tree_entry(pte.value) & HOST_SPECIAL || (TREE_HAS_DEVMAP && pte_devmap(pte));
}

static inline unsigned long pte_pfn(pte_t pte)
{
	return tree_pfn(tree_entry(pte.value));
}

static inline host_u64 pte_val(pte_t pte)
{
	return pte.value;
}

void tree_wait_pte(unsigned long address);
#define migration_entry_wait(mm, pmd, address) tree_wait_pte(address)

/* Tables and entries are made by page faults; no walk of a range fault makes any. */
int tree_alloc_table(void);
#define __pte_alloc(mm, pmd) tree_alloc_table()
#define __pmd_alloc(mm, pud, address) tree_alloc_table()
#define __pud_alloc(mm, p4d, address) tree_alloc_table()
#define __p4d_alloc(mm, pgd, address) tree_alloc_table()

static inline void set_pte_at(struct mm_struct *mm, unsigned long address, pte_t *slot, pte_t pte)
{
	(void)mm;
	(void)address;
	host_write(&slot->value, pte.value);
}

#endif
