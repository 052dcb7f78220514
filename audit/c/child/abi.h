/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_ABI_H
#define _HMM_AUDIT_ABI_H

/*
 * Between the parts that see the C library and the glue, which sees the headers that stand for the
 * kernel's. Nothing but built-in types; the layouts are those of `audit/c/batch.ts`.
 */

typedef unsigned int audit_u32;
typedef unsigned long long audit_u64;

/* How a conversion ended. */
enum audit_status {
	AUDIT_OK = 0,
	AUDIT_SEGV = 1,
	AUDIT_TIMEOUT = 2,
	AUDIT_BUG = 3,
	AUDIT_SANITIZER = 4,
	AUDIT_OUTSIDE = 5,
	AUDIT_UNDERRUN = 6,
	AUDIT_EXIT = 7,
	AUDIT_NOT_RUN = 8,
	AUDIT_NO_PAGE = 9,
	AUDIT_SIGNAL = 10,
	AUDIT_MISUSE = 11,
	AUDIT_TAMPERED = 12,
	AUDIT_MEMORY = 13,
};

/* What was reported of a page. */
enum audit_kind {
	AUDIT_MISSING = 0,
	AUDIT_NONE = 1,
	AUDIT_ERROR = 2,
	AUDIT_MAPPED = 3,
	AUDIT_RAW = 4,
	AUDIT_UNSTABLE = 5,
};

struct audit_page {
	audit_u32 kind;
	audit_u32 flags;
	audit_u64 value;
};

/* A pfn that an entry has. owner: 0 system memory, else device-private; bit 31: the zero page. */
struct audit_frame {
	audit_u64 pfn;
	audit_u32 owner;
	audit_u32 unused;
};

/* A scenario, as it comes over the pipe; words and frames follow. */
struct audit_case {
	audit_u32 pages;
	audit_u32 frames;
	audit_u64 start;
	audit_u64 ret;
	audit_u64 default_flags;
	audit_u64 mask;
	audit_u64 owner;
};

/* What the adapter says of the driver. */
struct audit_policy {
	audit_u64 has_range;
	audit_u64 has_request;
	audit_u64 flags[2];
	audit_u64 values[3];
	audit_u64 pfn_shift;
	audit_u64 default_flags;
	audit_u64 mask;
	audit_u64 owner;
	audit_u64 request[5];
};

struct hmm_audit_output {
	const struct audit_case *scenario;
	const audit_u64 *words;
	struct audit_page *pages;
	int refused;
};

/* The glue. */
void audit_describe(struct audit_policy *policy);
void audit_set_page(void *page, const struct audit_frame *frame);
void audit_run(struct hmm_audit_output *out);

/* memory.c */
void *hmm_audit_alloc(unsigned long bytes, const char *what);

#endif
