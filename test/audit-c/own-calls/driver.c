/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver as drivers are today: it fills a range, faults it in a loop, checks the sequence under
 * its lock, and maps by order.
 */
#include <linux/dma-mapping.h>
#include <linux/hmm.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

/* The test says which line is wrong; 0 is none. */
char *getenv(const char *name);
int atoi(const char *text);
static int mistake;
static __attribute__((__constructor__)) void read_mistake(void)
{
	const char *text = getenv("LC_HMM_AUDIT_TEST_MISTAKE");

	mistake = text ? atoi(text) : 0;
}
#define WRONG(number) (mistake == (number))

/* Whether pages of system memory are mapped for DMA. */
static bool demo_dma(unsigned long word, unsigned long npages, enum dma_data_direction direction)
{
	struct page *page = hmm_pfn_to_page(word);

	return is_device_private_page(page) ||
	       !dma_mapping_error(NULL, dma_map_page(NULL, page, 0, npages << PAGE_SHIFT,
						     direction));
}

static int demo_map(struct demo_gpu *gpu, struct hmm_range *range, u64 *phys)
{
	unsigned long npages = (range->end - range->start) >> PAGE_SHIFT;
	unsigned long i = 0;

	while (i < npages) {
		unsigned long word = range->hmm_pfns[i];
		unsigned long run, j;

		if (!(word & HMM_PFN_VALID)) {
			phys[i++] = 0;
			continue;
		}
		run = 1ul << hmm_pfn_to_map_order(word);
		/* The range may begin in the middle of a mapping, and end before it does. */
		run -= (word & ~HMM_PFN_FLAGS) & (run - 1);
		if (!WRONG(2))
			run = min(run, npages - i);
		if ((WRONG(38) || WRONG(54)) && !demo_dma(word, WRONG(38) ? 1 : run, DMA_BIDIRECTIONAL))
			return -EIO;
		/* 55 is right: by the word's right to write; 40 and 41 are the other way round, each for one access. */
		if (WRONG(40) && !demo_dma(word, run, DMA_TO_DEVICE))
			return -EIO;
		if (WRONG(41) && !demo_dma(word, run, DMA_FROM_DEVICE))
			return -EIO;
		if (WRONG(55) &&
		    !demo_dma(word, run, word & HMM_PFN_WRITE ? DMA_BIDIRECTIONAL : DMA_TO_DEVICE))
			return -EIO;
		for (j = 0; j < (WRONG(3) ? 1 : run); j++) {
			u64 page = (u64)hmm_pfn_to_phys(word) + j * PAGE_SIZE;

			phys[i + j] = page | DEMO_VALID;
			if ((word & HMM_PFN_WRITE) || WRONG(4))
				phys[i + j] |= DEMO_WRITE;
			if (is_device_private_page(hmm_pfn_to_page(word)))
				phys[i + j] |= DEMO_VRAM;
		}
		i += run;
	}
	return 0;
}

/* What each page is asked for, where the mask lets the array through. */
static void demo_request(struct hmm_range *range, bool write)
{
	unsigned long npages = (range->end - range->start) >> PAGE_SHIFT;

	for (unsigned long i = 0; i < npages; i++)
		range->hmm_pfns[i] = HMM_PFN_REQ_FAULT | (write ? HMM_PFN_REQ_WRITE : 0);
}

