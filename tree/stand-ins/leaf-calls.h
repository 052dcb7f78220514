/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that are the same whatever an entry is that is not present: in the terms of leaf.h, which includes this. */
#ifndef _TREE_LEAF_CALLS_H
#define _TREE_LEAF_CALLS_H

static inline bool is_write_device_private_entry(swp_entry_t entry)
{
	return is_writable_device_private_entry(entry);
}

static inline unsigned long swp_offset_pfn(swp_entry_t entry)
{
	return swp_offset(entry);
}

static inline unsigned long device_private_entry_to_pfn(swp_entry_t entry)
{
	return swp_offset(entry);
}

static inline struct page *device_private_entry_to_page(swp_entry_t entry)
{
	return pfn_swap_entry_to_page(entry);
}

static inline softleaf_t softleaf_from_pte(pte_t pte)
{
	return pte_to_swp_entry(pte);
}

static inline softleaf_t softleaf_from_pmd(pmd_t pmd)
{
	return pmd_to_swp_entry(pmd);
}

static inline bool softleaf_is_swap(softleaf_t entry)
{
	return !non_swap_entry(entry);
}

static inline bool softleaf_is_migration(softleaf_t entry)
{
	return is_migration_entry(entry);
}

static inline bool softleaf_is_hwpoison(softleaf_t entry)
{
	return is_hwpoison_entry(entry);
}

static inline bool softleaf_is_device_private(softleaf_t entry)
{
	return is_device_private_entry(entry);
}

static inline bool softleaf_is_device_private_write(softleaf_t entry)
{
	return is_writable_device_private_entry(entry);
}

static inline bool softleaf_is_device_exclusive(softleaf_t entry)
{
	return is_device_exclusive_entry(entry);
}

static inline unsigned long softleaf_to_pfn(softleaf_t entry)
{
	return swp_offset(entry);
}

static inline struct page *softleaf_to_page(softleaf_t entry)
{
	return pfn_swap_entry_to_page(entry);
}

static inline struct folio *softleaf_to_folio(softleaf_t entry)
{
	return pfn_swap_entry_folio(entry);
}

#endif
