/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries that are not present, in the words of 6.19 and later, whatever the release calls them; and
 * what older releases have that newer ones lost.
 */
#ifndef HMM_PROBE_LEAF_H
#define HMM_PROBE_LEAF_H

#include <linux/highmem.h>
#include <linux/hugetlb.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <linux/version.h>

#if __has_include(<linux/leafops.h>)
#include <linux/leafops.h>
#else
typedef swp_entry_t softleaf_t;

#define softleaf_from_pte		pte_to_swp_entry
#define softleaf_from_pmd		pmd_to_swp_entry
#define softleaf_to_pfn			swp_offset_pfn
#define softleaf_to_marker		pte_marker_get
#define softleaf_is_marker		is_pte_marker_entry
#define softleaf_is_migration		is_migration_entry
#define softleaf_is_migration_write	is_writable_migration_entry
#define softleaf_is_hwpoison		is_hwpoison_entry
#define softleaf_is_device_private	is_device_private_entry
#define softleaf_is_device_private_write	is_writable_device_private_entry
#define softleaf_is_device_exclusive	is_device_exclusive_entry

static inline bool softleaf_is_swap(softleaf_t leaf)
{
	return !non_swap_entry(leaf);
}
#endif

/* Whether a page that a device has for itself comes back writable was in its entry until 6.14. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
#define softleaf_is_device_exclusive_write	is_writable_device_exclusive_entry
#else
#define softleaf_is_device_exclusive_write(leaf)	false
#endif

/* Whether only this process can map an anonymous page; what a kernel asks when it is written. */
static inline bool hmm_probe_is_alone(struct page *page)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
	return !folio_maybe_mapped_shared(page_folio(page));
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	return folio_mapcount(page_folio(page)) == 1;
#else
	return page_mapcount(page) == 1;
#endif
}

/* Device memory has been mapped by ordinary entries since 6.17. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
#define HMM_PROBE_HAS_DEVMAP	0
#define pte_devmap(pte)		false
#define pmd_devmap(pmd)		false
#define pud_devmap(pud)		false
#else
#define HMM_PROBE_HAS_DEVMAP	1
#endif

/* The bit that was for write protection alone means more since 7.3, and is called otherwise. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 3, 0)
#define pte_uffd_wp		pte_uffd
#define pte_swp_uffd_wp		pte_swp_uffd
#endif

/* A table of PTEs, which 32-bit kernels keep in high memory: it is mapped while it is looked at. */
static inline pte_t *hmm_probe_map_table(pmd_t pmd)
{
#ifdef CONFIG_HIGHPTE
	return kmap_local_page(pmd_page(pmd));
#else
	return (pte_t *)pmd_page_vaddr(pmd);
#endif
}

static inline void hmm_probe_unmap_table(pte_t *table)
{
#ifdef CONFIG_HIGHPTE
	kunmap_local(table);
#endif
}

#endif /* HMM_PROBE_LEAF_H */
