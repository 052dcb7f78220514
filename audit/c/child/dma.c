/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a driver has mapped for DMA: the device gets nothing beside it. */
#include <hmm-audit.h>

#include "abi.h"

/* Of a driver that maps more pieces nothing is said. */
#define MOST_PIECES 8192u

static struct {
	u64 start, bytes;
} pieces[MOST_PIECES];
static unsigned int count, last;
static int too_many;

void audit_dma_begin(void)
{
	count = last = 0;
	too_many = 0;
}

void hmm_audit_dma_maps(u64 address, u64 bytes)
{
	if (count == MOST_PIECES) {
		too_many = 1;
		return;
	}
	pieces[count].start = address;
	pieces[count++].bytes = bytes;
}

static int covers(unsigned int piece, u64 address)
{
	return address >= pieces[piece].start &&
	       address - pieces[piece].start + PAGE_SIZE <= pieces[piece].bytes;
}

/* Pages are reported in the order in which they were mapped, or nearly so. */
static int is_mapped(u64 address)
{
	for (unsigned int i = 0; i < count; i++) {
		unsigned int piece = (last + i) % count;

		if (!covers(piece, address))
			continue;
		last = piece;
		return 1;
	}
	return 0;
}

void audit_dma_check(u64 address)
{
	if (count > 0 && !too_many && !is_mapped(address))
		hmm_audit_warn("maps an address for the device that it has not mapped for DMA");
}
