/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arrays that show mistakes. Each has a room of its own, with guard pages before and after; it
 * stands at the end of the room in one run of a scenario and at its start in the other, so that an
 * access outside on either side meets a guard page in one of them. Around it are canaries, in it a
 * poison pattern.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "child.h"

#define PAGE 4096ul
/* What an index that is off by far still meets; address space costs nothing. */
#define GUARD (1ul << 20)
/* An array for 8000 pages fits into a slot; larger ones get a mapping each. */
#define SLOT_BYTES 65536ul
#define SLOTS 32
#define ARRAYS 1024
/* All arrays of a scenario; one of 8192 pages has 64 KiB. */
#define MOST_BYTES (128ul << 20)
#define CANARY_BYTES 64ul
#define CANARY 0xc7

struct array {
	char *start;
	unsigned long bytes;
	const char *what;
	char *room;
	unsigned long room_bytes;
	/* Of the driver's own; whether it was given back. */
	int owned;
	int freed;
};

static char *slots;
static unsigned int slots_open;
static struct array arrays[ARRAYS];
static unsigned int used;
static unsigned int last_taken;
static unsigned long total;
static enum audit_side side;
static int poison_byte;

static unsigned long round_up(unsigned long bytes, unsigned long to)
{
	return (bytes + to - 1) & ~(to - 1);
}

static char *reserve(unsigned long bytes)
{
	char *memory = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			    0);

	if (memory == MAP_FAILED)
		audit_stop(AUDIT_MISUSE, "runs out of memory");
	return memory;
}

/* Slots are opened when they are needed: a write into one that is not in use is seen. */
static char *slot(unsigned int number)
{
	unsigned long stride = SLOT_BYTES + GUARD;

	if (!slots)
		slots = reserve(SLOTS * stride + GUARD);
	for (; slots_open <= number; slots_open++)
		mprotect(slots + GUARD + slots_open * stride, SLOT_BYTES, PROT_READ | PROT_WRITE);
	return slots + GUARD + number * stride;
}

static void find_room(struct array *array, unsigned long bytes)
{
	unsigned int number = array - arrays;

	array->room_bytes = SLOT_BYTES;
	if (number < SLOTS && bytes <= SLOT_BYTES) {
		array->room = slot(number);
		return;
	}
	array->room_bytes = round_up(bytes, PAGE);
	array->room = reserve(array->room_bytes + 2 * GUARD) + GUARD;
	mprotect(array->room, array->room_bytes, PROT_READ | PROT_WRITE);
}

static int has_slot(const struct array *array)
{
	return array->room > slots && array->room < slots + SLOTS * (SLOT_BYTES + GUARD);
}

static void close_room(const struct array *array)
{
	if (!has_slot(array))
		munmap(array->room - GUARD, array->room_bytes + 2 * GUARD);
}

void audit_memory_reset(enum audit_side at, int poison)
{
	for (unsigned int i = 0; i < used; i++)
		close_room(&arrays[i]);
	used = last_taken = 0;
	total = 0;
	side = at;
	poison_byte = poison;
}

/* The bytes of the room next to the array, on the side that has no guard page. */
static unsigned char *canary_before(const struct array *array)
{
	return side == AUDIT_AT_END ? (unsigned char *)array->start - CANARY_BYTES : NULL;
}

static unsigned long canary_after_bytes(const struct array *array)
{
	unsigned long rounding = round_up(array->bytes, 8) - array->bytes;

	return side == AUDIT_AT_END ? rounding : rounding + CANARY_BYTES;
}

/* What was given back holds one byte, over and over. */
static void check_freed(const struct array *array)
{
	const char *memory = array->start;

	if (array->bytes > 0 && (*memory != (char)poison_byte ||
				 memcmp(memory, memory + 1, array->bytes - 1) != 0))
		audit_stop(AUDIT_UNDERRUN, "writes into the %s after it was freed", array->what);
}

