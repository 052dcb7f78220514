/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a walk has to go on: at what the one before it faulted first, or waited for. */
#include "change.h"
#include "resume.h"

#define NOWHERE (~0ull)
#define PMD_SIZE (1ull << host_shift(HOST_PMD))

static host_u64 walk_start;
static host_u64 left_at = NOWHERE;

void host_resume_anywhere(void)
{
	left_at = NOWHERE;
}

void host_resume_begins(host_u64 start)
{
	if (left_at != NOWHERE && start != left_at)
		host_note(HOST_NOTE_RESUMED_ELSEWHERE, left_at,
			  start < left_at ? "at an earlier page" : "at a later page");
	walk_start = start;
	left_at = NOWHERE;
}

void host_resume_at(host_u64 address)
{
	if (left_at == NOWHERE)
		left_at = address;
}

/* Where the piece of a PMD begins in this walk: the callback gets no less than a VMA, nor what was walked before. */
void host_resume_at_pmd(const host_u64 *slot)
{
	for (host_u64 at = walk_start; at < host_scenario->end; at = (at | (PMD_SIZE - 1)) + 1) {
		host_u64 vma_start = host_vma_start_from(at);

		if (host_slot(at, HOST_PMD) != slot)
			continue;
		host_resume_at(vma_start > at ? vma_start : at);
		return;
	}
}
