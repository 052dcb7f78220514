/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is held against one tree. */

/* Whether a page is asked for; of a huge page of hugetlb the first page's word asks for all. */
static _Bool asks(const struct prove_request *request, host_u64 word, host_u64 bits)
{
	return !!(((word & request->mask) | request->defaults) & bits);
}

static _Bool is_mapped(struct prove_word word, unsigned long address)
{
	struct mapping mapping = mapping_of(address);

	return maps(mapping.entry) && word.pfn == mapping.pfn;
}

static _Bool is_private(unsigned long address)
{
	return mapping_of(address).entry.kind == PROVE_DEVICE_PRIVATE;
}

/* What is asked of the table now, or was so before an entry of it became another. */
#if PROVE_CHANGES
#define EVER(question)                              \
	((question) || (prove_change.made && ({     \
				_Bool was;           \
				swap_change();       \
				was = (question);    \
				swap_change();       \
				was;                 \
			})))
#else
#define EVER(question) (question)
#endif

static void judge_page(const struct prove_request *request, host_u64 input, host_u64 output,
		       unsigned int page)
{
	unsigned long address = PROVE_START + page * 4096ul;
	struct prove_word word = a_read_word(output);
	struct mapping mapping = mapping_of(address);
	struct prove_entry entry = mapping.entry;
	struct vm_area_struct *vma = mapping.vma;

	STATE("valid-is-mapped", !word.valid || EVER(is_mapped(word, address)));
	STATE("write-is-writable", !word.write || EVER(mapping_of(address).entry.write));
	STATE("write-needs-valid", !word.write || word.valid);
	STATE("error-excludes-both", !word.error || (!word.valid && !word.write));
	STATE("valid-is-readable", !word.valid || (vma && vma->vm_flags & VM_READ));
	STATE("carried-bits", word.carried == a_carried(input));
	if (!mapping.hugetlb || page == PROVE_RESUME) {
		STATE("asked-is-valid", !asks(request, input, a_ask_fault()) || word.valid);
		/* Device-private memory of the caller's own is reported whatever is asked. */
		STATE("asked-is-writable", EVER(is_private(address)) ||
						   !asks(request, input, a_ask_fault()) ||
						   !asks(request, input, a_ask_write()) || word.write);
	}
	REACH("valid", word.valid);
	REACH("write", word.write);
	REACH("error", word.error);
	REACH("none", !word.valid && !word.error);
	REACH("hugetlb", word.valid && mapping.hugetlb);
	REACH("device-private", word.valid && entry.kind == PROVE_DEVICE_PRIVATE);
}

static void judge(void)
{
	struct asked asked = any_asked();
	const struct prove_request *request = &asked.request;
	const host_u64 *words = asked.words;
	host_u64 output[PROVE_PAGES];

	for (unsigned int page = 0; page < PROVE_PAGES; page++)
		output[page] = words[page];
	begin_record();
	prove_now.ret = a_call(request, output);
	show_result("a", output);
#if PROVE_CHANGES
	show_change();
	REACH("change", prove_change.made);
#endif
	if (prove_now.ret >= 0 && prove_now.walks == 1)
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