/* Where the next array is described: what was given back is kept as it is while there are slots. */
static struct array *next_array(void)
{
	if (used < SLOTS)
		return &arrays[used++];
	for (unsigned int i = 1; i <= used; i++) {
		struct array *array = &arrays[(last_taken + i) % used];

		if (!array->freed)
			continue;
		check_freed(array);
		close_room(array);
		return array;
	}
	return used < ARRAYS ? &arrays[used++] : NULL;
}

void *hmm_audit_alloc(unsigned long bytes, const char *what)
{
	struct array *array = next_array();
	unsigned long rounded;

	if (!array || bytes > MOST_BYTES || total + bytes > MOST_BYTES)
		audit_stop(AUDIT_MISUSE, "allocates without end");
	rounded = round_up(bytes, 8);
	total += bytes;
	find_room(array, rounded + CANARY_BYTES);
	array->start = array->room;
	if (side == AUDIT_AT_END)
		array->start += array->room_bytes - rounded;
	array->bytes = bytes;
	array->what = what;
	array->owned = array->freed = 0;
	if (canary_before(array))
		memset(canary_before(array), CANARY, CANARY_BYTES);
	memset(array->start, poison_byte, bytes);
	memset(array->start + bytes, CANARY, canary_after_bytes(array));
	last_taken = array - arrays;
	return array->start;
}

void *hmm_audit_take(unsigned long bytes, const char *what)
{
	void *memory = hmm_audit_alloc(bytes, what);

	arrays[last_taken].owned = 1;
	return memory;
}

/* What was given back holds the poison pattern. */
void hmm_audit_free(const void *memory)
{
	for (unsigned int i = 0; memory && i < used; i++) {
		struct array *array = &arrays[i];

		if (array->start != memory || !array->owned)
			continue;
		if (array->freed)
			audit_stop(AUDIT_MISUSE, "frees the %s twice", array->what);
		array->freed = 1;
		total -= array->bytes;
		memset(array->start, poison_byte, array->bytes);
		return;
	}
}

const char *hmm_audit_unfreed(void)
{
	for (unsigned int i = 0; i < used; i++)
		if (arrays[i].owned && !arrays[i].freed)
			return arrays[i].what;
	return 0;
}

static int is_canary(const unsigned char *memory, unsigned long bytes)
{
	while (bytes > 0)
		if (memory[--bytes] != CANARY)
			return 0;
	return 1;
}

void audit_memory_verify(void)
{
	for (unsigned int i = 0; i < used; i++) {
		const struct array *array = &arrays[i];
		const unsigned char *after = (unsigned char *)array->start + array->bytes;
		const unsigned char *before = canary_before(array);

		if (before && !is_canary(before, CANARY_BYTES))
			audit_stop(AUDIT_UNDERRUN, "writes before the start of the %s",
				   array->what);
		if (!is_canary(after, canary_after_bytes(array)))
			audit_stop(AUDIT_UNDERRUN, "writes after the end of the %s", array->what);
		if (array->freed)
			check_freed(array);
	}
}

static int explain_array(const struct array *array, unsigned long address, char *text,
			 unsigned long bytes)
{
	unsigned long start = (unsigned long)array->start;
	unsigned long end = start + array->bytes;
	unsigned long room = (unsigned long)array->room;

	if (address >= end && address < room + array->room_bytes + GUARD)
		snprintf(text, bytes, "%lu bytes after the end of the %s (%lu bytes)",
			 address - end, array->what, array->bytes);
	else if (address < start && address >= room - GUARD)
		snprintf(text, bytes, "before the start of the %s", array->what);
	else
		return 0;
	return 1;
}

static int is_beside(const struct array *array, unsigned long address)
{
	unsigned long start = (unsigned long)array->start;

	return side == AUDIT_AT_END ? address >= start + array->bytes : address < start;
}

int audit_memory_explain(unsigned long address, char *text, unsigned long bytes)
{
	/* Between two rooms there is one guard; the array that stands at it comes first. */
	for (int beside = 1; beside >= 0; beside--)
		for (unsigned int i = 0; i < used; i++)
			if (is_beside(&arrays[i], address) == beside &&
			    explain_array(&arrays[i], address, text, bytes))
				return 1;
	return 0;
}
