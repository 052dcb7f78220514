// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The page table of a range: every slot that overlaps it, a table before what it holds. The mmap
 * lock is taken for writing, because tables outside of mappings, which munmap() frees under the
 * read lock, are looked at as well. Faults of other threads may still fill slots in.
 */
#include <linux/hugetlb.h>
#include <linux/pgtable.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "hmm_probe.h"
#include "leaf.h"

/**
 * struct dump - a dump under way
 * @mm: whose page table
 * @vma: the last one looked up
 * @rows: where to
 * @nr_rows: rows in use
 * @room: rows there is room for
 * @full: a row had no room
 */
struct dump {
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	struct hmm_probe_entry *rows;
	u32 nr_rows;
	u32 room;
	bool full;
};

/* The first mapping that overlaps [addr, end), if any. */
static struct vm_area_struct *vma_of(struct dump *dump, unsigned long addr, unsigned long end)
{
	if (!dump->vma || addr < dump->vma->vm_start || addr >= dump->vma->vm_end)
		dump->vma = find_vma(dump->mm, addr);
	return dump->vma && dump->vma->vm_start < end ? dump->vma : NULL;
}

static unsigned long slot_size(u8 level)
{
	switch (level) {
	case HMM_PROBE_PTE:
		return PAGE_SIZE;
	case HMM_PROBE_PMD:
		return PMD_SIZE;
	case HMM_PROBE_PUD:
		return PUD_SIZE;
	default:
		return P4D_SIZE;
	}
}

static bool is_leaf(u8 kind)
{
	return kind == HMM_PROBE_PRESENT || kind == HMM_PROBE_HUGE || kind == HMM_PROBE_DEVMAP;
}

/* The step with which @next continues the run of @last, or -1. */
static int step_of(const struct hmm_probe_entry *last, const struct hmm_probe_entry *next)
{
	u64 pages = slot_size(last->level) >> PAGE_SHIFT;

	if (last->level != next->level || last->kind != next->kind || last->flags != next->flags ||
	    last->extra != next->extra || last->order != next->order ||
	    last->kind == HMM_PROBE_TABLE || last->kind == HMM_PROBE_BAD ||
	    last->at + last->count * slot_size(last->level) != next->at)
		return -1;
	if (is_leaf(last->kind) && (last->raw ^ next->raw) & ~PTE_PFN_MASK)
		return -1;
	if (next->pfn == last->pfn + (last->step ? last->count * pages : 0))
		return last->step;
	return last->count == 1 && next->pfn == last->pfn + pages ? 1 : -1;
}

static void add(struct dump *dump, struct hmm_probe_entry entry)
{
	struct hmm_probe_entry *last = dump->nr_rows ? &dump->rows[dump->nr_rows - 1] : NULL;
	int step = last ? step_of(last, &entry) : -1;

	if (step >= 0) {
		last->step = step;
		last->count++;
	} else if (dump->nr_rows < dump->room) {
		dump->rows[dump->nr_rows++] = entry;
	} else {
		dump->full = true;
	}
}

/*
 * Return: false if the table has gone meanwhile: since 6.5 a file's huge page may replace it under
 * the locks of the tables alone. It is freed after a grace period, so only one that is still there
 * when the RCU section has begun has a lock to take.
 */
static bool dump_ptes(struct dump *dump, pmd_t *pmdp, pmd_t pmd, unsigned long addr,
		      unsigned long end)
{
	spinlock_t *lock;
	bool same;

	rcu_read_lock();
	same = pmd_same(pmd, READ_ONCE(*pmdp));
	if (same) {
		pte_t *table = hmm_probe_map_table(pmd);

		lock = pte_lockptr(dump->mm, &pmd);
		spin_lock(lock);
		same = pmd_same(pmd, READ_ONCE(*pmdp));
		for (; same && addr < end; addr += PAGE_SIZE)
			add(dump, hmm_probe_pte_entry(vma_of(dump, addr, addr + PAGE_SIZE), addr,
						      ptep_get(table + pte_index(addr))));
		spin_unlock(lock);
		hmm_probe_unmap_table(table);
	}
	rcu_read_unlock();
	return same;
}

static bool is_hugetlb_of(struct vm_area_struct *vma, unsigned long size)
{
	return vma && is_vm_hugetlb_page(vma) && huge_page_size(hstate_vma(vma)) == size;
}

static pmd_t dump_pmd_slot(struct dump *dump, pmd_t *pmdp, unsigned long addr, unsigned long end)
{
	unsigned long at = addr & PMD_MASK;
	struct vm_area_struct *vma = vma_of(dump, addr, end);
	spinlock_t *lock = pmd_lock(dump->mm, pmdp);
	pmd_t pmd = READ_ONCE(*pmdp);

	if (is_hugetlb_of(vma, PMD_SIZE)) {
		add(dump, hmm_probe_hugetlb_entry(at, ptep_get((pte_t *)pmdp), HMM_PROBE_PMD));
		pmd = __pmd(0);
	} else {
		struct hmm_probe_entry entry = hmm_probe_pmd_entry(vma, at, pmd);

		add(dump, entry);
		if (entry.kind != HMM_PROBE_TABLE)
			pmd = __pmd(0);
	}
	spin_unlock(lock);
	return pmd;
}

