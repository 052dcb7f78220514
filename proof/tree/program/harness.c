/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program that is proved about: any address space at a place, any request, one call of each tree.
 * An assertion's text begins with what it is for: "statement", "known" (a known difference that is
 * left out: refuted if the trees show it), or "reach" (refuted if the place is reached).
 */
#include "all.h"
extern struct mm_struct prove_mm;
extern struct dev_pagemap prove_pagemap[2];
#include "world.c"

host_u64 nondet_u64(void);
unsigned int nondet_u32(void);
unsigned char nondet_u8(void);
_Bool nondet_bool(void);

#define STATE(name, condition) __CPROVER_assert(condition, "statement " name)
#define KNOWN(name, condition) __CPROVER_assert(condition, "known " name)
#define REACH(name, condition) __CPROVER_assert(!(condition), "reach " name)
#define SHOW(name, value) __CPROVER_output(name, value)

#define TREE_FUNCTIONS(tree)                                              \
	extern const _Bool tree##_has_order;                              \
	extern const _Bool tree##_returns_pages;                          \
	host_u64 tree##_ask_fault(void);                                  \
	host_u64 tree##_ask_write(void);                                  \
	struct prove_word tree##_read_word(host_u64 word);                \
	host_u64 tree##_write_word(struct prove_word word);               \
	host_u64 tree##_carried(host_u64 word);                           \
	long tree##_call(const struct prove_request *request, host_u64 *words)
TREE_FUNCTIONS(a);
#if PROVE_PAIR
TREE_FUNCTIONS(b);
#endif

/* 52 bits of physical address less the offset in a page, up to a leaf's last page; leaves are aligned. */
#define PFN_BITS 40

static struct prove_entry any_entry(host_u64 kinds, host_u64 aligned)
{
	struct prove_entry entry;

	entry.kind = nondet_u8();
	entry.write = nondet_bool();
	entry.protnone = nondet_bool();
	entry.special = nondet_bool();
	entry.owner = nondet_bool();
	entry.pfn = nondet_u64();
	__CPROVER_assume(entry.kind < 16 && (kinds >> entry.kind & 1));
	__CPROVER_assume(entry.pfn <= (1ull << PFN_BITS) - aligned);
	__CPROVER_assume(entry.kind != PROVE_NONE || entry.pfn == 0);
	if (entry.kind == PROVE_PRESENT || entry.kind == PROVE_DEVMAP ||
	    entry.kind == PROVE_DEVICE_PRIVATE)
		__CPROVER_assume((entry.pfn & (aligned - 1)) == 0);
	return entry;
}

#define KIND(name) (1ull << PROVE_##name)
#define PGD_KINDS (KIND(NONE) | KIND(TABLE))
#if PROVE_PAIR
#define PUD_KINDS (KIND(NONE) | KIND(TABLE) | KIND(DEVMAP))
#else
#define PUD_KINDS (KIND(NONE) | KIND(TABLE) | KIND(DEVMAP) | KIND(NONPRESENT))
#endif
#define PMD_KINDS                                                                   \
	(KIND(NONE) | KIND(TABLE) | KIND(PRESENT) | KIND(DEVMAP) | KIND(MIGRATION) | \
	 KIND(DEVICE_PRIVATE) | KIND(NONPRESENT) | KIND(BAD))
#define PTE_KINDS                                                                  \
	(KIND(NONE) | KIND(PRESENT) | KIND(DEVMAP) | KIND(SWAP) | KIND(MIGRATION) | \
	 KIND(DEVICE_PRIVATE) | KIND(DEVICE_EXCLUSIVE) | KIND(HWPOISON) |           \
	 KIND(MARKER_UFFD_WP) | KIND(MARKER))
#define HUGE_KINDS (KIND(NONE) | KIND(PRESENT) | KIND(MIGRATION) | KIND(HWPOISON))

