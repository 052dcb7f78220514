/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_MMU_NOTIFIER_H
#define _HMM_AUDIT_LINUX_MMU_NOTIFIER_H

#include <hmm-audit/runtime.h>
#include <linux/mm_types.h>

struct mmu_notifier_range {
	unsigned long start, end;
	unsigned int flags, event;
	struct mm_struct *mm;
	void *owner;
};
struct mmu_interval_notifier;
struct mmu_interval_notifier_ops {
	bool (*invalidate)(struct mmu_interval_notifier *notifier,
			   const struct mmu_notifier_range *range, unsigned long sequence);
};
struct interval_tree_node {
	unsigned long start, last;
};
struct mmu_interval_notifier {
	struct interval_tree_node interval_tree;
	const struct mmu_interval_notifier_ops *ops;
	struct mm_struct *mm;
	unsigned long invalidate_seq;
};
struct mmu_notifier {
	struct mm_struct *mm;
};

/* The sequence changes with every invalidation that the scenario has. */
unsigned long mmu_interval_read_begin(struct mmu_interval_notifier *notifier);
/* Under the lock that the driver's invalidate() takes. */
bool mmu_interval_read_retry(struct mmu_interval_notifier *notifier, unsigned long sequence);
bool mmu_interval_check_retry(struct mmu_interval_notifier *notifier, unsigned long sequence);
#define mmu_interval_set_seq(notifier, sequence) ((void)(notifier), (void)(sequence))
static inline int mmu_interval_notifier_insert(struct mmu_interval_notifier *notifier,
					       struct mm_struct *mm, unsigned long start,
					       unsigned long length,
					       const struct mmu_interval_notifier_ops *ops)
{
	*notifier = (struct mmu_interval_notifier){
		.interval_tree = { start, start + length - 1 }, .ops = ops, .mm = mm,
	};
	hmm_audit_notifiers(1);
	return 0;
}
#define mmu_interval_notifier_insert_locked mmu_interval_notifier_insert
#define mmu_interval_notifier_remove(notifier) ((void)(notifier), hmm_audit_notifiers(-1))
#define mmu_notifier_range_blockable(range) true

#endif
