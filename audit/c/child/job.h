/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_JOB_H
#define _HMM_AUDIT_JOB_H

#include "abi.h"

/*
 * Between the supervisor and the code under audit, which it loads into a forked child. The child
 * sees its copy of all this; what comes back to the supervisor is `shared`, the slots, the pages and
 * the policy. The code under audit can write to those, so the supervisor believes none of them
 * before it has looked.
 */

/* The function of the loaded code that the supervisor calls. */
#define AUDIT_ENTRY "audit_child_main"

#define AUDIT_TEXT_BYTES 2048
#define AUDIT_WARNINGS 16
#define AUDIT_WARNING_BYTES 256

/* Where a child is while no conversion of its has begun. */
#define AUDIT_UNCONFINED 0xfffffffeu
#define AUDIT_LOADING 0xffffffffu

/* Where the child is, and how it ended. */
struct audit_shared {
	/* The number of the scenario; that of the batch's end once all have run. */
	volatile audit_u32 at;
	volatile audit_u32 status;
	volatile audit_u32 warned;
	/* Of a conversion that was stopped. */
	struct audit_loop loop;
	char text[AUDIT_TEXT_BYTES];
};

/* What a scenario came to, beside its pages. */
struct audit_slot {
	audit_u32 check;
	/* AUDIT_OK or AUDIT_ASKS. */
	audit_u32 status;
	int refused;
	audit_u32 tainted;
	audit_u32 calls;
	audit_u32 needs;
	audit_u32 answered;
	audit_u32 unused;
	struct audit_loop loop;
	struct audit_asked asked;
};

/* A scenario of the batch. */
struct audit_place {
	const struct audit_case *scenario;
	struct audit_page *pages;
	struct audit_slot *slot;
};

/* Warnings that were reported already: the child does not end for them again. */
struct audit_warnings {
	audit_u32 count;
	char texts[AUDIT_WARNINGS][AUDIT_WARNING_BYTES];
};

struct audit_job {
	struct audit_shared *shared;
	/* Where the policy goes; NULL: the scenarios are run. */
	struct audit_policy *policy;
	const struct audit_place *places;
	audit_u32 from;
	audit_u32 count;
	/* Goes into every check: what is left of another batch does not pass for this one's. */
	audit_u64 serial;
	const struct audit_warnings *warnings;
};

/* What a slot must hold after its scenario. */
static inline audit_u32 audit_check(const struct audit_job *job, audit_u32 number)
{
	const struct audit_place *place = &job->places[number];
	const audit_u64 *words = (const audit_u64 *)place->pages;
	const audit_u64 *slot = (const audit_u64 *)place->slot;
	audit_u64 sum = job->serial ^ ((audit_u64)number << 32 | place->slot->status);

	for (unsigned long i = 1; i < sizeof(*place->slot) / sizeof(*slot); i++)
		sum = (sum ^ slot[i]) * 0x9e3779b97f4a7c15ull ^ sum >> 29;
	for (audit_u32 i = 0; i < 2 * place->scenario->pages; i++)
		sum = (sum ^ words[i]) * 0x9e3779b97f4a7c15ull ^ sum >> 29;
	return (audit_u32)(sum >> 32) | 1;
}

/* Runs the job and ends the process. */
void audit_child_main(const struct audit_job *job) __attribute__((__noreturn__));

#endif