static void dump_pmds(struct dump *dump, pud_t *pudp, unsigned long addr, unsigned long end)
{
	pmd_t *pmdp = pmd_offset(pudp, addr);
	unsigned long next;

	for (; addr < end; addr = next, pmdp++) {
		u32 nr_rows = dump->nr_rows;
		pmd_t pmd;

		next = pmd_addr_end(addr, end);
		pmd = dump_pmd_slot(dump, pmdp, addr, next);
		/* A table's row joins no other, so to forget it is to forget the last rows. */
		while (!pmd_none(pmd) && !dump_ptes(dump, pmdp, pmd, addr, next)) {
			dump->nr_rows = nr_rows;
			pmd = dump_pmd_slot(dump, pmdp, addr, next);
		}
		cond_resched();
	}
}

static bool dump_pud_slot(struct dump *dump, pud_t *pudp, unsigned long addr, unsigned long end)
{
	unsigned long at = addr & PUD_MASK;
	struct vm_area_struct *vma = vma_of(dump, addr, end);
	spinlock_t *lock = pud_lock(dump->mm, pudp);
	bool is_table = false;

	if (is_hugetlb_of(vma, PUD_SIZE)) {
		add(dump, hmm_probe_hugetlb_entry(at, ptep_get((pte_t *)pudp), HMM_PROBE_PUD));
	} else {
		struct hmm_probe_entry entry = hmm_probe_pud_entry(vma, at, READ_ONCE(*pudp));

		add(dump, entry);
		is_table = entry.kind == HMM_PROBE_TABLE;
	}
	spin_unlock(lock);
	return is_table;
}

static void dump_puds(struct dump *dump, p4d_t *p4dp, unsigned long addr, unsigned long end)
{
	pud_t *pudp = pud_offset(p4dp, addr);
	unsigned long next;

	for (; addr < end; addr = next, pudp++) {
		next = pud_addr_end(addr, end);
		if (dump_pud_slot(dump, pudp, addr, next))
			dump_pmds(dump, pudp, addr, next);
	}
}

#ifdef CONFIG_X86_PAE
/*
 * With three levels the kernel's PUDs are its PGD: one slot of a PGD of ours holds them all. Its
 * walk of PUDs knows one slot only, so that the PGD is what has to be gone through.
 */
static void dump_pgds(struct dump *dump, unsigned long addr, unsigned long end)
{
	unsigned long next;
	struct hmm_probe_entry entry = {
		.count = 1,
		.level = HMM_PROBE_PGD,
		.kind = HMM_PROBE_TABLE,
	};

	if (!vma_of(dump, addr, end))
		entry.flags |= HMM_PROBE_E_OUTSIDE;
	add(dump, entry);
	for (; addr < end; addr = next) {
		next = pgd_addr_end(addr, end);
		dump_puds(dump, p4d_offset(pgd_offset(dump->mm, addr), addr), addr, next);
	}
}
#else
/* With four levels the kernel's P4D is the PGD. */
static void dump_pgds(struct dump *dump, unsigned long addr, unsigned long end)
{
	unsigned long next;

	for (; addr < end; addr = next) {
		p4d_t *p4dp = p4d_offset(pgd_offset(dump->mm, addr), addr);
		p4d_t p4d = READ_ONCE(*p4dp);
		struct hmm_probe_entry entry = {
			.at = addr & P4D_MASK,
			.raw = p4d_val(p4d),
			.count = 1,
			.level = HMM_PROBE_PGD,
			.kind = p4d_none(p4d) ? HMM_PROBE_NONE :
				p4d_bad(p4d) ? HMM_PROBE_BAD : HMM_PROBE_TABLE,
		};

		next = p4d_addr_end(addr, end);
		if (!vma_of(dump, addr, next))
			entry.flags |= HMM_PROBE_E_OUTSIDE;
		add(dump, entry);
		if (entry.kind == HMM_PROBE_TABLE)
			dump_puds(dump, p4dp, addr, next);
	}
}
#endif

/**
 * hmm_probe_dump() - list the page table of this process for a range
 * @list: a range that hmm_probe_is_range() accepts, and where the rows go
 *
 * Return: 0, -ENOSPC if there are more than the caller has room for, -ENOMEM, -EINTR, -EFAULT.
 */
int hmm_probe_dump(struct hmm_probe_list *list)
{
	struct dump dump = { .mm = current->mm, .room = list->nr_rows };
	int ret;

	dump.rows = kvcalloc(max(dump.room, 1U), sizeof(*dump.rows), GFP_KERNEL);
	if (!dump.rows)
		return -ENOMEM;
	ret = mmap_write_lock_killable(dump.mm);
	if (!ret) {
		dump_pgds(&dump, list->start, list->end);
		mmap_write_unlock(dump.mm);
		list->nr_rows = dump.nr_rows;
		if (dump.full)
			ret = -ENOSPC;
	}
	if (!ret && copy_to_user(u64_to_user_ptr(list->rows), dump.rows,
				 dump.nr_rows * sizeof(*dump.rows)))
		ret = -EFAULT;
	kvfree(dump.rows);
	return ret;
}
