/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_SUPERVISE_H
#define _HMM_AUDIT_SUPERVISE_H

#include <sys/types.h>

#include "job.h"

/* The parts of the supervisor, in which no code under audit ever runs. */

/* confine.c */

/* The arguments of the supervisor. */
struct audit_setup {
	const char *code;
	int filter;
	/* Its sanitizers reserve terabytes of address space. */
	int sanitized;
	/* How much longer a conversion may take once a sanitizer writes its report. */
	audit_u32 report_milliseconds;
};
/* Whether the system has filters of system calls. */
int audit_can_filter(void);
/* Takes from this process, a new child, all that a conversion has no need of. */
void audit_confine(int errors, const struct audit_setup *setup);

/* watch.c */

/* What is left to the conversions of a batch together. */
struct audit_budget {
	audit_u64 cpu_nanoseconds;
	audit_u64 ticks;
	int exhausted;
};
struct audit_watch {
	pid_t child;
	const struct audit_shared *shared;
	int errors;
	/* It cannot have started others. */
	int filtered;
	/* Processor time for one conversion; also the longest sleep. */
	audit_u32 milliseconds;
	audit_u32 report_milliseconds;
	/* Of a child that stays for other jobs: waits for its answer, a tick at most; says whether a
	 * whole one has passed. NULL: its end is waited for. */
	int (*wait)(const struct audit_watch *watch);
	/* Whether it has given its answer. */
	int (*answered)(const struct audit_watch *watch);
};
/* How a child ended. Its status is AUDIT_OK if it was not ended here, and the text then NULL. */
struct audit_end {
	int wait_status;
	audit_u32 status;
	const char *text;
	/* It has given its answer, and stays. */
	int answered;
};
void audit_watch_init(void);
struct audit_budget audit_budget_of(audit_u32 count, audit_u32 milliseconds);
/* Waits for the end or the answer of a child, or ends it for what it takes; then ends all that it left behind. */
struct audit_end audit_await(const struct audit_watch *watch, struct audit_budget *budget);
/* Ends a child and all that it left behind; returns its wait status. */
int audit_end_child(const struct audit_watch *watch);

/* ending.c: nothing that a child has left in shared memory is believed before it was looked at. */
struct audit_ending {
	audit_u32 status;
	/* The conversion that it was at; the scenarios before it have results of their own. */
	audit_u32 stop;
	int loading;
	int warned;
	/* Somebody has killed it, and it was not us. */
	int killed;
	char text[AUDIT_TEXT_BYTES];
};
struct audit_ending audit_judge_end(const struct audit_job *job, const struct audit_end *end,
				    int errors);

/* process.c */

/* What it has taken of the processor, in nanoseconds; 0 if nobody says. */
audit_u64 audit_processor_time(pid_t process);
/* The letter of ps(1), and the parent. */
char audit_process_state(pid_t process, pid_t *parent);
audit_u64 audit_resident_bytes(pid_t process);

/* killed.c */

/* How often the scenario that is next was killed, and how many were killed for want of memory before the first one. */
struct audit_kills {
	audit_u32 times;
	audit_u64 oom;
};
struct audit_kills audit_no_kills(void);
/*
 * Whether a child is run again because somebody has killed it. If that was often enough, and the code has not done it,
 * its status becomes AUDIT_KILLED.
 */
int audit_runs_again(struct audit_kills *kills, struct audit_ending *ending, int filtered);

/* answer.c: layouts as `audit/c/answer.ts` and `case-result.ts` have them. */
void audit_answer_begin(void);
void audit_answer_put(const void *bytes, size_t count);
/* A text takes this many bytes in an answer. */
audit_u32 audit_padded_bytes(const char *text);
void audit_answer_text(const char *text);
void audit_answer_result(const struct audit_place *place, audit_u32 status, const char *text);
/* The result of a scenario that ran to its end: if it is not what was reported, it is none. */
void audit_answer_own_result(const struct audit_job *job, audit_u32 number, const char *text);
/* Sends what was put; the answer names the batch by its serial. */
void audit_answer_send(audit_u64 serial, audit_u32 count);

#endif
