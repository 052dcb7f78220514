/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_READS_H
#define _HMM_TREE_READS_H

#include "host.h"

/* reads.c: reads of entries within a walk; only of code that was compiled to be watched. */

/* The words of an event before its entries. One that is at a read is before no walk. */
enum host_event_word {
	HOST_EVENT_BEFORE_WALK,
	HOST_EVENT_INVALIDATE,
	HOST_EVENT_ENTRIES,
	/* How many jiffies pass until an event before a walk; the number of the read for another. */
	HOST_EVENT_WHEN,
	HOST_EVENT_WORDS,
};

/* One read, in order; only if a scenario is detailed. */
struct host_read {
	/* An address, with the level in the low bits. */
	host_u64 place;
	/* What stood there, before other threads act. */
	host_u64 entry;
	host_u32 locked;
	host_u32 unused;
};
extern struct host_read *host_reads;
extern host_u32 host_read_count;

void host_reads_begin(const struct host_scenario *scenario);
/* Whether an event is still to come that waits for a read. */
int host_read_to_come(void);

#endif
