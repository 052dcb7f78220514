// SPDX-License-Identifier: GPL-2.0-or-later
/* A range fault of the tests' own, by model.md: as 5.8 does it, in the kernel's interface. */
#include <linux/hmm.h>
#include <linux/hugetlb.h>
#include <linux/mmu_notifier.h>
#include <linux/pagewalk.h>
#include <linux/swapops.h>

#define NEED_READ 1u
#define NEED_WRITE 2u

struct hmm_vma_walk {
	struct hmm_range *range;
	unsigned long last;
};

static struct hmm_vma_walk *state_of(const struct mm_walk *walk)
{
	return walk->private;
}

static unsigned long *word_of(const struct mm_walk *walk, unsigned long at)
{
	struct hmm_range *range = state_of(walk)->range;

	return &range->hmm_pfns[(at - range->start) >> PAGE_SHIFT];
}

static unsigned int need_of(const struct mm_walk *walk, unsigned long at, unsigned long flags)
{
	struct hmm_range *range = state_of(walk)->range;
	unsigned long asked = (*word_of(walk, at) & range->pfn_flags_mask) | range->default_flags;

	if (!(asked & HMM_PFN_REQ_FAULT))
		return 0;
	if (asked & HMM_PFN_REQ_WRITE && !(flags & HMM_PFN_WRITE))
		return NEED_READ | NEED_WRITE;
	return flags & HMM_PFN_VALID ? 0 : NEED_READ;
}

static unsigned int need_of_span(const struct mm_walk *walk, unsigned long at, unsigned long end,
				 unsigned long flags)
{
	unsigned int need = 0;

	for (; at < end; at += PAGE_SIZE)
		need |= need_of(walk, at, flags);
	return need;
}

static int fault(struct mm_walk *walk, unsigned long at, unsigned long end, unsigned int need)
{
	unsigned int flags = FAULT_FLAG_REMOTE;

	WARN_ON(!need);
	state_of(walk)->last = at;
	if (need & NEED_WRITE) {
		if (!(walk->vma->vm_flags & VM_WRITE))
			return -EPERM;
		flags |= FAULT_FLAG_WRITE;
	}
	for (; at < end; at += PAGE_SIZE)
		if (handle_mm_fault(walk->vma, at, flags) & VM_FAULT_ERROR)
			return -EFAULT;
	return -EBUSY;
}

static int fill(struct mm_walk *walk, unsigned long at, unsigned long end, unsigned long word)
{
	for (; at < end; at += PAGE_SIZE)
		*word_of(walk, at) = word;
	return 0;
}

/* An error for who did not ask. */
static int refuse(struct mm_walk *walk, unsigned long at, unsigned long end)
{
	return need_of_span(walk, at, end, 0) ? -EFAULT : fill(walk, at, end, HMM_PFN_ERROR);
}

static int own_hole(unsigned long at, unsigned long end, int depth, struct mm_walk *walk)
{
	unsigned int need = need_of_span(walk, at, end, 0);

	if (!walk->vma)
		return refuse(walk, at, end);
	return need ? fault(walk, at, end, need) : fill(walk, at, end, 0);
}

static int mapping(struct mm_walk *walk, unsigned long at, unsigned long end, unsigned long pfn,
		   unsigned long flags)
{
	for (; at < end; at += PAGE_SIZE)
		*word_of(walk, at) = pfn++ | flags;
	return 0;
}

static unsigned long flags_of(int readable, int writable)
{
	if (!readable)
		return 0;
	return writable ? HMM_PFN_VALID | HMM_PFN_WRITE : HMM_PFN_VALID;
}

static int huge(struct mm_walk *walk, unsigned long at, unsigned long end, unsigned long pfn,
		unsigned long flags)
{
	unsigned int need = need_of_span(walk, at, end, flags);

	return need ? fault(walk, at, end, need) : mapping(walk, at, end, pfn, flags);
}

static int own_pud(pud_t *pud, unsigned long at, unsigned long end, struct mm_walk *walk)
{
	return huge(walk, at, end, pud_pfn(*pud) + ((at & ~PUD_MASK) >> PAGE_SHIFT),
		    flags_of(1, pud_write(*pud)));
}

