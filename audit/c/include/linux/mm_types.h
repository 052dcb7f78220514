/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_MM_TYPES_H
#define _HMM_AUDIT_LINUX_MM_TYPES_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE (1ul << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PMD_SHIFT 21
#define PMD_SIZE (1ul << PMD_SHIFT)
#define PMD_ORDER 9
#define PUD_SHIFT 30
#define PUD_SIZE (1ul << PUD_SHIFT)
#define HPAGE_PMD_SHIFT PMD_SHIFT
#define HPAGE_PMD_SIZE PMD_SIZE
#define HPAGE_PMD_ORDER PMD_ORDER

struct dev_pagemap;
struct address_space;

/* 64 bytes: the pages of all pfns lie in one array, see `vmemmap`. */
#define HMM_AUDIT_PAGE_FIELDS \
	unsigned long flags; \
	struct dev_pagemap *pgmap; \
	void *zone_device_data; \
	union { \
		struct list_head lru; \
		struct { \
			struct address_space *mapping; \
			pgoff_t index; \
		}; \
	}; \
	unsigned long private; \
	atomic_t _refcount; \
	atomic_t _mapcount; \
	unsigned long hmm_audit_serial;

struct page {
	HMM_AUDIT_PAGE_FIELDS
};
struct folio {
	union {
		struct {
			HMM_AUDIT_PAGE_FIELDS
		};
		struct page page;
	};
};

struct mm_struct {
	struct rw_semaphore mmap_sem, mmap_lock;
	atomic_t mm_users, mm_count;
};
struct vm_area_struct {
	unsigned long vm_start, vm_end, vm_flags, vm_pgoff;
	struct mm_struct *vm_mm;
	struct vm_area_struct *vm_next;
	struct file *vm_file;
	void *vm_private_data;
};
#define VM_READ 0x1ul
#define VM_WRITE 0x2ul
#define VM_EXEC 0x4ul
#define VM_SHARED 0x8ul
#define VM_PFNMAP 0x400ul
#define VM_IO 0x4000ul
#define VM_HUGETLB 0x400000ul
#define VM_MIXEDMAP 0x10000000ul
#define VM_FAULT_SIGBUS 2u

#endif
