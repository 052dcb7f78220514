/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_HOST_H
#define _HMM_TREE_HOST_H

/*
 * The address space that a tree's hmm_range_fault() walks, in words that belong to no kernel. The
 * stand-in headers and the glue, which are compiled with the tree, make kernel types of it.
 */

#include "locks.h"

typedef unsigned int host_u32;
typedef unsigned long long host_u64;

/*
 * An entry is 64 bits: bits 0-31 and 52-63 its pfn (of a table: its number in the pool), bits 32-36
 * its kind, then write, protnone, special, and in bits 40-51 the owner of a device-private page. 0 is
 * "none".
 */
enum host_kind {
	HOST_NONE,
	HOST_TABLE,
	HOST_PTE_PRESENT,
	HOST_PTE_SWAP,
	HOST_PTE_MIGRATION,
	HOST_PTE_DEVICE_PRIVATE,
	HOST_PTE_HWPOISON,
	HOST_PMD_HUGE,
	HOST_PMD_DEVMAP,
	HOST_PMD_MIGRATION,
	HOST_PMD_NONPRESENT,
	HOST_PMD_BAD,
	HOST_PUD_DEVMAP,
	HOST_HUGETLB_PRESENT,
	HOST_HUGETLB_MIGRATION,
	HOST_HUGETLB_HWPOISON,
	/* What a page was put out for, where no entry stood. */
	HOST_HOLE,
	HOST_GAP,
	HOST_SKIPPED_VMA,
	HOST_HUGETLB_NONE,
	HOST_UNTOUCHED,
	HOST_PMD_DEVICE_PRIVATE,
	HOST_PTE_DEVICE_EXCLUSIVE,
	HOST_PTE_DEVMAP,
	HOST_PTE_UFFD_WP_MARKER,
	HOST_PTE_POISON_MARKER,
	HOST_PTE_GUARD_MARKER,
	HOST_PUD_NONPRESENT,
	HOST_KINDS,
};
#define HOST_KIND_SHIFT 32
#define HOST_KIND_MASK (0x1full << HOST_KIND_SHIFT)
#define HOST_WRITE (1ull << 37)
#define HOST_PROTNONE (1ull << 38)
#define HOST_SPECIAL (1ull << 39)
#define HOST_OWNER_SHIFT 40
#define HOST_OWNERS 4096u
#define HOST_PFN_LOW 0xffffffffull
#define HOST_PFN_HIGH_SHIFT 52
#define HOST_ATTRIBUTES (~HOST_PFN_LOW & ~(0xfffull << HOST_PFN_HIGH_SHIFT))

static inline enum host_kind host_kind(host_u64 entry)
{
	return (enum host_kind)((entry & HOST_KIND_MASK) >> HOST_KIND_SHIFT);
}

static inline host_u64 host_pfn(host_u64 entry)
{
	return (entry & HOST_PFN_LOW) | entry >> HOST_PFN_HIGH_SHIFT << 32;
}

static inline host_u64 host_entry(host_u64 pfn, host_u64 attributes)
{
	return (pfn & HOST_PFN_LOW) | pfn >> 32 << HOST_PFN_HIGH_SHIFT | attributes;
}

static inline host_u64 host_as_kind(enum host_kind kind)
{
	return (host_u64)kind << HOST_KIND_SHIFT;
}

static inline host_u32 host_owner(host_u64 entry)
{
	return entry >> HOST_OWNER_SHIFT & (HOST_OWNERS - 1);
}

/* Levels from the leaf up; a slot of level n covers 4096 << 9n bytes. */
enum host_level { HOST_PTE, HOST_PMD, HOST_PUD, HOST_PGD };
#define HOST_SLOTS 512u
#define HOST_PAGE_SHIFT 12

static inline unsigned int host_shift(enum host_level level)
{
	return HOST_PAGE_SHIFT + 9 * level;
}

/* What a VMA is; the flags are our own. */
enum host_vma_flag {
	HOST_VMA_READ = 1,
	HOST_VMA_WRITE = 2,
	HOST_VMA_SHARED = 4,
	HOST_VMA_IO = 8,
	HOST_VMA_PFNMAP = 16,
	HOST_VMA_MIXEDMAP = 32,
};
enum host_backing { HOST_ANON, HOST_FILE, HOST_HUGETLB };
struct host_vma {
	host_u64 start;
	host_u64 end;
	host_u32 flags;
	host_u32 backing;
	/* Of hugetlb. */
	host_u32 level;
	host_u32 unused;
	host_u64 file_pfn;
};

