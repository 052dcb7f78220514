/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One call: what happens between its walks, its page faults, and what it comes to. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attempts.h"
#include "call.h"
#include "change.h"
#include "detail.h"
#include "reads.h"
#include "resume.h"
#include "run.h"

/* How many walks in a row from one place get no further, whatever they change there. */
#define WALKS_FROM_ONE_PLACE 1024u
/* A walk takes a few steps a page; this is far more, and still ends soon. */
#define STEPS_A_PAGE 256u
#define STEPS_A_WALK 4096u
#define NOWHERE (~0ull)

struct host_fault_row *host_fault_rows;
host_u32 host_fault_row_count;

static host_u32 rows_room;
static host_u32 fault_calls;
/* The sequence that the call has read last. */
static unsigned long sequence_read;
static host_u32 walks;
/* The walk before which events happened last, and the one before which the sequence was checked. */
static host_u32 events_done;
static host_u32 checked;
static host_u64 walk_start;
static host_u64 walk_changes;
static host_u32 same_start;
static host_u64 last;

static void fill_budget(void)
{
	host_budget = STEPS_A_WALK + (host_u64)STEPS_A_PAGE * host_scenario->pages;
}

void host_out_of_budget(void)
{
	host_stop(HOST_ENDLESS, "does not end: walk %u has taken more steps than its pages can need",
		  walks);
}

static int event_to_come(void);

unsigned long host_read_sequence(void)
{
	same_start = 0;
	walk_start = NOWHERE;
	host_resume_anywhere();
	if (host_scenario->unlocked) {
		host_detail_retry(fault_calls);
		if (host_attempt_begins((host_sequence - HOST_FIRST_SEQUENCE) / 2, walks, event_to_come()))
			host_stop(HOST_LIVELOCK, "another attempt would do what the last one has done");
		host_detail_attempt();
	}
	sequence_read = host_sequence;
	return host_sequence;
}

/* Other threads do what the scenario says of the next walk: once, whoever asks. */
static void let_events_happen(void)
{
	const host_u32 *event = host_scenario->event;

	if (events_done == walks + 1)
		return;
	events_done = walks + 1;
	for (host_u32 i = 0; i < host_scenario->events; i++) {
		if (event[HOST_EVENT_BEFORE_WALK] == walks + 1) {
			host_u32 flags = event[HOST_EVENT_FLAGS];

			host_meet(event);
			if (flags & HOST_EVENT_INVALIDATES)
				host_invalidate();
			if (flags & HOST_EVENT_KILLS)
				host_killed = 1;
			host_jiffies += event[HOST_EVENT_WHEN];
		}
		event = host_event_next(event);
	}
}

static int event_to_come(void)
{
	const host_u32 *event = host_scenario->event;

	for (host_u32 i = 0; i < host_scenario->events; i++) {
		if (event[HOST_EVENT_BEFORE_WALK] > walks)
			return 1;
		event = host_event_next(event);
	}
	return 0;
}

int host_check_retry(unsigned long read)
{
	host_step();
	host_detail_retry(fault_calls);
	checked = walks + 1;
	if (host_scenario->events)
		let_events_happen();
	if (read != host_sequence)
		host_attempt_stale();
	return read != host_sequence;
}

void host_begin_walk(host_u64 start)
{
	if (checked != walks + 1) {
		char where[HOST_NOTE_TEXT];

		snprintf(where, sizeof(where), "walk %u", walks + 1);
		host_note(HOST_NOTE_WALK_WITHOUT_CHECK, start, where);
		host_detail_retry(fault_calls);
		let_events_happen();
	}
	host_resume_begins(start);
	same_start = walks && start == walk_start ? same_start + 1 : 0;
	if ((same_start && host_changes == walk_changes) || same_start >= WALKS_FROM_ONE_PLACE)
		/* A read that is waited for may never come. */
		if (!event_to_come() &&
		    (same_start >= WALKS_FROM_ONE_PLACE || !host_read_to_come()))
			host_stop(HOST_LIVELOCK, "walk %u would get no further than the one before it",
				  walks + 1);
	walks++;
	walk_start = start;
	walk_changes = host_changes;
	fill_budget();
	host_detail_walk(walks);
}

