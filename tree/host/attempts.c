/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inner attempts of a call that takes the mmap lock itself, and page faults that drop the lock. */
#include <err.h>
#include <stdlib.h>

#include "attempts.h"
#include "change.h"
#include "detail.h"

#define EINTR_RETURNED (-4)
#define EBUSY_RETURNED (-16)
/* How often a fault drops the lock that does so each time. */
#define EACH_TIME 0u

struct host_attempt *host_attempts;
host_u32 host_attempt_count;

static host_u32 attempts_room;
/* How often each page has dropped the lock. */
static host_u32 *drops_done;
static host_u32 drops_room;
/* Of all pages whose drops are counted: each brings the call nearer to its end. */
static host_u32 counted_drops;
/* After what any attempt put out. */
static host_u64 input_from;

/* The attempt that runs: how it was ended, and what there was when it began. */
static struct {
	int stale;
	int dropped;
	host_u32 walks;
	host_u64 changes;
	host_u32 counted_drops;
	host_u64 input_from;
} now;

void host_attempts_begin(void)
{
	host_attempt_count = counted_drops = 0;
	input_from = host_scenario->start;
	if (drops_room < host_scenario->lock_drops) {
		drops_room = 2 * host_scenario->lock_drops;
		drops_done = realloc(drops_done, drops_room * sizeof(*drops_done));
		if (!drops_done)
			err(70, "realloc");
	}
	for (host_u32 i = 0; i < host_scenario->lock_drops; i++)
		drops_done[i] = 0;
}

static host_u32 page_of(host_u64 address)
{
	if (address <= host_scenario->start)
		return 0;
	if (address >= host_scenario->end)
		return host_scenario->pages;
	return (address - host_scenario->start) >> HOST_PAGE_SHIFT;
}

static void end_attempt(enum host_attempt_end end, host_u32 walks)
{
	struct host_attempt *attempt = &host_attempts[host_attempt_count - 1];

	attempt->end = end;
	attempt->walks = walks - now.walks;
	attempt->stopped_at = end == HOST_ATTEMPT_DONE ? host_scenario->pages : page_of(host_left_at);
}

static int did_nothing(void)
{
	return now.dropped && now.changes == host_changes && now.counted_drops == counted_drops &&
	       now.input_from == input_from;
}

int host_attempt_begins(host_u32 invalidations, host_u32 walks, int event_to_come)
{
	int in_vain = host_attempt_count && !event_to_come && did_nothing();

	if (host_attempt_count)
		end_attempt(now.dropped ? HOST_ATTEMPT_LOCK_DROPPED : HOST_ATTEMPT_STALE, walks);
	if (in_vain)
		return 1;
	if (host_attempt_count == attempts_room) {
		attempts_room = attempts_room ? 2 * attempts_room : 64;
		host_attempts = realloc(host_attempts, attempts_room * sizeof(*host_attempts));
		if (!host_attempts)
			err(70, "realloc");
	}
	host_attempts[host_attempt_count++] =
		(struct host_attempt){ .sequence = invalidations, .time = host_jiffies };
	now.stale = now.dropped = 0;
	now.walks = walks;
	now.changes = host_changes;
	now.counted_drops = counted_drops;
	now.input_from = input_from;
	return 0;
}

void host_attempt_stale(void)
{
	now.stale = 1;
}

void host_attempt_walked(host_u64 last)
{
	if (last > input_from)
		input_from = last;
}

/* Which page's drop it is that is due, or the number of them if none is. */
static host_u32 due_at(host_u64 address)
{
	for (host_u32 i = 0; i < host_scenario->lock_drops; i++) {
		const host_u64 *drop = &host_scenario->lock_drop[2 * i];

		if (drop[0] >> HOST_PAGE_SHIFT != address >> HOST_PAGE_SHIFT)
			continue;
		return drop[1] == EACH_TIME || drops_done[i] < drop[1] ? i : host_scenario->lock_drops;
	}
	return host_scenario->lock_drops;
}

static enum host_fault drop_lock(host_u32 due)
{
	const host_u64 *drop = &host_scenario->lock_drop[2 * due];

	drops_done[due]++;
	if (drop[1] != EACH_TIME)
		counted_drops++;
	now.dropped = 1;
	host_release(HOST_LOCK_MMAP);
	return (enum host_fault)(drop[0] & 7);
}

enum host_fault host_attempt_fault(const struct host_vma *vma, host_u64 address, int write,
				   int may_drop)
{
	host_u32 due = due_at(address);
	enum host_fault result;

	if (due == host_scenario->lock_drops)
		return host_handle_fault(vma, address, write);
	if ((host_scenario->lock_drop[2 * due] & 7) == HOST_FAULT_RETRY)
		return may_drop ? drop_lock(due) :
		       host_does_nothing(address) ? HOST_FAULT_DONE : HOST_FAULT_SIGBUS;
	result = host_handle_fault(vma, address, write);
	return result == HOST_FAULT_DONE && may_drop ? drop_lock(due) : result;
}

static enum host_attempt_end last_end(enum host_end end, long ret)
{
	if (end != HOST_RETURNED)
		return HOST_ATTEMPT_ENDLESS;
	if (ret >= 0)
		return HOST_ATTEMPT_DONE;
	if (ret == EINTR_RETURNED)
		return HOST_ATTEMPT_INTERRUPTED;
	if (ret == EBUSY_RETURNED)
		return now.stale ? HOST_ATTEMPT_STALE : HOST_ATTEMPT_TIMED_OUT;
	return HOST_ATTEMPT_FAILED;
}

void host_attempts_end(enum host_end end, long ret, host_u32 walks)
{
	/* One that would do the same again has its end already. */
	if (host_attempt_count && !(end == HOST_LIVELOCK && did_nothing()))
		end_attempt(last_end(end, ret), walks);
}
