/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LOOP_H
#define _HMM_AUDIT_LOOP_H

#include "abi.h"

/* What a driver does around the range fault, as it is seen from inside: bits of audit_loop.facts.
 * `audit/c/observed-loop.ts` has the words for them. */
enum audit_loop_fact {
	AUDIT_LOOP_RANGE_FAULT = 1u << 0,
	AUDIT_LOOP_HELPER = 1u << 1,
	AUDIT_LOOP_HELPER_UNLIMITED = 1u << 2,
	AUDIT_LOOP_READ_FOR_ATTEMPT = 1u << 3,
	AUDIT_LOOP_KEPT_FOR_ATTEMPT = 1u << 4,
	AUDIT_LOOP_READ_FOR_CHECK = 1u << 5,
	AUDIT_LOOP_READ_FOR_PIECE = 1u << 6,
	AUDIT_LOOP_KEPT_FOR_PIECE = 1u << 7,
	AUDIT_LOOP_REWRITTEN = 1u << 8,
	AUDIT_LOOP_LEFT = 1u << 9,
	AUDIT_LOOP_MASKED = 1u << 10,
	AUDIT_LOOP_ASKS_SAME = 1u << 11,
	AUDIT_LOOP_ASKS_LESS = 1u << 12,
	AUDIT_LOOP_ASKS_MORE = 1u << 13,
	AUDIT_LOOP_WHOLE = 1u << 14,
	AUDIT_LOOP_PIECES = 1u << 15,
	AUDIT_LOOP_CHECKED = 1u << 16,
	AUDIT_LOOP_UNCHECKED = 1u << 17,
	AUDIT_LOOP_STALE_AGAIN = 1u << 18,
	AUDIT_LOOP_STALE_FAILS = 1u << 19,
	AUDIT_LOOP_BUSY_AGAIN = 1u << 20,
	AUDIT_LOOP_BUSY_FAILS = 1u << 21,
	AUDIT_LOOP_BUSY_TIME = 1u << 22,
	AUDIT_LOOP_BUSY_SIGNAL = 1u << 23,
	AUDIT_LOOP_STALE_TIME = 1u << 24,
	AUDIT_LOOP_STALE_SIGNAL = 1u << 25,
	AUDIT_LOOP_BUSY_ENDLESS = 1u << 26,
	AUDIT_LOOP_STALE_ENDLESS = 1u << 27,
};

/* A call of the range fault, or of the helper, as its loop has prepared it. */
struct audit_attempt {
	audit_u64 start, end;
	/* A sum over what each page is asked for, and how many ask for a fault, and for a write. */
	audit_u64 asks;
	audit_u32 faults, writes;
	/* Whether the mask lets nothing of the array through. */
	int masked;
	/* A sum over the array. */
	audit_u64 array;
};

/* A run begins, whose facts are noted here; nothing is noted if it is NULL. */
void audit_loop_begin(struct audit_loop *into);
/* mmu_interval_read_begin(), by the driver itself. */
void audit_loop_reads(void);
/* A look at the clock, or for a signal. */
void audit_loop_looks(int for_signal);
/* @param call AUDIT_LOOP_RANGE_FAULT or AUDIT_LOOP_HELPER; that reads the sequence itself. */
void audit_loop_calls(enum audit_loop_fact call, const struct audit_attempt *attempt, int whole);
/* @param array the sum over the array as the call leaves it. */
void audit_loop_returns(int ret, int busy, audit_u64 array);
/* @param late whether the sequence was read after the call. */
void audit_loop_checks(int stale, int late);
/* The loop has no end; whether it has looked at the time since it was last sent back. */
int audit_loop_is_endless(void);
void audit_loop_ends(int refused);

#endif
