/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What entries of all levels have in common: questions about the host's entries. */
#ifndef _TREE_ENTRY_H
#define _TREE_ENTRY_H

#include "pages.h"

static inline host_u64 tree_entry(host_u64 value)
{
	host_step();
	return value;
}

static inline bool tree_is(host_u64 value, enum host_kind kind)
{
	return host_kind(tree_entry(value)) == kind;
}

/* The slot of an address in the table below an entry. */
static inline host_u64 *tree_below(host_u64 entry, unsigned long address, enum host_level level)
{
	if (__builtin_expect(host_kind(entry) != HOST_TABLE, 0))
		host_stop(HOST_SEGV, "follows an entry that is no page table");
	return host_below(entry) + (tree_far(address) >> host_shift(level) & (HOST_SLOTS - 1));
}

static inline unsigned long tree_slot_end(unsigned long address, unsigned long end,
					  enum host_level level)
{
	host_u64 next = ((tree_far(address) >> host_shift(level)) + 1) << host_shift(level);

	next -= tree_window;

	return next - 1 < end - 1 ? next : end;
}
#define pmd_addr_end(address, end) tree_slot_end(address, end, HOST_PMD)
#define pud_addr_end(address, end) tree_slot_end(address, end, HOST_PUD)
#define p4d_addr_end(address, end) (end)
#define pgd_addr_end(address, end) tree_slot_end(address, end, HOST_PGD)

#endif
