/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_SPINLOCK_H
#define _HMM_AUDIT_LINUX_SPINLOCK_H

#include <linux/types.h>

/* A conversion runs alone: every lock is free. */
typedef struct { int unused; } spinlock_t, raw_spinlock_t, rwlock_t, seqcount_t, seqlock_t;
typedef struct { int unused; } wait_queue_head_t;
struct mutex { int unused; };
struct rw_semaphore { int unused; };
struct completion { int unused; };
struct srcu_struct { int unused; };
struct work_struct { void (*func)(struct work_struct *work); };

#define HMM_AUDIT_NO_LOCK(lock) ((void)(lock))
#define spin_lock_init HMM_AUDIT_NO_LOCK
#define spin_lock HMM_AUDIT_NO_LOCK
#define spin_unlock HMM_AUDIT_NO_LOCK
#define spin_lock_irq HMM_AUDIT_NO_LOCK
#define spin_unlock_irq HMM_AUDIT_NO_LOCK
#define spin_lock_irqsave(lock, flags) ((void)(lock), (void)((flags) = 0))
#define spin_unlock_irqrestore(lock, flags) ((void)(lock), (void)(flags))
#define mutex_init HMM_AUDIT_NO_LOCK
#define mutex_lock HMM_AUDIT_NO_LOCK
#define mutex_unlock HMM_AUDIT_NO_LOCK
#define mutex_lock_interruptible(lock) ((void)(lock), 0)
#define mutex_trylock(lock) ((void)(lock), 1)
#define mutex_is_locked(lock) ((void)(lock), 1)
#define mutex_destroy HMM_AUDIT_NO_LOCK
#define init_rwsem HMM_AUDIT_NO_LOCK
#define down_read HMM_AUDIT_NO_LOCK
#define up_read HMM_AUDIT_NO_LOCK
#define down_write HMM_AUDIT_NO_LOCK
#define up_write HMM_AUDIT_NO_LOCK
#define down_read_trylock(lock) ((void)(lock), 1)
#define lockdep_assert_held HMM_AUDIT_NO_LOCK
#define lockdep_assert_held_read HMM_AUDIT_NO_LOCK
#define rcu_read_lock() do { } while (0)
#define rcu_read_unlock() do { } while (0)
#define rcu_dereference(pointer) (pointer)

#endif
