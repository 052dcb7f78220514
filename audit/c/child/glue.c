/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the runner and an adapter: compiled against each revision of struct hmm_range. Builds the
 * range that the driver's function gets, and takes what the adapter reports.
 */
#include <hmm-audit.h>

#include "abi.h"

#ifdef HMM_PFN_CUSTOM
#define AUDIT_ARRAY pfns
typedef uint64_t audit_word;
static const uint64_t default_format_flags[] = { 0x1, 0x2 };
static const uint64_t default_format_values[] = { ~1ull, 0, ~1ull };
#else
#define AUDIT_ARRAY hmm_pfns
typedef unsigned long audit_word;
#endif

struct task_struct hmm_audit_task;

static struct mm_struct mm;
static struct mmu_interval_notifier notifier = { .mm = &mm };
static struct hmm_audit_output *running;

static void begin_range(struct hmm_range *range)
{
	memset(range, 0, sizeof(*range));
	range->notifier = &notifier;
	range->notifier_seq = mmu_interval_read_begin(&notifier);
#ifdef HMM_PFN_CUSTOM
	range->flags = default_format_flags;
	range->values = default_format_values;
	range->pfn_shift = PAGE_SHIFT;
#endif
}

void audit_describe(struct audit_policy *policy)
{
	struct hmm_range range;

	begin_range(&range);
	policy->has_range = hmm_audit_range != NULL;
	policy->has_request = hmm_audit_request != NULL;
	if (hmm_audit_range)
		hmm_audit_range(&range);
#ifdef HMM_PFN_CUSTOM
	for (int i = 0; i < 2; i++)
		policy->flags[i] = range.flags[i];
	for (int i = 0; i < 3; i++)
		policy->values[i] = range.values[i];
	policy->pfn_shift = range.pfn_shift;
#endif
	policy->default_flags = range.default_flags;
	policy->mask = range.pfn_flags_mask;
	policy->owner = range.dev_private_owner != NULL;
	for (int access = 0; access < 5 && hmm_audit_request; access++)
		policy->request[access] = hmm_audit_request(&range, access);
}

/* Makes the struct page of a frame. */
void audit_set_page(void *place, const struct audit_frame *frame)
{
	struct page *page = place;
	int owner = frame->owner & 0xfff;

	memset(page, 0, sizeof(*page));
	page->hmm_audit_serial = hmm_audit_serial;
	page->_refcount.counter = 1;
	if (frame->owner >> 31)
		page->flags |= HMM_AUDIT_PG_ZERO;
	if (owner == 0)
		return;
	page->flags |= HMM_AUDIT_PG_ZONE_DEVICE;
	page->pgmap = audit_pagemap(owner);
	page->pgmap->type = MEMORY_DEVICE_PRIVATE;
	page->pgmap->nr_range = 1;
	page->pgmap->range.end = page->pgmap->res.end = (1ul << 52) - 1;
	if (hmm_audit_page)
		hmm_audit_page(page, owner);
	if (page->pgmap && !page->pgmap->type)
		page->pgmap->type = MEMORY_DEVICE_PRIVATE;
}

struct vm_area_struct *find_vma(struct mm_struct *of, unsigned long address)
{
	static struct vm_area_struct vma;

	vma = (struct vm_area_struct){
		.vm_start = running->scenario->start,
		.vm_end = running->scenario->start + running->scenario->pages * PAGE_SIZE,
		.vm_flags = VM_READ | VM_WRITE,
		.vm_mm = of,
	};
	return address < vma.vm_end ? &vma : NULL;
}

static void copy_words(audit_word *array)
{
	for (unsigned int i = 0; i < running->scenario->pages; i++)
		array[i] = running->words[i];
}

/* Runs the driver's conversion on a scenario. */
void audit_run(struct hmm_audit_output *out)
{
	const struct audit_case *scenario = out->scenario;
	struct hmm_range range;

	running = out;
	audit_world_begin(out);
	audit_learn_owner();
	hmm_audit_task.mm = &mm;
	begin_range(&range);
	if (hmm_audit_range) {
		hmm_audit_range(&range);
		if (range.dev_private_owner)
			audit_set_owner(range.dev_private_owner);
	} else {
		range.default_flags = scenario->default_flags;
		range.pfn_flags_mask = scenario->mask;
		range.dev_private_owner = audit_device(scenario->owner);
	}
	range.start = scenario->start;
	range.end = range.start + scenario->pages * PAGE_SIZE;
	notifier.interval_tree = (struct interval_tree_node){ range.start, range.end - 1 };
	range.AUDIT_ARRAY = hmm_audit_alloc(scenario->pages * sizeof(audit_word), "range array");
	copy_words(range.AUDIT_ARRAY);
	hmm_audit_poison_stack();
	hmm_audit_convert(&range, out);
	audit_world_end();
}

enum hmm_audit_access hmm_audit_access(struct hmm_audit_output *out)
{
	out->needs = 1;
	return out->scenario->access;
}

unsigned long hmm_audit_pages(const struct hmm_audit_output *out)
{
	return out->scenario->pages;
}

static void report(struct hmm_audit_output *out, unsigned long i, enum audit_kind kind,
		   unsigned int flags, u64 value)
{
	if (i >= out->scenario->pages)
		hmm_audit_stop_at(HMM_AUDIT_STOP_OUTSIDE, "reports a page after the range", i);
	out->pages[i] = (struct audit_page){ kind, flags, value };
}

void hmm_audit_map_address(struct hmm_audit_output *out, unsigned long i, u64 address,
			   unsigned int flags)
{
	if (!(flags & HMM_AUDIT_VRAM))
		audit_dma_check(address, (flags & HMM_AUDIT_WRITE) != 0);
	report(out, i, AUDIT_MAPPED, flags, address);
}

void hmm_audit_map_pfn(struct hmm_audit_output *out, unsigned long i, unsigned long pfn,
		       unsigned int flags)
{
	/* Flags that were left in a pfn must not fall out of it here. */
	hmm_audit_map_address(out, i, pfn >> 52 ? ~0ull : (u64)pfn << PAGE_SHIFT, flags);
}

void hmm_audit_map_page(struct hmm_audit_output *out, unsigned long i, struct page *page,
			unsigned int flags)
{
	hmm_audit_map_pfn(out, i, page_to_pfn(page), flags);
}

void hmm_audit_none(struct hmm_audit_output *out, unsigned long i)
{
	report(out, i, AUDIT_NONE, 0, 0);
}

void hmm_audit_error(struct hmm_audit_output *out, unsigned long i)
{
	report(out, i, AUDIT_ERROR, 0, 0);
}

void hmm_audit_raw(struct hmm_audit_output *out, unsigned long i, u64 word)
{
	report(out, i, AUDIT_RAW, 0, word);
}

void hmm_audit_refuse(struct hmm_audit_output *out, int error)
{
	out->refused = error ? error : -1;
}
