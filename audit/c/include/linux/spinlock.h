/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_SPINLOCK_H
#define _HMM_AUDIT_LINUX_SPINLOCK_H

#include <hmm-audit/runtime.h>
#include <linux/types.h>

/* A conversion runs alone, but holds locks as the kernel has them: what it does wrong is a finding. */
typedef struct { struct hmm_audit_lock held; } spinlock_t, raw_spinlock_t, rwlock_t;
typedef struct { int unused; } seqcount_t, seqlock_t;
typedef struct { int unused; } wait_queue_head_t;
struct mutex { struct hmm_audit_lock held; };
struct rw_semaphore { struct hmm_audit_lock held; };
struct completion { int unused; };
struct srcu_struct { int unused; };
struct work_struct { void (*func)(struct work_struct *work); };

#define HMM_AUDIT_INIT_LOCK(lock) ((void)((lock)->held = (struct hmm_audit_lock){ 0 }))
#define HMM_AUDIT_WRITE_LOCK(lock, call) hmm_audit_lock(&(lock)->held, 1, call "(" #lock ")")
#define HMM_AUDIT_READ_LOCK(lock, call) hmm_audit_lock(&(lock)->held, 0, call "(" #lock ")")
#define HMM_AUDIT_WRITE_UNLOCK(lock, call) hmm_audit_unlock(&(lock)->held, 1, call "(" #lock ")")
#define HMM_AUDIT_READ_UNLOCK(lock, call) hmm_audit_unlock(&(lock)->held, 0, call "(" #lock ")")
#define DEFINE_SPINLOCK(name) spinlock_t name
#define DEFINE_MUTEX(name) struct mutex name
#define DECLARE_RWSEM(name) struct rw_semaphore name
#define spin_lock_init HMM_AUDIT_INIT_LOCK
#define spin_lock(lock) HMM_AUDIT_WRITE_LOCK(lock, "spin_lock")
#define spin_unlock(lock) HMM_AUDIT_WRITE_UNLOCK(lock, "spin_unlock")
#define spin_lock_irq(lock) HMM_AUDIT_WRITE_LOCK(lock, "spin_lock_irq")
#define spin_unlock_irq(lock) HMM_AUDIT_WRITE_UNLOCK(lock, "spin_unlock_irq")
#define spin_lock_irqsave(lock, flags) \
	((void)((flags) = 0), HMM_AUDIT_WRITE_LOCK(lock, "spin_lock_irqsave"))
#define spin_unlock_irqrestore(lock, flags) \
	((void)(flags), HMM_AUDIT_WRITE_UNLOCK(lock, "spin_unlock_irqrestore"))
#define mutex_init HMM_AUDIT_INIT_LOCK
#define mutex_lock(lock) HMM_AUDIT_WRITE_LOCK(lock, "mutex_lock")
#define mutex_lock_nested(lock, class) HMM_AUDIT_WRITE_LOCK(lock, "mutex_lock_nested")
#define mutex_unlock(lock) HMM_AUDIT_WRITE_UNLOCK(lock, "mutex_unlock")
#define mutex_lock_interruptible(lock) (HMM_AUDIT_WRITE_LOCK(lock, "mutex_lock_interruptible"), 0)
#define mutex_lock_killable(lock) (HMM_AUDIT_WRITE_LOCK(lock, "mutex_lock_killable"), 0)
#define mutex_trylock(lock) hmm_audit_trylock(&(lock)->held, 1, "mutex_trylock(" #lock ")")
#define mutex_is_locked(lock) hmm_audit_is_held(&(lock)->held)
#define mutex_destroy(lock) ((void)(lock))
#define init_rwsem HMM_AUDIT_INIT_LOCK
#define down_read(lock) HMM_AUDIT_READ_LOCK(lock, "down_read")
#define down_read_killable(lock) (HMM_AUDIT_READ_LOCK(lock, "down_read_killable"), 0)
#define up_read(lock) HMM_AUDIT_READ_UNLOCK(lock, "up_read")
#define down_read_interruptible(lock) (HMM_AUDIT_READ_LOCK(lock, "down_read_interruptible"), 0)
#define down_write_killable(lock) (HMM_AUDIT_WRITE_LOCK(lock, "down_write_killable"), 0)
#define down_write(lock) HMM_AUDIT_WRITE_LOCK(lock, "down_write")
#define up_write(lock) HMM_AUDIT_WRITE_UNLOCK(lock, "up_write")
#define down_read_trylock(lock) hmm_audit_trylock(&(lock)->held, 0, "down_read_trylock(" #lock ")")
#define HMM_AUDIT_NEED_LOCK(lock, call) hmm_audit_need_lock(&(lock)->held, call "(" #lock ")")
#define lockdep_assert_held(lock) HMM_AUDIT_NEED_LOCK(lock, "lockdep_assert_held")
#define lockdep_assert_held_read(lock) HMM_AUDIT_NEED_LOCK(lock, "lockdep_assert_held_read")
#define lockdep_assert_held_write(lock) HMM_AUDIT_NEED_LOCK(lock, "lockdep_assert_held_write")
#define rwsem_assert_held(lock) HMM_AUDIT_NEED_LOCK(lock, "rwsem_assert_held")
#define rwsem_is_locked(lock) hmm_audit_is_held(&(lock)->held)
#define lockdep_is_held(lock) hmm_audit_is_held(&(lock)->held)
#define lockdep_is_held_type(lock, type) hmm_audit_is_held(&(lock)->held)
#define lockdep_assert(condition) WARN_ON(!(condition))
#define lockdep_assert_not_held(lock) ((void)(lock))
#define might_lock(lock) ((void)(lock))
#define might_lock_read(lock) ((void)(lock))
#define rcu_read_lock() do { } while (0)
#define rcu_read_unlock() do { } while (0)
#define rcu_dereference(pointer) (pointer)

#endif
