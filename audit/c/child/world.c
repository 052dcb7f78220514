/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The world that a driver's function runs in: the range fault, the notifier's sequence, time, and
 * memory that runs out. Compiled against each revision of struct hmm_range.
 *
 * What a range fault comes to is not known here. A call whose answer did not come with the scenario
 * ends the run, and hmm-pfn sends the scenario again with the answer.
 */
#include <hmm-audit.h>

#include "abi.h"

#ifdef HMM_PFN_CUSTOM
#define AUDIT_ARRAY pfns
#define AUDIT_ARRAY_NAME "pfns"
#else
#define AUDIT_ARRAY hmm_pfns
#define AUDIT_ARRAY_NAME "hmm_pfns"
#endif

/* A loop of more attempts has no end, or none that is of use. */
#define MOST_CALLS 64u
/* The same for attempts at what was faulted before. */
#define MOST_ATTEMPTS 32u
/* Where others invalidate without end, a signal arrives after this many calls. */
#define CALLS_BEFORE_SIGNAL 24u
/* What a call of the range fault takes, and a look at the clock, in ms. */
#define CALL_TIME 100
#define LOOK_TIME 10
/* A kernel has run for a while: a point of time is no duration, and a duration no point of time. */
#define BEGIN_TIME (1ul << 40)

/* A call of this run: what it asked in effect, and whether its result may still be used. */
struct call {
	u64 start, end;
	u64 asks;
	unsigned int defaults, mask;
	unsigned long sequence;
	/* It succeeded, and no check of the sequence has covered it yet. */
	int open;
};

static struct hmm_audit_output *running;
static struct call calls[MOST_CALLS], first_run[MOST_CALLS];
/* Calls that begin, and those that were answered from outside. */
static unsigned int begun, answered;
static const struct audit_answer *next_answer;
static unsigned long sequence, now;
/* What a call has found stale: to use it again is in vain. */
static unsigned long stale_sequence;
/* The lock that was held when a check of the sequence passed; and whether it was given back since. */
static const void *checked_under;
static int is_unlocked;
/* How far calls have come, and with which. */
static u64 furthest;
static unsigned int last_progress;
static unsigned int allocations, looks;

/* What a check under a lock found holds until that is given back. */
static void end_check(const void *lock)
{
	if (!running || !running->scenario->unlocked || lock != checked_under)
		return;
	sequence += 2;
	checked_under = NULL;
	is_unlocked = 1;
}

void audit_world_begin(struct hmm_audit_output *out)
{
	running = out;
	next_answer = out->answers;
	begun = answered = allocations = looks = 0;
	now = BEGIN_TIME;
	stale_sequence = 0;
	checked_under = NULL;
	is_unlocked = 0;
	furthest = 0;
	last_progress = 0;
	sequence += 2;
	audit_locks_begin(end_check);
}

unsigned long hmm_audit_jiffies(void)
{
	looks++;
	return now += LOOK_TIME;
}

int hmm_audit_signal(void)
{
	return (running->scenario->before | running->scenario->after) >> 31 && begun >= CALLS_BEFORE_SIGNAL;
}

int hmm_audit_fails(void)
{
	/* While the adapter describes the driver, no scenario is run. */
	return running && ++allocations == running->scenario->failing;
}

void *hmm_audit_take_memory(unsigned long bytes, const char *what)
{
	return hmm_audit_fails() ? NULL : hmm_audit_take(bytes, what);
}

/* A word of memory that nobody wrote in this run. */
static u64 poison_word(void)
{
	return 0x0101010101010101ull * (u8)running->poison;
}

static void refuse_poison(u64 word, const char *what)
{
	if (word == poison_word())
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, what);
}

static int is_due(u32 schedule, unsigned int call)
{
	return schedule >> (call < 31 ? call : 31) & 1;
}

unsigned long mmu_interval_read_begin(struct mmu_interval_notifier *notifier)
{
	return sequence;
}

/* Whether a later call put something out for the same pages. */
static int is_superseded(unsigned int call)
{
	for (unsigned int i = call + 1; i < answered; i++)
		if (calls[i].start <= calls[call].start && calls[call].start < calls[i].end)
			return 1;
	return 0;
}

/* Of what was put out, that which is stale now, and was not before, is used by mistake. */
static void close_calls(void)
{
	for (unsigned int i = 0; i < answered; i++) {
		if (!calls[i].open || is_superseded(i))
			continue;
		calls[i].open = 0;
		if (calls[i].sequence != sequence && !running->tainted)
			running->tainted = i + 1;
	}
}

bool mmu_interval_check_retry(struct mmu_interval_notifier *notifier, unsigned long seen)
{
	refuse_poison(seen, "uninitialised sequence at the check for a retry");
	return seen != sequence;
}

