/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page table: four levels in one pool of tables of 512 slots; table 0 is the PGD. The pool is
 * reserved at once, so that slots stay where they are; a log of the slots that were written empties it.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "host.h"

#define POOL_TABLES (1ul << 17)

host_u64 *host_pool;
host_u64 host_changes;
host_u64 host_next_pfn;

static host_u32 tables;
/* What every table is the table of: an address, with the level of its slots in the low bits. */
static host_u64 *table_places;
/* All writes since the page table was empty. */
static struct written {
	host_u32 slot;
	host_u32 unused;
	host_u64 entry;
} *written;
static host_u32 written_count;
static host_u32 written_room;
static host_u32 loaded_count;

void host_space_init(void)
{
	void *pool = mmap(NULL, POOL_TABLES * HOST_SLOTS * sizeof(host_u64), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (pool == MAP_FAILED)
		err(70, "mmap");
	host_pool = pool;
	tables = 1;
	table_places = mmap(NULL, POOL_TABLES * sizeof(*table_places), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (table_places == MAP_FAILED)
		err(70, "mmap");
	table_places[0] = HOST_PGD;
}

static host_u32 index_of(host_u64 address, enum host_level level)
{
	return address >> host_shift(level) & (HOST_SLOTS - 1);
}

host_u64 *host_slot(host_u64 address, enum host_level level)
{
	host_u64 *slot = host_pool + index_of(address, HOST_PGD);

	for (int at = HOST_PGD; at > (int)level; at--) {
		if (host_kind(*slot) != HOST_TABLE)
			return NULL;
		slot = host_below(*slot) + index_of(address, at - 1);
	}
	return slot;
}

/* An address with a level, of a slot by its number. */
static host_u64 place_of(host_u32 slot)
{
	host_u64 table = table_places[slot / HOST_SLOTS];
	enum host_level level = (enum host_level)(table & 3);

	return table + ((host_u64)(slot % HOST_SLOTS) << host_shift(level));
}

int host_is_slot(const void *address)
{
	unsigned long offset = (unsigned long)address - (unsigned long)host_pool;

	return offset < POOL_TABLES * HOST_SLOTS * sizeof(host_u64);
}

host_u64 host_place(const host_u64 *slot)
{
	return place_of(slot - host_pool);
}

static host_u64 *make_table(host_u64 *slot)
{
	if (host_kind(*slot) != HOST_TABLE) {
		if (tables == POOL_TABLES)
			host_stop(HOST_ENDLESS, "needs more page tables than the host has room for");
		/* One level below: the level is in the low bits. */
		table_places[tables] = place_of(slot - host_pool) - 1;
		host_write(slot, host_entry(tables++, host_as_kind(HOST_TABLE)));
	}
	return host_below(*slot);
}

host_u64 *host_make_slot(host_u64 address, enum host_level level)
{
	host_u64 *slot = host_pool + index_of(address, HOST_PGD);

	for (int at = HOST_PGD; at > (int)level; at--)
		slot = make_table(slot) + index_of(address, at - 1);
	return slot;
}

void host_write(host_u64 *slot, host_u64 entry)
{
	if (*slot == entry)
		return;
	if (written_count == written_room) {
		written_room = written_room ? 2 * written_room : 4096;
		written = realloc(written, written_room * sizeof(*written));
		if (!written)
			err(70, "realloc");
	}
	written[written_count++] = (struct written){ slot - host_pool, 0, entry };
	host_changes++;
	*slot = entry;
}

void host_store(const host_u32 *entries, host_u32 count)
{
	for (; count; count--, entries += 4) {
		host_u64 at = entries[0] | (host_u64)entries[1] << 32;
		host_u64 entry = entries[2] | (host_u64)entries[3] << 32;
		enum host_level level = (enum host_level)(at & 3);
		host_u64 *slot;

		switch (host_kind(entry)) {
		case HOST_NONE:
			slot = host_slot(at, level);
			if (slot)
				host_write(slot, 0);
			break;
		case HOST_TABLE:
			make_table(host_make_slot(at, level));
			break;
		default:
			host_write(host_make_slot(at, level), entry);
		}
	}
}

host_u64 host_allocate(host_u64 pages)
{
	host_u64 pfn = (host_next_pfn + pages - 1) / pages * pages;

	host_next_pfn = pfn + pages;
	return pfn;
}

/* More slots than this are emptied by giving their memory back. */
#define MOST_WRITTEN (1u << 20)

void host_space_reset(void)
{
	if (written_count > MOST_WRITTEN)
		madvise(host_pool, (unsigned long)tables * HOST_SLOTS * sizeof(host_u64),
			MADV_DONTNEED);
	else
		while (written_count)
			host_pool[written[--written_count].slot] = 0;
	written_count = 0;
	host_changes = 0;
	tables = 1;
}

void host_space_loaded(void)
{
	loaded_count = written_count;
}

host_u32 host_changed(void)
{
	return written_count - loaded_count;
}

void host_change(host_u32 number, host_u64 *place, host_u64 *entry)
{
	*place = place_of(written[loaded_count + number].slot);
	*entry = written[loaded_count + number].entry;
}
