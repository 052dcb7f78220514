/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that are the same whatever an entry is: in the terms of entries.h, which includes this. */
#ifndef _TREE_ENTRY_CALLS_H
#define _TREE_ENTRY_CALLS_H

static inline p4d_t *p4d_offset(pgd_t *pgd, unsigned long address)
{
	(void)address;
	return (p4d_t *)pgd;
}

static inline int pud_huge(pud_t pud)
{
	return pud_leaf(pud);
}

/* Without a kind of entry of their own, devices' pages are huge pages as others are. */
static inline int pud_trans_huge(pud_t pud)
{
	return TREE_HAS_DEVMAP ? 0 : pud_leaf(pud);
}

static inline struct page *pud_page(pud_t pud)
{
	return pfn_to_page(pud_pfn(pud));
}

static inline spinlock_t *pud_lock(struct mm_struct *mm, pud_t *pud)
{
	(void)mm;
	(void)pud;
	spin_lock(&tree_locks[HOST_LOCK_PUD]);
	return &tree_locks[HOST_LOCK_PUD];
}

static inline bool thp_migration_supported(void)
{
	return true;
}

static inline bool pmd_is_migration_entry(pmd_t pmd)
{
	return is_pmd_migration_entry(pmd);
}

static inline bool is_huge_zero_pmd(pmd_t pmd)
{
	(void)pmd;
	return false;
}

static inline spinlock_t *pmd_lock(struct mm_struct *mm, pmd_t *pmd)
{
	(void)mm;
	(void)pmd;
	spin_lock(&tree_locks[HOST_LOCK_PMD]);
	return &tree_locks[HOST_LOCK_PMD];
}

static inline pte_t *pte_offset_map(pmd_t *pmd, unsigned long address)
{
	return tree_map(pmd, address);
}

static inline pte_t *pte_offset_map_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long address,
					 spinlock_t **lock)
{
	pte_t *pte = tree_map(pmd, address);

	(void)mm;
	if (pte) {
		*lock = &tree_locks[HOST_LOCK_PTE];
		spin_lock(*lock);
	}
	return pte;
}

static inline void pte_unmap_unlock(pte_t *pte, spinlock_t *lock)
{
	spin_unlock(lock);
	pte_unmap(pte);
}

static inline struct page *vm_normal_page(struct vm_area_struct *vma, unsigned long address,
					  pte_t pte)
{
	(void)vma;
	(void)address;
	return pte_special(pte) ? NULL : pfn_to_page(pte_pfn(pte));
}

static inline struct page *vm_normal_page_pmd(struct vm_area_struct *vma, unsigned long address,
					      pmd_t pmd)
{
	(void)vma;
	(void)address;
	return pfn_to_page(pmd_pfn(pmd));
}

static inline struct page *vm_normal_page_pud(struct vm_area_struct *vma, unsigned long address,
					      pud_t pud)
{
	(void)vma;
	(void)address;
	return pfn_to_page(pud_pfn(pud));
}

static inline void update_mmu_cache(struct vm_area_struct *vma, unsigned long address, pte_t *pte)
{
	(void)vma;
	(void)address;
	(void)pte;
}

/* Directories of huge pages, which x86 has not. */
typedef struct {
	host_u64 value;
} hugepd_t;
#define __hugepd(entry) ((hugepd_t){ entry })
static inline bool is_hugepd(hugepd_t directory)
{
	(void)directory;
	return false;
}

#endif
