/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads of entries, one by one. Code that is compiled to be watched calls the functions below before
 * each load (the compiler's instrumentation for the kernel's address sanitizer, of which nothing else
 * is used): those that read a slot of the page table are counted, and other threads act there.
 */
#include <err.h>
#include <stdlib.h>

#include "reads.h"

struct host_read *host_reads;
host_u32 host_read_count;

static host_u32 reads_room;
static int is_watched;
/* How often the slot of each event was read; by the number of the event. */
static host_u32 *counts;
static host_u32 counts_room;

/* The read before which an event happens, counted from 1; 0 for one before a walk. */
static host_u32 read_of(const host_u32 *event)
{
	return event[HOST_EVENT_BEFORE_WALK] ? 0 : event[HOST_EVENT_WHEN];
}

void host_reads_begin(const struct host_scenario *scenario)
{
	const host_u32 *event = scenario->event;

	host_read_count = 0;
	is_watched = scenario->detailed;
	if (counts_room < scenario->events) {
		counts_room = 2 * scenario->events;
		counts = realloc(counts, counts_room * sizeof(*counts));
		if (!counts)
			err(70, "realloc");
	}
	for (host_u32 i = 0; i < scenario->events; i++) {
		counts[i] = 0;
		is_watched |= read_of(event) != 0;
		event = host_event_next(event);
	}
}

int host_read_to_come(void)
{
	const host_u32 *event = host_scenario->event;

	for (host_u32 i = 0; i < host_scenario->events; i++) {
		if (counts[i] < read_of(event))
			return 1;
		event = host_event_next(event);
	}
	return 0;
}

/* Whether the lock is held under which nobody else changes a slot. */
static int is_locked(enum host_level level)
{
	static const enum host_lock locks[] = {
		[HOST_PTE] = HOST_LOCK_PTE,
		[HOST_PMD] = HOST_LOCK_PMD,
		[HOST_PUD] = HOST_LOCK_PUD,
	};

	if (level == HOST_PGD)
		return 0;
	return host_held[locks[level]] > 0 || host_held[HOST_LOCK_HUGETLB_PAGE] > 0;
}

static void log_read(host_u64 place, host_u64 entry)
{
	if (host_read_count == reads_room) {
		reads_room = reads_room ? 2 * reads_room : 256;
		host_reads = realloc(host_reads, reads_room * sizeof(*host_reads));
		if (!host_reads)
			err(70, "realloc");
	}
	host_reads[host_read_count++] =
		(struct host_read){ place, entry, is_locked((enum host_level)(place & 3)), 0 };
}

/* What other threads do before a slot is read. */
static void let_events_happen(host_u64 place)
{
	const host_u32 *event = host_scenario->event;

	for (host_u32 i = 0; i < host_scenario->events; i++) {
		const host_u32 *entries = host_event_entries(event);
		host_u32 at_read = read_of(event);
		host_u32 count = event[HOST_EVENT_ENTRIES];

		if (at_read && (entries[0] | (host_u64)entries[1] << 32) == place &&
		    ++counts[i] == at_read) {
			host_store(entries, count);
			if (event[HOST_EVENT_FLAGS] & HOST_EVENT_INVALIDATES)
				host_invalidate();
		}
		event = entries + 4 * count;
	}
}

static void note_load(unsigned long address)
{
	host_u64 place;

	if (!is_watched || !host_is_slot((const void *)address))
		return;
	place = host_place((const host_u64 *)address);
	if (host_scenario->detailed)
		log_read(place, *(const host_u64 *)address);
	let_events_happen(place);
}

void __asan_load8_noabort(unsigned long address)
{
	note_load(address);
}

/* Half a slot: where a long has 32 bits, the other half is read, too. */
void __asan_load4_noabort(unsigned long address)
{
	if (address % sizeof(host_u64) == 0)
		note_load(address);
}

void __asan_loadN_noabort(unsigned long address, unsigned long size)
{
	if (size >= sizeof(host_u64))
		note_load(address);
}

void __asan_load16_noabort(unsigned long address)
{
	note_load(address);
	note_load(address + sizeof(host_u64));
}

#define NOTHING(name) \
	void name(unsigned long address) \
	{ \
		(void)address; \
	}
NOTHING(__asan_load1_noabort)
NOTHING(__asan_load2_noabort)
NOTHING(__asan_store1_noabort)
NOTHING(__asan_store2_noabort)
NOTHING(__asan_store4_noabort)
NOTHING(__asan_store8_noabort)
NOTHING(__asan_store16_noabort)

void __asan_storeN_noabort(unsigned long address, unsigned long size)
{
	(void)address;
	(void)size;
}

void __asan_handle_no_return(void)
{
}
