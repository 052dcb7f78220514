/* SPDX-License-Identifier: GPL-2.0-or-later WITH Linux-syscall-note */
#ifndef HMM_PROBE_ABI_H
#define HMM_PROBE_ABI_H

#include <linux/ioctl.h>
#include <linux/types.h>

/*
 * What /dev/hmm-probe understands. A session belongs to the memory of the process that began it:
 *
 *	BEGIN	inserts an interval notifier and takes its sequence
 *	VMAS	lists the mappings of a range
 *	DUMP	lists the page table of a range, tables and leaves
 *	CALL	runs hmm_range_fault() with the sequence of BEGIN
 *	END	removes the notifier; so does the last close
 *
 * Addresses and lengths are in bytes, arrays of words in elements.
 */
#define HMM_PROBE_ABI		1

/* A range has at most this many pages, and a list at most this many rows. */
#define HMM_PROBE_MAX_PAGES	(1UL << 18)
#define HMM_PROBE_MAX_ROWS	(1U << 17)
#define HMM_PROBE_MAX_FAULTS	4096U
#define HMM_PROBE_MAX_WALKS	65536U
/*
 * A call may walk as often as it likes while it gets on: a long range needs a walk a page table. So
 * many walks in a row from one address are no progress; the sequence becomes stale then.
 */
#define HMM_PROBE_STUCK_WALKS	64U
#define HMM_PROBE_MAX_ATTEMPTS	1024U
#define HMM_PROBE_MAX_TIMEOUT	(1U << 30)

struct hmm_probe_info {
	__u32 abi;
	__u32 order_shift;	/* HMM_PFN_ORDER_SHIFT, 0 where there is none */
	__u64 valid;		/* HMM_PFN_VALID, and so on */
	__u64 write;
	__u64 error;
	__u64 zero_pfn;
	__u64 huge_zero_pfn;	/* ~0 while the kernel has none */
};

/* BEGIN, NUMA, DEVICE: [start, end), page aligned. BEGIN takes start >= end, for one page at start. */
struct hmm_probe_range {
	__u64 start;
	__u64 end;
	__u32 flags;
	__u32 reserved;		/* 0 */
};

/* NUMA: hugetlb mappings, too. A range fault with a request there does not end by itself. */
#define HMM_PROBE_NUMA_HUGETLB	(1U << 0)

/* DEVICE: flags are the owner, from 1, whose memory the pages go to; or it has them for itself. */
#define HMM_PROBE_OWNERS	2U
#define HMM_PROBE_EXCLUSIVE	(1U << 31)

/* CALL: which limit on walks made the sequence stale. */
#define HMM_PROBE_LIMIT_WALKS	1U	/* max_walks */
#define HMM_PROBE_LIMIT_STUCK	2U	/* HMM_PROBE_STUCK_WALKS */

/* CALL: a further attempt finds what the last one left in pfns[], not the requests. */
#define HMM_PROBE_KEEP_INPUT	(1U << 0)
/*
 * CALL: by hmm_range_fault_unlocked_timeout(), which loops itself: max_attempts is 1. EOPNOTSUPP if
 * the kernel has no such function.
 */
#define HMM_PROBE_UNLOCKED	(1U << 1)

/* handle_mm_fault() calls in order; one that follows on with the same kind joins its row. */
struct hmm_probe_fault {
	__u64 at;
	__u32 pages;
	__u32 write;
};

struct hmm_probe_call {
	__u64 default_flags;
	__u64 pfn_flags_mask;
	__u64 pfns;		/* in and out: address of __u64[nr_pages] */
	__u64 nr_pages;		/* the pages of BEGIN's range; 0 if it has start >= end */
	__u64 faults;		/* out: address of struct hmm_probe_fault[nr_faults] */
	__u32 nr_faults;	/* in: the room there; out: the rows written */
	__u32 flags;
	__u32 owner;		/* dev_private_owner */
	__u32 max_attempts;	/* 1: -EBUSY is the result, the sequence is not looked at again */
	__u32 max_walks;	/* of an attempt: makes the sequence stale; 0: no such limit */
	/* out */
	__s32 ret;
	__u32 attempts;
	__u32 walks;		/* of all attempts */
	__u32 walk_limit_hit;	/* HMM_PROBE_LIMIT_*, if the last attempt ended for a limit only */
	__u32 faults_lost;	/* handle_mm_fault() calls that had no room */
	__u32 last_fault;	/* vm_fault_t of the last handle_mm_fault() */
	__u32 invalidations_before;
	__u32 invalidations_during;
	__u32 timeout;		/* in: of HMM_PROBE_UNLOCKED in jiffies, 0: none; else 0 */
};

/* VMAS, DUMP: rows of [start, end). */
struct hmm_probe_list {
	__u64 start;
	__u64 end;
	__u64 rows;		/* out: address of an array of rows */
	__u32 nr_rows;		/* in: the room there; out: the rows written; ENOSPC if more */
	__u32 reserved;		/* 0 */
};

