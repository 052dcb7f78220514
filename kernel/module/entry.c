// SPDX-License-Identifier: GPL-2.0-or-later
/* One slot of a page table in the words of the ABI, by the kernel's own predicates. */
#include <linux/hugetlb.h>

#include "hmm_probe.h"
#include "leaf.h"

static void set_flag(struct hmm_probe_entry *entry, u32 flag, bool is_set)
{
	if (is_set)
		entry->flags |= flag;
}

static void set_pfn(struct hmm_probe_entry *entry, unsigned long pfn)
{
	entry->pfn = pfn;
	entry->flags |= HMM_PROBE_E_PFN;
}

/* Who else can have an anonymous page: what decides whether a write makes a copy of it. */
static void describe_owners(struct hmm_probe_entry *entry, struct page *page)
{
	if (!PageAnon(page))
		return;
	set_flag(entry, HMM_PROBE_E_EXCLUSIVE, PageAnonExclusive(page));
	set_flag(entry, HMM_PROBE_E_ALONE, hmm_probe_is_alone(page));
}

static void describe_page(struct hmm_probe_entry *entry, struct page *page)
{
	if (!page)
		return;
	entry->flags |= HMM_PROBE_E_NORMAL;
	entry->order = compound_order(compound_head(page));
	describe_owners(entry, page);
}

static void describe_present(struct hmm_probe_entry *entry, pte_t pte)
{
	entry->kind = HMM_PROBE_PRESENT;
	set_pfn(entry, pte_pfn(pte));
	set_flag(entry, HMM_PROBE_E_WRITE, pte_write(pte));
	set_flag(entry, HMM_PROBE_E_PROTNONE, pte_protnone(pte));
	set_flag(entry, HMM_PROBE_E_YOUNG, pte_young(pte));
	set_flag(entry, HMM_PROBE_E_DIRTY, pte_dirty(pte));
	set_flag(entry, HMM_PROBE_E_SOFT_DIRTY, pte_soft_dirty(pte));
	set_flag(entry, HMM_PROBE_E_UFFD_WP, pte_uffd_wp(pte));
}

static void describe_pfn(struct hmm_probe_entry *entry, enum hmm_probe_kind kind, softleaf_t leaf,
			 bool write)
{
	entry->kind = kind;
	set_pfn(entry, softleaf_to_pfn(leaf));
	set_flag(entry, HMM_PROBE_E_WRITE, write);
}

static void describe_private(struct hmm_probe_entry *entry, softleaf_t leaf)
{
	describe_pfn(entry, HMM_PROBE_DEVICE_PRIVATE, leaf, softleaf_is_device_private_write(leaf));
	entry->extra = hmm_probe_owner_of(entry->pfn);
}

static void describe_exclusive(struct hmm_probe_entry *entry, softleaf_t leaf)
{
	describe_pfn(entry, HMM_PROBE_DEVICE_EXCLUSIVE, leaf,
		     softleaf_is_device_exclusive_write(leaf));
	describe_owners(entry, pfn_to_page(entry->pfn));
}

/* One of the entries that only look like swap, at either level; markers are PTEs only. */
static void describe_leaf(struct hmm_probe_entry *entry, softleaf_t leaf)
{
	if (softleaf_is_swap(leaf))
		entry->kind = HMM_PROBE_SWAP;
	else if (softleaf_is_migration(leaf))
		describe_pfn(entry, HMM_PROBE_MIGRATION, leaf, softleaf_is_migration_write(leaf));
	else if (softleaf_is_hwpoison(leaf))
		describe_pfn(entry, HMM_PROBE_HWPOISON, leaf, false);
	else if (softleaf_is_device_private(leaf))
		describe_private(entry, leaf);
	else if (softleaf_is_device_exclusive(leaf))
		describe_exclusive(entry, leaf);
	else
		entry->kind = HMM_PROBE_NONPRESENT;
}

/* What stands where no page is present. */
static void describe_swap(struct hmm_probe_entry *entry, pte_t pte)
{
	softleaf_t leaf = softleaf_from_pte(pte);

	if (softleaf_is_marker(leaf)) {
		entry->kind = HMM_PROBE_MARKER;
		entry->extra = softleaf_to_marker(leaf);
		return;
	}
	set_flag(entry, HMM_PROBE_E_SOFT_DIRTY, pte_swp_soft_dirty(pte));
	set_flag(entry, HMM_PROBE_E_UFFD_WP, pte_swp_uffd_wp(pte));
	describe_leaf(entry, leaf);
	if (entry->kind == HMM_PROBE_SWAP)
		set_flag(entry, HMM_PROBE_E_EXCLUSIVE, pte_swp_exclusive(pte));
}

static void describe_any(struct hmm_probe_entry *entry, pte_t pte)
{
	if (pte_none(pte))
		entry->kind = HMM_PROBE_NONE;
	else if (pte_present(pte))
		describe_present(entry, pte);
	else
		describe_swap(entry, pte);
}