bool mmu_interval_read_retry(struct mmu_interval_notifier *notifier, unsigned long seen)
{
	if (running->scenario->alone && audit_locks_held() == 0)
		hmm_audit_warn("calls mmu_interval_read_retry() without the lock that "
			       "invalidations take");
	if (mmu_interval_check_retry(notifier, seen))
		return true;
	close_calls();
	checked_under = audit_last_lock();
	is_unlocked = 0;
	return false;
}

void hmm_audit_use_word(void)
{
	if (is_unlocked && !running->tainted)
		running->tainted = answered;
}

static unsigned int request_bits(const struct hmm_range *range, u64 word)
{
#ifdef HMM_PFN_CUSTOM
	return (word & range->flags[HMM_PFN_VALID] ? 1 : 0) |
	       (word & range->flags[HMM_PFN_WRITE] ? 2 : 0);
#else
	return (word & HMM_PFN_REQ_FAULT ? 1 : 0) | (word & HMM_PFN_REQ_WRITE ? 2 : 0);
#endif
}

/* What decides about the faults of the call: the same in both runs, or taken from nowhere. */
static void note_request(const struct hmm_range *range, struct call *call)
{
	*call = (struct call){ .start = range->start, .end = range->end, .sequence = sequence };
	call->defaults = request_bits(range, range->default_flags);
	call->mask = request_bits(range, range->pfn_flags_mask);
	for (u64 i = 0; i < (range->end - range->start) >> PAGE_SHIFT; i++) {
		unsigned int asks = request_bits(range, range->AUDIT_ARRAY[i] &
								range->pfn_flags_mask);

		asks |= call->defaults;
		/* A write without a fault asks for nothing. */
		call->asks = call->asks * 1099511628211ull + (asks & 1 ? asks : 0);
	}
}

static void compare_with_first_run(const struct call *call, const struct call *first)
{
	const char *what = NULL;

	if (call->start != first->start || call->end != first->end)
		what = "uninitialised start or end of the range reaches hmm_range_fault()";
	else if (call->asks == first->asks)
		return;
	else if (call->defaults != first->defaults)
		what = "uninitialised default_flags reach hmm_range_fault()";
	else if (call->mask != first->mask)
		what = "uninitialised pfn_flags_mask reaches hmm_range_fault()";
	else
		what = "uninitialised " AUDIT_ARRAY_NAME "[] reaches hmm_range_fault()";
	hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, what);
}

static void check_range(const struct hmm_range *range)
{
	const struct audit_case *scenario = running->scenario;

	refuse_poison((u64)range->notifier, "uninitialised notifier reaches hmm_range_fault()");
	refuse_poison(range->notifier_seq, "uninitialised notifier_seq reaches hmm_range_fault()");
	refuse_poison((u64)range->dev_private_owner,
		      "uninitialised dev_private_owner reaches hmm_range_fault()");
	refuse_poison(range->start, "uninitialised start of the range reaches hmm_range_fault()");
	refuse_poison(range->end, "uninitialised end of the range reaches hmm_range_fault()");
	refuse_poison((u64)range->AUDIT_ARRAY,
		      "uninitialised " AUDIT_ARRAY_NAME " reaches hmm_range_fault()");
	if ((range->start | range->end) & ~PAGE_MASK || range->start >= range->end)
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, "hmm_range_fault() on no whole pages");
	if (range->start < scenario->start ||
	    range->end > scenario->start + scenario->pages * PAGE_SIZE)
		hmm_audit_stop(HMM_AUDIT_STOP_OUTSIDE, "hmm_range_fault() on pages outside the range");
}

static void ask(const struct hmm_range *range)
{
	struct audit_asked *asked = &running->asked;

	*asked = (struct audit_asked){ .start = range->start,
				       .end = range->end,
				       .default_flags = range->default_flags,
				       .mask = range->pfn_flags_mask,
				       .owner = audit_owner(range->dev_private_owner) };
#ifdef HMM_PFN_CUSTOM
	for (int i = 0; i < 2; i++)
		asked->flags[i] = range->flags[i];
	for (int i = 0; i < 3; i++)
		asked->values[i] = range->values[i];
	asked->pfn_shift = range->pfn_shift;
#endif
	for (u64 i = 0; i < (range->end - range->start) >> PAGE_SHIFT; i++)
		running->pages[i] = (struct audit_page){ AUDIT_RAW, 0, range->AUDIT_ARRAY[i] };
	audit_suspend();
}

static s64 take_answer(struct hmm_range *range)
{
	const struct audit_answer *answer = next_answer;
	const struct audit_word_out *out = (const struct audit_word_out *)(answer + 1);

	for (unsigned int i = 0; i < answer->pages; i++)
		if (out[i].written)
			range->AUDIT_ARRAY[i] = out[i].word;
	next_answer = (const struct audit_answer *)(out + answer->pages);
	if (answer->invalidated)
		sequence += 2;
	return answer->ret;
}

