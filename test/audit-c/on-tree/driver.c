/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A driver that faults a range itself, whatever release it is compiled for. */
#include <linux/hmm.h>
#include <linux/mutex.h>
#include <linux/slab.h>

enum { TILE_PRESENT = 0x1, TILE_WRITE = 0x2, TILE_OWN = 0x4 };

static int tile_bind(struct tile *tile, struct mmu_interval_notifier *notifier, unsigned long start,
		     unsigned long end, bool write, u64 *entries)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(HMM_RANGE_DEFAULT_TIMEOUT);
	unsigned long i, count = (end - start) >> PAGE_SHIFT;
	struct hmm_range range = {
		.notifier = notifier,
		.start = start,
		.end = end,
		.default_flags = HMM_PFN_REQ_FAULT | (write ? HMM_PFN_REQ_WRITE : 0),
		.dev_private_owner = tile,
	};
	int ret;

	range.hmm_pfns = kvcalloc(count, sizeof(*range.hmm_pfns), GFP_KERNEL);
	if (!range.hmm_pfns)
		return -ENOMEM;
	do {
		ret = -EBUSY;
		if (time_after(jiffies, deadline))
			break;
		range.notifier_seq = mmu_interval_read_begin(notifier);
		mmap_read_lock(notifier->mm);
		ret = hmm_range_fault(&range);
		mmap_read_unlock(notifier->mm);
		if (ret)
			continue;
		mutex_lock(&tile->lock);
		if (!mmu_interval_read_retry(notifier, range.notifier_seq))
			break;
		mutex_unlock(&tile->lock);
		ret = -EBUSY;
	} while (ret == -EBUSY);
	if (ret)
		goto out;
	for (i = 0; i < count; i++) {
		entries[i] = hmm_pfn_to_phys(range.hmm_pfns[i]) | TILE_PRESENT;
		if (range.hmm_pfns[i] & HMM_PFN_WRITE)
			entries[i] |= TILE_WRITE;
		if (is_device_private_page(hmm_pfn_to_page(range.hmm_pfns[i])))
			entries[i] |= TILE_OWN;
	}
	mutex_unlock(&tile->lock);
out:
	kvfree(range.hmm_pfns);
	return ret;
}
