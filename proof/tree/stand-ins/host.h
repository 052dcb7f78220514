/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The world of a proof: what a walk may meet, any of it, and what it is seen to do. It is shared by
 * the trees that are compared, and knows no kernel types.
 *
 * The range is PROVE_PAGES pages from a start that is a constant, so each level has at most as many
 * slots; they are numbered from the slot of the start. Everything else is left open.
 */
#ifndef _PROVE_HOST_H
#define _PROVE_HOST_H

#include "locks.h"

typedef unsigned int host_u32;
typedef unsigned long long host_u64;

#define HOST_PAGE_SHIFT 12
#define HOST_PGD 3

/* No read of an entry costs anything here. */
#define host_step() ((void)0)

/* Most pages of a range. */
#define PROVE_MOST 4

enum prove_kind {
	PROVE_NONE,
	PROVE_TABLE,
	/* Maps memory: a page, a huge page, or all that a PUD covers. */
	PROVE_PRESENT,
	/* The same, of a device that the CPU can reach. */
	PROVE_DEVMAP,
	PROVE_SWAP,
	PROVE_MIGRATION,
	PROVE_DEVICE_PRIVATE,
	PROVE_DEVICE_EXCLUSIVE,
	PROVE_HWPOISON,
	/* Where nothing stands but what userfaultfd protects; and any other marker (poison, guard). */
	PROVE_MARKER_UFFD_WP,
	PROVE_MARKER,
	/* Neither none nor present, and nothing of the above. */
	PROVE_NONPRESENT,
	/* Present, and no table nor leaf. */
	PROVE_BAD,
};

/* An entry of any level, field by field: packed words cost the solver minutes. */
struct prove_entry {
	unsigned char kind;
	_Bool write;
	_Bool protnone;
	_Bool special;
	/* Of device-private memory: 0 or 1. */
	_Bool owner;
	host_u64 pfn;
};

extern struct prove_entry prove_pgd[PROVE_MOST];
extern struct prove_entry prove_pud[PROVE_MOST];
extern struct prove_entry prove_pmd[PROVE_MOST];
extern struct prove_entry prove_pte[PROVE_MOST];
/* Of VMAs of hugetlb; one may have no table yet. */
extern struct prove_entry prove_huge[PROVE_MOST];
extern _Bool prove_huge_missing[PROVE_MOST];
extern const unsigned long prove_start;
extern const unsigned int prove_pages;

/* The number of an address's slot of a level, from the slot of the start. */
static inline unsigned int prove_slot(unsigned long address, unsigned int shift)
{
	return (unsigned int)((address >> shift) - (prove_start >> shift));
}

/* What one call did. */
struct prove_record {
	long ret;
	/* Page faults, in order. */
	unsigned int faults;
	unsigned long fault_address[PROVE_MOST];
	unsigned int fault_flags[PROVE_MOST];
	_Bool fault_under_lock;
	_Bool write_fault_refused;
	/* Waits for migration: the slot's address and the level's shift. */
	unsigned int waits;
	unsigned long wait_address;
	unsigned int wait_shift;
	/* Walks begun; of the second only where it begins is taken. */
	unsigned int walks;
	unsigned long resume;
	_Bool held[HOST_LOCKS];
	_Bool lock_misused;
	_Bool mmap_not_held;
	_Bool warned;
	/* Visits of each PUD's slot: more than one says that a walk goes round. */
	unsigned int visits[PROVE_MOST];
};
extern struct prove_record prove_now;

/* Any of these, by the number of the call; both trees get the same. */
extern unsigned int prove_fault_result[PROVE_MOST];
extern _Bool prove_retry[2];

/*
 * Levels of entries that another thread may change within a walk. A PTE is read once: what it was before
 * is nothing that a walk sees.
 */
enum prove_level { PROVE_LEVEL_PUD, PROVE_LEVEL_PMD };
/* An entry is about to be read by one of the kernel's calls: it may have become another. */
void prove_read(enum prove_level level, unsigned int slot);
void host_take(enum host_lock lock);
void host_release(enum host_lock lock);
void host_warn(const char *file, int line);
void host_bug(const char *file, int line);
/* A PUD's slot is visited; once more without a change is once too often. */
void prove_visit(unsigned int slot);
unsigned int prove_fault(unsigned long address, unsigned int flags, _Bool writable);
void prove_wait(unsigned long address, unsigned int shift);
_Bool prove_check_retry(void);

/* A customizable format, as a driver gave it until 5.7. */
struct prove_format {
	host_u64 valid;
	host_u64 write;
	host_u64 none;
	host_u64 error;
	host_u64 special;
	unsigned char shift;
};

/* What a tree is asked, in words of its own format. */
struct prove_request {
	unsigned long start;
	unsigned long end;
	unsigned long defaults;
	unsigned long mask;
	unsigned int owner;
};
/* A word as its tree's layout reads it. */
struct prove_word {
	_Bool valid;
	_Bool write;
	_Bool error;
	host_u64 pfn;
	unsigned int order;
	host_u64 carried;
};

#endif
