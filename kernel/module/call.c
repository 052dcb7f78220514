// SPDX-License-Identifier: GPL-2.0-or-later
/* One request of hmm_range_fault(): a single attempt, or the loop that drivers write around it. */
#include <linux/hmm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#include "hmm_probe.h"

/**
 * struct buffers - the arrays of a call
 * @requests: what the caller asks, one word a page
 * @pfns: what hmm_range_fault() reads and writes
 * @faults: rows of the fault trace
 */
struct buffers {
	unsigned long *requests;
	unsigned long *pfns;
	struct hmm_probe_fault *faults;
};

static void free_buffers(struct buffers *buffers)
{
	kvfree(buffers->requests);
	kvfree(buffers->pfns);
	kvfree(buffers->faults);
}

/* The words of the ABI have 64 bits, those of the kernel as many as it has. */
static int get_words(unsigned long *words, const struct hmm_probe_call *call)
{
	const u64 __user *from = u64_to_user_ptr(call->pfns);
	u64 i, word;

	for (i = 0; i < call->nr_pages; i++) {
		if (copy_from_user(&word, from + i, sizeof(word)))
			return -EFAULT;
		if (word > ULONG_MAX)
			return -EINVAL;
		words[i] = word;
	}
	return 0;
}

static int put_words(const unsigned long *words, const struct hmm_probe_call *call)
{
	u64 __user *to = u64_to_user_ptr(call->pfns);
	u64 i;

	for (i = 0; i < call->nr_pages; i++) {
		u64 word = words[i];

		if (copy_to_user(to + i, &word, sizeof(word)))
			return -EFAULT;
	}
	return 0;
}

static int get_buffers(struct buffers *buffers, const struct hmm_probe_call *call)
{
	int ret;

	/* An empty range has no word; hmm_range_fault() gets an array of one nevertheless. */
	size_t room = max_t(size_t, call->nr_pages, 1);

	buffers->requests = kvcalloc(room, sizeof(*buffers->requests), GFP_KERNEL);
	buffers->pfns = kvcalloc(room, sizeof(*buffers->pfns), GFP_KERNEL);
	buffers->faults = kvcalloc(max(call->nr_faults, 1U), sizeof(*buffers->faults), GFP_KERNEL);
	if (!buffers->requests || !buffers->pfns || !buffers->faults)
		return -ENOMEM;
	ret = get_words(buffers->requests, call);
	if (ret)
		return ret;
	memcpy(buffers->pfns, buffers->requests, call->nr_pages * sizeof(*buffers->pfns));
	return 0;
}

static int put_buffers(const struct buffers *buffers, const struct hmm_probe_call *call)
{
	if (put_words(buffers->pfns, call) ||
	    copy_to_user(u64_to_user_ptr(call->faults), buffers->faults,
			 call->nr_faults * sizeof(*buffers->faults)))
		return -EFAULT;
	return 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 3, 0)
#define HAS_UNLOCKED		true
#define range_fault_unlocked	hmm_range_fault_unlocked_timeout
#else
#define HAS_UNLOCKED		false
static int range_fault_unlocked(struct hmm_range *range, unsigned long timeout)
{
	return -EOPNOTSUPP;
}
#endif

static int check_call(const struct hmm_probe_session *session, const struct hmm_probe_call *call)
{
	u64 pages = session->start < session->end ?
		    (session->end - session->start) >> PAGE_SHIFT : 0;

	if (!session->mm)
		return -ENODEV;
	if (session->mm != current->mm)
		return -EPERM;
	if (call->flags & HMM_PROBE_UNLOCKED ? call->max_attempts != 1 : call->timeout)
		return -EINVAL;
	if (call->nr_pages != pages || call->nr_faults > HMM_PROBE_MAX_FAULTS ||
	    call->flags & ~(HMM_PROBE_KEEP_INPUT | HMM_PROBE_UNLOCKED) ||
	    call->default_flags > ULONG_MAX || call->pfn_flags_mask > ULONG_MAX ||
	    !call->max_attempts || call->max_attempts > HMM_PROBE_MAX_ATTEMPTS ||
	    call->max_walks > HMM_PROBE_MAX_WALKS || call->timeout > HMM_PROBE_MAX_TIMEOUT)
		return -EINVAL;
	return call->flags & HMM_PROBE_UNLOCKED && !HAS_UNLOCKED ? -EOPNOTSUPP : 0;
}

static u32 invalidations(struct hmm_probe_session *session)
{
	u32 count;

	mutex_lock(&session->update_lock);
	count = session->invalidations;
	mutex_unlock(&session->update_lock);
	return count;
}

