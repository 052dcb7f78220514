/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page-table entries of each level, as questions about the host's entries. */
#ifndef _TREE_ENTRIES_H
#define _TREE_ENTRIES_H

#include "pages.h"

static inline host_u64 tree_entry(host_u64 value)
{
	host_step();
	return value;
}

static inline bool tree_is(host_u64 value, enum host_kind kind)
{
	return host_kind(tree_entry(value)) == kind;
}

static inline bool tree_is_leaf_pmd(host_u64 value)
{
	return tree_is(value, HOST_PMD_HUGE) || tree_is(value, HOST_PMD_DEVMAP);
}

/* The slot of an address in the table below an entry. */
static inline host_u64 *tree_below(host_u64 entry, unsigned long address, enum host_level level)
{
	if (__builtin_expect(host_kind(entry) != HOST_TABLE, 0))
		host_stop(HOST_SEGV, "follows an entry that is no page table");
	return host_below(entry) + (tree_far(address) >> host_shift(level) & (HOST_SLOTS - 1));
}

static inline unsigned long tree_slot_end(unsigned long address, unsigned long end,
					  enum host_level level)
{
	host_u64 next = ((tree_far(address) >> host_shift(level)) + 1) << host_shift(level);

	next -= tree_window;

	return next - 1 < end - 1 ? next : end;
}
#define pmd_addr_end(address, end) tree_slot_end(address, end, HOST_PMD)
#define pud_addr_end(address, end) tree_slot_end(address, end, HOST_PUD)
#define p4d_addr_end(address, end) (end)
#define pgd_addr_end(address, end) tree_slot_end(address, end, HOST_PGD)

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

/* PMD */

static inline pmd_t *pmd_offset(pud_t *pud, unsigned long address)
{
	return (pmd_t *)tree_below(pud->value, address, HOST_PMD);
}

static inline pmd_t pmdp_get(pmd_t *pmd)
{
	return (pmd_t){ tree_entry(pmd->value) };
}

static inline pmd_t pmdp_get_lockless(pmd_t *pmd)
{
	return pmdp_get(pmd);
}

static inline pmd_t pmd_read_atomic(pmd_t *pmd)
{
	return pmdp_get(pmd);
}

static inline int pmd_none(pmd_t pmd)
{
	return tree_is(pmd.value, HOST_NONE);
}

static inline int pmd_present(pmd_t pmd)
{
	switch (host_kind(tree_entry(pmd.value))) {
	case HOST_NONE:
	case HOST_PMD_MIGRATION:
	case HOST_PMD_NONPRESENT:
	case HOST_PMD_DEVICE_PRIVATE:
		return 0;
	default:
		return 1;
	}
}

static inline int pmd_bad(pmd_t pmd)
{
	return !tree_is(pmd.value, HOST_TABLE);
}

static inline int pmd_devmap(pmd_t pmd)
{
	return tree_is(pmd.value, HOST_PMD_DEVMAP);
}

static inline int pmd_leaf(pmd_t pmd)
{
	return tree_is_leaf_pmd(pmd.value);
}

static inline int pmd_trans_huge(pmd_t pmd)
{
	return TREE_HAS_DEVMAP ? tree_is(pmd.value, HOST_PMD_HUGE) : tree_is_leaf_pmd(pmd.value);
}

static inline int pmd_trans_unstable(pmd_t *pmd)
{
	return !tree_is(pmd->value, HOST_TABLE);
}

static inline int pmd_protnone(pmd_t pmd)
{
	return !!(tree_entry(pmd.value) & HOST_PROTNONE);
}

static inline int pmd_write(pmd_t pmd)
{
	return !!(tree_entry(pmd.value) & HOST_WRITE);
}

static inline unsigned long pmd_pfn(pmd_t pmd)
{
	return tree_pfn(tree_entry(pmd.value));
}

static inline host_u64 pmd_val(pmd_t pmd)
{
	return pmd.value;
}

static inline int is_pmd_migration_entry(pmd_t pmd)
{
	return tree_is(pmd.value, HOST_PMD_MIGRATION);
}

static inline void split_huge_pmd(struct vm_area_struct *vma, pmd_t *pmd, unsigned long address)
{
	(void)vma;
	(void)pmd;
	(void)address;
	host_step();
}

void tree_wait_pmd(pmd_t *pmd);
#define pmd_migration_entry_wait(mm, pmd) tree_wait_pmd(pmd)

/* PTE */

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
