/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of PMDs. */
#ifndef _TREE_PMD_H
#define _TREE_PMD_H

#include "entry.h"

static inline bool tree_is_leaf_pmd(host_u64 value)
{
	return tree_is(value, HOST_PMD_HUGE) || tree_is(value, HOST_PMD_DEVMAP);
}


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

#endif
