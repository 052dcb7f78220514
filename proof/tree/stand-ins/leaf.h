/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of what is not present: swap, migration, device-private, hwpoison. */
#ifndef _PROVE_LEAF_H
#define _PROVE_LEAF_H

#include "entries.h"

typedef struct {
	struct prove_entry entry;
} swp_entry_t;
typedef swp_entry_t softleaf_t;

static inline swp_entry_t pte_to_swp_entry(pte_t pte)
{
	return (swp_entry_t){ pte.entry };
}

static inline swp_entry_t pmd_to_swp_entry(pmd_t pmd)
{
	return (swp_entry_t){ pmd.entry };
}

static inline int non_swap_entry(swp_entry_t entry)
{
	return entry.entry.kind != PROVE_SWAP;
}

static inline int is_migration_entry(swp_entry_t entry)
{
	return entry.entry.kind == PROVE_MIGRATION;
}

static inline int is_hwpoison_entry(swp_entry_t entry)
{
	return entry.entry.kind == PROVE_HWPOISON;
}

static inline bool is_device_private_entry(swp_entry_t entry)
{
	return entry.entry.kind == PROVE_DEVICE_PRIVATE;
}

static inline bool is_writable_device_private_entry(swp_entry_t entry)
{
	return is_device_private_entry(entry) && entry.entry.write;
}

static inline bool is_device_exclusive_entry(swp_entry_t entry)
{
	return entry.entry.kind == PROVE_DEVICE_EXCLUSIVE;
}

static inline unsigned long swp_offset(swp_entry_t entry)
{
	return entry.entry.pfn;
}

static inline struct page *pfn_swap_entry_to_page(swp_entry_t entry)
{
	return entry.entry.owner ? &prove_page[1] : &prove_page[0];
}

static inline struct folio *pfn_swap_entry_folio(swp_entry_t entry)
{
	return entry.entry.owner ? &prove_folio[1] : &prove_folio[0];
}

#include "leaf-calls.h"

#endif