static s64 fault(struct hmm_range *range)
{
	struct call *call = &calls[answered];
	s64 ret;

	note_request(range, call);
	if (running->second)
		compare_with_first_run(call, &first_run[answered]);
	else
		first_run[answered] = *call;
	if (answered == running->scenario->answers)
		ask(range);
	if (next_answer->start != range->start ||
	    next_answer->pages != (range->end - range->start) >> PAGE_SHIFT)
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE,
			       "asks for other pages than when it ran on the same scenario before");
	ret = take_answer(range);
#ifdef HMM_PFN_CUSTOM
	call->open = ret > 0;
#else
	call->open = ret == 0;
#endif
	answered++;
	return ret;
}

static void check_end(void)
{
	const struct audit_case *scenario = running->scenario;

	if (begun < MOST_CALLS && begun - last_progress < MOST_ATTEMPTS)
		return;
	/* A loop tries again for two reasons, and each may lack a limit by itself. */
	if (scenario->before >> 31)
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE,
			       "calls hmm_range_fault() without end while it fails with -EBUSY: no "
			       "limit of time or number, no look for a signal");
	if (scenario->after >> 31)
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE,
			       "calls hmm_range_fault() without end while others invalidate what it "
			       "put out: no limit of time or number, no look for a signal");
	hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, "calls hmm_range_fault() without end");
}

#ifdef HMM_PFN_CUSTOM
long hmm_range_fault(struct hmm_range *range)
#else
int hmm_range_fault(struct hmm_range *range)
#endif
{
	const struct audit_case *scenario = running->scenario;
	unsigned int number = begun;
	s64 ret = -EBUSY;

	check_range(range);
	if (!hmm_audit_is_held(&range->notifier->mm->mmap_lock.held) &&
	    !hmm_audit_is_held(&range->notifier->mm->mmap_sem.held))
		hmm_audit_warn("calls hmm_range_fault() without the mmap lock");
	if (scenario->alone && audit_owner_is_known() && audit_owner(range->dev_private_owner) != 1)
		hmm_audit_warn("calls hmm_range_fault() with an owner that is not that of the "
			       "driver's own pages");
	if (range->end > furthest) {
		furthest = range->end;
		last_progress = begun;
	}
	check_end();
	is_unlocked = 0;
	checked_under = NULL;
	running->calls = ++begun;
	now += CALL_TIME;
	if (is_due(scenario->before, number))
		sequence += 2;
	if (range->notifier_seq == sequence)
		ret = fault(range);
	else if (range->notifier_seq == stale_sequence)
		running->unread++;
	else
		stale_sequence = range->notifier_seq;
	if (is_due(scenario->after, number))
		sequence += 2;
	return ret;
}

#ifndef HMM_PFN_CUSTOM
int hmm_range_fault_unlocked_timeout(struct hmm_range *range, unsigned long timeout)
{
	unsigned long deadline = now + timeout;
	struct mm_struct *mm;
	int ret;

	refuse_poison((u64)range->notifier,
		      "uninitialised notifier reaches hmm_range_fault_unlocked_timeout()");
	refuse_poison(timeout, "uninitialised timeout of hmm_range_fault_unlocked_timeout()");
	mm = range->notifier->mm;
	/* Had the time been over to the jiffy, it would be 0. */
	if ((long)timeout < 0)
		hmm_audit_warn("calls hmm_range_fault_unlocked_timeout() when its time is over: what "
			       "is left is negative, or 0, which means without limit");
	if (timeout >= BEGIN_TIME && timeout < LONG_MAX)
		hmm_audit_warn("calls hmm_range_fault_unlocked_timeout() with a point of time: it takes "
			       "a duration");
	if (hmm_audit_is_held(&mm->mmap_lock.held))
		hmm_audit_warn("calls hmm_range_fault_unlocked_timeout() with the mmap lock held");
	do {
		range->notifier_seq = mmu_interval_read_begin(range->notifier);
		if (hmm_audit_signal())
			return -EINTR;
		if (timeout && time_after(now, deadline))
			return -EBUSY;
		mmap_read_lock(mm);
		ret = hmm_range_fault(range);
		mmap_read_unlock(mm);
	} while (ret == -EBUSY);
	return ret;
}
#endif

void audit_world_end(void)
{
	audit_locks_end();
	if (!running->scenario->alone)
		return;
	if (!running->refused)
		close_calls();
	else if (running->scenario->before == 1 && begun == 1 && looks > 1)
		hmm_audit_warn("gives up when one range fault fails with -EBUSY, although its time "
			       "is not over");
	if (audit_notifiers_kept())
		hmm_audit_warn("returns with an interval notifier inserted");
	if (hmm_audit_unfreed())
		hmm_audit_warn(running->refused ? "does not free memory from kmalloc when it fails" :
						  "does not free memory from kmalloc");
}
