/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of what is not present: swap, migration, device-private, device-exclusive, hwpoison. */
#ifndef _TREE_LEAF_H
#define _TREE_LEAF_H

#include "entries.h"

typedef struct {
	host_u64 value;
} swp_entry_t;
typedef swp_entry_t softleaf_t;

static inline swp_entry_t pte_to_swp_entry(pte_t pte)
{
	return (swp_entry_t){ tree_entry(pte.value) };
}

static inline swp_entry_t pmd_to_swp_entry(pmd_t pmd)
{
	return (swp_entry_t){ tree_entry(pmd.value) };
}

static inline int non_swap_entry(swp_entry_t entry)
{
	return !tree_is(entry.value, HOST_PTE_SWAP);
}

static inline int is_migration_entry(swp_entry_t entry)
{
	return tree_is(entry.value, HOST_PTE_MIGRATION) || tree_is(entry.value, HOST_PMD_MIGRATION);
}

static inline int is_hwpoison_entry(swp_entry_t entry)
{
	return tree_is(entry.value, HOST_PTE_HWPOISON);
}

static inline bool is_device_private_entry(swp_entry_t entry)
{
	return tree_is(entry.value, HOST_PTE_DEVICE_PRIVATE) ||
	       tree_is(entry.value, HOST_PMD_DEVICE_PRIVATE);
}

static inline bool is_writable_device_private_entry(swp_entry_t entry)
{
	return is_device_private_entry(entry) && entry.value & HOST_WRITE;
}

static inline bool is_device_exclusive_entry(swp_entry_t entry)
{
	return tree_is(entry.value, HOST_PTE_DEVICE_EXCLUSIVE);
}

static inline unsigned long swp_offset(swp_entry_t entry)
{
	return tree_pfn(tree_entry(entry.value));
}

static inline struct page *pfn_swap_entry_to_page(swp_entry_t entry)
{
	return tree_private_page(host_owner(tree_entry(entry.value)));
}

static inline struct folio *pfn_swap_entry_folio(swp_entry_t entry)
{
	return page_folio(pfn_swap_entry_to_page(entry));
}

#include "leaf-calls.h"

#endif