void host_end_walk(host_u64 next)
{
	last = next;
	host_attempt_walked(next);
	host_detail_walk_ended(next);
	fill_budget();
}

static void add_to_trace(host_u64 address, int write)
{
	struct host_fault_row *row = host_fault_rows + host_fault_row_count - 1;

	fault_calls++;
	if (host_fault_row_count && row->write == (host_u32)write &&
	    row->at + ((host_u64)row->pages << HOST_PAGE_SHIFT) == address) {
		row->pages++;
		return;
	}
	if (host_fault_row_count == rows_room) {
		rows_room = rows_room ? 2 * rows_room : 256;
		host_fault_rows = realloc(host_fault_rows, rows_room * sizeof(*host_fault_rows));
		if (!host_fault_rows)
			err(70, "realloc");
	}
	host_fault_rows[host_fault_row_count++] =
		(struct host_fault_row){ address, 1, (host_u32)write };
}

enum host_fault host_fault(const struct host_vma *vma, host_u64 address, int write, int may_drop)
{
	enum host_fault result;

	host_step();
	add_to_trace(address, write);
	host_note_fault(vma, address);
	host_resume_at(address);
	host_detail_fault(address, write);
	result = host_attempt_fault(vma, address, write, may_drop);
	host_detail_fault_done(result);
	return result;
}

static void wait_for(host_u64 *slot)
{
	host_step();
	host_detail_wait(slot);
	host_wait_for_migration(slot);
}

void host_wait_at(host_u64 *slot)
{
	host_resume_at_pmd(slot);
	wait_for(slot);
}

void host_wait(host_u64 address, enum host_level level)
{
	host_u64 *slot = host_slot(address, level);

	host_resume_at(address);
	if (slot)
		wait_for(slot);
}

static void begin(const struct host_scenario *scenario)
{
	host_scenario = scenario;
	host_space_reset();
	host_next_pfn = scenario->next_pfn;
	host_store(scenario->entry, scenario->entries);
	host_space_loaded();
	host_notes_reset();
	host_fault_row_count = 0;
	host_end_text[0] = 0;
	fault_calls = walks = events_done = checked = same_start = 0;
	host_jiffies = host_killed = 0;
	host_attempts_begin();
	host_resume_anywhere();
	host_changes_begin();
	last = scenario->start;
	host_sequence = sequence_read = HOST_FIRST_SEQUENCE;
	host_detail_begin(scenario);
	host_reads_begin(scenario);
	fill_budget();
}

struct host_result host_run(const struct host_scenario *scenario, void *words)
{
	/* Of this call and of what it has done when it is left by the back door. */
	static struct host_result result;

	host_ended = HOST_RETURNED;
	result = (struct host_result){ HOST_RETURNED, 0, 0, scenario->pages };
	if (!sigsetjmp(host_way_out, 0)) {
		begin(scenario);
		tree_fill(scenario, words);
		result.ret = tree_range_fault(scenario, words);
		host_note_end();
	}
	result.end = host_ended;
	if (result.end == HOST_RETURNED || result.end == HOST_LIVELOCK)
		tree_take_back(scenario, words);
	result.walks = walks;
	result.stale = host_sequence != sequence_read;
	host_detail_return(result.end == HOST_RETURNED ? result.ret : -1000, fault_calls);
	host_attempts_end(result.end, result.ret, walks);
	if (result.end != HOST_RETURNED || result.ret < 0)
		result.stopped_at = host_left_at < scenario->start ?
					    0 :
					    (host_left_at - scenario->start) >> HOST_PAGE_SHIFT;
	if (result.stopped_at > scenario->pages)
		result.stopped_at = scenario->pages;
	if (result.end == HOST_OVERFLOW) {
		result.stopped_at = host_overflow.page;
		result.pfn = host_overflow.pfn;
	}
	return result;
}
