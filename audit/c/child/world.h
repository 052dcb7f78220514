/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_WORLD_H
#define _HMM_AUDIT_WORLD_H

#include <hmm-audit.h>

#include "abi.h"

/*
 * Between the parts of the world that a driver's function runs in. Each uses only those that stand
 * before it here.
 */

#ifdef HMM_PFN_CUSTOM
#define AUDIT_ARRAY pfns
#define AUDIT_ARRAY_NAME "pfns"
#else
#define AUDIT_ARRAY hmm_pfns
#define AUDIT_ARRAY_NAME "hmm_pfns"
#endif

/* A kernel has run for a while: a point of time is no duration, and a duration no point of time. */
#define BEGIN_TIME (1ul << 40)

/* A call of the range fault: what it asked in effect, and whether its result may still be used. */
struct audit_call {
	u64 start, end;
	/* A sum over what each page is asked for; how many ask for a fault, and for a write. */
	u64 asks;
	unsigned int faults, writes;
	unsigned int defaults, mask;
	const void *owner;
	/* A sum over the array. */
	u64 array;
	unsigned long sequence;
	/* Which call it was; of those that are answered alike, the last. */
	unsigned int number;
	const struct audit_answer *answer;
	/* It succeeded, and no check of the sequence has covered it yet. */
	int open;
	/* A check since then has said that something is stale: it is not to be used, but asked for again. */
	int given_up;
};

/* uninitialised.c: what nobody has written, and reaches the range fault. */
void audit_refuse_poison(const struct hmm_audit_output *out, u64 word, const char *what);
/* All that hmm_range_fault() reads. */
void audit_check_range(const struct hmm_audit_output *out, const struct hmm_range *range);
/* The same in both runs, or taken from nowhere. */
void audit_compare_with_first_run(const struct audit_call *call, const struct audit_call *first);

/* results.c: what the calls of a run have put out. */
void audit_results_begin(struct hmm_audit_output *out);
/* How many answers were taken. */
unsigned int audit_results_count(void);
/*
 * Takes a call in, in the place of an earlier one that asked for just the same if there is one: nothing
 * happens between them that could give it another answer. Then it has that answer.
 */
struct audit_call *audit_results_add(const struct audit_call *call);
/* A check has said that something is stale: what is open is of no use any more. */
void audit_results_give_up(void);
/* A check has said that all is well: of what was put out and not given up, that which is stale is used by mistake. */
void audit_results_close(unsigned long sequence);
/* The run is over, and everything that was not asked for again is used. */
void audit_results_end(unsigned long sequence);
/* What was put out last is used after a lock was given back under which it was checked. */
void audit_results_taint_last(void);

/* world.c: the notifier's sequence, time, memory that runs out. */
struct audit_world {
	struct hmm_audit_output *running;
	/* The one with which the run began, the current one, and jiffies. */
	unsigned long first_sequence, sequence, now;
	/* Calls of the range fault that begin. */
	unsigned int begun;
	/* The lock that was held when a check of the sequence passed; and whether it was given back since. */
	const void *checked_under;
	int is_unlocked;
	/* With which sequence the last call came. */
	unsigned long last_sequence;
	/* The helper's own attempts are not the driver's. */
	int in_helper;
};
extern struct audit_world audit_world;
int audit_world_signal(void);

/* request.c: what a call asks for. */
u64 audit_pages_of(const struct hmm_range *range);
/* A sum over the words of the array, if the range fault reads them. */
u64 audit_sum_of_array(const struct hmm_range *range);
struct audit_call audit_requested_by(const struct hmm_range *range);
/* Whether a call asks, at its own pages, for just this. */
int audit_asks_for(const struct hmm_range *range, const struct audit_asked *request);
/* Ends the run: hmm-pfn gives the answer. */
void audit_ask(const struct hmm_range *range) __attribute__((__noreturn__));

#endif
