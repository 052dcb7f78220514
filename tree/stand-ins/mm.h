/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes, VMAs, locks, page faults and the notifier. */
#ifndef _TREE_MM_H
#define _TREE_MM_H

#include "memory.h"

typedef struct {
	host_u64 value;
} pgd_t;
typedef struct {
	host_u64 value;
} p4d_t;
typedef struct {
	host_u64 value;
} pud_t;
typedef struct {
	host_u64 value;
} pmd_t;
typedef struct {
	host_u64 value;
} pte_t;

struct rw_semaphore {
	int unused;
};
struct address_space {
	struct rw_semaphore i_mmap_rwsem;
	int i_mmap;
};
struct mm_struct {
	struct vm_area_struct *mmap;
	pgd_t *pgd;
	spinlock_t page_table_lock;
	/* The mmap lock, as it was called until 5.7. */
	struct rw_semaphore mmap_sem;
};
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	unsigned long vm_flags;
	unsigned long vm_pgoff;
	struct mm_struct *vm_mm;
	struct vm_area_struct *vm_next;
	const struct host_vma *host;
};
extern struct mm_struct init_mm;

#include "vma-calls.h"

/* No VMA of a scenario is in such a tree. */
#define vma_interval_tree_foreach(vma, root, first, last) \
	for ((vma) = NULL, (void)(root), (void)(first), (void)(last); (vma);)
#define mapping_rmap_tree_foreach(vma, mapping, first, last) \
	for ((vma) = NULL, (void)(mapping), (void)(first), (void)(last); (vma);)

static inline void tree_assert_mmap_locked(const struct mm_struct *mm)
{
	(void)mm;
	if (!host_held[HOST_LOCK_MMAP])
		host_note(HOST_NOTE_LOCK_NOT_HELD, 0, "mmap lock");
}
#define mmap_assert_locked(mm) tree_assert_mmap_locked(mm)
/* Callers of a range fault hold it for read. */
static inline void tree_assert_mmap_write_locked(const struct mm_struct *mm)
{
	(void)mm;
	host_note(HOST_NOTE_LOCK_NOT_HELD, 0, "mmap lock, for write");
}
#define mmap_assert_write_locked(mm) tree_assert_mmap_write_locked(mm)

static inline int mmap_read_lock_killable(struct mm_struct *mm)
{
	if (host_killed)
		return -EINTR;
	mmap_read_lock(mm);
	return 0;
}

struct task_struct {
	struct mm_struct *mm;
};
extern struct task_struct *current;

/* Until 5.7 it is this that asks for the mmap lock; other locks of the kind are no walk's. */
static inline void tree_assert_held(const void *lock)
{
	if (lock == &current->mm->mmap_sem)
		tree_assert_mmap_locked(current->mm);
}
#define lockdep_assert_held(lock) tree_assert_held(lock)
#define lockdep_assert_held_read(lock) tree_assert_held(lock)

static inline int fatal_signal_pending(struct task_struct *task)
{
	(void)task;
	return host_killed;
}

static inline void cond_resched(void)
{
	host_step();
}

/* The host's clock. */
#define jiffies host_jiffies
#define HZ 250
#define time_after(one, other) ((long)((other) - (one)) < 0)
static inline unsigned long msecs_to_jiffies(unsigned int milliseconds)
{
	return milliseconds * HZ / 1000;
}

struct mmu_interval_notifier {
	struct mm_struct *mm;
	unsigned long invalidate_seq;
};

static inline bool mmu_interval_check_retry(struct mmu_interval_notifier *notifier,
					    unsigned long sequence)
{
	(void)notifier;
	return host_check_retry(sequence);
}

static inline bool mmu_interval_read_retry(struct mmu_interval_notifier *notifier,
					   unsigned long sequence)
{
	(void)notifier;
	return host_check_retry(sequence);
}

static inline unsigned long mmu_interval_read_begin(struct mmu_interval_notifier *notifier)
{
	(void)notifier;
	return host_read_sequence();
}

/* With three or four arguments, by release. */
vm_fault_t tree_handle_fault(struct vm_area_struct *vma, unsigned long address, unsigned int flags);
#define handle_mm_fault(vma, address, flags, ...) tree_handle_fault(vma, address, flags)

#endif
