/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a walk has to go on: at what the one before it faulted first, or waited for. */
#include "change.h"
#include "resume.h"

#define NOWHERE (~0ull)
#define PMD_SIZE (1ull << host_shift(HOST_PMD))

static host_u64 walk_start;
/* Where the last walk was left: at the first address, or before the second one. */
static host_u64 left_from = NOWHERE;
static host_u64 left_before;

void host_resume_anywhere(void)
{
	left_from = NOWHERE;
}

void host_resume_begins(host_u64 start)
{
	if (left_from != NOWHERE && (start < left_from || start >= left_before))
		host_note(HOST_NOTE_RESUMED_ELSEWHERE, left_from,
			  start < left_from ? "at an earlier page" : "at a later page");
	walk_start = start;
	left_from = NOWHERE;
}

static void leave(host_u64 from, host_u64 before)
{
	if (left_from != NOWHERE)
		return;
	left_from = from;
	left_before = before;
}

void host_resume_at(host_u64 address)
{
	leave(address, address + 1);
}

/* A PMD is met once for each VMA over it, and nothing here says for which: it is that piece or one after it. */
void host_resume_at_pmd(const host_u64 *slot)
{
	for (host_u64 at = walk_start; at < host_scenario->end; at = (at | (PMD_SIZE - 1)) + 1) {
		host_u64 vma_start = host_vma_start_from(at);

		if (host_slot(at, HOST_PMD) != slot)
			continue;
		leave(vma_start > at ? vma_start : at, (at | (PMD_SIZE - 1)) + 1);
		return;
	}
}
