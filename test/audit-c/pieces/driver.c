/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A driver that faults its range page by page, and does something else at the fourth page. */
#include <linux/hmm.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>

/* The test says what it does there. */
char *getenv(const char *name);
int atoi(const char *text);
static int way;
static __attribute__((__constructor__)) void read_way(void)
{
	const char *text = getenv("LC_HMM_AUDIT_TEST_MISTAKE");

	way = text ? atoi(text) : 0;
}

static int demo_page(struct hmm_range *range, struct mm_struct *mm, unsigned long page, void *owner)
{
	bool writes = way == 1 && page >= 3;
	int ret;

	range->default_flags = HMM_PFN_REQ_FAULT | (writes ? HMM_PFN_REQ_WRITE : 0);
	range->dev_private_owner = way == 2 && page >= 3 ? NULL : owner;
	if (way == 3 && page == 3)
		return -ENOSPC;
	WARN_ON(way == 4 && page == 3);
	BUG_ON(way == 5 && page == 3);
	mmap_read_lock(mm);
	ret = hmm_range_fault(range);
	mmap_read_unlock(mm);
	return ret;
}

int demo_fault(struct mmu_interval_notifier *notifier, unsigned long start, unsigned long end,
	       unsigned long *words, void *owner)
{
	struct hmm_range range = { .notifier = notifier };
	unsigned long i;
	int ret = 0;

	range.notifier_seq = mmu_interval_read_begin(notifier);
	for (i = 0; !ret && start + i * PAGE_SIZE < end; i++) {
		range.start = start + i * PAGE_SIZE;
		range.end = range.start + PAGE_SIZE;
		range.hmm_pfns = &words[i];
		ret = demo_page(&range, notifier->mm, i, owner);
	}
	return ret;
}
