/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiled in one unit with a tree's mm/hmm.c, after it: the way from the host's scenario to the
 * tree's struct hmm_range, and from the tree's questions to the host.
 */

#define TREE_VMAS 65536u

static struct vm_area_struct tree_vmas[TREE_VMAS];
static host_u32 tree_vma_count;
static struct mm_struct tree_mm;
static struct mmu_interval_notifier tree_notifier = { .mm = &tree_mm };
static struct task_struct tree_task = { &tree_mm };
struct task_struct *current = &tree_task;
struct mm_struct init_mm;
#if BITS_PER_LONG == 32
host_u64 tree_window;
#endif

#define TREE_LOCK(name) [name] = { name }
spinlock_t tree_locks[HOST_LOCKS] = {
	TREE_LOCK(HOST_LOCK_PTE),	   TREE_LOCK(HOST_LOCK_PMD),
	TREE_LOCK(HOST_LOCK_PUD),	   TREE_LOCK(HOST_LOCK_HUGETLB_PAGE),
	TREE_LOCK(HOST_LOCK_HUGETLB_VMA), TREE_LOCK(HOST_LOCK_PTE_MAP),
	TREE_LOCK(HOST_LOCK_MMAP),
};
struct hstate tree_hstates[HOST_PGD] = { { 0 }, { 9 }, { 18 } };

/* Pages of device-private memory, one an owner; the first is everybody's. */
static struct dev_pagemap tree_pagemaps[HOST_OWNERS];
static struct page tree_pages[HOST_OWNERS];

static void *tree_owner(host_u32 owner)
{
	return (void *)(unsigned long)owner;
}

struct page *tree_private_page(host_u32 owner)
{
	tree_pagemaps[owner].owner = tree_owner(owner);
	tree_pages[owner].pgmap = &tree_pagemaps[owner];
	return &tree_pages[owner];
}

struct page *tree_any_page(void)
{
	return &tree_pages[0];
}

int tree_alloc_table(void)
{
	host_stop(HOST_BUG, "makes a page table outside a page fault");
}

long tree_no_dma(void)
{
	host_stop(HOST_BUG, "does DMA in a range fault");
}

/* VMAs are few; the first that ends above the address. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long address)
{
	host_u32 low = 0, high = tree_vma_count;

	(void)mm;
	host_step();
	while (low < high) {
		host_u32 middle = (low + high) / 2;

		if (tree_vmas[middle].vm_end > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low < tree_vma_count ? &tree_vmas[low] : NULL;
}

struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long address)
{
	struct vm_area_struct *vma = find_vma(mm, address);

	return vma && vma->vm_start <= address ? vma : NULL;
}

static const vm_fault_t tree_faults[] = {
	[HOST_FAULT_DONE] = 0,
	[HOST_FAULT_SIGBUS] = VM_FAULT_SIGBUS,
	[HOST_FAULT_OOM] = VM_FAULT_OOM,
	[HOST_FAULT_HWPOISON] = VM_FAULT_HWPOISON,
	[HOST_FAULT_SIGSEGV] = VM_FAULT_SIGSEGV,
	[HOST_FAULT_RETRY] = VM_FAULT_RETRY,
	[HOST_FAULT_COMPLETED] = VM_FAULT_COMPLETED,
};

/* Flags that no release gives a fault of hmm, and what is noted of one. */
static const struct {
	unsigned int flag;
	const char *text;
} tree_other_flags[] = {
	{ FAULT_FLAG_USER, "with FAULT_FLAG_USER" },
	{ FAULT_FLAG_RETRY_NOWAIT, "with FAULT_FLAG_RETRY_NOWAIT" },
	{ FAULT_FLAG_TRIED, "with FAULT_FLAG_TRIED" },
	{ FAULT_FLAG_INSTRUCTION, "with FAULT_FLAG_INSTRUCTION" },
	{ FAULT_FLAG_INTERRUPTIBLE, "with FAULT_FLAG_INTERRUPTIBLE" },
};

/* Another mm than the caller's is faulted; what may drop the mmap lock may be killed while it waits. */
static void tree_note_fault_flags(unsigned long address, unsigned int flags)
{
	if (!(flags & FAULT_FLAG_REMOTE))
		host_note(HOST_NOTE_FAULT_FLAGS, tree_far(address), "without FAULT_FLAG_REMOTE");
	for (unsigned int i = 0; i < sizeof(tree_other_flags) / sizeof(*tree_other_flags); i++)
		if (flags & tree_other_flags[i].flag)
			host_note(HOST_NOTE_FAULT_FLAGS, tree_far(address), tree_other_flags[i].text);
	if (!(flags & FAULT_FLAG_ALLOW_RETRY) != !(flags & FAULT_FLAG_KILLABLE))
		host_note(HOST_NOTE_FAULT_FLAGS, tree_far(address),
			  flags & FAULT_FLAG_KILLABLE ? "FAULT_FLAG_KILLABLE without _ALLOW_RETRY" :
							"FAULT_FLAG_ALLOW_RETRY without _KILLABLE");
}

