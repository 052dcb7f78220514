/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The world that a driver's function runs in: the notifier's sequence, time, and memory that runs out.
 * Compiled against each revision of struct hmm_range.
 */
#include "world.h"

#include "loop.h"

/* Where others invalidate without end, a signal arrives after this many calls. */
#define CALLS_BEFORE_SIGNAL 24u
/* What a look at the clock takes, in ms. */
#define LOOK_TIME 10

struct audit_world audit_world;
unsigned long hmm_audit_serial;

static unsigned int allocations, looks;

/* What a check under a lock found holds until that is given back. */
static void end_check(const void *lock)
{
	if (!audit_world.running || !audit_world.running->scenario->unlocked ||
	    lock != audit_world.checked_under)
		return;
	audit_world.sequence += 2;
	audit_world.checked_under = NULL;
	audit_world.is_unlocked = 1;
}

void audit_world_begin(struct hmm_audit_output *out)
{
	/* No run has the sequence of an earlier one. */
	audit_world = (struct audit_world){ .running = out,
					    .sequence = audit_world.sequence + 2,
					    .now = BEGIN_TIME };
	audit_world.first_sequence = audit_world.sequence;
	allocations = looks = 0;
	audit_results_begin(out);
	audit_loop_begin(out->second ? NULL : &out->loop);
	audit_locks_begin(end_check);
	audit_dma_begin();
}

unsigned long hmm_audit_jiffies(void)
{
	looks++;
	audit_loop_looks(0);
	return audit_world.now += LOOK_TIME;
}

int audit_world_signal(void)
{
	const struct audit_case *scenario = audit_world.running->scenario;

	return (scenario->before | scenario->after) >> 31 && audit_world.begun >= CALLS_BEFORE_SIGNAL;
}

int hmm_audit_signal(void)
{
	audit_loop_looks(1);
	return audit_world_signal();
}

int hmm_audit_fails(void)
{
	/* While the adapter describes the driver, no scenario is run. */
	return audit_world.running && ++allocations == audit_world.running->scenario->failing;
}

void *hmm_audit_take_memory(unsigned long bytes, const char *what)
{
	return hmm_audit_fails() ? NULL : hmm_audit_take(bytes, what);
}

unsigned long mmu_interval_read_begin(struct mmu_interval_notifier *notifier)
{
	audit_loop_reads();
	return audit_world.sequence;
}

bool mmu_interval_check_retry(struct mmu_interval_notifier *notifier, unsigned long seen)
{
	audit_refuse_poison(audit_world.running, seen,
			    "uninitialised sequence at the check for a retry");
	return seen != audit_world.sequence;
}

bool mmu_interval_read_retry(struct mmu_interval_notifier *notifier, unsigned long seen)
{
	struct mm_struct *mm = notifier->mm;
	/* Invalidations take a lock of the driver's, and none of the process. */
	const void *lock = audit_lock_beside(&mm->mmap_lock.held, &mm->mmap_sem.held);
	bool stale;

	if (audit_world.running->scenario->alone && !lock)
		hmm_audit_warn("calls mmu_interval_read_retry() without the lock that "
			       "invalidations take");
	stale = mmu_interval_check_retry(notifier, seen);
	audit_loop_checks(stale, audit_world.begun > 0 && seen != audit_world.last_sequence);
	if (stale) {
		audit_results_give_up();
		return true;
	}
	audit_results_close(audit_world.sequence);
	audit_world.checked_under = lock;
	audit_world.is_unlocked = 0;
	return false;
}

void hmm_audit_use_word(void)
{
	if (audit_world.is_unlocked)
		audit_results_taint_last();
}

void audit_world_end(void)
{
	const struct hmm_audit_output *out = audit_world.running;

	audit_locks_end();
	audit_loop_ends(out->refused);
	if (!out->scenario->alone)
		return;
	if (!out->refused)
		audit_results_end(audit_world.sequence);
	else if (out->scenario->before == 1 && audit_world.begun == 1 && looks > 1)
		hmm_audit_warn("gives up when one range fault fails with -EBUSY, although its time "
			       "is not over");
	if (audit_notifiers_kept())
		hmm_audit_warn("returns with an interval notifier inserted");
	if (hmm_audit_unfreed())
		hmm_audit_warn(out->refused ? "does not free memory from kmalloc when it fails" :
					      "does not free memory from kmalloc");
}
