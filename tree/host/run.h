/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_RUN_H
#define _HMM_TREE_RUN_H

#include "host.h"

/* run.c, as the worker uses it. */
struct host_fault_row {
	host_u64 at;
	host_u32 pages;
	host_u32 write;
};
extern struct host_fault_row *host_fault_rows;
extern host_u32 host_fault_row_count;
struct host_result {
	enum host_end end;
	long ret;
	host_u32 walks;
	/* The first page that still holds input. */
	host_u32 stopped_at;
	/* Whether the sequence that the caller read is out of date. */
	host_u32 stale;
	/* What HOST_OVERFLOW is about; its page is in stopped_at. */
	host_u64 pfn;
};
/* room.c: of a call that ended with HOST_OVERFLOW. */
struct host_overflow {
	host_u32 page;
	host_u64 pfn;
};
extern struct host_overflow host_overflow;

struct host_result host_run(const struct host_scenario *scenario, void *words);

#endif
