/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that shows mistakes: arrays that end at a guard page, hold a poison pattern and have a
 * canary before them; and the array of struct pages, of which only those of a scenario are there.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "runner.h"

#define GUARD 4096ul
/* An array for 8192 pages fits into a slot; larger ones are mapped one by one. */
#define SLOT_BYTES 65536ul
#define SLOTS 32
#define ARRAYS 1024
#define CANARY_BYTES 64ul
#define CANARY 0xc7

struct array {
	char *start;
	unsigned long bytes;
	const char *what;
	char *mapped;
	unsigned long mapped_bytes;
};

static char *slots;
static struct array arrays[ARRAYS];
static unsigned int used;
static int poison_byte;

void hmm_audit_stop(int kind, const char *text) __attribute__((__noreturn__));

static char *map(unsigned long bytes, int protection, void *at)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (at ? MAP_FIXED : 0);
	char *memory = mmap(at, bytes, protection, flags, -1, 0);

	if (memory == MAP_FAILED)
		hmm_audit_stop(AUDIT_MISUSE, "there is no memory left");
	return memory;
}

/* The bytes between two guard pages. */
static char *map_guarded(unsigned long bytes)
{
	char *memory = map(bytes + 2 * GUARD, PROT_NONE, NULL);

	mprotect(memory + GUARD, bytes, PROT_READ | PROT_WRITE);
	return memory + GUARD;
}

void audit_memory_init(void)
{
	unsigned long stride = SLOT_BYTES + GUARD;

	slots = map(SLOTS * stride + GUARD, PROT_NONE, NULL) + GUARD;
	for (int i = 0; i < SLOTS; i++)
		mprotect(slots + i * stride, SLOT_BYTES, PROT_READ | PROT_WRITE);
}

/* Gives all arrays back; the next ones will hold this byte. */
void audit_memory_reset(int poison)
{
	for (unsigned int i = 0; i < used; i++) {
		if (arrays[i].mapped)
			munmap(arrays[i].mapped - GUARD, arrays[i].mapped_bytes + 2 * GUARD);
		arrays[i].mapped = NULL;
	}
	used = 0;
	poison_byte = poison;
}

void *hmm_audit_alloc(unsigned long bytes, const char *what)
{
	unsigned long rounded = (bytes + 7) & ~7ul;
	struct array *array = &arrays[used];
	char *end;

	if (used == ARRAYS || bytes > 1ul << 32)
		hmm_audit_stop(AUDIT_MISUSE, "allocates without end");
	array->mapped = NULL;
	if (used < SLOTS && rounded + CANARY_BYTES <= SLOT_BYTES) {
		end = slots + used * (SLOT_BYTES + GUARD) + SLOT_BYTES;
	} else {
		array->mapped_bytes = (rounded + CANARY_BYTES + GUARD - 1) & ~(GUARD - 1);
		array->mapped = map_guarded(array->mapped_bytes);
		end = array->mapped + array->mapped_bytes;
	}
	array->start = end - rounded;
	array->bytes = bytes;
	array->what = what;
	memset(array->start - CANARY_BYTES, CANARY, CANARY_BYTES);
	memset(array->start, poison_byte, rounded);
	used++;
	return array->start;
}

const char *audit_memory_underrun(void)
{
	for (unsigned int i = 0; i < used; i++)
		for (unsigned int byte = 1; byte <= CANARY_BYTES; byte++)
			if (*(unsigned char *)(arrays[i].start - byte) != CANARY)
				return arrays[i].what;
	return NULL;
}

/* struct pages: as `vmemmap` in linux/mm.h has them. */
#define VMEMMAP 0x110000000000ul
#define PAGE_STRUCT 64ul
#define VMEMMAP_END (VMEMMAP + (PAGE_STRUCT << 40))
#define CHUNKS 8192u
/* A pointer in a struct page that is not the scenario's leads nowhere. */
#define NO_PAGE 0xd5

extern unsigned long hmm_audit_serial;

static unsigned long chunks[CHUNKS];
static unsigned int chunk_count;

static void forget_chunks(void)
{
	for (unsigned int i = 0; i < CHUNKS; i++)
		if (chunks[i])
			munmap((void *)chunks[i], GUARD);
	memset(chunks, 0, sizeof(chunks));
	chunk_count = 0;
}

/* Maps the memory of the struct page if it is not there yet. */
static void *page_struct(audit_u64 pfn)
{
	unsigned long at = VMEMMAP + pfn * PAGE_STRUCT;
	unsigned long chunk = at & ~(GUARD - 1);
	unsigned int i = (chunk / GUARD * 2654435761ul >> 8) % CHUNKS;

	for (; chunks[i]; i = (i + 1) % CHUNKS)
		if (chunks[i] == chunk)
			return (void *)at;
	chunks[i] = chunk;
	chunk_count++;
	map(GUARD, PROT_READ | PROT_WRITE, (void *)chunk);
	memset((void *)chunk, NO_PAGE, GUARD);
	return (void *)at;
}

void audit_pages_set(const struct audit_frame *frames, audit_u32 count)
{
	/* So that no page of one scenario has its memory taken away by another one of the same. */
	if (chunk_count > CHUNKS / 4)
		forget_chunks();
	hmm_audit_serial++;
	for (audit_u32 i = 0; i < count; i++)
		audit_set_page(page_struct(frames[i].pfn), &frames[i]);
}

void audit_pages_clear(const struct audit_frame *frames, audit_u32 count)
{
	for (audit_u32 i = 0; i < count; i++)
		memset(page_struct(frames[i].pfn), NO_PAGE, PAGE_STRUCT);
}

static int explain_array(const struct array *array, unsigned long address, char *text,
			 unsigned long bytes)
{
	unsigned long end = (unsigned long)array->start + ((array->bytes + 7) & ~7ul);
	unsigned long start = (unsigned long)array->start;

	if (address >= end && address < end + GUARD)
		snprintf(text, bytes, "%lu bytes behind the end of the %s (%lu bytes)",
			 address - end, array->what, array->bytes);
	else if (address < start && address >= start - CANARY_BYTES - SLOT_BYTES - GUARD &&
		 array->mapped)
		snprintf(text, bytes, "before the start of the %s", array->what);
	else
		return 0;
	return 1;
}

void audit_memory_explain(unsigned long address, char *text, unsigned long bytes)
{
	for (unsigned int i = 0; i < used; i++)
		if (explain_array(&arrays[i], address, text, bytes))
			return;
	if (address < GUARD)
		snprintf(text, bytes, "at 0x%lx: through a NULL pointer", address);
	else if (address >= VMEMMAP && address < VMEMMAP_END)
		snprintf(text, bytes, "in the struct page of pfn 0x%lx, which no entry has",
			 (address - VMEMMAP) / PAGE_STRUCT);
	else if (address >= VMEMMAP - (PAGE_STRUCT << 12) && address < VMEMMAP)
		snprintf(text, bytes, "in the struct page of a negative pfn");
	else
		snprintf(text, bytes, "at 0x%lx, where no memory is", address);
}