#define HMM_PROBE_VMA_READ		(1U << 0)
#define HMM_PROBE_VMA_WRITE		(1U << 1)
#define HMM_PROBE_VMA_EXEC		(1U << 2)
#define HMM_PROBE_VMA_SHARED		(1U << 3)
#define HMM_PROBE_VMA_MAY_WRITE		(1U << 4)
#define HMM_PROBE_VMA_IO		(1U << 5)
#define HMM_PROBE_VMA_PFNMAP		(1U << 6)
#define HMM_PROBE_VMA_MIXEDMAP		(1U << 7)
#define HMM_PROBE_VMA_HUGETLB		(1U << 8)
#define HMM_PROBE_VMA_FILE		(1U << 9)
#define HMM_PROBE_VMA_DEVICE		(1U << 10)	/* a mapping of /dev/hmm-probe */
#define HMM_PROBE_VMA_LOCKED		(1U << 11)
#define HMM_PROBE_VMA_HUGEPAGE		(1U << 12)
#define HMM_PROBE_VMA_NOHUGEPAGE	(1U << 13)
#define HMM_PROBE_VMA_UFFD_MISSING	(1U << 14)
#define HMM_PROBE_VMA_UFFD_WP		(1U << 15)
#define HMM_PROBE_VMA_UFFD_MINOR	(1U << 16)
#define HMM_PROBE_VMA_MAPS_WRITABLE	(1U << 17)	/* what is only read, too: vm_page_prot */

struct hmm_probe_vma {
	__u64 start;
	__u64 end;
	__u64 raw;		/* vm_flags */
	__u64 pgoff;		/* in pages */
	__u32 flags;
	__u32 page_shift;	/* 12, or that of the hugetlb pages */
};

enum hmm_probe_level {
	HMM_PROBE_PTE,
	HMM_PROBE_PMD,
	HMM_PROBE_PUD,
	HMM_PROBE_PGD,
};

enum hmm_probe_kind {
	HMM_PROBE_NONE,
	HMM_PROBE_TABLE,
	HMM_PROBE_BAD,
	HMM_PROBE_PRESENT,
	HMM_PROBE_HUGE,
	HMM_PROBE_DEVMAP,
	HMM_PROBE_SWAP,
	HMM_PROBE_MIGRATION,
	HMM_PROBE_DEVICE_PRIVATE,
	HMM_PROBE_HWPOISON,
	HMM_PROBE_MARKER,
	HMM_PROBE_NONPRESENT,
	HMM_PROBE_DEVICE_EXCLUSIVE,
};

#define HMM_PROBE_E_WRITE	(1U << 0)
#define HMM_PROBE_E_PROTNONE	(1U << 1)
#define HMM_PROBE_E_SPECIAL	(1U << 2)
#define HMM_PROBE_E_DEVMAP	(1U << 3)
#define HMM_PROBE_E_ZERO	(1U << 4)
#define HMM_PROBE_E_NORMAL	(1U << 5)
#define HMM_PROBE_E_YOUNG	(1U << 6)
#define HMM_PROBE_E_DIRTY	(1U << 7)
#define HMM_PROBE_E_SOFT_DIRTY	(1U << 8)
#define HMM_PROBE_E_UFFD_WP	(1U << 9)
#define HMM_PROBE_E_EXCLUSIVE	(1U << 10)	/* PageAnonExclusive(); of swap, the mark for it */
#define HMM_PROBE_E_OUTSIDE	(1U << 11)
#define HMM_PROBE_E_PFN		(1U << 12)	/* pfn says something */
#define HMM_PROBE_E_ALONE	(1U << 13)	/* an anonymous page that nobody else maps */

/* A run of slots that are alike but for pfns that grow by step. */
struct hmm_probe_entry {
	__u64 at;
	__u64 raw;		/* the first slot's bits */
	__u64 pfn;
	__u32 count;
	__u32 flags;
	__u32 extra;		/* the bits of a marker; the owner of a device-private page */
	__u8 level;
	__u8 kind;
	__u8 step;
	__u8 order;		/* of the page's compound page */
};

#define HMM_PROBE_IOC_INFO	_IOR('h', 0x80, struct hmm_probe_info)
#define HMM_PROBE_IOC_BEGIN	_IOW('h', 0x81, struct hmm_probe_range)
#define HMM_PROBE_IOC_VMAS	_IOWR('h', 0x82, struct hmm_probe_list)
#define HMM_PROBE_IOC_DUMP	_IOWR('h', 0x83, struct hmm_probe_list)
#define HMM_PROBE_IOC_CALL	_IOWR('h', 0x84, struct hmm_probe_call)
#define HMM_PROBE_IOC_END	_IO('h', 0x85)
#define HMM_PROBE_IOC_NUMA	_IOW('h', 0x86, struct hmm_probe_range)
#define HMM_PROBE_IOC_DEVICE	_IOW('h', 0x87, struct hmm_probe_range)

/*
 * mmap(): MAP_SHARED, at most this many pages; the kind of mapping is the offset in units of 4 GiB.
 */
#define HMM_PROBE_MAP_PAGES	1024U
#define HMM_PROBE_MAP_OFFSET(kind)	((__u64)(kind) << 32)

enum hmm_probe_map {
	HMM_PROBE_MAP_PFNMAP,		/* remap_pfn_range(): VM_IO, VM_PFNMAP */
	HMM_PROBE_MAP_PFNMAP_LAZY,	/* VM_PFNMAP, entries by page faults */
	HMM_PROBE_MAP_MIXEDMAP,		/* VM_MIXEDMAP, vm_insert_page() */
	HMM_PROBE_MAP_MIXEDMAP_PFN,	/* VM_MIXEDMAP, vmf_insert_mixed() by page faults */
	HMM_PROBE_MAP_IO,		/* VM_IO, pages by page faults */
	/* Of /dev/hmm-probe-dax, at most 1 GiB, aligned to the slots: device memory with pages. */
	HMM_PROBE_MAP_DAX_PTE,
	HMM_PROBE_MAP_DAX_PMD,
	HMM_PROBE_MAP_DAX_PUD,
	HMM_PROBE_MAP_KINDS,
};

#endif /* HMM_PROBE_ABI_H */
