/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <err.h>
#include <stdlib.h>

#include "detail.h"

#define PAGE (1ull << HOST_PAGE_SHIFT)
#define WITHOUT_DIFFERENCE 2u
#define NOWHERE (~0ull)

struct host_walk_end *host_walk_ends;
host_u32 host_walk_end_count;
host_u32 *host_origins;
struct host_logged_piece *host_pieces;
host_u32 host_piece_count;
host_u64 host_left_at;

static host_u32 ends_room;
static host_u32 origins_room;
static host_u32 pieces_room;

/* The callback that was called last, and what it got. */
static struct {
	enum host_piece kind;
	const struct host_vma *vma;
	host_u64 start;
	host_u64 end;
	/* The PTE at which it gave the table back; NOWHERE if it has not. */
	host_u64 left;
} piece;

/* What is known of the walk that runs, or ran last. */
static struct {
	host_u32 number;
	int open;
	int faulted;
	int waited;
	int failed;
	int dropped;
	int write;
	/* What the first fault or wait met. */
	host_u32 origin;
	host_u64 last;
} walk;

static void *grown(void *array, host_u32 count, host_u32 *room, unsigned long bytes)
{
	if (count < *room)
		return array;
	*room = *room ? 2 * *room : 64;
	array = realloc(array, *room * bytes);
	if (!array)
		err(70, "realloc");
	return array;
}

static void make_room_for_origins(const struct host_scenario *scenario)
{
	if (origins_room < scenario->pages + 1) {
		origins_room = 2 * (scenario->pages + 1);
		host_origins = realloc(host_origins, origins_room * sizeof(*host_origins));
		if (!host_origins)
			err(70, "realloc");
	}
}

void host_detail_begin(const struct host_scenario *scenario)
{
	host_walk_end_count = host_piece_count = 0;
	walk.open = 0;
	host_left_at = scenario->start;
	if (!scenario->detailed)
		return;
	make_room_for_origins(scenario);
	host_detail_attempt();
}

void host_detail_attempt(void)
{
	host_left_at = host_scenario->start;
	if (!host_scenario->detailed)
		return;
	for (host_u32 page = 0; page <= host_scenario->pages; page++)
		host_origins[page] = HOST_UNTOUCHED;
}

void host_detail_walk(host_u32 number)
{
	walk.number = number;
	walk.open = 1;
	walk.faulted = walk.waited = walk.failed = walk.dropped = walk.write = 0;
	piece.vma = NULL;
	piece.start = piece.end = 0;
	piece.left = NOWHERE;
}

/* The entry that decides a page of a piece, or what stands for one. */
static host_u32 origin_of(const struct host_vma *vma, host_u64 address)
{
	host_u64 *slot;

	if (piece.kind == HOST_PIECE_TEST)
		return HOST_SKIPPED_VMA;
	if (!vma)
		return HOST_GAP;
	if (vma->backing == HOST_HUGETLB) {
		slot = host_slot(address, (enum host_level)vma->level);
		if (!slot)
			return HOST_HOLE;
		return *slot ? *slot >> HOST_KIND_SHIFT : HOST_HUGETLB_NONE;
	}
	for (int level = HOST_PGD; level > HOST_PTE; level--) {
		slot = host_slot(address, (enum host_level)level);
		if (!*slot)
			return HOST_HOLE;
		if (host_kind(*slot) != HOST_TABLE)
			return *slot >> HOST_KIND_SHIFT;
	}
	return *host_slot(address, HOST_PTE) >> HOST_KIND_SHIFT;
}

static void put_origins(host_u64 start, host_u64 end)
{
	const struct host_scenario *scenario = host_scenario;

	for (host_u64 at = start; at < end && at >= scenario->start && at < scenario->end; at += PAGE)
		host_origins[(at - scenario->start) >> HOST_PAGE_SHIFT] = origin_of(piece.vma, at);
}

void host_begin_piece(enum host_piece kind, const struct host_vma *vma, host_u64 start, host_u64 end)
{
	piece.kind = kind;
	piece.vma = vma;
	piece.start = start;
	piece.end = end;
	piece.left = NOWHERE;
}

