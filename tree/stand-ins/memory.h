/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks, flags of VMAs, and what page faults are asked and answer. */
#ifndef _TREE_MEMORY_H
#define _TREE_MEMORY_H

#include "base.h"

typedef struct {
	enum host_lock lock;
} spinlock_t;
extern spinlock_t tree_locks[HOST_LOCKS];

static inline void spin_lock(spinlock_t *lock)
{
	host_take(lock->lock);
}

static inline void spin_unlock(spinlock_t *lock)
{
	host_release(lock->lock);
}

#define VM_READ 0x1ul
#define VM_WRITE 0x2ul
#define VM_EXEC 0x4ul
#define VM_SHARED 0x8ul
#define VM_MAYSHARE 0x80ul
#define VM_PFNMAP 0x400ul
#define VM_IO 0x4000ul
#define VM_HUGETLB 0x400000ul
#define VM_MIXEDMAP 0x10000000ul

enum {
	FAULT_FLAG_WRITE = 1,
	FAULT_FLAG_ALLOW_RETRY = 4,
	FAULT_FLAG_RETRY_NOWAIT = 8,
	FAULT_FLAG_KILLABLE = 16,
	FAULT_FLAG_TRIED = 32,
	FAULT_FLAG_USER = 64,
	FAULT_FLAG_REMOTE = 128,
	FAULT_FLAG_INSTRUCTION = 256,
	FAULT_FLAG_INTERRUPTIBLE = 512,
	VM_FAULT_OOM = 1,
	VM_FAULT_SIGBUS = 2,
	VM_FAULT_HWPOISON = 16,
	VM_FAULT_SIGSEGV = 64,
	VM_FAULT_RETRY = 1024,
	VM_FAULT_COMPLETED = 16384,
	VM_FAULT_ERROR = VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_HWPOISON | VM_FAULT_SIGSEGV,
};

static inline int vm_fault_to_errno(vm_fault_t fault, int flags)
{
	if (fault & VM_FAULT_OOM)
		return -ENOMEM;
	if (fault & VM_FAULT_HWPOISON)
		return flags & 0x100 ? -EHWPOISON : -EFAULT;
	return fault & (VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV) ? -EFAULT : 0;
}

#endif
