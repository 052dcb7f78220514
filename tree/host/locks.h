/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_LOCKS_H
#define _HMM_TREE_LOCKS_H

/* The locks that a walk takes: of the program that runs a tree, and of the one that is proved about. */
enum host_lock {
	HOST_LOCK_PTE,
	HOST_LOCK_PMD,
	HOST_LOCK_PUD,
	HOST_LOCK_HUGETLB_PAGE,
	HOST_LOCK_HUGETLB_VMA,
	/* A mapped table of PTEs: nobody may sleep with one. */
	HOST_LOCK_PTE_MAP,
	HOST_LOCK_MMAP,
	HOST_LOCKS,
};

#endif
