/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_ATTEMPTS_H
#define _HMM_TREE_ATTEMPTS_H

#include "host.h"

/* How an attempt of a call that starts again itself came to its end, as a reply has it. */
enum host_attempt_end {
	HOST_ATTEMPT_DONE,
	HOST_ATTEMPT_STALE,
	HOST_ATTEMPT_LOCK_DROPPED,
	HOST_ATTEMPT_TIMED_OUT,
	HOST_ATTEMPT_INTERRUPTED,
	HOST_ATTEMPT_FAILED,
	HOST_ATTEMPT_ENDLESS,
};
struct host_attempt {
	host_u32 sequence;
	host_u32 time;
	host_u32 walks;
	host_u32 stopped_at;
	host_u32 end;
	host_u32 unused;
};

/* attempts.c: of a call that takes the mmap lock itself; nothing for any other one. */
extern struct host_attempt *host_attempts;
extern host_u32 host_attempt_count;
void host_attempts_begin(void);
/*
 * A sequence is read: an attempt begins, and the one before it has ended. Returns whether that one did
 * nothing and nobody else is to come, so that this one would only do the same.
 */
int host_attempt_begins(host_u32 invalidations, host_u32 walks, int event_to_come);
void host_attempt_stale(void);
/* A walk came back, and would begin again here. */
void host_attempt_walked(host_u64 last);
/* A page fault, which drops the lock if the scenario says so; one that may not do that fails instead. */
enum host_fault host_attempt_fault(const struct host_vma *vma, host_u64 address, int write,
				   int may_drop);
void host_attempts_end(enum host_end end, long ret, host_u32 walks);

#endif
