/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_MM_H
#define _HMM_AUDIT_LINUX_MM_H

#include <hmm-audit/runtime.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/memremap.h>
#include <linux/mm_types.h>

/*
 * One struct page after the other for all 2^40 pfns, as in the kernel. Only those of the scenario's
 * pages are there: to look into another one is a finding, to compute with its address is not.
 */
#define vmemmap ((struct page *)0x110000000000ul)
#define HMM_AUDIT_PG_ZONE_DEVICE 0x1ul
#define HMM_AUDIT_PG_ZERO 0x2ul

static inline struct page *pfn_to_page(unsigned long pfn) { return vmemmap + pfn; }
static inline unsigned long page_to_pfn(const struct page *page) { return page - vmemmap; }
#define __page_to_pfn page_to_pfn
#define __pfn_to_page pfn_to_page

/* The page, if it is one of the scenario's. */
static inline const struct page *hmm_audit_known_page(const struct page *page)
{
	if (page->hmm_audit_serial != hmm_audit_serial)
		hmm_audit_no_page(page - vmemmap);
	return page;
}
static inline bool pfn_valid(unsigned long pfn) { return pfn < 1ul << 40; }
static inline bool is_zone_device_page(const struct page *page)
{
	return hmm_audit_known_page(page)->flags & HMM_AUDIT_PG_ZONE_DEVICE;
}
static inline bool is_device_private_page(const struct page *page)
{
	return is_zone_device_page(page) && page->pgmap->type == MEMORY_DEVICE_PRIVATE;
}
static inline bool is_device_public_page(const struct page *page) { return false; }
static inline bool is_device_coherent_page(const struct page *page) { return false; }
static inline bool is_pci_p2pdma_page(const struct page *page) { return false; }
static inline struct dev_pagemap *page_pgmap(const struct page *page)
{
	return hmm_audit_known_page(page)->pgmap;
}
static inline void *page_zone_device_data(const struct page *page)
{
	return hmm_audit_known_page(page)->zone_device_data;
}
static inline bool is_zero_pfn(unsigned long pfn)
{
	return hmm_audit_known_page(pfn_to_page(pfn))->flags & HMM_AUDIT_PG_ZERO;
}

#define PFN_PHYS(pfn) ((phys_addr_t)(pfn) << PAGE_SHIFT)
#define PHYS_PFN(address) ((unsigned long)((address) >> PAGE_SHIFT))
#define __pfn_to_phys PFN_PHYS
#define __phys_to_pfn PHYS_PFN
#define PFN_UP(bytes) (((bytes) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(bytes) ((bytes) >> PAGE_SHIFT)
#define PAGE_ALIGN(address) ALIGN(address, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(address) ALIGN_DOWN(address, PAGE_SIZE)
#define PAGE_ALIGNED(address) IS_ALIGNED((unsigned long)(address), PAGE_SIZE)
#define offset_in_page(address) ((unsigned long)(address) & ~PAGE_MASK)
static inline phys_addr_t page_to_phys(const struct page *page)
{
	return PFN_PHYS(page_to_pfn(page));
}
static inline struct page *phys_to_page(phys_addr_t at) { return pfn_to_page(PHYS_PFN(at)); }
static inline struct page *nth_page(struct page *page, unsigned long n) { return page + n; }
static inline struct page *compound_head(const struct page *page) { return (struct page *)page; }
static inline unsigned int compound_order(const struct page *page) { return 0; }
static inline bool PageTransHuge(const struct page *page) { return false; }
static inline bool PageCompound(const struct page *page) { return false; }
static inline bool PageHuge(const struct page *page) { return false; }
static inline int page_to_nid(const struct page *page) { return 0; }
static inline struct folio *page_folio(const struct page *page)
{
	return (struct folio *)hmm_audit_known_page(page);
}
static inline struct page *folio_page(struct folio *folio, size_t n) { return &folio->page + n; }
static inline unsigned long folio_pfn(struct folio *folio) { return page_to_pfn(&folio->page); }
static inline unsigned int folio_order(struct folio *folio) { return 0; }
static inline bool folio_is_device_private(const struct folio *folio)
{
	return is_device_private_page(&folio->page);
}

static inline void get_page(struct page *page)
{
	((struct page *)hmm_audit_known_page(page))->_refcount.counter++;
}
static inline void put_page(struct page *page)
{
	((struct page *)hmm_audit_known_page(page))->_refcount.counter--;
}
static inline int page_count(const struct page *page)
{
	return hmm_audit_known_page(page)->_refcount.counter;
}
#define put_user_page put_page
#define unpin_user_page put_page
#define set_page_dirty(page) ((void)hmm_audit_known_page(page), 0)
#define set_page_dirty_lock set_page_dirty
#define mark_page_accessed(page) ((void)hmm_audit_known_page(page))
#define lock_page(page) ((void)hmm_audit_known_page(page))
#define unlock_page(page) ((void)hmm_audit_known_page(page))
#define SetPageDirty set_page_dirty
/* An address that can be computed with; nothing is there. */
#define page_address(page) ((void *)(0xffff888000000000ul + page_to_phys(page)))

#define mmap_read_lock(mm) down_read(&(mm)->mmap_lock)
#define mmap_read_unlock(mm) up_read(&(mm)->mmap_lock)
#define mmap_write_lock(mm) down_write(&(mm)->mmap_lock)
#define mmap_write_unlock(mm) up_write(&(mm)->mmap_lock)
#define mmap_assert_locked(mm) rwsem_assert_held(&(mm)->mmap_lock)
#define mmap_assert_write_locked(mm) rwsem_assert_held(&(mm)->mmap_lock)
#define mmap_read_trylock(mm) down_read_trylock(&(mm)->mmap_lock)
#define mmap_read_lock_killable(mm) down_read_killable(&(mm)->mmap_lock)
#define mmget_not_zero(mm) ((void)(mm), hmm_audit_mm_users(1), 1)
#define mmget(mm) ((void)(mm), hmm_audit_mm_users(1))
#define mmput(mm) ((void)(mm), hmm_audit_mm_users(-1))
#define mmput_async mmput
#define mmgrab(mm) ((void)(mm))
#define mmdrop(mm) ((void)(mm))
/* One mapping, as large as the scenario's range. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long address);
#define vma_lookup find_vma

#endif