static int absent_pte(struct mm_walk *walk, pmd_t *pmd, pte_t *pte, unsigned long at,
		      unsigned long end)
{
	swp_entry_t entry = pte_to_swp_entry(*pte);
	unsigned int need = need_of(walk, at, 0);

	if (is_device_private_entry(entry) && device_private_entry_to_page(entry)->pgmap->owner ==
						      state_of(walk)->range->dev_private_owner) {
		*word_of(walk, at) = device_private_entry_to_pfn(entry) |
				     flags_of(1, is_write_device_private_entry(entry));
		return 0;
	}
	if (!need) {
		*word_of(walk, at) = 0;
		return 0;
	}
	pte_unmap(pte);
	if (!non_swap_entry(entry))
		return fault(walk, at, end, need);
	if (!is_migration_entry(entry))
		return -EFAULT;
	state_of(walk)->last = at;
	migration_entry_wait(walk->mm, pmd, at);
	return -EBUSY;
}

static int one_pte(struct mm_walk *walk, pmd_t *pmd, pte_t *pte, unsigned long at,
		   unsigned long end)
{
	unsigned long flags = flags_of(pte_present(*pte) && !pte_protnone(*pte), pte_write(*pte));
	unsigned int need = need_of(walk, at, flags);

	if (!pte_none(*pte) && !pte_present(*pte))
		return absent_pte(walk, pmd, pte, at, end);
	if (need) {
		pte_unmap(pte);
		return fault(walk, at, end, need);
	}
	if (pte_none(*pte)) {
		*word_of(walk, at) = 0;
	} else if (pte_special(*pte) && !is_zero_pfn(pte_pfn(*pte))) {
		if (need_of(walk, at, 0)) {
			pte_unmap(pte);
			return -EFAULT;
		}
		*word_of(walk, at) = HMM_PFN_ERROR;
	} else {
		*word_of(walk, at) = pte_pfn(*pte) | flags;
	}
	return 0;
}

static int own_pmd(pmd_t *pmd, unsigned long at, unsigned long end, struct mm_walk *walk)
{
	pte_t *pte;
	int ret;

	if (is_pmd_migration_entry(*pmd)) {
		if (!need_of_span(walk, at, end, 0))
			return fill(walk, at, end, 0);
		state_of(walk)->last = at;
		pmd_migration_entry_wait(walk->mm, pmd);
		return -EBUSY;
	}
	if (pmd_trans_huge(*pmd) || pmd_devmap(*pmd))
		return huge(walk, at, end, pmd_pfn(*pmd) + ((at & ~PMD_MASK) >> PAGE_SHIFT),
			    flags_of(!pmd_protnone(*pmd), pmd_write(*pmd)));
	if (!pmd_present(*pmd) || pmd_bad(*pmd))
		return refuse(walk, at, end);
	for (pte = pte_offset_map(pmd, at); at < end; at += PAGE_SIZE, pte++) {
		ret = one_pte(walk, pmd, pte, at, end);
		if (ret)
			return ret;
	}
	pte_unmap(pte - 1);
	return 0;
}

static int own_hugetlb(pte_t *pte, unsigned long hmask, unsigned long at, unsigned long end,
		       struct mm_walk *walk)
{
	spinlock_t *lock = huge_pte_lock(hstate_vma(walk->vma), walk->mm, pte);
	pte_t entry = huge_ptep_get(pte);
	unsigned long flags = flags_of(pte_present(entry) && !pte_protnone(entry), pte_write(entry));
	unsigned int need = need_of(walk, at, flags);

	if (!need)
		mapping(walk, at, end, pte_pfn(entry) + ((at & ~hmask) >> PAGE_SHIFT), flags);
	spin_unlock(lock);
	return need ? fault(walk, at, end, need) : 0;
}

static int own_test(unsigned long at, unsigned long end, struct mm_walk *walk)
{
	int ret;

	if (walk->vma->vm_flags & VM_READ &&
	    !(walk->vma->vm_flags & (VM_IO | VM_PFNMAP | VM_MIXEDMAP)))
		return 0;
	ret = refuse(walk, at, end);
	return ret ? ret : 1;
}

static const struct mm_walk_ops operations = {
	.test_walk = own_test,
	.pte_hole = own_hole,
	.pud_entry = own_pud,
	.pmd_entry = own_pmd,
	.hugetlb_entry = own_hugetlb,
};

int hmm_range_fault(struct hmm_range *range)
{
	struct hmm_vma_walk state = { .range = range, .last = range->start };
	struct mm_struct *mm = range->notifier->mm;
	int ret;

	do {
		if (mmu_interval_check_retry(range->notifier, range->notifier_seq))
			return -EBUSY;
		ret = walk_page_range(mm, state.last, range->end, &operations, &state);
	} while (ret == -EBUSY);
	return ret;
}