static void show_entry(const char *level, unsigned int slot, struct prove_entry entry)
{
	SHOW(level, slot);
	SHOW("kind", entry.kind);
	SHOW("write", entry.write);
	SHOW("protnone", entry.protnone);
	SHOW("special", entry.special);
	SHOW("owner", entry.owner);
	SHOW("pfn", entry.pfn);
}

static void any_table(void)
{
	for (unsigned int slot = 0; slot < PROVE_SHARED(PGDIR_SHIFT); slot++) {
		prove_pgd[slot] = any_entry(PGD_KINDS, 1);
		show_entry("pgd", slot, prove_pgd[slot]);
	}
	for (unsigned int slot = 0; slot < PROVE_SHARED(PUD_SHIFT); slot++) {
		prove_pud[slot] = any_entry(PUD_KINDS, 1ul << 18);
		show_entry("pud", slot, prove_pud[slot]);
	}
	for (unsigned int slot = 0; slot < PROVE_SHARED(PMD_SHIFT); slot++) {
		prove_pmd[slot] = any_entry(PMD_KINDS, 1ul << 9);
		show_entry("pmd", slot, prove_pmd[slot]);
	}
	for (unsigned int slot = 0; slot < PROVE_PAGES; slot++) {
		prove_pte[slot] = any_entry(PTE_KINDS, 1);
		/* A device's page is what documents have: its marks are its kind. */
		__CPROVER_assume(prove_pte[slot].kind != PROVE_DEVMAP ||
				 (!prove_pte[slot].protnone && !prove_pte[slot].special));
		show_entry("pte", slot, prove_pte[slot]);
	}
}

#if PROVE_CHANGES
static void any_change(void)
{
	prove_others[PROVE_LEVEL_PUD] = any_entry(PUD_KINDS, 1ul << 18);
	prove_others[PROVE_LEVEL_PMD] = any_entry(PMD_KINDS, 1ul << 9);
}

/* After the call: what the entry became. */
static void show_change(void)
{
	SHOW("change", prove_change.made);
	SHOW("level", prove_change.level);
	show_entry("became", prove_change.slot, *changed_slot());
}
#endif

/* VMAs of hugetlb have entries of their own, numbered by the level of their size. */
static void any_huge(void)
{
	for (unsigned int slot = 0; slot < PROVE_SHARED(PMD_SHIFT); slot++) {
		prove_huge[slot] = any_entry(HUGE_KINDS, 1ul << 9);
		prove_huge_missing[slot] = nondet_bool();
		show_entry("huge", slot, prove_huge[slot]);
		SHOW("missing", prove_huge_missing[slot]);
	}
}

/* Whether an entry can be one of a huge page of 1 GiB, whose last page is below the limit, too. */
static _Bool is_of_gigabyte(struct prove_entry entry)
{
	return entry.pfn <= (1ull << PFN_BITS) - (1ul << 18) &&
	       (entry.kind != PROVE_PRESENT || !(entry.pfn & ((1ul << 18) - 1)));
}

static void any_vma(unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = &prove_vma;
	unsigned long size;

	vma->vm_start = start;
	vma->vm_end = end;
	vma->vm_mm = &prove_mm;
	vma->vm_flags = nondet_u64() & (VM_READ | VM_WRITE | VM_SHARED | VM_IO | VM_PFNMAP |
					VM_MIXEDMAP | VM_HUGETLB);
	vma->order = nondet_bool() ? 18 : 9;
	__CPROVER_assume(start < end && end <= TASK_SIZE && !((start | end) & ~PAGE_MASK));
	size = PAGE_SIZE << vma->order;
	__CPROVER_assume(!(vma->vm_flags & VM_HUGETLB) || !((start | end) & (size - 1)));
	if (vma->order == 18)
		for (unsigned int slot = 0; slot < PROVE_SHARED(PMD_SHIFT); slot++)
			__CPROVER_assume(!(vma->vm_flags & VM_HUGETLB) ||
					 is_of_gigabyte(prove_huge[slot]));
	SHOW("vma", 0);
	SHOW("start", vma->vm_start);
	SHOW("end", vma->vm_end);
	SHOW("flags", vma->vm_flags);
	SHOW("order", vma->order);
}

