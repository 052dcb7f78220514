/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks, and references to the process's memory. */
#include <hmm-audit/runtime.h>
#include <linux/string.h>

#include "abi.h"

#define TEXT_BYTES 200
/* Of more locks at once nobody asks which was taken last. */
#define MOST_LOCKS 32u

/* Which run it is: a lock that was held when an earlier one was ended is free. */
static unsigned long run;
static unsigned int held;
static int mm_users, notifiers;
/* Those that are held, in the order in which they were taken. */
static struct {
	const struct hmm_audit_lock *lock;
	/* Whether a range fault was called since. */
	int across;
} taken[MOST_LOCKS];
/* Hears of each lock that is given back. */
static void (*given_back)(const void *lock);

void audit_locks_begin(void (*hears)(const void *lock))
{
	given_back = hears;
	run++;
	held = 0;
	mm_users = notifiers = 0;
}

void audit_locks_fault(void)
{
	for (unsigned int i = 0; i < held && i < MOST_LOCKS; i++)
		taken[i].across = 1;
}

const void *audit_lock_beside(const void *one, const void *other)
{
	for (unsigned int i = held < MOST_LOCKS ? held : MOST_LOCKS; i-- > 0;)
		if (!taken[i].across && taken[i].lock != one && taken[i].lock != other)
			return taken[i].lock;
	return NULL;
}

int hmm_audit_is_held(const struct hmm_audit_lock *lock)
{
	return lock->run == run && (lock->readers > 0 || lock->writer);
}

static void say(const char *what, const char *call, int stop)
{
	char text[TEXT_BYTES];

	snprintf(text, sizeof(text), "%s: %s", call, what);
	if (stop)
		hmm_audit_stop(HMM_AUDIT_STOP_BUG, text);
	hmm_audit_warn(text);
}

int hmm_audit_trylock(struct hmm_audit_lock *lock, int write, const char *call)
{
	if (lock->run != run)
		*lock = (struct hmm_audit_lock){ .run = run };
	if (lock->writer || (write && lock->readers > 0))
		return 0;
	if (write)
		lock->writer = 1;
	else
		lock->readers++;
	if (held < MOST_LOCKS) {
		taken[held].lock = lock;
		taken[held].across = 0;
	}
	held++;
	return 1;
}

void hmm_audit_lock(struct hmm_audit_lock *lock, int write, const char *call)
{
	if (!hmm_audit_trylock(lock, write, call))
		say("the lock is held already: a deadlock", call, 1);
}

/* Of a lock that several readers hold, the last one goes. */
static void forget(const struct hmm_audit_lock *lock)
{
	unsigned int count = held < MOST_LOCKS ? held : MOST_LOCKS;
	unsigned int i = count;

	while (i > 0 && taken[i - 1].lock != lock)
		i--;
	for (; i > 0 && i < count; i++)
		taken[i - 1] = taken[i];
}

void hmm_audit_unlock(struct hmm_audit_lock *lock, int write, const char *call)
{
	int *holders = write ? &lock->writer : &lock->readers;

	if (lock->run != run || *holders == 0) {
		say("the lock is not held", call, 0);
		return;
	}
	(*holders)--;
	forget(lock);
	held--;
	if (given_back)
		given_back(lock);
}

void hmm_audit_need_lock(const struct hmm_audit_lock *lock, const char *call)
{
	if (!hmm_audit_is_held(lock))
		say("the lock is not held", call, 0);
}

void hmm_audit_mm_users(int more)
{
	mm_users += more;
}

void hmm_audit_notifiers(int more)
{
	notifiers += more;
}

int audit_notifiers_kept(void)
{
	return notifiers > 0;
}

void audit_locks_end(void)
{
	if (held > 0)
		hmm_audit_warn("returns with a lock held");
	if (mm_users > 0)
		hmm_audit_warn("returns with a reference to the mm held (no mmput())");
	if (mm_users < 0)
		hmm_audit_warn("gives back a reference to the mm that it does not have");
}
