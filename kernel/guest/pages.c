// SPDX-License-Identifier: GPL-2.0-or-later
/* What is done to pages without touching them. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/mman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../module/hmm_probe_abi.h"
#include "run.h"

#define MOVE_OWN_PAGES (1 << 1)	/* MPOL_MF_MOVE */

/*
 * A page that waits in a batch of its processor has one reference more, and the kernel leaves it
 * alone. MADV_COLD empties the batches of its processor, whatever it is asked about, and this
 * machine has one.
 */
void drain_batches(void)
{
	void *page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	if (page == MAP_FAILED)
		return;
	madvise(page, PAGE_BYTES, MADV_COLD);
	munmap(page, PAGE_BYTES);
}

static bool needs_drain(int advice)
{
	return advice == MADV_PAGEOUT || advice == MADV_COLD || advice == MADV_HWPOISON ||
	       advice == MADV_SOFT_OFFLINE || advice == MADV_COLLAPSE;
}

int run_advise(struct case_run *run, const struct step *step)
{
	int advice = advice_numbers[step->choice];

	if (needs_drain(advice))
		drain_batches();
	if (madvise(at_address(step->address), step->pages * PAGE_BYTES, advice) != 0)
		return errno;
	if (advice == MADV_HWPOISON)
		run->outbox->poisoned += (unsigned int)step->pages;
	return 0;
}

bool numa_option(struct step *step, const char *name, const char *value)
{
	return step->hugetlb = !value && strcmp(name, "hugetlb") == 0;
}

int run_numa(struct case_run *run, const struct step *step)
{
	struct hmm_probe_range range = {
		.start = step->address,
		.end = step->address + step->pages * PAGE_BYTES,
		.flags = step->hugetlb ? HMM_PROBE_NUMA_HUGETLB : 0,
	};

	drain_batches();
	return ioctl(run->device, HMM_PROBE_IOC_NUMA, &range) == 0 ? 0 : errno;
}

static int to_device(struct case_run *run, const struct step *step, uint32_t flags)
{
	struct hmm_probe_range range = {
		.start = step->address,
		.end = step->address + step->pages * PAGE_BYTES,
		.flags = flags,
	};

	/* A page in a batch has one reference more than its mappings, and would stay. */
	drain_batches();
	return ioctl(run->device, HMM_PROBE_IOC_DEVICE, &range) == 0 ? 0 : errno;
}

int run_private(struct case_run *run, const struct step *step)
{
	return to_device(run, step, (uint32_t)step->choice);
}

int run_exclusive(struct case_run *run, const struct step *step)
{
	return to_device(run, step, HMM_PROBE_EXCLUSIVE);
}

int run_split(struct case_run *run, const struct step *step)
{
	char text[80];

	(void)run;
	drain_batches();
	snprintf(text, sizeof(text), "%d,0x%llx,0x%llx", (int)getpid(),
		 (unsigned long long)step->address,
		 (unsigned long long)(step->address + step->pages * PAGE_BYTES));
	return write_file("/sys/kernel/debug/split_huge_pages", text);
}

int run_lock(struct case_run *run, const struct step *step)
{
	(void)run;
	return mlock(at_address(step->address), step->pages * PAGE_BYTES) == 0 ? 0 : errno;
}

/* move_pages() on each page; the first page that stays where it is ends it. */
int run_move(struct case_run *run, const struct step *step)
{
	int ret = 0;

	(void)run;
	drain_batches();
	for (uint64_t page = 0; ret == 0 && page < step->pages; page++) {
		void *address = at_address(step->address + page * PAGE_BYTES);
		int node = step->choice, status = 0;

		if (syscall(SYS_move_pages, 0, 1UL, &address, &node, &status, MOVE_OWN_PAGES) < 0)
			ret = errno;
		else if (status != node)
			ret = status < 0 ? -status : EBUSY;
	}
	return ret;
}

int run_drain(struct case_run *run, const struct step *step)
{
	(void)run;
	(void)step;
	drain_batches();
	return 0;
}
