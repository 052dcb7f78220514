/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The range fault that a driver calls. What it comes to is not known here: a call whose answer did not
 * come with the scenario ends the run, and hmm-pfn sends the scenario again with the answer. The answers to
 * calls that are likely to follow may come with it: each is taken only by the call that it was foreseen for.
 */
#include "world.h"

#include "loop.h"

/*
 * A loop of more attempts at what was faulted before has no end, or none that is of use. A limit in time
 * of less than a minute and a half is over by then.
 */
#define MOST_ATTEMPTS 1000u
/* What a call of the range fault takes, in ms. */
#define CALL_TIME 100

static const struct audit_answer *next_answer;
/* How far calls have come, and with which. */
static u64 furthest;
static unsigned int last_progress;

static void begin_calls(const struct hmm_audit_output *out)
{
	next_answer = out->answers;
	furthest = 0;
	last_progress = 0;
}

static int is_due(u32 schedule, unsigned int call)
{
	return schedule >> (call < 31 ? call : 31) & 1;
}

static void note_call(enum audit_loop_fact how, const struct audit_call *call)
{
	const struct audit_case *scenario = audit_world.running->scenario;
	struct audit_attempt attempt = { call->start,  call->end,	call->asks, call->faults,
					 call->writes, call->mask == 0, call->array };

	audit_loop_calls(how, &attempt, (call->end - call->start) >> PAGE_SHIFT == scenario->pages);
}

static void note_return(const struct hmm_range *range, s64 ret)
{
	audit_loop_returns(ret, ret == -EBUSY, audit_sum_of_array(range));
}

static s64 put_out(struct hmm_range *range, const struct audit_answer *answer)
{
	const struct audit_word_out *out = (const struct audit_word_out *)(answer + 1);

	for (unsigned int i = 0; i < answer->pages; i++)
		if (out[i].written)
			range->AUDIT_ARRAY[i] = out[i].word;
	if (answer->invalidated)
		audit_world.sequence += 2;
	return answer->ret;
}

/* The answer that came with the scenario, for a call that has not got one yet. */
static const struct audit_answer *take_answer(const struct hmm_range *range)
{
	struct hmm_audit_output *running = audit_world.running;
	const struct audit_case *scenario = running->scenario;
	const struct audit_answer *answer = next_answer;
	unsigned int number = audit_results_count();
	int is_there;

	if (number > scenario->answers)
		audit_ask(range);
	is_there = answer->start == range->start && answer->pages == audit_pages_of(range);
	if (number > scenario->answers - scenario->foreseen &&
	    !(is_there && audit_asks_for(range, running->foreseen)))
		audit_ask(range);
	if (!is_there)
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE,
			       "asks for other pages than when it ran on the same scenario before");
	next_answer = (const struct audit_answer *)((const struct audit_word_out *)(answer + 1) +
						    answer->pages);
	running->answered = number;
	return answer;
}

static s64 fault(struct hmm_range *range, struct audit_call *asked)
{
	struct audit_call *call;
	s64 ret;

	asked->sequence = audit_world.sequence;
	asked->number = audit_world.begun;
	call = audit_results_add(asked);
	if (!call->answer)
		call->answer = take_answer(range);
	ret = put_out(range, call->answer);
#ifdef HMM_PFN_CUSTOM
	call->open = ret > 0;
#else
	call->open = ret == 0;
#endif
	return ret;
}

static void check_end(void)
{
	static const char *const endless[2][2] = {
		{ "calls hmm_range_fault() without end while others invalidate what it put out: no "
		  "limit of time, none of number up to 1000, no look for a signal",
		  "calls hmm_range_fault() without end while others invalidate what it put out: the "
		  "time that it looks at is never over, as its limit begins anew" },
		{ "calls hmm_range_fault() without end while it fails with -EBUSY: no limit of "
		  "time, none of number up to 1000, no look for a signal",
		  "calls hmm_range_fault() without end while it fails with -EBUSY: the time that it "
		  "looks at is never over, as its limit begins anew" },
	};
	const struct audit_case *scenario = audit_world.running->scenario;
	int looks;

	if (audit_world.begun - last_progress < MOST_ATTEMPTS)
		return;
	looks = audit_loop_is_endless();
	/* A loop tries again for two reasons, and each may lack a limit by itself. */
	if ((scenario->before | scenario->after) >> 31)
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, endless[scenario->before >> 31][looks]);
	hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, "calls hmm_range_fault() without end");
}

