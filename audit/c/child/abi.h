/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_ABI_H
#define _HMM_AUDIT_ABI_H

/*
 * Between the parts that see the C library and the glue, which sees the headers that stand for the
 * kernel's. Nothing but built-in types; the layouts are those of `audit/c/batch.ts` and
 * `case-result.ts`.
 */

typedef unsigned int audit_u32;
typedef unsigned long long audit_u64;

/* How a conversion ended. */
enum audit_status {
	AUDIT_OK = 0,
	AUDIT_SEGV = 1,
	AUDIT_TIMEOUT = 2,
	AUDIT_BUG = 3,
	AUDIT_SANITIZER = 4,
	AUDIT_OUTSIDE = 5,
	AUDIT_UNDERRUN = 6,
	AUDIT_EXIT = 7,
	AUDIT_NOT_RUN = 8,
	AUDIT_NO_PAGE = 9,
	AUDIT_SIGNAL = 10,
	AUDIT_MISUSE = 11,
	AUDIT_TAMPERED = 12,
	AUDIT_MEMORY = 13,
	/* A range fault is called whose answer did not come with the scenario. */
	AUDIT_ASKS = 14,
	/* Somebody has killed the process each time that it ran, and it was neither the code nor us. */
	AUDIT_KILLED = 15,
};

/* What was reported of a page. */
enum audit_kind {
	AUDIT_MISSING = 0,
	AUDIT_NONE = 1,
	AUDIT_ERROR = 2,
	AUDIT_MAPPED = 3,
	AUDIT_RAW = 4,
	AUDIT_UNSTABLE = 5,
};

struct audit_page {
	audit_u32 kind;
	audit_u32 flags;
	audit_u64 value;
};

/* A pfn that an entry has. owner: 0 system memory, else device-private; bit 31: the zero page. */
struct audit_frame {
	audit_u64 pfn;
	audit_u32 owner;
	audit_u32 unused;
};

/* A scenario, as it comes over the pipe; words, frames, what is foreseen, and answers follow. */
struct audit_case {
	audit_u32 pages;
	audit_u32 frames;
	audit_u32 answers;
	/* One version alone is judged: what it does with locks and memory is, too. */
	audit_u32 alone;
	/* Bit n: others invalidate the range right before, and right after, call n of the range fault; bit
	 * 31 stands for all later ones, too. */
	audit_u32 before;
	audit_u32 after;
	/* Which allocation fails; 0 is none. */
	audit_u32 failing;
	/* How the device accesses the range (enum hmm_audit_access). */
	audit_u32 access;
	/* Others invalidate when the lock is given back that was held at a check of the sequence. */
	audit_u32 unlocked;
	/* How many of the answers, the last ones, are to calls that the driver has not made yet; if any, a
	 * `struct audit_asked` says what each of these calls has to ask for, wherever it is. */
	audit_u32 foreseen;
	audit_u64 start;
	audit_u64 ret;
	audit_u64 default_flags;
	audit_u64 mask;
	audit_u64 owner;
};

/* What a range fault of the driver's own comes to; that many of `struct audit_word_out` follow. */
struct audit_answer {
	audit_u64 start;
	audit_u32 pages;
	/* An invalidation came during the call. */
	audit_u32 invalidated;
	/* As the call returns it: a signed number. */
	audit_u64 ret;
};
struct audit_word_out {
	audit_u64 word;
	/* Whether the call has put a word out for the page. */
	audit_u64 written;
};

/* A range fault that the driver calls, in the bits of its own format; the array is in the pages. */
struct audit_asked {
	audit_u64 start;
	audit_u64 end;
	audit_u64 default_flags;
	audit_u64 mask;
	audit_u64 flags[2];
	audit_u64 values[3];
	audit_u64 pfn_shift;
	audit_u32 owner;
	audit_u32 unused;
};

/* What the adapter says of the driver. */
struct audit_policy {
	audit_u64 has_range;
	audit_u64 has_request;
	audit_u64 flags[2];
	audit_u64 values[3];
	audit_u64 pfn_shift;
	audit_u64 default_flags;
	audit_u64 mask;
	audit_u64 owner;
	audit_u64 request[5];
};

/* What was seen of the loop around the range fault (loop.h). */
struct audit_loop {
	audit_u32 facts;
	/* The most attempts at one piece, and the most pages of a piece. */
	audit_u32 attempts;
	audit_u32 pages;
	/* Calls that were answered as the one before, which asked for the same. */
	audit_u32 repeated;
};

struct hmm_audit_output {
	const struct audit_case *scenario;
	const audit_u64 *words;
	struct audit_page *pages;
	int refused;
	/* The byte of which memory is full that nobody wrote; and whether it is the other one. */
	int poison;
	int second;
	/* The scenario's frames are followed by these. */
	const struct audit_answer *answers;
	/* What the calls have to ask for whose answers are foreseen; NULL if none is. */
	const struct audit_asked *foreseen;
	/* How many answers were taken. */
	audit_u32 answered;
	/* An answer, counted from 1, that the driver uses though it was stale; 0 is none. */
	audit_u32 tainted;
	audit_u32 calls;
	/* Whether the adapter has looked how the device accesses the range. */
	audit_u32 needs;
	struct audit_loop loop;
	/* Set before audit_suspend(). */
	struct audit_asked asked;
};

/* once.c: runs something; whether it came to its end. */
int audit_runs_to_end(void (*run)(struct hmm_audit_output *), struct hmm_audit_output *out);
/* Ends that early: the conversion is run again with the answer. */
void audit_suspend(void) __attribute__((__noreturn__));

/* The glue. */
void audit_describe(struct audit_policy *policy);
void audit_set_page(void *page, const struct audit_frame *frame);
void audit_run(struct hmm_audit_output *out);

/* world.c: the notifier's sequence, time, memory that runs out. */
void audit_world_begin(struct hmm_audit_output *out);
void audit_world_end(void);
/* owners.c: the owner of a range; 0 is none, 1 the driver's device. */
audit_u32 audit_owner(const void *owner);
/* Whether the adapter says who that is. */
int audit_owner_is_known(void);
void audit_learn_owner(void);
void audit_set_owner(void *owner);
void *audit_device(unsigned long owner);
struct dev_pagemap *audit_pagemap(unsigned int owner);
/* locks.c */
/* hears is called for each lock that is given back. */
void audit_locks_begin(void (*hears)(const void *lock));
/* A range fault is called: whatever is held now, invalidations do not take, which would wait for it. */
void audit_locks_fault(void);
/* The lock that was taken last, since then, of those that are held, beside these two; or NULL. */
const void *audit_lock_beside(const void *one, const void *other);
/* Whether a notifier that was inserted is still there. */
int audit_notifiers_kept(void);
/* Reports a lock, or a reference to the memory, that the driver still holds. */
void audit_locks_end(void);

/* dma.c */
void audit_dma_begin(void);
/* A page of system memory that the device gets, to write it or not; it counts only if the driver maps anything for DMA. */
void audit_dma_check(audit_u64 address, int writes);

/* memory.c */
void *hmm_audit_alloc(unsigned long bytes, const char *what);
/* The same, of the driver's own. */
void *hmm_audit_take(unsigned long bytes, const char *what);
/* What was allocated for the driver and not given back, or NULL. */
const char *hmm_audit_unfreed(void);

#endif
