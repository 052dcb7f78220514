/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The array of struct pages, as `vmemmap` in linux/mm.h has it: only those of a scenario are there. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "child.h"

#define VMEMMAP 0x110000000000ul
#define PAGE_STRUCT 64ul
#define VMEMMAP_END (VMEMMAP + (PAGE_STRUCT << 40))
#define CHUNK 4096ul
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
			munmap((void *)chunks[i], CHUNK);
	memset(chunks, 0, sizeof(chunks));
	chunk_count = 0;
}

static void map_chunk(unsigned long chunk)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;

	if (mmap((void *)chunk, CHUNK, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED)
		audit_stop(AUDIT_MISUSE, "runs out of memory");
	memset((void *)chunk, NO_PAGE, CHUNK);
}

/* Maps the memory of the struct page if it is not there yet. */
static void *page_struct(audit_u64 pfn)
{
	unsigned long at = VMEMMAP + pfn * PAGE_STRUCT;
	unsigned long chunk = at & ~(CHUNK - 1);
	unsigned int i = (chunk / CHUNK * 2654435761ul >> 8) % CHUNKS;

	for (; chunks[i]; i = (i + 1) % CHUNKS)
		if (chunks[i] == chunk)
			return (void *)at;
	chunks[i] = chunk;
	chunk_count++;
	map_chunk(chunk);
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

int audit_pages_explain(unsigned long address, char *text, unsigned long bytes)
{
	if (address >= VMEMMAP && address < VMEMMAP_END)
		snprintf(text, bytes, "in the struct page of pfn 0x%lx, which no entry has",
			 (address - VMEMMAP) / PAGE_STRUCT);
	else if (address >= VMEMMAP - (PAGE_STRUCT << 12) && address < VMEMMAP)
		snprintf(text, bytes, "in the struct page of a negative pfn");
	else
		return 0;
	return 1;
}
