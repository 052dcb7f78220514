/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the supervisor calls in the process in which conversions run. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"

#define POISON_ONE 0xa5
#define POISON_OTHER 0x5a

/* Whether the conversion came to its end; if not, it asks for an answer. */
static int run_once(struct hmm_audit_output *out, enum audit_side side, int poison)
{
	audit_memory_reset(side, poison);
	memset(out->pages, 0, out->scenario->pages * sizeof(*out->pages));
	out->refused = 0;
	out->poison = poison;
	out->tainted = out->calls = out->needs = out->answered = 0;
	if (!audit_runs_to_end(audit_run, out))
		return 0;
	audit_memory_verify();
	return 1;
}

/* Memory for the pages of the first run. */
static struct audit_page *first_pages(unsigned long bytes)
{
	static struct audit_page *first;
	static unsigned long first_bytes;

	if (first_bytes < bytes) {
		struct audit_page *larger = realloc(first, 2 * bytes);

		if (!larger)
			audit_stop(AUDIT_MISUSE, "runs out of memory");
		first = larger;
		first_bytes = 2 * bytes;
	}
	return first;
}

/*
 * Runs a scenario twice, with the arrays at either side of their guard pages, and with two poisons:
 * what differs comes from memory that nobody wrote. One that asks for an answer has run once.
 */
static void run_scenario(const struct audit_place *place)
{
	const struct audit_case *scenario = place->scenario;
	const audit_u64 *words = (const audit_u64 *)(scenario + 1);
	const struct audit_frame *frames = (const struct audit_frame *)(words + scenario->pages);
	const struct audit_asked *foreseen = (const struct audit_asked *)(frames + scenario->frames);
	unsigned long bytes = scenario->pages * sizeof(struct audit_page);
	struct audit_page *first = first_pages(bytes);
	struct audit_slot *slot = place->slot;
	static struct hmm_audit_output out;

	out = (struct hmm_audit_output){ .scenario = scenario, .words = words,
					 .pages = place->pages,
					 .answers = (const struct audit_answer *)foreseen };
	if (scenario->foreseen) {
		out.foreseen = foreseen;
		out.answers = (const struct audit_answer *)(foreseen + 1);
	}
	audit_stops_tell(&out.loop);
	audit_pages_set(frames, scenario->frames);
	slot->status = AUDIT_ASKS;
	if (run_once(&out, AUDIT_AT_END, POISON_ONE)) {
		slot->status = AUDIT_OK;
		memcpy(first, out.pages, bytes);
		out.second = 1;
		if (!run_once(&out, AUDIT_AT_START, POISON_OTHER))
			audit_stop(AUDIT_MISUSE, "calls the range fault more often in one of two runs");
		for (audit_u32 i = 0; i < scenario->pages; i++)
			if (memcmp(&first[i], &out.pages[i], sizeof(*first)))
				out.pages[i].kind = AUDIT_UNSTABLE;
	}
	slot->refused = out.refused;
	slot->tainted = out.tainted;
	slot->calls = out.calls;
	slot->needs = out.needs;
	slot->answered = out.answered;
	slot->loop = out.loop;
	slot->asked = out.asked;
	audit_pages_clear(frames, scenario->frames);
}

static void run_scenarios(const struct audit_job *job)
{
	for (audit_u32 i = job->from; i < job->count; i++) {
		job->shared->at = i;
		run_scenario(&job->places[i]);
		job->places[i].slot->check = audit_check(job, i);
		if (audit_warned())
			_exit(0);
	}
}

void audit_child_main(const struct audit_job *job)
{
	audit_stops_init(job);
	audit_faults_init();
	audit_calls_init();
	if (job->policy) {
		job->shared->at = 0;
		audit_memory_reset(AUDIT_AT_END, 0);
		audit_describe(job->policy);
	} else {
		run_scenarios(job);
	}
	job->shared->at = job->count;
	_exit(0);
}
