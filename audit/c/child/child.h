/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_CHILD_H
#define _HMM_AUDIT_CHILD_H

#include "job.h"

/* The parts of the loaded code. Each uses only those that stand before it here, and the glue. */

/* stops.c: the ways in which a conversion ends early, or gives a warning. */
void audit_stops_init(const struct audit_job *job);
/* What is reported of the loop if the conversion is stopped. */
void audit_stops_tell(const struct audit_loop *loop);
void audit_stop(audit_u32 status, const char *format, ...)
	__attribute__((__noreturn__, __format__(__printf__, 2, 3)));
int audit_warned(void);

/* calls.c: what becomes of a system call that the filter refuses. */
void audit_calls_init(void);

/* memory.c: arrays between guard pages. */
enum audit_side { AUDIT_AT_END, AUDIT_AT_START };
/* Gives all arrays back; the next ones stand at this side of their room and hold this byte. */
void audit_memory_reset(enum audit_side side, int poison);
/* Ends the conversion if a byte around an array was written. */
void audit_memory_verify(void);
/* Says where an address is, if it is near an array; else returns 0. */
int audit_memory_explain(unsigned long address, char *text, unsigned long bytes);

/* pages.c: the array of struct pages, of which only those of a scenario are there. */
void audit_pages_set(const struct audit_frame *frames, audit_u32 count);
void audit_pages_clear(const struct audit_frame *frames, audit_u32 count);
int audit_pages_explain(unsigned long address, char *text, unsigned long bytes);

/* faults.c: what the processor's exceptions say of the conversion. */
void audit_faults_init(void);

#endif
