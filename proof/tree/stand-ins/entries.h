/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page-table entries of each level, as questions about their fields. */
#ifndef _PROVE_ENTRIES_H
#define _PROVE_ENTRIES_H

#include "pages.h"

static inline unsigned long tree_slot_end(unsigned long address, unsigned long end,
					  unsigned int shift)
{
	unsigned long next = ((address >> shift) + 1) << shift;

	return next - 1 < end - 1 ? next : end;
}
#define pmd_addr_end(address, end) tree_slot_end(address, end, PMD_SHIFT)
#define pud_addr_end(address, end) tree_slot_end(address, end, PUD_SHIFT)
#define p4d_addr_end(address, end) (end)
#define pgd_addr_end(address, end) tree_slot_end(address, end, PGDIR_SHIFT)

/* PGD, and the P4D that is folded into it. */

static inline unsigned long pgd_index(unsigned long address)
{
	return prove_slot(address, PGDIR_SHIFT);
}

static inline pgd_t *pgd_offset(struct mm_struct *mm, unsigned long address)
{
	return mm->pgd + pgd_index(address);
}

static inline int pgd_none_or_clear_bad(pgd_t *pgd)
{
	return pgd->entry.kind != PROVE_TABLE;
}

static inline host_u64 pgd_val(pgd_t pgd)
{
	return pgd.entry.pfn;
}

static inline int p4d_none_or_clear_bad(p4d_t *p4d)
{
	return p4d->entry.kind != PROVE_TABLE;
}

static inline host_u64 p4d_val(p4d_t p4d)
{
	return p4d.entry.pfn;
}

/* PUD */

static inline void tree_read_pud(const pud_t *pud)
{
	prove_read(PROVE_LEVEL_PUD, (unsigned int)((const struct prove_entry *)pud - prove_pud));
}

static inline pud_t *pud_offset(p4d_t *p4d, unsigned long address)
{
	(void)p4d;
	return (pud_t *)&prove_pud[prove_slot(address, PUD_SHIFT)];
}

static inline pud_t pudp_get(pud_t *pud)
{
	tree_read_pud(pud);
	return *pud;
}

static inline int pud_none(pud_t pud)
{
	return pud.entry.kind == PROVE_NONE;
}

static inline int pud_present(pud_t pud)
{
	return pud.entry.kind != PROVE_NONE && pud.entry.kind != PROVE_NONPRESENT;
}

static inline int pud_bad(pud_t pud)
{
	return pud.entry.kind != PROVE_TABLE;
}

static inline int pud_devmap(pud_t pud)
{
	return pud.entry.kind == PROVE_DEVMAP;
}

static inline int pud_leaf(pud_t pud)
{
	return pud.entry.kind == PROVE_DEVMAP;
}

static inline int pud_special(pud_t pud)
{
	return pud.entry.special;
}

static inline int pud_write(pud_t pud)
{
	return pud.entry.write;
}

static inline unsigned long pud_pfn(pud_t pud)
{
	return pud.entry.pfn;
}

static inline host_u64 pud_val(pud_t pud)
{
	return pud.entry.kind;
}

static inline void split_huge_pud(struct vm_area_struct *vma, pud_t *pud, unsigned long address)
{
	(void)vma;
	(void)pud;
	(void)address;
}

/* PMD */

static inline void tree_read_pmd(const pmd_t *pmd)
{
	prove_read(PROVE_LEVEL_PMD, (unsigned int)((const struct prove_entry *)pmd - prove_pmd));
}

static inline pmd_t *pmd_offset(pud_t *pud, unsigned long address)
{
	(void)pud;
	return (pmd_t *)&prove_pmd[prove_slot(address, PMD_SHIFT)];
}

static inline pmd_t pmdp_get(pmd_t *pmd)
{
	tree_read_pmd(pmd);
	return *pmd;
}

static inline pmd_t pmdp_get_lockless(pmd_t *pmd)
{
	tree_read_pmd(pmd);
	return *pmd;
}

static inline pmd_t pmd_read_atomic(pmd_t *pmd)
{
	tree_read_pmd(pmd);
	return *pmd;
}

static inline int pmd_none(pmd_t pmd)
{
	return pmd.entry.kind == PROVE_NONE;
}

static inline bool tree_leaf_kind(unsigned char kind)
{
	return kind == PROVE_PRESENT || kind == PROVE_DEVMAP;
}

static inline int pmd_present(pmd_t pmd)
{
	return pmd.entry.kind == PROVE_TABLE || pmd.entry.kind == PROVE_BAD ||
	       tree_leaf_kind(pmd.entry.kind);
}

static inline int pmd_bad(pmd_t pmd)
{
	return pmd.entry.kind != PROVE_TABLE;
}

static inline int pmd_devmap(pmd_t pmd)
{
	return pmd.entry.kind == PROVE_DEVMAP;
}

static inline int pmd_leaf(pmd_t pmd)
{
	return tree_leaf_kind(pmd.entry.kind);
}

