/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_DETAIL_H
#define _HMM_TREE_DETAIL_H

#include "host.h"

/* How a walk ended early, as a frame's reply has it. */
enum host_ending {
	HOST_FAULTED,
	HOST_WAITED,
	HOST_DENIED,
	HOST_FAULT_FAILED,
	HOST_IMPOSSIBLE,
	HOST_LOCK_DROPPED,
};
struct host_walk_end {
	host_u32 ending;
	/* The high word of the entry that was met. */
	host_u32 origin;
	host_u64 start;
	host_u64 end;
	/* 2: it makes no difference. */
	host_u32 write;
	host_u32 faults;
};

/* A piece that a callback of the walk got. */
struct host_logged_piece {
	host_u32 kind;
	int ret;
	host_u64 start;
	host_u64 end;
	/* Of the walk, from 1. */
	host_u32 walk;
	host_u32 unused;
};

/* detail.c: what each page was put out for, and how walks ended; only if a scenario asks. */
extern struct host_walk_end *host_walk_ends;
extern host_u32 host_walk_end_count;
/* A word a page, and one more. */
extern host_u32 *host_origins;
extern struct host_logged_piece *host_pieces;
extern host_u32 host_piece_count;
/* Where the last walk was left. */
extern host_u64 host_left_at;
/* A new attempt of the call begins: what the last one put out is input. */
void host_detail_attempt(void);

void host_detail_begin(const struct host_scenario *scenario);
void host_detail_walk(host_u32 number);
/* A page fault comes. */
void host_detail_fault(host_u64 address, int write);
void host_detail_fault_done(enum host_fault result);
void host_detail_wait(const host_u64 *slot);
/* A walk came back, and would begin again here. */
void host_detail_walk_ended(host_u64 last);
/* The walk that ended is over: another one begins, or the call returns. */
void host_detail_retry(host_u32 faults);
void host_detail_return(long ret, host_u32 faults);

#endif
