// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Functions of the kernel that are not exported to modules. A kprobe finds kallsyms_lookup_name(),
 * which finds the others. A probe sits after a function's ENDBR, where an indirect call may not
 * go if the processor enforces it; functions are aligned, so the start is not far.
 */
#include <linux/kprobes.h>

#include "hmm_probe.h"

typedef unsigned long (*lookup_fn)(const char *name);
typedef struct page *(*normal_page_fn)(struct vm_area_struct *, unsigned long, pte_t);
typedef struct page *(*normal_page_pmd_fn)(struct vm_area_struct *, unsigned long, pmd_t);
typedef unsigned long (*prot_numa_fn)(struct vm_area_struct *, unsigned long, unsigned long);

#define FUNCTION_ALIGNMENT	16

static normal_page_fn normal_page;
static normal_page_pmd_fn normal_page_pmd;
static prot_numa_fn prot_numa;
static unsigned long *huge_zero_pfn_p;

static lookup_fn find_lookup(void)
{
	struct kprobe probe = { .symbol_name = "kallsyms_lookup_name" };
	unsigned long addr;

	if (register_kprobe(&probe))
		return NULL;
	addr = round_down((unsigned long)probe.addr, FUNCTION_ALIGNMENT);
	unregister_kprobe(&probe);
	return (lookup_fn)addr;
}

int hmm_probe_symbols_init(void)
{
	lookup_fn lookup = find_lookup();

	if (!lookup) {
		pr_err("hmm_probe: no probe finds kallsyms_lookup_name\n");
		return -ENOENT;
	}
	normal_page = (normal_page_fn)lookup("vm_normal_page");
	normal_page_pmd = (normal_page_pmd_fn)lookup("vm_normal_page_pmd");
	prot_numa = (prot_numa_fn)lookup("change_prot_numa");
	huge_zero_pfn_p = (unsigned long *)lookup("huge_zero_pfn");
	if (!normal_page || !normal_page_pmd) {
		pr_err("hmm_probe: vm_normal_page%s was not found\n", normal_page ? "_pmd" : "");
		return -ENOENT;
	}
	/* A kernel of 32 bits has no NUMA balancing, and may have no names of data. */
	if (IS_ENABLED(CONFIG_64BIT) && (!prot_numa || !huge_zero_pfn_p)) {
		pr_err("hmm_probe: %s was not found\n",
		       prot_numa ? "huge_zero_pfn" : "change_prot_numa");
		return -ENOENT;
	}
	return 0;
}

struct page *hmm_probe_vm_normal_page(struct vm_area_struct *vma, unsigned long addr, pte_t pte)
{
	return normal_page(vma, addr, pte);
}

struct page *hmm_probe_vm_normal_page_pmd(struct vm_area_struct *vma, unsigned long addr,
					  pmd_t pmd)
{
	return normal_page_pmd(vma, addr, pmd);
}

/* Whether this kernel can be asked for hmm_probe_change_prot_numa(). */
bool hmm_probe_has_prot_numa(void)
{
	return prot_numa;
}

/* The caller holds the mmap lock, and a reference to mm_users: see hmm_probe_numa(). */
unsigned long hmm_probe_change_prot_numa(struct vm_area_struct *vma, unsigned long start,
					 unsigned long end)
{
	return prot_numa(vma, start, end);
}

/* ~0 while there is no huge zero page, or if nobody says which it is. */
u64 hmm_probe_huge_zero_pfn(void)
{
	unsigned long pfn = huge_zero_pfn_p ? READ_ONCE(*huge_zero_pfn_p) : ~0UL;

	return pfn == ~0UL ? ~0ULL : pfn;
}
