/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A driver without the mistakes that known-bugs.test.ts plants: pieces, map orders, memory of its own. */
#include <linux/hmm.h>
#include <linux/memremap.h>
#include <linux/mutex.h>
#include <linux/slab.h>

enum { BAY_PRESENT = 0x1, BAY_WRITE = 0x2, BAY_OWN = 0x4 };
/* How much is faulted at once. */
#define BAY_PIECE (2ul << PAGE_SHIFT)

static void bay_add_memory(struct bay *bay, struct dev_pagemap *pagemap)
{
	pagemap->type = MEMORY_DEVICE_PRIVATE;
	pagemap->owner = bay->pool;
}

static void bay_map(unsigned long *pfns, unsigned long count, u64 *slots)
{
	unsigned long i = 0;

	while (i < count) {
		unsigned long word = pfns[i], run, k;
		u64 flags = BAY_PRESENT;

		if (!(word & HMM_PFN_VALID)) {
			slots[i++] = 0;
			continue;
		}
		run = 1ul << hmm_pfn_to_map_order(word);
		/* The mapping may begin before the range, and end after it. */
		run -= (word & ~HMM_PFN_FLAGS) & (run - 1);
		run = min(run, count - i);
		if (word & HMM_PFN_WRITE)
			flags |= BAY_WRITE;
		if (is_device_private_page(hmm_pfn_to_page(word)))
			flags |= BAY_OWN;
		for (k = 0; k < run; k++)
			slots[i + k] = (hmm_pfn_to_phys(word) + (k << PAGE_SHIFT)) | flags;
		i += run;
	}
}

static int bay_fault(struct bay *bay, struct mmu_interval_notifier *notifier, unsigned long start,
		     unsigned long end, unsigned long flags, u64 *slots)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(HMM_RANGE_DEFAULT_TIMEOUT);
	unsigned long count = (end - start) >> PAGE_SHIFT;
	struct hmm_range range = {
		.notifier = notifier,
		.default_flags = flags,
		.pfn_flags_mask = 0,
		.dev_private_owner = bay->pool,
	};
	unsigned long *pfns;
	int ret;

	pfns = kvmalloc_array(count, sizeof(*pfns), GFP_KERNEL);
	if (!pfns)
		return -ENOMEM;
again:
	ret = -EBUSY;
	if (time_after(jiffies, deadline))
		goto out;
	range.notifier_seq = mmu_interval_read_begin(notifier);
	range.hmm_pfns = pfns;
	range.start = start;
	do {
		range.end = min(range.start + BAY_PIECE, end);
		mmap_read_lock(notifier->mm);
		ret = hmm_range_fault(&range);
		mmap_read_unlock(notifier->mm);
		if (ret == -EBUSY)
			goto again;
		if (ret)
			goto out;
		range.hmm_pfns += BAY_PIECE >> PAGE_SHIFT;
		range.start = range.end;
	} while (range.start < end);
	mutex_lock(&bay->lock);
	if (mmu_interval_read_retry(notifier, range.notifier_seq)) {
		mutex_unlock(&bay->lock);
		goto again;
	}
	bay_map(pfns, count, slots);
	mutex_unlock(&bay->lock);
out:
	kvfree(pfns);
	return ret;
}

/* What is there is mapped, and nothing is asked for. */
static int bay_prefetch(struct bay *bay, struct mmu_interval_notifier *notifier,
			unsigned long start, unsigned long end, u64 *slots)
{
	return bay_fault(bay, notifier, start, end, 0, slots);
}

static int bay_access(struct bay *bay, struct mmu_interval_notifier *notifier, unsigned long start,
		      unsigned long end, bool write, u64 *slots)
{
	unsigned long flags = HMM_PFN_REQ_FAULT;

	if (write)
		flags |= HMM_PFN_REQ_WRITE;
	return bay_fault(bay, notifier, start, end, flags, slots);
}