static inline int pmd_trans_huge(pmd_t pmd)
{
	return TREE_HAS_DEVMAP ? pmd.entry.kind == PROVE_PRESENT : tree_leaf_kind(pmd.entry.kind);
}

static inline int pmd_trans_unstable(pmd_t *pmd)
{
	tree_read_pmd(pmd);
	return pmd->entry.kind != PROVE_TABLE;
}

static inline int pmd_protnone(pmd_t pmd)
{
	return pmd.entry.protnone;
}

static inline int pmd_write(pmd_t pmd)
{
	return pmd.entry.write;
}

static inline unsigned long pmd_pfn(pmd_t pmd)
{
	return pmd.entry.pfn;
}

static inline host_u64 pmd_val(pmd_t pmd)
{
	return pmd.entry.kind;
}

static inline int is_pmd_migration_entry(pmd_t pmd)
{
	return pmd.entry.kind == PROVE_MIGRATION;
}

static inline void split_huge_pmd(struct vm_area_struct *vma, pmd_t *pmd, unsigned long address)
{
	(void)vma;
	(void)pmd;
	(void)address;
}

static inline void tree_wait_pmd(pmd_t *pmd)
{
	prove_wait((unsigned long)((struct prove_entry *)pmd - prove_pmd), PMD_SHIFT);
}
#define pmd_migration_entry_wait(mm, pmd) tree_wait_pmd(pmd)

/* PTE */

static inline pte_t *tree_map(pmd_t *pmd, unsigned long address)
{
	tree_read_pmd(pmd);
	if (pmd->entry.kind != PROVE_TABLE)
		return NULL;
	host_take(HOST_LOCK_PTE_MAP);
	return (pte_t *)&prove_pte[prove_slot(address, PAGE_SHIFT)];
}

static inline pte_t *pte_offset_kernel(pmd_t *pmd, unsigned long address)
{
	(void)pmd;
	return (pte_t *)&prove_pte[prove_slot(address, PAGE_SHIFT)];
}

static inline void pte_unmap(pte_t *pte)
{
	(void)pte;
	host_release(HOST_LOCK_PTE_MAP);
}

static inline pte_t ptep_get(pte_t *pte)
{
	return *pte;
}

static inline int pte_none(pte_t pte)
{
	return pte.entry.kind == PROVE_NONE;
}

static inline bool pte_none_mostly(pte_t pte)
{
	return pte_none(pte) || pte.entry.kind == PROVE_MARKER_UFFD_WP ||
	       pte.entry.kind == PROVE_MARKER;
}

static inline bool pte_is_uffd_wp_marker(pte_t pte)
{
	return pte.entry.kind == PROVE_MARKER_UFFD_WP;
}

static inline int pte_present(pte_t pte)
{
	return pte.entry.kind == PROVE_PRESENT || pte.entry.kind == PROVE_DEVMAP;
}

static inline int pte_protnone(pte_t pte)
{
	return pte.entry.protnone;
}

static inline int pte_write(pte_t pte)
{
	return pte.entry.write;
}

static inline int pte_devmap(pte_t pte)
{
	return pte.entry.kind == PROVE_DEVMAP;
}

/* While a device's pages have a mark of their own, they have this one, too (x86). */
static inline int pte_special(pte_t pte)
{
	return pte.entry.special || (TREE_HAS_DEVMAP && pte_devmap(pte));
}

static inline unsigned long pte_pfn(pte_t pte)
{
	return pte.entry.pfn;
}

static inline host_u64 pte_val(pte_t pte)
{
	return pte.entry.kind;
}

#define migration_entry_wait(mm, pmd, address) prove_wait(address, PAGE_SHIFT)

/* Tables and entries are made by page faults; no walk of a range fault makes any. */
static inline int tree_alloc_table(void)
{
	host_bug("makes a page table outside a page fault", 0);
	return -ENOMEM;
}
#define __pte_alloc(mm, pmd) tree_alloc_table()
#define __pmd_alloc(mm, pud, address) tree_alloc_table()
#define __pud_alloc(mm, p4d, address) tree_alloc_table()
#define __p4d_alloc(mm, pgd, address) tree_alloc_table()

static inline void set_pte_at(struct mm_struct *mm, unsigned long address, pte_t *slot, pte_t pte)
{
	(void)mm;
	(void)address;
	(void)slot;
	(void)pte;
	host_bug("makes an entry outside a page fault", 0);
}

#include "entry-calls.h"

/* The lock of a PUD that maps memory itself, taken; NULL for any other. */
static inline spinlock_t *pud_trans_huge_lock(pud_t *pud, struct vm_area_struct *vma)
{
	prove_visit((unsigned int)((struct prove_entry *)pud - prove_pud));
	tree_read_pud(pud);
	return pud_leaf(*pud) ? pud_lock(vma->vm_mm, pud) : NULL;
}

#endif
