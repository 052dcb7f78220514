/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_READS_H
#define _HMM_TREE_READS_H

#include "host.h"

/* reads.c: reads of entries within a walk; only of code that was compiled to be watched. */

/*
 * The words of an event. One that is at a read is before no walk. After these come the VMAs and the pages of files that
 * change, each if there are any, with their number and a word that is not used before them; then the entries.
 */
enum host_event_word {
	HOST_EVENT_BEFORE_WALK,
	HOST_EVENT_FLAGS,
	HOST_EVENT_ENTRIES,
	/* How many jiffies pass until an event before a walk; the number of the read for another. */
	HOST_EVENT_WHEN,
	HOST_EVENT_WORDS,
};

#define HOST_EVENT_INVALIDATES 1u
#define HOST_EVENT_KILLS 2u
#define HOST_EVENT_CHANGES_VMAS 4u
#define HOST_EVENT_CHANGES_FILES 8u
#define HOST_VMA_WORDS (sizeof(struct host_vma) / sizeof(host_u32))

static inline const host_u32 *host_event_files(const host_u32 *event)
{
	const host_u32 *rest = event + HOST_EVENT_WORDS;

	return event[HOST_EVENT_FLAGS] & HOST_EVENT_CHANGES_VMAS ?
		       rest + 2 + rest[0] * HOST_VMA_WORDS :
		       rest;
}

static inline const host_u32 *host_event_entries(const host_u32 *event)
{
	const host_u32 *rest = host_event_files(event);

	return event[HOST_EVENT_FLAGS] & HOST_EVENT_CHANGES_FILES ? rest + 2 + 4 * rest[0] : rest;
}

static inline const host_u32 *host_event_next(const host_u32 *event)
{
	return host_event_entries(event) + 4 * event[HOST_EVENT_ENTRIES];
}

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