/* What a driver asks of a page, or of all of them. */
enum host_ask { HOST_ASK_NOTHING, HOST_ASK_READ, HOST_ASK_WRITE, HOST_ASK_WRITE_ONLY, HOST_ASK_ALL };

/* The customizable format of a driver; all zero if the scenario has none. */
struct host_format {
	host_u64 shift;
	host_u64 valid;
	host_u64 write;
	host_u64 none;
	host_u64 error;
	host_u64 special;
};

/* One call, as a frame has it. */
struct host_scenario {
	host_u64 start;
	host_u64 end;
	host_u32 pages;
	host_u32 defaults;
	host_u32 mask;
	host_u32 owner;
	host_u64 next_pfn;
	host_u64 zero_pfn;
	host_u32 vmas;
	host_u32 entries;
	host_u32 fault_errors;
	host_u32 events;
	/* Whether to report what each page was put out for, and how each walk ended. */
	host_u32 detailed;
	/* Whether there is a format of the driver's own. */
	host_u32 formatted;
	struct host_format format;
	/* Whether the call takes the mmap lock itself, and how many jiffies it may take. */
	host_u32 unlocked;
	host_u32 timeout;
	/* Pages whose faults drop the lock: an address with a host_fault in its low bits, how often. */
	host_u32 lock_drops;
	const host_u64 *lock_drop;
	/* Pages whose page faults and waits do nothing: an address, and how often; 0: each time. */
	host_u32 no_progress;
	const host_u64 *no_progress_page;
	const struct host_vma *vma;
	const host_u32 *entry;
	const host_u64 *fault_error;
	const host_u32 *event;
	const unsigned char *ask;
};

/* space.c: the page table. Slots never move: the tree's code keeps pointers to them. */
extern host_u64 *host_pool;
/* Changes so far; the same number twice says that nothing changed. */
extern host_u64 host_changes;
extern host_u64 host_next_pfn;
void host_space_init(void);
/* The slot of an address, or NULL if a table above it is missing. */
host_u64 *host_slot(host_u64 address, enum host_level level);
/* The same; missing tables are made, and replace what is none. */
host_u64 *host_make_slot(host_u64 address, enum host_level level);
void host_write(host_u64 *slot, host_u64 entry);
/* Stores entries of a frame: an address with the level in its low bits, then the entry. */
void host_store(const host_u32 *entries, host_u32 count);
host_u64 host_allocate(host_u64 pages);
/* Empties the page table. */
void host_space_reset(void);
/* What was written until now is what the scenario begins with. */
void host_space_loaded(void);
/* The writes since then, in order: an address with the level in its low bits, and what was written. */
host_u32 host_changed(void);
void host_change(host_u32 number, host_u64 *place, host_u64 *entry);

/* Whether something is a slot, and which: an address with the level in its low bits. */
int host_is_slot(const void *address);
host_u64 host_place(const host_u64 *slot);

static inline host_u64 *host_below(host_u64 entry)
{
	return host_pool + (entry & HOST_PFN_LOW) * HOST_SLOTS;
}

/* faults.c */
enum host_fault {
	HOST_FAULT_DONE,
	HOST_FAULT_SIGBUS,
	HOST_FAULT_OOM,
	HOST_FAULT_HWPOISON,
	HOST_FAULT_SIGSEGV,
	/* The mmap lock is dropped: nothing was done yet, or all was. */
	HOST_FAULT_RETRY,
	HOST_FAULT_COMPLETED,
};
/* handle_mm_fault(), by the rules of model.md. */
enum host_fault host_handle_fault(const struct host_vma *vma, host_u64 address, int write);
/* Waits until what migrates has arrived. */
void host_wait_for_migration(host_u64 *slot);

/* call.c: the call that is under way. */
extern const struct host_scenario *host_scenario;
/* Steps that are left before a walk counts as endless. */
extern host_u64 host_budget;
/* The time, and whether a fatal signal has come. */
extern unsigned long host_jiffies;
extern int host_killed;
/* Whoever reads the notifier's sequence from now on gets another one. */
void host_invalidate(void);
enum host_end {
	HOST_RETURNED,
	HOST_LIVELOCK,
	HOST_BUG,
	HOST_SEGV,
	HOST_ENDLESS,
	/* As TREE_OVERFLOW and TREE_TOO_WIDE. */
	HOST_OVERFLOW = 8,
	HOST_TOO_WIDE = 10,
};
/* Ends the call from within. */
void host_stop(enum host_end end, const char *format, ...)
	__attribute__((__noreturn__, __format__(__printf__, 2, 3)));

