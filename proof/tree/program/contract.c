/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is held against one tree. */

/* The entry that maps a page, as the page table stands; kind is none if nothing does. */
static struct prove_entry mapping_of(unsigned long address, host_u64 *pfn)
{
	static const struct prove_entry nothing;
	struct vm_area_struct *vma = vma_lookup(&prove_mm, address);
	struct prove_entry entry = nothing;
	unsigned int shift = PAGE_SHIFT;

	if (!vma)
		return nothing;
	if (vma->vm_flags & VM_HUGETLB) {
		unsigned int slot;

		shift = vma->order + PAGE_SHIFT;
		slot = vma->order == 18 ? prove_slot(address, PUD_SHIFT) :
					  prove_slot(address, PMD_SHIFT);
		if (!prove_huge_missing[slot])
			entry = prove_huge[slot];
	} else if (prove_pgd[prove_slot(address, PGDIR_SHIFT)].kind == PROVE_TABLE) {
		shift = PUD_SHIFT;
		entry = prove_pud[prove_slot(address, PUD_SHIFT)];
		if (entry.kind == PROVE_TABLE) {
			shift = PMD_SHIFT;
			entry = prove_pmd[prove_slot(address, PMD_SHIFT)];
		}
		if (shift == PMD_SHIFT && entry.kind == PROVE_TABLE) {
			shift = PAGE_SHIFT;
			entry = prove_pte[prove_slot(address, PAGE_SHIFT)];
		}
	}
	*pfn = entry.pfn + ((address & ((1ul << shift) - 1)) >> PAGE_SHIFT);
	return entry;
}

static _Bool maps(struct prove_entry entry)
{
	return entry.kind == PROVE_PRESENT || entry.kind == PROVE_DEVMAP ||
	       entry.kind == PROVE_DEVICE_PRIVATE;
}

/* Whether a page is asked for; of a huge page of hugetlb the first page's word asks for all. */
static _Bool asks(const struct prove_request *request, host_u64 word, host_u64 bit)
{
	return !!(((word & request->mask) | request->defaults) & bit);
}

static void judge_page(const struct prove_request *request, host_u64 input, host_u64 output,
		       unsigned int page)
{
	unsigned long address = PROVE_START + page * 4096ul;
	struct prove_word word = a_read_word(output);
	host_u64 pfn = 0;
	struct prove_entry entry = mapping_of(address, &pfn);
	struct vm_area_struct *vma = vma_lookup(&prove_mm, address);

	STATE("valid-is-mapped", !word.valid || (maps(entry) && word.pfn == pfn));
	STATE("write-is-writable", !word.write || entry.write);
	STATE("write-needs-valid", !word.write || word.valid);
	STATE("error-excludes-both", !word.error || (!word.valid && !word.write));
	STATE("valid-is-readable", !word.valid || (vma && vma->vm_flags & VM_READ));
	STATE("carried-bits", word.carried == a_carried(input));
	if (!(vma && vma->vm_flags & VM_HUGETLB) || page == PROVE_RESUME) {
		STATE("asked-is-valid", !asks(request, input, VALID_BIT) || word.valid);
		/* Device-private memory of the caller's own is reported whatever is asked. */
		STATE("asked-is-writable", entry.kind == PROVE_DEVICE_PRIVATE ||
						   !asks(request, input, VALID_BIT) ||
						   !asks(request, input, WRITE_BIT) || word.write);
	}
	REACH("valid", word.valid);
	REACH("write", word.write);
	REACH("error", word.error);
	REACH("none", !word.valid && !word.error);
	REACH("hugetlb", word.valid && vma && vma->vm_flags & VM_HUGETLB);
	REACH("device-private", word.valid && entry.kind == PROVE_DEVICE_PRIVATE);
}

static void judge(const struct prove_request *request, host_u64 *words)
{
	host_u64 output[PROVE_PAGES];

	for (unsigned int page = 0; page < PROVE_PAGES; page++)
		output[page] = words[page];
	begin_record();
	prove_now.ret = a_call(request, output);
	show_result("a", output);
	if (prove_now.ret == 0 && prove_now.walks == 1)
		for (unsigned int page = PROVE_RESUME; page < PROVE_PAGES; page++)
			judge_page(request, words[page], output[page], page);
	for (unsigned int page = 0; page < PROVE_RESUME; page++)
		STATE("before-resume", output[page] == words[page]);
	STATE("no-fault-under-lock", !prove_now.fault_under_lock);
	STATE("no-write-fault-refused", !prove_now.write_fault_refused);
	STATE("locks-released", !prove_now.lock_misused && prove_now.held[HOST_LOCK_MMAP] &&
					!prove_now.held[HOST_LOCK_PTE] &&
					!prove_now.held[HOST_LOCK_PMD] &&
					!prove_now.held[HOST_LOCK_PUD] &&
					!prove_now.held[HOST_LOCK_HUGETLB_PAGE] &&
					!prove_now.held[HOST_LOCK_HUGETLB_VMA] &&
					!prove_now.held[HOST_LOCK_PTE_MAP]);
	STATE("no-warning", !prove_now.warned && !prove_now.mmap_not_held);
	/* What comes again begins at a page that has not been reported, and nothing after it has. */
	if (prove_now.walks > 1) {
		STATE("resumes-in-range", prove_now.resume >= prove_resume &&
						  prove_now.resume < request->end &&
						  !(prove_now.resume & ~PAGE_MASK));
		for (unsigned int page = PROVE_RESUME; page < PROVE_PAGES; page++)
			STATE("input-kept", PROVE_START + page * 4096ul < prove_now.resume ||
						    output[page] == words[page]);
	}
	REACH("failure", prove_now.ret < 0);
	REACH("fault", prove_now.faults > 0);
	REACH("write-fault", prove_now.fault_flags[0] & FAULT_FLAG_WRITE);
	REACH("wait", prove_now.waits > 0);
	REACH("second-walk", prove_now.walks > 1);
}
