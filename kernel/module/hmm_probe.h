/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HMM_PROBE_H
#define HMM_PROBE_H

#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <linux/mutex.h>

#include "hmm_probe_abi.h"

/**
 * struct hmm_probe_session - what one open file of the device has begun
 * @ioctl_lock: one request at a time
 * @update_lock: a driver's own lock, between the notifier and whoever uses what was mirrored
 * @notifier: inserted while @mm is set
 * @mm: of the process that began; the notifier holds a reference to it
 * @start: first byte of the range
 * @end: end of the range; not after @start for a range that hmm_range_fault() refuses
 * @seq: what mmu_interval_read_begin() gave
 * @invalidations: calls of the notifier since the sequence was taken, under @update_lock
 */
struct hmm_probe_session {
	struct mutex ioctl_lock;
	struct mutex update_lock;
	struct mmu_interval_notifier notifier;
	struct mm_struct *mm;
	unsigned long start;
	unsigned long end;
	unsigned long seq;
	u32 invalidations;
};

/**
 * struct hmm_probe_trace - what the kernel did for one call of hmm_range_fault()
 * @session: whose sequence becomes stale at a walk limit
 * @max_walks: that limit, for one attempt
 * @attempt_walks: walks begun in this attempt
 * @walk_start: where the last walk of this attempt began
 * @same_start: walks in a row that began there, the last one included
 * @walks: walks begun in all attempts
 * @faults: rows of handle_mm_fault() calls
 * @nr_faults: rows in use
 * @max_faults: rows there is room for
 * @faults_lost: handle_mm_fault() calls that had no room
 * @faults_under_way: handle_mm_fault() calls that have not returned yet
 * @last_fault: what the last handle_mm_fault() returned
 */
struct hmm_probe_trace {
	struct hmm_probe_session *session;
	u32 max_walks;
	u32 attempt_walks;
	unsigned long walk_start;
	u32 same_start;
	u32 walks;
	struct hmm_probe_fault *faults;
	u32 nr_faults;
	u32 max_faults;
	u32 faults_lost;
	u32 faults_under_way;
	vm_fault_t last_fault;
};

/* session.c */
int hmm_probe_begin(struct hmm_probe_session *session, const struct hmm_probe_range *arg);
void hmm_probe_end(struct hmm_probe_session *session);
void hmm_probe_make_stale(struct hmm_probe_session *session);
bool hmm_probe_is_range(u64 start, u64 end);

/* call.c */
int hmm_probe_call(struct hmm_probe_session *session, struct hmm_probe_call *call);

/* trace.c */
int hmm_probe_trace_init(void);
void hmm_probe_trace_exit(void);
int hmm_probe_trace_start(struct hmm_probe_trace *trace);
int hmm_probe_trace_stop(void);

/* dump.c */
int hmm_probe_dump(struct hmm_probe_list *list);

/* entry.c */
struct hmm_probe_entry hmm_probe_pte_entry(struct vm_area_struct *vma, unsigned long addr,
					   pte_t pte);
struct hmm_probe_entry hmm_probe_pmd_entry(struct vm_area_struct *vma, unsigned long addr,
					   pmd_t pmd);
struct hmm_probe_entry hmm_probe_pud_entry(struct vm_area_struct *vma, unsigned long addr,
					   pud_t pud);
struct hmm_probe_entry hmm_probe_hugetlb_entry(unsigned long addr, pte_t pte,
					       enum hmm_probe_level level);

/* vma.c */
int hmm_probe_vmas(struct hmm_probe_list *list);
int hmm_probe_numa(const struct hmm_probe_range *arg);

/* memory.c */
int hmm_probe_memory_init(void);
void hmm_probe_memory_exit(void);
int hmm_probe_mmap(struct file *file, struct vm_area_struct *vma);
unsigned long hmm_probe_map_kind(const struct vm_area_struct *vma);
int hmm_probe_never_split(struct vm_area_struct *vma, unsigned long addr);
int hmm_probe_never_moved(struct vm_area_struct *vma);
bool hmm_probe_is_own_vma(struct vm_area_struct *vma);

/* dax.c */
int hmm_probe_dax_init(void);
void hmm_probe_dax_exit(void);
bool hmm_probe_is_dax_vma(struct vm_area_struct *vma);

/* device.c */
int hmm_probe_to_device(const struct hmm_probe_range *arg);

/* device_memory.c */
u32 hmm_probe_owner_of(unsigned long pfn);
void hmm_probe_device_exit(void);

/* symbols.c: functions of the kernel that are not exported */
int hmm_probe_symbols_init(void);
struct page *hmm_probe_vm_normal_page(struct vm_area_struct *vma, unsigned long addr, pte_t pte);
struct page *hmm_probe_vm_normal_page_pmd(struct vm_area_struct *vma, unsigned long addr,
					  pmd_t pmd);
bool hmm_probe_has_prot_numa(void);
unsigned long hmm_probe_change_prot_numa(struct vm_area_struct *vma, unsigned long start,
					 unsigned long end);
u64 hmm_probe_huge_zero_pfn(void);

#endif /* HMM_PROBE_H */