/* run.c: what a call does. */
void host_out_of_budget(void) __attribute__((__noreturn__));
static inline void host_step(void)
{
	if (__builtin_expect(--host_budget == 0, 0))
		host_out_of_budget();
}
/* mmu_interval_check_retry(): other threads' events happen here. */
int host_check_retry(unsigned long sequence);
/* The sequence that a caller reads; one that is being invalidated is read anew. */
unsigned long host_read_sequence(void);
/* A walk begins at an address; another one would begin at the last. */
void host_begin_walk(host_u64 start);
void host_end_walk(host_u64 last);
/* A page fault of the tree's, with all that is noted of it. */
enum host_fault host_fault(const struct host_vma *vma, host_u64 address, int write, int may_drop);
/* A wait of the tree's, for the entry of an address, or in a slot. */
void host_wait(host_u64 address, enum host_level level);
void host_wait_at(host_u64 *slot);
/* A callback of the walk gets a piece, and comes back with this. Only if a scenario is detailed. */
enum host_piece { HOST_PIECE_TEST, HOST_PIECE_HOLE, HOST_PIECE_PUD, HOST_PIECE_PMD, HOST_PIECE_HUGETLB };
void host_begin_piece(enum host_piece kind, const struct host_vma *vma, host_u64 start, host_u64 end);
void host_end_piece(int ret);
/* A PTE was met that the walk does not go on from. */
void host_left_pte(const void *slot);
/* How many bits are left for a pfn by the flags in a long of 32. */
#define HOST_NARROW_PFN_BITS 29
/*
 * Ends the call if a page of the range has a pfn by this entry that does not fit into the tree's longs.
 * The tree asks for the pfn that a slot begins with, and adds what the page is into the slot itself.
 */
void host_check_room(host_u64 entry);

/* notes.c: what no array shows. */
enum host_note_kind {
	HOST_NOTE_FAULT_UNDER_PAGE_TABLE_LOCK = 1,
	HOST_NOTE_FAULT_UNDER_HUGETLB_LOCK,
	HOST_NOTE_LOCK_LEFT_BEHIND,
	HOST_NOTE_LOCK_TAKEN_TWICE,
	HOST_NOTE_LOCK_NOT_HELD,
	HOST_NOTE_WALK_WITHOUT_CHECK,
	HOST_NOTE_WARN,
	HOST_NOTE_CARRIED_BITS,
	HOST_NOTE_FAULT_FLAGS,
	HOST_NOTE_RESUMED_ELSEWHERE,
};
#define HOST_NOTES 16u
#define HOST_NOTE_TEXT 48u
struct host_note {
	host_u32 kind;
	host_u32 unused;
	host_u64 address;
	char where[HOST_NOTE_TEXT];
};
extern struct host_note host_notes[HOST_NOTES];
extern host_u32 host_note_count;
void host_note(enum host_note_kind kind, host_u64 address, const char *where);
void host_warn(const char *file, int line);
void host_bug(const char *file, int line) __attribute__((__noreturn__));
extern int host_held[HOST_LOCKS];
void host_take(enum host_lock lock);
void host_release(enum host_lock lock);
/* Notes what is wrong if a page fault comes now. */
void host_note_fault(const struct host_vma *vma, host_u64 address);
void host_notes_reset(void);
/* Notes what is held at the end of a call. */
void host_note_end(void);

/* glue.c, compiled with the tree. */
struct host_description {
	host_u32 bits;
	/* Whether the format is the driver's own. */
	host_u32 customizable;
	/* HMM_PFN_ORDER_SHIFT; the number of bits if there is none. */
	host_u32 order_shift;
	/* Whether it returns how many pages there are. */
	host_u32 returns_pages;
	/* The bits that are no part of a pfn, and those that are carried from input to output. */
	host_u64 flags;
	host_u64 carried;
	host_u64 request_fault;
	host_u64 request_write;
	host_u32 word_bytes;
	/* Whether special pages have a value of their own, in a format of the driver's. */
	host_u32 has_special;
};
extern const struct host_description tree_description;
/* Takes over the VMAs that there are from now on. */
void tree_take_vmas(const struct host_vma *all, host_u32 count);
/* Writes the input array. */
void tree_fill(const struct host_scenario *scenario, void *words);
/* Takes out of it what no scenario says, the bits that are carried from input to output; notes lost ones. */
void tree_take_back(const struct host_scenario *scenario, void *words);
/* Calls hmm_range_fault(). */
long tree_range_fault(const struct host_scenario *scenario, void *words);

#endif
