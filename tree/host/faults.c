/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page faults, by the numbered rules of model.md, section 1: the first that matches decides. */
#include <stddef.h>

#include "change.h"

static enum host_fault forced_failure(host_u64 address)
{
	for (host_u32 i = 0; i < host_scenario->fault_errors; i++) {
		host_u64 failing = host_scenario->fault_error[i];

		if (failing >> HOST_PAGE_SHIFT == address >> HOST_PAGE_SHIFT)
			return (enum host_fault)(failing & 7);
	}
	return HOST_FAULT_DONE;
}

static host_u64 with_kind(host_u64 entry, enum host_kind kind)
{
	return (entry & ~HOST_KIND_MASK) | host_as_kind(kind);
}

static void allocate_into(host_u64 *slot, host_u64 pages, host_u64 attributes)
{
	host_write(slot, host_entry(host_allocate(pages), attributes & HOST_ATTRIBUTES));
}

/* Rules 5, 6, 16, 17 and 18. */
static enum host_fault fault_present(const struct host_vma *vma, host_u64 *slot, host_u64 pages,
				     int write)
{
	host_u64 entry = *slot;

	if (entry & HOST_PROTNONE) {
		host_write(slot, entry & ~HOST_PROTNONE);
	} else if (write && !(entry & HOST_WRITE)) {
		if (vma->flags & HOST_VMA_SHARED) {
			host_write(slot, entry | HOST_WRITE);
		} else {
			/* The copy of a device's page is one of the process. */
			if (host_kind(entry) == HOST_PTE_DEVMAP)
				entry = with_kind(entry, HOST_PTE_PRESENT);
			allocate_into(slot, pages, (entry & ~HOST_SPECIAL) | HOST_WRITE);
			host_invalidate();
		}
	}
	return HOST_FAULT_DONE;
}

/* Rules 2 to 6. */
static enum host_fault fault_hugetlb(const struct host_vma *vma, host_u64 address, int write)
{
	enum host_level level = (enum host_level)vma->level;
	host_u64 pages = 1ull << (host_shift(level) - HOST_PAGE_SHIFT);
	host_u64 *slot = host_make_slot(address, level);
	host_u32 shared_write = HOST_VMA_SHARED | HOST_VMA_WRITE;
	int writable = write || (vma->flags & shared_write) == shared_write;

	switch (host_kind(*slot)) {
	case HOST_NONE:
		allocate_into(slot, pages,
			      host_as_kind(HOST_HUGETLB_PRESENT) | (writable ? HOST_WRITE : 0));
		return HOST_FAULT_DONE;
	case HOST_HUGETLB_MIGRATION:
		host_write(slot, with_kind(*slot, HOST_HUGETLB_PRESENT));
		return HOST_FAULT_DONE;
	case HOST_HUGETLB_PRESENT:
		return fault_present(vma, slot, pages, write);
	case HOST_HUGETLB_HWPOISON:
		return HOST_FAULT_HWPOISON;
	default:
		host_stop(HOST_BUG, "a hugetlb slot holds what cannot stand there");
	}
}

/* Rule 11. */
static enum host_fault fault_none(const struct host_vma *vma, host_u64 *slot, host_u64 address,
				  int write)
{
	host_u64 present = host_as_kind(HOST_PTE_PRESENT);
	host_u64 frame = vma->file_pfn + ((address - vma->start) >> HOST_PAGE_SHIFT);

	if (vma->backing == HOST_FILE && (!write || vma->flags & HOST_VMA_SHARED)) {
		host_file_frame(address, &frame);
		host_write(slot, host_entry(frame, present | (write ? HOST_WRITE : 0)));
	}
	else if (write)
		allocate_into(slot, 1, present | HOST_WRITE);
	else
		host_write(slot, host_entry(host_scenario->zero_pfn, present | HOST_SPECIAL));
	return HOST_FAULT_DONE;
}

