/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames that a word of 32 bits has no room for, below its flags. */
#include "call.h"
#include "run.h"

struct host_overflow host_overflow;

/* Whether a page of the range has a frame by this entry which does not fit; the first one is kept. */
static int overflows_in_range(host_u64 entry)
{
	for (host_u32 page = 0; page < host_scenario->pages; page++) {
		host_u64 address = host_scenario->start + ((host_u64)page << HOST_PAGE_SHIFT);

		for (int level = HOST_PTE; level <= HOST_PUD; level++) {
			const host_u64 *slot = host_slot(address, (enum host_level)level);
			host_u64 within = (1ull << host_shift((enum host_level)level)) - 1;
			host_u64 pfn = host_pfn(entry) + ((address & within) >> HOST_PAGE_SHIFT);

			if (!slot || *slot != entry || !(pfn >> HOST_NARROW_PFN_BITS))
				continue;
			host_overflow.page = page;
			host_overflow.pfn = pfn;
			return 1;
		}
	}
	return 0;
}

void host_check_room(host_u64 entry)
{
	if (!overflows_in_range(entry)) {
		/* The tree counts on from this one, to pages that fit. */
		if (!(host_pfn(entry) >> HOST_NARROW_PFN_BITS))
			return;
		host_overflow.page = 0;
		host_overflow.pfn = host_pfn(entry);
	}
	host_stop(HOST_OVERFLOW, "a pfn does not fit below the flags of a 32-bit long");
}
