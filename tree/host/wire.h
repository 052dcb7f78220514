/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_WIRE_H
#define _HMM_TREE_WIRE_H

#include "host.h"
#include "job.h"

/*
 * Frames and replies, as `tree/wire/` has them: 32-bit words, little-endian, a multiple of 8 bytes,
 * which begins with their number of words.
 */
enum frame_word {
	FRAME_WORDS,
	FRAME_PAGES,
	FRAME_START,
	FRAME_END = 4,
	FRAME_DEFAULTS = 6,
	FRAME_MASK,
	FRAME_OWNER,
	FRAME_OPTIONS,
	FRAME_NEXT_PFN,
	FRAME_ZERO_PFN = 12,
	FRAME_VMAS = 14,
	FRAME_ENTRIES,
	FRAME_FAULT_ERRORS,
	FRAME_EVENTS,
	FRAME_HEADER,
};
#define FRAME_DETAILED 1u
#define FRAME_FORMATTED 2u
/* The timeout, how many lock drops, and these come after the format. */
#define FRAME_UNLOCKED 4u
/* How many lock drops of a call that keeps the lock, and these; then the same of pages without progress. */
#define FRAME_LOCK_DROPS 8u
#define FRAME_NO_PROGRESS 16u

enum reply_word {
	REPLY_WORDS,
	REPLY_OUTCOME,
	/* With TREE_OVERFLOW the pfn, whose high half is in REPLY_STALE; its page is in REPLY_STOPPED_AT. */
	REPLY_RET,
	REPLY_WALKS,
	REPLY_PAGES,
	REPLY_FAULT_ROWS,
	REPLY_NOTES,
	REPLY_TEXT_BYTES,
	/* 0 without details; else how many ends of walks there are, plus one. */
	REPLY_DETAIL,
	REPLY_STOPPED_AT,
	/* A sum while it is on its way to the supervisor, then 0. */
	REPLY_CHECK,
	REPLY_STALE,
	REPLY_ATTEMPTS,
	REPLY_UNUSED,
	REPLY_HEADER,
};
enum tree_outcome {
	TREE_RETURNED,
	TREE_LIVELOCK,
	TREE_BUG,
	TREE_FAULT,
	TREE_ENDLESS,
	TREE_TIMEOUT,
	TREE_SANITIZER,
	TREE_ENDED,
	TREE_OVERFLOW,
	TREE_NOT_RUN,
	TREE_TOO_WIDE,
};

/* A batch without frames asks about the tree itself; this many bytes come with it. */
enum tree_question {
	TREE_DESCRIPTION = 0,
	TREE_COVERAGE = 8,
	/* No question: the next job is a new worker's, whose counters begin at nothing. */
	TREE_FRESH = 16,
};

/* Between the supervisor and the worker, which outlives many batches. */
struct tree_shared {
	struct audit_shared audit;
	/* The number of the job that is to be done, and of the one that is. Futexes. */
	volatile audit_u32 go;
	volatile audit_u32 done;
	/* Its frames; without any, which question about the tree itself is asked. */
	audit_u32 from;
	audit_u32 count;
	audit_u32 question;
	audit_u64 serial;
	/* Where the first frame begins, and where the first reply goes. */
	audit_u64 in_at;
	audit_u64 out_at;
	/* Where the last reply ends. */
	volatile audit_u64 out_end;
	/* The worker can be trusted no more: a new one does what is left. */
	volatile audit_u32 spent;
};
struct tree_memory {
	struct tree_shared *shared;
	const char *in;
	char *out;
	unsigned long out_bytes;
};
#define TREE_ENTRY "tree_worker"
void tree_worker(const struct tree_memory *memory) __attribute__((__noreturn__));

static inline audit_u32 tree_check(audit_u64 serial, audit_u32 number, const audit_u32 *reply)
{
	audit_u64 sum = serial ^ number;

	for (audit_u32 i = 0; i < reply[REPLY_WORDS]; i++)
		sum = (sum ^ (i == REPLY_CHECK ? 0 : reply[i])) * 0x9e3779b97f4a7c15ull;
	return (audit_u32)(sum >> 32) | 1;
}

#endif
