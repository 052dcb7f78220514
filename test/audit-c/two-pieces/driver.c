/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver that faults its pages in two pieces: the first is checked and mapped at once, both are checked together
 * before the second one is mapped.
 */
#include <linux/hmm.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

static void two_map(const struct hmm_range *range, u64 *table)
{
	unsigned long i, npages = (range->end - range->start) >> PAGE_SHIFT;

	for (i = 0; i < npages; i++) {
		unsigned long word = range->hmm_pfns[i];

		table[i] = 0;
		if (!(word & HMM_PFN_VALID))
			continue;
		table[i] = page_to_phys(hmm_pfn_to_page(word)) | TWO_VALID;
		if (word & HMM_PFN_WRITE)
			table[i] |= TWO_WRITE;
		if (is_device_private_page(hmm_pfn_to_page(word)))
			table[i] |= TWO_VRAM;
	}
}

static int two_piece(struct hmm_range *range, unsigned long timeout)
{
	struct mm_struct *mm = range->notifier->mm;
	int ret;

	do {
		if (time_after(jiffies, timeout))
			return -EBUSY;
		range->notifier_seq = mmu_interval_read_begin(range->notifier);
		mmap_read_lock(mm);
		ret = hmm_range_fault(range);
		mmap_read_unlock(mm);
	} while (ret == -EBUSY);
	return ret;
}

static int two_fault(struct two_gpu *gpu, struct mmu_interval_notifier *notifier,
		     unsigned long start, unsigned long end, bool write, u64 *table)
{
	unsigned long timeout = jiffies + msecs_to_jiffies(HMM_RANGE_DEFAULT_TIMEOUT);
	unsigned long npages = (end - start) >> PAGE_SHIFT, half = (npages + 1) / 2;
	unsigned long middle = start + (half << PAGE_SHIFT);
	struct hmm_range range = {
		.notifier = notifier,
		.default_flags = HMM_PFN_REQ_FAULT | (write ? HMM_PFN_REQ_WRITE : 0),
		.dev_private_owner = gpu,
	};
	struct hmm_range first = range, second = range;
	struct mm_struct *mm = notifier->mm;
	unsigned long *pfns;
	int ret;

	pfns = kvmalloc_array(npages, sizeof(*pfns), GFP_KERNEL | __GFP_ZERO);
	if (!pfns)
		return -ENOMEM;
	if (!mmget_not_zero(mm)) {
		kvfree(pfns);
		return -EFAULT;
	}
	first.start = start;
	first.end = middle;
	first.hmm_pfns = pfns;
	second.start = middle;
	second.end = end;
	second.hmm_pfns = pfns + half;
again:
	ret = two_piece(&first, timeout);
	if (ret)
		goto out;
	mutex_lock(&gpu->lock);
	if (mmu_interval_read_retry(notifier, first.notifier_seq)) {
		mutex_unlock(&gpu->lock);
		goto again;
	}
	two_map(&first, table);
	mutex_unlock(&gpu->lock);
	if (middle == end)
		goto out;
	if (!mistake || !second.notifier_seq)
		ret = two_piece(&second, timeout);
	if (ret)
		goto out;
	mutex_lock(&gpu->lock);
	if (mmu_interval_read_retry(notifier, first.notifier_seq) ||
	    (!mistake && mmu_interval_read_retry(notifier, second.notifier_seq))) {
		mutex_unlock(&gpu->lock);
		goto again;
	}
	two_map(&second, table + half);
	mutex_unlock(&gpu->lock);
out:
	mmput(mm);
	kvfree(pfns);
	return ret;
}