/**
 * hmm_probe_pte_entry() - describe a slot of a PTE table
 * @vma: the mapping there, or NULL
 * @addr: of the slot
 * @pte: its value, read under the table's lock
 */
struct hmm_probe_entry hmm_probe_pte_entry(struct vm_area_struct *vma, unsigned long addr,
					   pte_t pte)
{
	struct hmm_probe_entry entry = {
		.at = addr, .raw = pte_val(pte), .count = 1, .level = HMM_PROBE_PTE,
	};

	describe_any(&entry, pte);
	set_flag(&entry, HMM_PROBE_E_OUTSIDE, !vma);
	if (entry.kind != HMM_PROBE_PRESENT)
		return entry;
	set_flag(&entry, HMM_PROBE_E_SPECIAL, pte_special(pte));
	set_flag(&entry, HMM_PROBE_E_DEVMAP, pte_devmap(pte));
	set_flag(&entry, HMM_PROBE_E_ZERO, is_zero_pfn(pte_pfn(pte)));
	if (vma)
		describe_page(&entry, hmm_probe_vm_normal_page(vma, addr, pte));
	return entry;
}

/**
 * hmm_probe_hugetlb_entry() - describe a slot of a hugetlb mapping
 * @addr: of the slot
 * @pte: its value, read under the slot's lock
 * @level: where it stands
 */
struct hmm_probe_entry hmm_probe_hugetlb_entry(unsigned long addr, pte_t pte,
					       enum hmm_probe_level level)
{
	struct hmm_probe_entry entry = {
		.at = addr, .raw = pte_val(pte), .count = 1, .level = level,
	};

	describe_any(&entry, pte);
	if (entry.kind == HMM_PROBE_PRESENT) {
		struct page *head = compound_head(pte_page(pte));

		entry.order = compound_order(head);
		describe_owners(&entry, head);
	}
	return entry;
}

static void describe_huge_pmd(struct hmm_probe_entry *entry, struct vm_area_struct *vma,
			      pmd_t pmd)
{
	/* Its bits are those of a PTE, but for the one that says that it is huge. */
	describe_present(entry, __pte(pmd_val(pmd)));
	entry->kind = pmd_devmap(pmd) ? HMM_PROBE_DEVMAP : HMM_PROBE_HUGE;
	set_pfn(entry, pmd_pfn(pmd));
	set_flag(entry, HMM_PROBE_E_WRITE, pmd_write(pmd));
	set_flag(entry, HMM_PROBE_E_PROTNONE, pmd_protnone(pmd));
	set_flag(entry, HMM_PROBE_E_ZERO, pmd_pfn(pmd) == hmm_probe_huge_zero_pfn());
	if (vma)
		describe_page(entry, hmm_probe_vm_normal_page_pmd(vma, entry->at, pmd));
}

/**
 * hmm_probe_pmd_entry() - describe a slot of a PMD table
 * @vma: the mapping at its start, or the first one that overlaps the slot; NULL if there is none
 * @addr: of the slot
 * @pmd: its value; under the table's lock, if what it says of a page is to be true
 */
struct hmm_probe_entry hmm_probe_pmd_entry(struct vm_area_struct *vma, unsigned long addr,
					   pmd_t pmd)
{
	struct hmm_probe_entry entry = {
		.at = addr, .raw = pmd_val(pmd), .count = 1, .level = HMM_PROBE_PMD,
	};

	set_flag(&entry, HMM_PROBE_E_OUTSIDE, !vma);
	if (pmd_none(pmd))
		entry.kind = HMM_PROBE_NONE;
	else if (!pmd_present(pmd))
		describe_leaf(&entry, softleaf_from_pmd(pmd));
	else if (pmd_devmap(pmd) || pmd_trans_huge(pmd))
		describe_huge_pmd(&entry, vma, pmd);
	else
		entry.kind = pmd_bad(pmd) ? HMM_PROBE_BAD : HMM_PROBE_TABLE;
	return entry;
}

/**
 * hmm_probe_pud_entry() - describe a slot of a PUD table
 * @vma: as for hmm_probe_pmd_entry()
 * @addr: of the slot
 * @pud: its value
 */
struct hmm_probe_entry hmm_probe_pud_entry(struct vm_area_struct *vma, unsigned long addr,
					   pud_t pud)
{
	struct hmm_probe_entry entry = {
		.at = addr, .raw = pud_val(pud), .count = 1, .level = HMM_PROBE_PUD,
	};

	set_flag(&entry, HMM_PROBE_E_OUTSIDE, !vma);
	if (pud_none(pud)) {
		entry.kind = HMM_PROBE_NONE;
	} else if (pud_devmap(pud) || pud_trans_huge(pud)) {
		entry.kind = pud_devmap(pud) ? HMM_PROBE_DEVMAP : HMM_PROBE_HUGE;
		set_pfn(&entry, pud_pfn(pud));
		set_flag(&entry, HMM_PROBE_E_WRITE, pud_write(pud));
	} else {
		entry.kind = pud_bad(pud) ? HMM_PROBE_BAD : HMM_PROBE_TABLE;
	}
	return entry;
}
