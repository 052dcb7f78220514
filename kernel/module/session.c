// SPDX-License-Identifier: GPL-2.0-or-later
/* The range of a session and its interval notifier, as a driver would keep them. */
#include <linux/sched/mm.h>
#include <linux/uaccess.h>

#include "hmm_probe.h"

/**
 * hmm_probe_is_range() - are these the ends of a range that a request may name?
 * @start: first byte
 * @end: end, after @start
 *
 * Return: true if both are page aligned, in user space, and at most HMM_PROBE_MAX_PAGES apart.
 */
bool hmm_probe_is_range(u64 start, u64 end)
{
	return start < end && end <= TASK_SIZE_MAX && PAGE_ALIGNED(start) && PAGE_ALIGNED(end) &&
	       (end - start) >> PAGE_SHIFT <= HMM_PROBE_MAX_PAGES;
}

/*
 * The sequence is set under the lock under which a driver would test it. A caller that must not
 * sleep is told to come again.
 */
static bool invalidate(struct mmu_interval_notifier *notifier,
		       const struct mmu_notifier_range *range, unsigned long seq)
{
	struct hmm_probe_session *session =
		container_of(notifier, struct hmm_probe_session, notifier);

	if (mmu_notifier_range_blockable(range))
		mutex_lock(&session->update_lock);
	else if (!mutex_trylock(&session->update_lock))
		return false;
	mmu_interval_set_seq(notifier, seq);
	session->invalidations++;
	mutex_unlock(&session->update_lock);
	return true;
}

static const struct mmu_interval_notifier_ops notifier_ops = {
	.invalidate = invalidate,
};

/**
 * hmm_probe_make_stale() - let the sequence that was read be stale, as an invalidation would
 * @session: a session that has begun
 *
 * Sequences are odd, and this older one is not that of an invalidation under way, so nobody waits
 * for its end. One that an invalidation set is stale already, and stays. May be called from a
 * probe: it takes no lock.
 */
void hmm_probe_make_stale(struct hmm_probe_session *session)
{
	cmpxchg(&session->notifier.invalidate_seq, session->seq, session->seq - 2);
}

/**
 * hmm_probe_begin() - insert a notifier on exactly the range and take its sequence
 * @session: one that has not begun, under its ioctl lock
 * @arg: the range; with start >= end, which hmm_range_fault() refuses, the page at start is watched
 *
 * Return: 0; -EBUSY if the session has begun; -EINVAL for ends that are not page aligned, not in
 * user space or too far apart; or what mmu_interval_notifier_insert() returned.
 */
int hmm_probe_begin(struct hmm_probe_session *session, const struct hmm_probe_range *arg)
{
	bool empty = arg->start >= arg->end;
	u64 watched_end = empty ? arg->start + PAGE_SIZE : arg->end;
	int ret;

	if (session->mm)
		return -EBUSY;
	if (arg->flags || arg->reserved || !PAGE_ALIGNED(arg->end) ||
	    !hmm_probe_is_range(arg->start, watched_end))
		return -EINVAL;

	ret = mmu_interval_notifier_insert(&session->notifier, current->mm, arg->start,
					   watched_end - arg->start, &notifier_ops);
	if (ret)
		return ret;

	session->mm = current->mm;
	session->start = arg->start;
	session->end = arg->end;
	mutex_lock(&session->update_lock);
	session->invalidations = 0;
	mutex_unlock(&session->update_lock);
	session->seq = mmu_interval_read_begin(&session->notifier);
	return 0;
}

/**
 * hmm_probe_end() - remove the notifier; the session may begin again
 * @session: one that has begun
 */
void hmm_probe_end(struct hmm_probe_session *session)
{
	mmu_interval_notifier_remove(&session->notifier);
	session->mm = NULL;
}
