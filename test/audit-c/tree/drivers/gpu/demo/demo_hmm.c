// SPDX-License-Identifier: GPL-2.0-or-later
/* A driver's file in the style of those of the kernel: written for the tests. */
#include <linux/hmm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <demo/demo_device.h>
#include "demo_private.h"

static unsigned int demo_attempts = 4;
module_param(demo_attempts, uint, 0444);

/* Nothing of the following is needed by demo_fault(). */
static void demo_suspend(struct demo_device *demo)
{
	demo_engine_stop(&demo->engine);
}

static bool demo_invalidate(struct mmu_interval_notifier *mni,
			    const struct mmu_notifier_range *range, unsigned long seq)
{
	mmu_interval_set_seq(mni, seq);
	return true;
}

static const struct mmu_interval_notifier_ops demo_ops = {
	.invalidate = demo_invalidate,
};

static void demo_fill(struct hmm_range *range, u64 *ptes)
	__must_hold(&range->notifier->mm->mmap_lock)
{
	unsigned long i, npages = DEMO_PAGES(range);

	for (i = 0; i < npages; i++) {
		unsigned long word = range->hmm_pfns[i];

		ptes[i] = hmm_pfn_to_phys(word) | DEMO_PTE_VALID;
		if (word & HMM_PFN_WRITE || demo_is_wrong("write"))
			ptes[i] |= DEMO_PTE_WRITE;
	}
}

int demo_fault(struct demo_device *demo, struct mm_struct *mm, unsigned long start,
	       unsigned long end, bool write, u64 *ptes)
{
	struct mmu_interval_notifier notifier;
	unsigned long *pfns;
	unsigned int left = demo_attempts;
	struct hmm_range range = {
		.notifier = &notifier,
		.default_flags = HMM_PFN_REQ_FAULT | (write ? HMM_PFN_REQ_WRITE : 0),
		.start = start,
		.end = end,
	};
	int ret = demo_power_get(demo);

	if (ret || !demo_is_on(demo))
		return ret ? ret : -ENODEV;
	ret = mmu_interval_notifier_insert(&notifier, mm, start, end - start, &demo_ops);
	if (ret)
		return ret;
	pfns = kvmalloc_array(DEMO_PAGES(&range), sizeof(*pfns), GFP_KERNEL);
	if (!pfns) {
		mmu_interval_notifier_remove(&notifier);
		return -ENOMEM;
	}
	range.hmm_pfns = pfns;
	demo_trace(demo, "fault");
	do {
		range.notifier_seq = mmu_interval_read_begin(&notifier);
		mmap_read_lock(mm);
		ret = hmm_range_fault(&range);
		mmap_read_unlock(mm);
		if (ret)
			continue;
		demo->vm.faults++;
		mutex_lock(&demo->vm.lock);
		if (!demo_is_wrong("retry") &&
		    mmu_interval_read_retry(&notifier, range.notifier_seq))
			ret = -EBUSY;
		else
			demo_fill(&range, ptes);
		mutex_unlock(&demo->vm.lock);
	} while (ret == -EBUSY && --left > 0);
	mmu_interval_notifier_remove(&notifier);
	kvfree(pfns);
	return ret;
}

#ifdef CONFIG_DEMO_TWICE
int demo_twice(void)
{
	return 1;
}
#else
int demo_twice(void)
{
	return 2;
}
#endif

#if 0
int demo_never(void)
{
	return 0;
}
#endif
