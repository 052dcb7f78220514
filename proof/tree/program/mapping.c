/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the page table says of a page, read without a tree. */

/* Where the way to a page ends. */
struct mapping {
	/* NULL in a gap. */
	struct vm_area_struct *vma;
	_Bool hugetlb;
	/* Of hugetlb: there is no table for the entry. */
	_Bool missing;
	/* Of the level at which the entry stands. */
	unsigned int shift;
	struct prove_entry entry;
	/* Of the page, as the entry has it. */
	host_u64 pfn;
};

static void find_huge_mapping(struct mapping *mapping, unsigned long address)
{
	unsigned int slot;

	mapping->hugetlb = 1;
	mapping->shift = mapping->vma->order + PAGE_SHIFT;
	slot = mapping->vma->order == 18 ? prove_slot(address, PUD_SHIFT) :
					   prove_slot(address, PMD_SHIFT);
	mapping->missing = prove_huge_missing[slot];
	if (!mapping->missing)
		mapping->entry = prove_huge[slot];
}

static void find_table_mapping(struct mapping *mapping, unsigned long address)
{
	mapping->shift = PGDIR_SHIFT;
	if (prove_pgd[prove_slot(address, PGDIR_SHIFT)].kind != PROVE_TABLE)
		return;
	mapping->shift = PUD_SHIFT;
	mapping->entry = prove_pud[prove_slot(address, PUD_SHIFT)];
	if (mapping->entry.kind == PROVE_TABLE) {
		mapping->shift = PMD_SHIFT;
		mapping->entry = prove_pmd[prove_slot(address, PMD_SHIFT)];
	}
	if (mapping->shift == PMD_SHIFT && mapping->entry.kind == PROVE_TABLE) {
		mapping->shift = PAGE_SHIFT;
		mapping->entry = prove_pte[prove_slot(address, PAGE_SHIFT)];
	}
}

static struct mapping mapping_of(unsigned long address)
{
	static const struct mapping nothing;
	struct mapping mapping = nothing;

	mapping.vma = vma_lookup(&prove_mm, address);
	if (!mapping.vma)
		return mapping;
	if (mapping.vma->vm_flags & VM_HUGETLB)
		find_huge_mapping(&mapping, address);
	else
		find_table_mapping(&mapping, address);
	mapping.pfn = mapping.entry.pfn +
		      ((address & ((1ul << mapping.shift) - 1)) >> PAGE_SHIFT);
	return mapping;
}

/* Whether such an entry leads to a page. */
static _Bool maps(struct prove_entry entry)
{
	return entry.kind == PROVE_PRESENT || entry.kind == PROVE_DEVMAP ||
	       entry.kind == PROVE_DEVICE_PRIVATE;
}
