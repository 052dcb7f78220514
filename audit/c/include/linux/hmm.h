/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_HMM_H
#define _HMM_AUDIT_LINUX_HMM_H

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/mmu_notifier.h>

/*
 * struct hmm_range in its two revisions: with a pfn format of the driver's choice (until 5.7;
 * HMM_PFN_CUSTOM is set while the old code is compiled), and with HMM_PFN_* (from 5.8 on).
 */

#ifdef HMM_PFN_CUSTOM

enum hmm_pfn_flag_e {
	HMM_PFN_VALID = 0,
	HMM_PFN_WRITE,
	HMM_PFN_FLAG_MAX
};
enum hmm_pfn_value_e {
	HMM_PFN_ERROR,
	HMM_PFN_NONE,
	HMM_PFN_SPECIAL,
	HMM_PFN_VALUE_MAX
};
struct hmm_range {
	struct mmu_interval_notifier *notifier;
	unsigned long notifier_seq;
	unsigned long start;
	unsigned long end;
	uint64_t *pfns;
	const uint64_t *flags;
	const uint64_t *values;
	uint64_t default_flags;
	uint64_t pfn_flags_mask;
	uint8_t pfn_shift;
	void *dev_private_owner;
};

/* The pfn of an entry; -1 for an entry that is no page. */
static inline unsigned long hmm_device_entry_to_pfn(const struct hmm_range *range, uint64_t entry)
{
	if (entry == range->values[HMM_PFN_NONE] || entry == range->values[HMM_PFN_ERROR] ||
	    entry == range->values[HMM_PFN_SPECIAL] || !(entry & range->flags[HMM_PFN_VALID]))
		return -1ul;
	return entry >> range->pfn_shift;
}
/* The page of an entry; NULL for an entry that is no page. */
static inline struct page *hmm_device_entry_to_page(const struct hmm_range *range, uint64_t entry)
{
	unsigned long pfn = hmm_device_entry_to_pfn(range, entry);

	return pfn == -1ul ? NULL : pfn_to_page(pfn);
}
static inline uint64_t hmm_device_entry_from_pfn(const struct hmm_range *range, unsigned long pfn)
{
	return ((uint64_t)pfn << range->pfn_shift) | range->flags[HMM_PFN_VALID];
}
static inline uint64_t hmm_device_entry_from_page(const struct hmm_range *range, struct page *page)
{
	return hmm_device_entry_from_pfn(range, page_to_pfn(page));
}
#define hmm_pfn_to_page hmm_device_entry_to_page
#define hmm_pfn_to_pfn hmm_device_entry_to_pfn

/* A number of pages, or an error. */
long hmm_range_fault(struct hmm_range *range);

#else

/*
 * The release or the tree that is audited says which bits are none of the pfn (HMM_AUDIT_FLAGS), where
 * words tell the order of the CPU's mapping, from 5.9 on, and whether they carry three bits of DMA, from
 * 6.16 on.
 */
#ifdef HMM_AUDIT_ORDER_SHIFT
#define HMM_PFN_ORDER_SHIFT HMM_AUDIT_ORDER_SHIFT
#endif

enum hmm_pfn_flags {
	HMM_PFN_VALID = 1ul << (BITS_PER_LONG - 1),
	HMM_PFN_WRITE = 1ul << (BITS_PER_LONG - 2),
	HMM_PFN_ERROR = 1ul << (BITS_PER_LONG - 3),
#ifdef HMM_AUDIT_CARRIES_DMA
	HMM_PFN_DMA_MAPPED = 1ul << (BITS_PER_LONG - 4),
	HMM_PFN_P2PDMA = 1ul << (BITS_PER_LONG - 5),
	HMM_PFN_P2PDMA_BUS = 1ul << (BITS_PER_LONG - 6),
#endif
	HMM_PFN_REQ_FAULT = HMM_PFN_VALID,
	HMM_PFN_REQ_WRITE = HMM_PFN_WRITE,
	HMM_PFN_FLAGS = HMM_AUDIT_FLAGS,
};
struct hmm_range {
	struct mmu_interval_notifier *notifier;
	unsigned long notifier_seq;
	unsigned long start;
	unsigned long end;
	unsigned long *hmm_pfns;
	unsigned long default_flags;
	unsigned long pfn_flags_mask;
	void *dev_private_owner;
};

static inline struct page *hmm_pfn_to_page(unsigned long hmm_pfn)
{
	hmm_audit_use_word();
	return pfn_to_page(hmm_pfn & ~HMM_PFN_FLAGS);
}
static inline phys_addr_t hmm_pfn_to_phys(unsigned long hmm_pfn)
{
	hmm_audit_use_word();
	return PFN_PHYS(hmm_pfn & ~HMM_PFN_FLAGS);
}
#ifdef HMM_AUDIT_ORDER_SHIFT
static inline unsigned int hmm_pfn_to_map_order(unsigned long hmm_pfn)
{
	return (hmm_pfn >> HMM_PFN_ORDER_SHIFT) & 0x1f;
}
#endif

/* 0, or an error. */
int hmm_range_fault(struct hmm_range *range);
/* The same from 7.3 on: takes the mmap lock and the sequence by itself, and tries again. */
int hmm_range_fault_unlocked_timeout(struct hmm_range *range, unsigned long timeout);

#endif

#define HMM_RANGE_DEFAULT_TIMEOUT 1000

#endif