vm_fault_t tree_handle_fault(struct vm_area_struct *vma, unsigned long address, unsigned int flags)
{
	enum host_fault result;

	tree_note_fault_flags(address, flags);
	result = host_fault(vma->host, tree_far(address), !!(flags & FAULT_FLAG_WRITE),
			    !!(flags & FAULT_FLAG_ALLOW_RETRY));
	return tree_faults[result];
}

void tree_wait_pte(unsigned long address)
{
	host_wait(tree_far(address), HOST_PTE);
}

void tree_wait_pmd(pmd_t *pmd)
{
	host_wait_at(&pmd->value);
}

#include "glue-pieces.h"

/* The place of an address among those that the tree sees. */
static unsigned long tree_near(host_u64 address)
{
	if (address <= tree_window)
		return 0;
	return address - tree_window < TASK_SIZE ? address - tree_window : TASK_SIZE;
}

static void tree_take_vma(struct vm_area_struct *vma, const struct host_vma *given)
{
	static const unsigned long flags[] = { VM_READ,	  VM_WRITE,  VM_SHARED,
					       VM_IO,	  VM_PFNMAP, VM_MIXEDMAP };

	*vma = (struct vm_area_struct){ .vm_start = tree_near(given->start),
					.vm_end = tree_near(given->end),
					.vm_mm = &tree_mm,
					.vm_next = vma + 1,
					.host = given };
	for (unsigned int flag = 0; flag < ARRAY_SIZE(flags); flag++)
		if (given->flags >> flag & 1)
			vma->vm_flags |= flags[flag];
	if (given->backing == HOST_HUGETLB)
		vma->vm_flags |= VM_HUGETLB;
}

void tree_take_vmas(const struct host_vma *all, host_u32 count)
{
	if (count > TREE_VMAS)
		host_stop(HOST_BUG, "the host has no room for that many VMAs");
	tree_vma_count = 0;
	for (host_u32 i = 0; i < count; i++) {
		struct vm_area_struct *vma = &tree_vmas[tree_vma_count];

		tree_take_vma(vma, &all[i]);
		/* Nothing of it may be in the window. */
		if (vma->vm_start < vma->vm_end)
			tree_vma_count++;
	}
	if (tree_vma_count)
		tree_vmas[tree_vma_count - 1].vm_next = NULL;
	tree_mm = (struct mm_struct){ .mmap = tree_vma_count ? tree_vmas : NULL,
				      .pgd = (pgd_t *)host_pool };
}

/* Places the window so that the range is in it. */
static void tree_place_window(const struct host_scenario *scenario)
{
#if BITS_PER_LONG == 32
	tree_window = scenario->start & ~(host_u64)(PUD_SIZE - 1);
	/* Address 0 is no page's in a process. */
	if (tree_window)
		tree_window -= PUD_SIZE;
	if (scenario->end - tree_window > TASK_SIZE)
		host_stop(HOST_TOO_WIDE, "the range does not fit into addresses of 32 bits");
#endif
}

#if TREE_CUSTOMIZABLE
#include "glue-custom.h"
#else
#include "glue-fixed.h"
#endif

long tree_range_fault(const struct host_scenario *scenario, void *words)
{
	struct hmm_range range;

	tree_place_window(scenario);
	range = (struct hmm_range){
		.notifier = &tree_notifier,
		.notifier_seq = scenario->unlocked ? 0 : host_read_sequence(),
		.start = scenario->start - tree_window,
		.end = scenario->end - tree_window,
		.default_flags = tree_request(scenario, scenario->defaults),
		.pfn_flags_mask = tree_request(scenario, scenario->mask),
		.dev_private_owner = tree_owner(scenario->owner),
	};
	tree_take_vmas(scenario->vma, scenario->vmas);
	tree_take_words(&range, scenario, words);
	if (!scenario->unlocked)
		return hmm_range_fault(&range);
#if TREE_HAS_UNLOCKED_CALL
	return hmm_range_fault_unlocked_timeout(&range, scenario->timeout);
#else
	host_stop(HOST_BUG, "has no hmm_range_fault_unlocked_timeout()");
#endif
}