static int is_table_below_pud(void)
{
	host_u64 *slot = host_slot(piece.start, HOST_PUD);

	return piece.kind == HOST_PIECE_PUD && slot && host_kind(*slot) == HOST_TABLE;
}

/* The table below a PUD is no output, and a VMA that is not skipped is not either. */
static int puts_out(int ret)
{
	return piece.kind == HOST_PIECE_TEST ? ret > 0 : ret == 0 && !is_table_below_pud();
}

static void log_piece(int ret)
{
	if (is_table_below_pud())
		return;
	host_pieces = grown(host_pieces, host_piece_count, &pieces_room, sizeof(*host_pieces));
	host_pieces[host_piece_count++] = (struct host_logged_piece){
		piece.kind, ret, piece.start, piece.end, walk.number, 0
	};
}

void host_end_piece(int ret)
{
	log_piece(ret);
	if (puts_out(ret))
		put_origins(piece.start, piece.end);
	else if (ret < 0 && piece.kind == HOST_PIECE_PMD && piece.left != NOWHERE)
		put_origins(piece.start, piece.left);
}

void host_left_pte(const void *slot)
{
	host_u64 index = ((const host_u64 *)slot - host_pool) & (HOST_SLOTS - 1);

	if (piece.kind == HOST_PIECE_PMD)
		piece.left = (piece.start >> host_shift(HOST_PMD) << host_shift(HOST_PMD)) +
			     index * PAGE;
}

void host_detail_fault(host_u64 address, int write)
{
	if (walk.faulted++)
		return;
	walk.write = write;
	walk.origin = origin_of(piece.vma, address);
}

void host_detail_fault_done(enum host_fault result)
{
	walk.dropped = result == HOST_FAULT_RETRY || result == HOST_FAULT_COMPLETED;
	walk.failed = result != HOST_FAULT_DONE && !walk.dropped;
}

void host_detail_wait(const host_u64 *slot)
{
	walk.waited = 1;
	walk.origin = *slot >> HOST_KIND_SHIFT;
}

void host_detail_walk_ended(host_u64 last)
{
	walk.last = last;
	host_left_at = last;
}

static void add_end(enum host_ending ending, host_u64 start, host_u32 write, host_u32 faults)
{
	struct host_walk_end *end;
	/* Of a table of PTEs one was waited for, or is impossible; a fault takes all after it along. */
	int one = (ending == HOST_WAITED || ending == HOST_IMPOSSIBLE) && piece.left != NOWHERE;

	host_walk_ends =
		grown(host_walk_ends, host_walk_end_count, &ends_room, sizeof(*host_walk_ends));
	end = &host_walk_ends[host_walk_end_count++];
	end->ending = ending;
	end->origin = ending == HOST_DENIED || ending == HOST_IMPOSSIBLE ?
			      origin_of(piece.vma, start) :
			      walk.origin;
	end->start = start;
	end->end = one ? start + PAGE : piece.end;
	end->write = write;
	end->faults = faults;
}

static enum host_ending faulted_ending(void)
{
	return walk.dropped ? HOST_LOCK_DROPPED : HOST_FAULTED;
}

void host_detail_retry(host_u32 faults)
{
	if (!walk.open)
		return;
	walk.open = 0;
	if (walk.waited)
		add_end(HOST_WAITED, walk.last, WITHOUT_DIFFERENCE, faults);
	else if (walk.faulted)
		add_end(faulted_ending(), walk.last, walk.write, faults);
}

#define EPERM_RETURNED (-1)

void host_detail_return(long ret, host_u32 faults)
{
	if (!walk.open || ret >= 0)
		return;
	walk.open = 0;
	if (walk.failed) {
		add_end(HOST_FAULT_FAILED, walk.last, walk.write, faults);
	} else if (ret == EPERM_RETURNED) {
		add_end(HOST_DENIED, walk.last, 1, faults);
	} else if (!walk.faulted && !walk.waited && piece.end) {
		host_left_at = piece.left != NOWHERE ? piece.left : piece.start;
		add_end(HOST_IMPOSSIBLE, host_left_at, WITHOUT_DIFFERENCE, faults);
	} else if (walk.waited || walk.faulted) {
		add_end(walk.waited ? HOST_WAITED : faulted_ending(), walk.last, walk.write, faults);
	}
}