static int demo_fault(struct demo_gpu *gpu, struct mmu_interval_notifier *notifier,
		      unsigned long start, unsigned long end, bool write, u64 *phys)
{
	unsigned long timeout = jiffies + msecs_to_jiffies(HMM_RANGE_DEFAULT_TIMEOUT);
	unsigned long npages = (end - start) >> PAGE_SHIFT;
	struct mm_struct *mm = notifier->mm;
	struct hmm_range range;
	unsigned long *pfns;
	int attempts = 0;
	int ret;

	pfns = kvmalloc_array(WRONG(5) ? npages - 1 : npages, sizeof(*pfns), GFP_KERNEL);
	if (!pfns && !WRONG(6))
		return -ENOMEM;
	if (!mmget_not_zero(mm)) {
		kvfree(pfns);
		return -EFAULT;
	}
	if (WRONG(36))
		mutex_lock(&gpu->other);
	range.notifier = notifier;
	range.start = start;
	range.end = end;
	range.hmm_pfns = pfns;
	if (!WRONG(7))
		range.pfn_flags_mask = 0;
	if (!WRONG(8))
		range.default_flags = HMM_PFN_REQ_FAULT;
	if (WRONG(9))
		range.default_flags = 0;
	if (write && !WRONG(10))
		range.default_flags |= HMM_PFN_REQ_WRITE;
	if (WRONG(35) || WRONG(53)) {
		range.default_flags = 0;
		range.pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
	}
	if (WRONG(35))
		demo_request(&range, write);
	range.dev_private_owner = gpu;
	if (WRONG(11))
		range.dev_private_owner = NULL;
	if (WRONG(12))
		range.dev_private_owner = &range;
	if (WRONG(13))
		range.notifier_seq = mmu_interval_read_begin(notifier);
again:
	attempts++;
	if (WRONG(32))
		timeout = jiffies + msecs_to_jiffies(HMM_RANGE_DEFAULT_TIMEOUT);
	/* Other limits, which are right: a number of attempts, and a longer time. */
	if (WRONG(51)) {
		timeout = jiffies + (attempts < 110 ? HZ : -HZ);
		/* What each attempt takes it gives back. */
		for (int i = 0; i < 10; i++)
			kfree(kmalloc(8, GFP_KERNEL));
	}
	if (WRONG(52) && attempts == 1)
		timeout = jiffies + 60 * HZ;
	if (WRONG(53))
		demo_request(&range, write);
	if (WRONG(30) || WRONG(31)) {
		/* The helper of 7.3 takes the lock and the sequence itself, and a duration. */
		ret = hmm_range_fault_unlocked_timeout(&range, WRONG(31) ? timeout :
								   timeout - jiffies);
		goto faulted;
	}
	if (WRONG(37))
		range.notifier_seq = 0;
	else if (!WRONG(13) && !WRONG(14))
		range.notifier_seq = mmu_interval_read_begin(notifier);
	if (!WRONG(15))
		mmap_read_lock(mm);
	ret = hmm_range_fault(&range);
	if (!WRONG(15) && !WRONG(16))
		mmap_read_unlock(mm);
	if (WRONG(17))
		range.notifier_seq = mmu_interval_read_begin(notifier);
	if (ret == -EBUSY && (WRONG(18) || WRONG(27) || time_before(jiffies, timeout)) && !WRONG(29))
		goto again;
	if (WRONG(29) && ret == -EBUSY && time_after(jiffies, timeout))
		goto again;
faulted:
	if (ret && !WRONG(19))
		goto out;
	if (WRONG(33))
		mmap_read_lock(mm);
	else if (!WRONG(20) && !WRONG(36))
		mutex_lock(&gpu->lock);
	if (!WRONG(21) && mmu_interval_read_retry(notifier, range.notifier_seq)) {
		if (WRONG(33))
			mmap_read_unlock(mm);
		else if (!WRONG(22) && !WRONG(36))
			mutex_unlock(&gpu->lock);
		if (WRONG(18) || WRONG(28) || WRONG(30) || time_before(jiffies, timeout))
			goto again;
		ret = -EBUSY;
		goto out;
	}
	ret = demo_map(gpu, &range, phys);
	if (WRONG(39) && WARN_ON(gpu))
		goto out;
	if (WRONG(33))
		mmap_read_unlock(mm);
	else if (!WRONG(20) && !WRONG(23) && !WRONG(36))
		mutex_unlock(&gpu->lock);
out:
	if (WRONG(36))
		mutex_unlock(&gpu->other);
	if (!WRONG(24))
		mmput(mm);
	if (!WRONG(25))
		kvfree(pfns);
	if (WRONG(26) && ret)
		kvfree(pfns);
	if (WRONG(34))
		*pfns = 0;
	return ret;
}
