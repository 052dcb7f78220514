/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks, warnings, and what is noted beside a result: each kind and place once a call. */
#include <stdio.h>
#include <string.h>

#include "host.h"

struct host_note host_notes[HOST_NOTES];
host_u32 host_note_count;
int host_held[HOST_LOCKS];
/* Whether there was an entry when the first page was faulted under a hugetlb VMA lock; -1: none was. */
static int entry_under_lock;

static const char *const names[HOST_LOCKS] = {
	[HOST_LOCK_PTE] = "PTE lock",
	[HOST_LOCK_PMD] = "PMD lock",
	[HOST_LOCK_PUD] = "PUD lock",
	[HOST_LOCK_HUGETLB_PAGE] = "page table lock of hugetlb",
	[HOST_LOCK_HUGETLB_VMA] = "hugetlb VMA lock",
	[HOST_LOCK_PTE_MAP] = "mapped PTE table",
	[HOST_LOCK_MMAP] = "mmap lock",
};

void host_note(enum host_note_kind kind, host_u64 address, const char *where)
{
	struct host_note *note = &host_notes[host_note_count];

	for (host_u32 i = 0; i < host_note_count; i++)
		if (host_notes[i].kind == kind && !strcmp(host_notes[i].where, where))
			return;
	if (host_note_count == HOST_NOTES)
		return;
	memset(note, 0, sizeof(*note));
	note->kind = kind;
	note->address = address;
	snprintf(note->where, sizeof(note->where), "%s", where);
	host_note_count++;
}

void host_warn(const char *file, int line)
{
	char where[HOST_NOTE_TEXT];

	snprintf(where, sizeof(where), "%s:%d", file, line);
	host_note(HOST_NOTE_WARN, 0, where);
}

void host_bug(const char *file, int line)
{
	host_stop(HOST_BUG, "BUG at %s:%d", file, line);
}

void host_take(enum host_lock lock)
{
	if (lock == HOST_LOCK_HUGETLB_VMA)
		entry_under_lock = -1;
	if (host_held[lock]++ && lock != HOST_LOCK_PTE_MAP)
		host_note(HOST_NOTE_LOCK_TAKEN_TWICE, 0, names[lock]);
}

void host_release(enum host_lock lock)
{
	if (host_held[lock] > 0)
		host_held[lock]--;
	else
		host_note(HOST_NOTE_LOCK_NOT_HELD, 0, names[lock]);
}

/* The lock's name, and what it is that is faulted: the two are different mistakes. */
static const char *hugetlb_lock_name(const struct host_vma *vma, host_u64 address)
{
	if (entry_under_lock < 0)
		entry_under_lock = vma->backing == HOST_HUGETLB &&
				   host_slot(address, (enum host_level)vma->level);
	return entry_under_lock ? "hugetlb VMA lock, for an entry" : "hugetlb VMA lock, for a hole";
}

void host_note_fault(const struct host_vma *vma, host_u64 address)
{
	for (int lock = 0; lock < HOST_LOCK_MMAP; lock++) {
		if (!host_held[lock])
			continue;
		if (lock == HOST_LOCK_HUGETLB_VMA)
			host_note(HOST_NOTE_FAULT_UNDER_HUGETLB_LOCK, address,
				  hugetlb_lock_name(vma, address));
		else
			host_note(HOST_NOTE_FAULT_UNDER_PAGE_TABLE_LOCK, address, names[lock]);
	}
	if (!host_held[HOST_LOCK_MMAP])
		host_note(HOST_NOTE_LOCK_NOT_HELD, address, names[HOST_LOCK_MMAP]);
}

void host_notes_reset(void)
{
	host_note_count = 0;
	memset(host_held, 0, sizeof(host_held));
	/* The caller's, if the call does not take it itself. */
	host_held[HOST_LOCK_MMAP] = !host_scenario->unlocked;
}

void host_note_end(void)
{
	for (int lock = 0; lock < HOST_LOCK_MMAP; lock++)
		if (host_held[lock])
			host_note(HOST_NOTE_LOCK_LEFT_BEHIND, 0, names[lock]);
	if (!host_held[HOST_LOCK_MMAP] && !host_scenario->unlocked)
		host_note(HOST_NOTE_LOCK_NOT_HELD, 0, names[HOST_LOCK_MMAP]);
	else if (host_held[HOST_LOCK_MMAP] > !host_scenario->unlocked)
		host_note(HOST_NOTE_LOCK_LEFT_BEHIND, 0, names[HOST_LOCK_MMAP]);
}
