/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What other threads change between walks, and page faults and waits that change nothing. */
#include <err.h>
#include <stdlib.h>

#include "change.h"
#include "reads.h"

/* How often what does nothing each time does so. */
#define EACH_TIME 0u

/* The VMAs as they are now. */
static const struct host_vma *vmas;
static host_u32 vma_count;
/* Pages of files with another frame: addresses, each with the frame after it. The last one of a page counts. */
static host_u64 *file_pages;
static host_u32 file_page_count;
static host_u32 file_page_room;
/* How often page faults and waits of each page did nothing. */
static host_u32 *nothings_done;
static host_u32 nothings_room;

void host_changes_begin(void)
{
	vmas = host_scenario->vma;
	vma_count = host_scenario->vmas;
	file_page_count = 0;
	if (nothings_room < host_scenario->no_progress) {
		nothings_room = 2 * host_scenario->no_progress;
		nothings_done = realloc(nothings_done, nothings_room * sizeof(*nothings_done));
		if (!nothings_done)
			err(70, "realloc");
	}
	for (host_u32 i = 0; i < host_scenario->no_progress; i++)
		nothings_done[i] = 0;
}

static const struct host_vma *vma_at(const struct host_vma *all, host_u32 count, host_u64 address)
{
	for (host_u32 i = 0; i < count; i++)
		if (all[i].start <= address && address < all[i].end)
			return &all[i];
	return NULL;
}

host_u64 host_vma_start_from(host_u64 address)
{
	host_u64 first = ~0ull;

	for (host_u32 i = 0; i < vma_count; i++)
		if (vmas[i].end > address && vmas[i].start < first)
			first = vmas[i].start;
	return first;
}

/* Whether an address is mapped as before, or as little. */
static int is_kept(const struct host_vma *before, const struct host_vma *after, host_u64 address)
{
	host_u32 sharing = HOST_VMA_SHARED;

	if (!before || !after)
		return before == after;
	if ((before->flags & sharing) != (after->flags & sharing) || before->backing != after->backing)
		return 0;
	switch ((enum host_backing)before->backing) {
	case HOST_ANON:
		return 1;
	case HOST_FILE:
		return before->file_pfn + ((address - before->start) >> HOST_PAGE_SHIFT) ==
		       after->file_pfn + ((address - after->start) >> HOST_PAGE_SHIFT);
	case HOST_HUGETLB:
		return before->level == after->level;
	}
	return 0;
}

static int any_vma(host_u64 start, host_u64 end)
{
	for (host_u32 i = 0; i < vma_count; i++)
		if (vmas[i].start < end && start < vmas[i].end)
			return 1;
	return 0;
}

/* Empties a slot that touches [start, end), or what is below it. */
static void drop_slot(host_u64 at, enum host_level level, host_u64 start, host_u64 end)
{
	host_u64 *slot = host_slot(at, level);
	host_u64 slot_end = at + (1ull << host_shift(level));
	host_u64 size;

	if (!slot || !*slot)
		return;
	if ((start <= at && slot_end <= end) || host_kind(*slot) != HOST_TABLE || !any_vma(at, slot_end)) {
		host_write(slot, 0);
		return;
	}
	size = 1ull << host_shift((enum host_level)(level - 1));
	for (host_u64 next = start > at ? start & ~(size - 1) : at; next < end && next < slot_end; next += size)
		drop_slot(next, (enum host_level)(level - 1), start, end);
}

static void drop(host_u64 start, host_u64 end)
{
	host_u64 size = 1ull << host_shift(HOST_PGD);

	for (host_u64 at = start & ~(size - 1); at < end; at += size)
		drop_slot(at, HOST_PGD, start, end);
}

/* The next address after one at which a VMA begins or ends, before or after the change. */
static host_u64 next_bound(const struct host_vma *all, host_u32 count, host_u64 after, host_u64 least)
{
	for (host_u32 i = 0; i < count; i++) {
		if (all[i].start > after && all[i].start < least)
			least = all[i].start;
		if (all[i].end > after && all[i].end < least)
			least = all[i].end;
	}
	return least;
}

/* Where an address is mapped otherwise than before, what stood there is gone. */
static void change_vmas(const struct host_vma *all, host_u32 count)
{
	const struct host_vma *before = vmas;
	host_u32 before_count = vma_count;
	host_u64 none = ~0ull;

	vmas = all;
	vma_count = count;
	for (host_u64 at = 0; at != none;) {
		host_u64 end = next_bound(all, count, at, next_bound(before, before_count, at, none));

		if (end != none &&
		    !is_kept(vma_at(before, before_count, at), vma_at(all, count, at), at))
			drop(at, end);
		at = end;
	}
	tree_take_vmas(all, count);
	host_changes++;
}

static void change_files(const host_u32 *pages, host_u32 count)
{
	if (file_page_room < file_page_count + count) {
		file_page_room = 2 * (file_page_count + count);
		file_pages = realloc(file_pages, 2 * file_page_room * sizeof(*file_pages));
		if (!file_pages)
			err(70, "realloc");
	}
	for (host_u32 i = 0; i < count; i++, pages += 4) {
		host_u64 at = pages[0] | (host_u64)pages[1] << 32;
		host_u64 *slot = host_slot(at, HOST_PTE);

		file_pages[2 * file_page_count] = at;
		file_pages[2 * file_page_count++ + 1] = pages[2] | (host_u64)pages[3] << 32;
		if (slot)
			host_write(slot, 0);
	}
	host_changes++;
}

void host_meet(const host_u32 *event)
{
	const host_u32 *all = event + HOST_EVENT_WORDS;
	const host_u32 *files = host_event_files(event);

	if (event[HOST_EVENT_FLAGS] & HOST_EVENT_CHANGES_VMAS)
		change_vmas((const struct host_vma *)(all + 2), all[0]);
	if (event[HOST_EVENT_FLAGS] & HOST_EVENT_CHANGES_FILES)
		change_files(files + 2, files[0]);
	host_store(host_event_entries(event), event[HOST_EVENT_ENTRIES]);
}

int host_file_frame(host_u64 address, host_u64 *frame)
{
	for (host_u32 i = file_page_count; i > 0; i--)
		if (file_pages[2 * (i - 1)] == address) {
			*frame = file_pages[2 * (i - 1) + 1];
			return 1;
		}
	return 0;
}

int host_does_nothing(host_u64 address)
{
	for (host_u32 i = 0; i < host_scenario->no_progress; i++) {
		const host_u64 *page = &host_scenario->no_progress_page[2 * i];

		if (page[0] >> HOST_PAGE_SHIFT != address >> HOST_PAGE_SHIFT)
			continue;
		if (page[1] == EACH_TIME)
			return 1;
		if (nothings_done[i] == page[1])
			return 0;
		nothings_done[i]++;
		host_changes++;
		return 1;
	}
	return 0;
}