/* What is wrong with a call by itself. */
static void check_call(const struct hmm_range *range)
{
	struct mm_struct *mm;

	audit_check_range(audit_world.running, range);
	mm = range->notifier->mm;
	if (!hmm_audit_is_held(&mm->mmap_lock.held) && !hmm_audit_is_held(&mm->mmap_sem.held))
		hmm_audit_warn("calls hmm_range_fault() without the mmap lock");
	if (range->notifier_seq < audit_world.first_sequence ||
	    range->notifier_seq > audit_world.sequence)
		hmm_audit_warn("calls hmm_range_fault() with a sequence that "
			       "mmu_interval_read_begin() has not given");
	if (audit_world.running->scenario->alone && audit_owner_is_known() &&
	    audit_owner(range->dev_private_owner) != 1)
		hmm_audit_warn("calls hmm_range_fault() with an owner that is not that of the "
			       "driver's own pages");
}

#ifdef HMM_PFN_CUSTOM
long hmm_range_fault(struct hmm_range *range)
#else
int hmm_range_fault(struct hmm_range *range)
#endif
{
	struct hmm_audit_output *running = audit_world.running;
	const struct audit_case *scenario = running->scenario;
	unsigned int number = audit_world.begun;
	struct audit_call asked;
	s64 ret = -EBUSY;

	if (number == 0)
		begin_calls(running);
	check_call(range);
	if (range->end > furthest) {
		furthest = range->end;
		last_progress = number;
	}
	check_end();
	audit_locks_fault();
	asked = audit_requested_by(range);
	if (!audit_world.in_helper)
		note_call(AUDIT_LOOP_RANGE_FAULT, &asked);
	audit_world.is_unlocked = 0;
	audit_world.checked_under = NULL;
	audit_world.last_sequence = range->notifier_seq;
	running->calls = ++audit_world.begun;
	audit_world.now += CALL_TIME;
	if (is_due(scenario->before, number))
		audit_world.sequence += 2;
	if (range->notifier_seq == audit_world.sequence)
		ret = fault(range, &asked);
	if (is_due(scenario->after, number))
		audit_world.sequence += 2;
	if (!audit_world.in_helper)
		note_return(range, ret);
	return ret;
}

#ifndef HMM_PFN_CUSTOM
static int fault_until(struct hmm_range *range, unsigned long timeout)
{
	unsigned long deadline = audit_world.now + timeout;
	struct mm_struct *mm = range->notifier->mm;
	int ret;

	do {
		range->notifier_seq = audit_world.sequence;
		if (audit_world_signal())
			return -EINTR;
		if (timeout && time_after(audit_world.now, deadline))
			return -EBUSY;
		mmap_read_lock(mm);
		ret = hmm_range_fault(range);
		mmap_read_unlock(mm);
	} while (ret == -EBUSY);
	return ret;
}

int hmm_range_fault_unlocked_timeout(struct hmm_range *range, unsigned long timeout)
{
	struct hmm_audit_output *running = audit_world.running;
	struct audit_call asked;
	int ret;

	audit_refuse_poison(running, (u64)range->notifier,
			    "uninitialised notifier reaches hmm_range_fault_unlocked_timeout()");
	audit_refuse_poison(running, timeout,
			    "uninitialised timeout of hmm_range_fault_unlocked_timeout()");
	/* Had the time been over to the jiffy, it would be 0. */
	if ((long)timeout < 0)
		hmm_audit_warn("calls hmm_range_fault_unlocked_timeout() when its time is over: what "
			       "is left is negative, or 0, which means without limit");
	if (timeout >= BEGIN_TIME && timeout < LONG_MAX)
		hmm_audit_warn("calls hmm_range_fault_unlocked_timeout() with a point of time: it takes "
			       "a duration");
	if (hmm_audit_is_held(&range->notifier->mm->mmap_lock.held))
		hmm_audit_warn("calls hmm_range_fault_unlocked_timeout() with the mmap lock held");
	range->notifier_seq = audit_world.sequence;
	audit_check_range(running, range);
	asked = audit_requested_by(range);
	note_call(AUDIT_LOOP_HELPER | (timeout ? 0 : AUDIT_LOOP_HELPER_UNLIMITED), &asked);
	audit_world.in_helper = 1;
	ret = fault_until(range, timeout);
	audit_world.in_helper = 0;
	note_return(range, ret);
	return ret;
}
#endif
