/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process in which conversions run. Whatever they do to it, the runner forks another one.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "runner.h"

#define POISON_ONE 0xa5
#define POISON_OTHER 0x5a

/* Fills the part of the stack that the conversion will use with the poison byte. */
static __attribute__((__noinline__)) void poison_stack(int poison)
{
	char stack[8192];

	memset(stack, poison, sizeof(stack));
	__asm__ __volatile__("" : : "r"(stack) : "memory");
}

static void run_once(struct hmm_audit_output *out, int poison)
{
	const char *underrun;

	audit_memory_reset(poison);
	memset(out->pages, 0, out->scenario->pages * sizeof(*out->pages));
	out->refused = 0;
	poison_stack(poison);
	audit_run(out);
	underrun = audit_memory_underrun();
	if (underrun) {
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "writes before the start of the %s",
			 underrun);
		audit_shared->status = AUDIT_UNDERRUN;
		_exit(0);
	}
}

/* Runs a scenario twice, with two poisons: what differs comes from memory that nobody wrote. */
static void run_scenario(const struct audit_place *place)
{
	const struct audit_case *scenario = place->scenario;
	const audit_u64 *words = (const audit_u64 *)(scenario + 1);
	const struct audit_frame *frames = (const struct audit_frame *)(words + scenario->pages);
	unsigned long bytes = scenario->pages * sizeof(struct audit_page);
	static struct audit_page *first;
	static unsigned long first_bytes;
	struct hmm_audit_output out = { scenario, words, place->pages, 0 };

	if (first_bytes < bytes) {
		first_bytes = 2 * bytes;
		first = realloc(first, first_bytes);
	}
	audit_pages_set(frames, scenario->frames);
	run_once(&out, POISON_ONE);
	memcpy(first, out.pages, bytes);
	run_once(&out, POISON_OTHER);
	*place->refused = out.refused;
	for (audit_u32 i = 0; i < scenario->pages; i++)
		if (memcmp(&first[i], &out.pages[i], sizeof(*first)))
			out.pages[i].kind = AUDIT_UNSTABLE;
	audit_pages_clear(frames, scenario->frames);
}

void audit_be_child(const struct audit_place *places, audit_u32 from, audit_u32 count,
		    audit_u32 milliseconds, int error_file)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(error_file, 2);
	audit_stops_init(milliseconds);
	for (audit_u32 i = from; i < count; i++) {
		audit_shared->at = i;
		run_scenario(&places[i]);
		if (audit_shared->warned) {
			audit_shared->status = AUDIT_OK;
			_exit(0);
		}
	}
	audit_shared->done = 1;
	_exit(0);
}