/* Rules 11 to 18, 20, and 22 to 24. */
static enum host_fault fault_pte(const struct host_vma *vma, host_u64 *slot, host_u64 address,
				 int write)
{
	host_u64 present = host_as_kind(HOST_PTE_PRESENT);

	switch (host_kind(*slot)) {
	case HOST_NONE:
		return fault_none(vma, slot, address, write);
	case HOST_PTE_SWAP:
		allocate_into(slot, 1, present | (write ? HOST_WRITE : 0));
		return HOST_FAULT_DONE;
	case HOST_PTE_MIGRATION:
		host_write(slot, with_kind(*slot, HOST_PTE_PRESENT));
		return HOST_FAULT_DONE;
	case HOST_PTE_DEVICE_PRIVATE:
		allocate_into(slot, 1, present | (*slot & HOST_WRITE));
		host_invalidate();
		return HOST_FAULT_DONE;
	case HOST_PTE_DEVICE_EXCLUSIVE:
		host_write(slot, with_kind(*slot, HOST_PTE_PRESENT));
		host_invalidate();
		return HOST_FAULT_DONE;
	case HOST_PTE_UFFD_WP_MARKER:
		host_write(slot, 0);
		return HOST_FAULT_DONE;
	case HOST_PTE_GUARD_MARKER:
		return HOST_FAULT_SIGSEGV;
	case HOST_PTE_HWPOISON:
	case HOST_PTE_POISON_MARKER:
		return HOST_FAULT_HWPOISON;
	case HOST_PTE_DEVMAP:
	case HOST_PTE_PRESENT:
		return fault_present(vma, slot, 1, write);
	default:
		host_stop(HOST_BUG, "a PTE holds what cannot stand there");
	}
}

/* Rules 8 to 10 and 19, and what is below a table. */
static enum host_fault fault_pmd(const struct host_vma *vma, host_u64 *slot, host_u64 address,
				 int write)
{
	host_u64 entry = *slot;

	switch (host_kind(entry)) {
	case HOST_NONE:
	case HOST_TABLE:
		return fault_pte(vma, host_make_slot(address, HOST_PTE), address, write);
	case HOST_PMD_HUGE:
	case HOST_PMD_DEVMAP:
		if (entry & HOST_PROTNONE)
			host_write(slot, entry & ~HOST_PROTNONE);
		else if (write)
			host_write(slot, entry | HOST_WRITE);
		return HOST_FAULT_DONE;
	case HOST_PMD_MIGRATION:
		host_write(slot, with_kind(entry, HOST_PMD_HUGE));
		return HOST_FAULT_DONE;
	case HOST_PMD_DEVICE_PRIVATE:
		allocate_into(slot, HOST_SLOTS,
			      host_as_kind(HOST_PMD_HUGE) | (entry & HOST_WRITE));
		host_invalidate();
		return HOST_FAULT_DONE;
	case HOST_PMD_NONPRESENT:
	case HOST_PMD_BAD:
		return HOST_FAULT_SIGBUS;
	default:
		host_stop(HOST_BUG, "a PMD holds what cannot stand there");
	}
}

enum host_fault host_handle_fault(const struct host_vma *vma, host_u64 address, int write)
{
	enum host_fault failure = forced_failure(address);
	host_u64 *pud;

	/* Rule 21. */
	if (host_does_nothing(address))
		return HOST_FAULT_DONE;
	if (failure != HOST_FAULT_DONE)
		return failure;
	if (vma->backing == HOST_HUGETLB)
		return fault_hugetlb(vma, address, write);
	pud = host_make_slot(address, HOST_PUD);
	if (host_kind(*pud) == HOST_PUD_DEVMAP) {
		if (write)
			host_write(pud, *pud | HOST_WRITE);
		return HOST_FAULT_DONE;
	}
	if (host_kind(*pud) == HOST_PUD_NONPRESENT)
		return HOST_FAULT_SIGBUS;
	return fault_pmd(vma, host_make_slot(address, HOST_PMD), address, write);
}

void host_wait_for_migration(host_u64 *slot)
{
	enum host_kind kind = host_kind(*slot);

	if (kind != HOST_PTE_MIGRATION && kind != HOST_PMD_MIGRATION)
		/* What has arrived already is not waited for. */
		return;
	if (host_does_nothing(host_place(slot)))
		return;
	host_write(slot, with_kind(*slot, kind == HOST_PTE_MIGRATION ? HOST_PTE_PRESENT : HOST_PMD_HUGE));
}
