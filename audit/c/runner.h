/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_RUNNER_H
#define _HMM_AUDIT_RUNNER_H

#include "abi.h"

#define AUDIT_TEXT_BYTES 2048

/* What parent and child share: where the child is, and how it ended. */
struct audit_shared {
	volatile audit_u32 at;
	volatile audit_u32 done;
	volatile audit_u32 status;
	volatile audit_u32 warned;
	char text[AUDIT_TEXT_BYTES];
};
extern struct audit_shared *audit_shared;

/* A scenario of the batch. */
struct audit_place {
	const struct audit_case *scenario;
	struct audit_page *pages;
	int *refused;
};

/* child.c: runs scenarios from a number on, and ends the process. */
void audit_be_child(const struct audit_place *places, audit_u32 from, audit_u32 count,
		    audit_u32 milliseconds, int error_file) __attribute__((__noreturn__));

/* memory.c */
void audit_memory_init(void);
void audit_memory_reset(int poison);
/* The first array that was written before its start; NULL if there is none. */
const char *audit_memory_underrun(void);
void audit_pages_set(const struct audit_frame *frames, audit_u32 count);
void audit_pages_clear(const struct audit_frame *frames, audit_u32 count);
/* Says of an address where the driver went wrong. */
void audit_memory_explain(unsigned long address, char *text, unsigned long bytes);

/* stops.c */
void audit_stops_init(audit_u32 milliseconds);
/* A warning is a finding once a batch: it ends the child that gives it, others would be slow. */
void audit_warning_known(const char *text);
void audit_warnings_forget(void);

#endif