static void any_space(void)
{
#if PROVE_VMA_ANY
	any_vma(nondet_u64(), nondet_u64());
#else
	any_vma(PROVE_VMA_START, PROVE_VMA_END);
#endif
	prove_mm.mmap = &prove_vma;
	prove_mm.pgd = (pgd_t *)prove_pgd;
}

/* What one tree is asked: the request, and a word for each page. */
struct asked {
	struct prove_request request;
	host_u64 words[PROVE_PAGES];
};

static void show_asked(const struct asked *asked, host_u64 fault_bits, host_u64 write_bits)
{
	SHOW("request", 0);
	SHOW("fault bits", fault_bits);
	SHOW("write bits", write_bits);
	SHOW("defaults", asked->request.defaults);
	SHOW("mask", asked->request.mask);
	SHOW("caller", asked->request.owner);
	for (unsigned int page = 0; page < PROVE_PAGES; page++)
		SHOW("word", asked->words[page]);
}

/* Any words at all, of the range of the place. */
static struct asked any_words(unsigned int owner)
{
	struct asked asked;

	asked.request.start = PROVE_START;
	asked.request.end = PROVE_START + PROVE_PAGES * 4096ul;
	asked.request.defaults = nondet_u64();
	asked.request.mask = nondet_u64();
	asked.request.owner = owner;
	for (unsigned int page = 0; page < PROVE_PAGES; page++)
		asked.words[page] = nondet_u64();
	return asked;
}

static struct asked any_asked(void)
{
	unsigned int owner = nondet_u32();
	struct asked asked;

	__CPROVER_assume(owner <= 2);
	asked = any_words(owner);
	show_asked(&asked, a_ask_fault(), a_ask_write());
	return asked;
}

/* Faults succeed or fail; what the real handler would do then is not looked at. */
static void any_events(void)
{
	for (unsigned int number = 0; number < PROVE_PAGES; number++) {
		unsigned int result = nondet_u32();

		__CPROVER_assume(result == 0 || result == VM_FAULT_OOM ||
				 result == VM_FAULT_SIGBUS || result == VM_FAULT_HWPOISON ||
				 result == VM_FAULT_SIGSEGV);
		prove_fault_result[number] = result;
		SHOW("fault", prove_fault_result[number]);
	}
	prove_retry[0] = nondet_bool();
	prove_retry[1] = nondet_bool();
	SHOW("retry", prove_retry[0]);
	SHOW("retry", prove_retry[1]);
	prove_zero_pfn = nondet_u64();
	SHOW("zero", prove_zero_pfn);
}

static void begin_record(void)
{
	static const struct prove_record nothing;

	prove_now = nothing;
	prove_now.held[HOST_LOCK_MMAP] = 1;
}

static void show_result(const char *tree, const host_u64 *words)
{
	SHOW("result", 0);
	SHOW("of", tree[0]);
	SHOW("returned", prove_now.ret);
	for (unsigned int page = 0; page < PROVE_PAGES; page++)
		SHOW("output", words[page]);
	SHOW("faults", prove_now.faults);
	for (unsigned int number = 0; number < PROVE_PAGES; number++) {
		SHOW("faulted", prove_now.fault_address[number]);
		SHOW("flags", prove_now.fault_flags[number]);
	}
	SHOW("waits", prove_now.waits);
	SHOW("walks", prove_now.walks);
	SHOW("resume", prove_now.resume);
	SHOW("locked", prove_now.fault_under_lock);
}

#include "format.c"
#include "mapping.c"
#if PROVE_PAIR
#include "same.c"
#else
#include "contract.c"
#endif

int main(void)
{
	any_format();
	any_table();
	any_huge();
#if PROVE_CHANGES
	any_change();
#endif
	any_space();
	any_events();
	judge();
	return 0;
}