static bool is_stale(struct hmm_probe_session *session)
{
	bool stale;

	mutex_lock(&session->update_lock);
	stale = mmu_interval_read_retry(&session->notifier, session->seq);
	mutex_unlock(&session->update_lock);
	return stale;
}

static int attempt(struct hmm_probe_session *session, const struct hmm_probe_call *call,
		   unsigned long *pfns)
{
	struct hmm_range range = {
		.notifier = &session->notifier,
		.notifier_seq = session->seq,
		.start = session->start,
		.end = session->end,
		.hmm_pfns = pfns,
		.default_flags = call->default_flags,
		.pfn_flags_mask = call->pfn_flags_mask,
		.dev_private_owner = (void *)(unsigned long)call->owner,
	};
	int ret;

	if (call->flags & HMM_PROBE_UNLOCKED) {
		/* It reads the sequence anew; this one is what a limit on walks makes stale. */
		session->seq = mmu_interval_read_begin(&session->notifier);
		return range_fault_unlocked(&range, call->timeout);
	}
	if (mmap_read_lock_killable(session->mm))
		return -EINTR;
	ret = hmm_range_fault(&range);
	mmap_read_unlock(session->mm);
	return ret;
}

/*
 * hmm_pfns[] is input and output: with HMM_PROBE_KEEP_INPUT a further attempt asks for what the
 * last one happened to leave there.
 */
static void run(struct hmm_probe_session *session, struct hmm_probe_call *call,
		struct hmm_probe_trace *trace, struct buffers *buffers)
{
	bool again;

	do {
		if (call->attempts) {
			session->seq = mmu_interval_read_begin(&session->notifier);
			if (!(call->flags & HMM_PROBE_KEEP_INPUT))
				memcpy(buffers->pfns, buffers->requests,
				       call->nr_pages * sizeof(*buffers->pfns));
		}
		call->attempts++;
		trace->attempt_walks = 0;
		call->ret = attempt(session, call, buffers->pfns);
		again = call->max_attempts > 1 &&
			(call->ret == -EBUSY || (!call->ret && is_stale(session)));
	} while (again && call->attempts < call->max_attempts && !fatal_signal_pending(current));

	call->walk_limit_hit = 0;
	if (call->ret != -EBUSY)
		return;
	if (trace->max_walks && trace->attempt_walks == trace->max_walks)
		call->walk_limit_hit = HMM_PROBE_LIMIT_WALKS;
	else if (trace->same_start == HMM_PROBE_STUCK_WALKS)
		call->walk_limit_hit = HMM_PROBE_LIMIT_STUCK;
}

static int run_traced(struct hmm_probe_session *session, struct hmm_probe_call *call,
		      struct buffers *buffers)
{
	struct hmm_probe_trace trace = {
		.session = session,
		.max_walks = call->max_walks,
		.faults = buffers->faults,
		.max_faults = call->nr_faults,
	};
	int ret;

	call->invalidations_before = invalidations(session);
	call->attempts = 0;
	ret = hmm_probe_trace_start(&trace);
	if (ret)
		return ret;
	run(session, call, &trace, buffers);
	ret = hmm_probe_trace_stop();

	call->invalidations_during = invalidations(session) - call->invalidations_before;
	call->walks = trace.walks;
	call->nr_faults = trace.nr_faults;
	call->faults_lost = trace.faults_lost;
	call->last_fault = (__force u32)trace.last_fault;
	return ret;
}

/**
 * hmm_probe_call() - run hmm_range_fault() with the sequence of the session and report it
 * @session: under its ioctl lock
 * @call: what to ask; what came of it
 *
 * Return: 0 with hmm_range_fault()'s own result in @call->ret; -ENODEV if the session has not
 * begun; -EPERM for the memory of another process; -EINVAL for what the ABI does not know;
 * -EOPNOTSUPP for a call that this kernel does not have;
 * -ENOMEM, -EFAULT; -EINTR if a signal came while another task's call was traced; -EIO if a probe
 * missed something, so that the trace is not whole.
 */
int hmm_probe_call(struct hmm_probe_session *session, struct hmm_probe_call *call)
{
	struct buffers buffers = {};
	int ret = check_call(session, call);

	if (ret)
		return ret;
	ret = get_buffers(&buffers, call);
	if (!ret)
		ret = run_traced(session, call, &buffers);
	if (!ret)
		ret = put_buffers(&buffers, call);
	free_buffers(&buffers);
	return ret;
}
