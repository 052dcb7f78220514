/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a driver has mapped for DMA: the device gets nothing beside it. */
#include <hmm-audit.h>
#include <linux/dma-mapping.h>

#include "abi.h"

/* Of a driver that maps more pieces nothing is said. */
#define MOST_PIECES 8192u

static struct {
	u64 start, bytes;
	int direction;
} pieces[MOST_PIECES];
static unsigned int count, last;
static int too_many;

void audit_dma_begin(void)
{
	count = last = 0;
	too_many = 0;
}

void hmm_audit_dma_maps(u64 address, u64 bytes, int direction)
{
	if (count == MOST_PIECES) {
		too_many = 1;
		return;
	}
	pieces[count].start = address;
	pieces[count].direction = direction;
	pieces[count++].bytes = bytes;
}

static int covers(unsigned int piece, u64 address)
{
	return address >= pieces[piece].start &&
	       address - pieces[piece].start + PAGE_SIZE <= pieces[piece].bytes;
}

/* What a mapping lets the device do; one that may write a page may read it by its own page table. */
static int allows(unsigned int piece, int writes)
{
	switch (pieces[piece].direction) {
	case DMA_BIDIRECTIONAL:
		return 1;
	case DMA_TO_DEVICE:
		return !writes;
	case DMA_FROM_DEVICE:
		return writes;
	default:
		return 0;
	}
}

enum mapped { NOT_MAPPED, OTHER_DIRECTION, MAPPED };

/* Pages are reported in the order in which they were mapped, or nearly so. */
static enum mapped how_mapped(u64 address, int writes)
{
	enum mapped found = NOT_MAPPED;

	for (unsigned int i = 0; i < count; i++) {
		unsigned int piece = (last + i) % count;

		if (!covers(piece, address))
			continue;
		found = OTHER_DIRECTION;
		if (!allows(piece, writes))
			continue;
		last = piece;
		return MAPPED;
	}
	return found;
}

void audit_dma_check(u64 address, int writes)
{
	if (count == 0 || too_many)
		return;
	switch (how_mapped(address, writes)) {
	case MAPPED:
		break;
	case NOT_MAPPED:
		hmm_audit_warn("maps an address for the device that it has not mapped for DMA");
		break;
	case OTHER_DIRECTION:
		hmm_audit_warn(writes ? "lets the device write a page that it has mapped for DMA "
					"in a direction without that" :
					"lets the device read a page that it has mapped for DMA "
					"in a direction without that");
		break;
	}
}
