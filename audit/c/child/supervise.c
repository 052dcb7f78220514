/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program that hmm-pfn starts for one version of a driver's conversion. Batches of scenarios
 * come in on the standard input, what the conversion made of them goes out on the standard output.
 *
 * The code under audit never runs here: it is loaded into forked children, which hold none of this
 * program's descriptors, are confined first, and give their results through shared memory. If a
 * scenario ends its child, the next child begins after that scenario, with memory as new.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "supervise.h"

/* A scenario that does not end costs as much time as this many that crash, and more. */
#define TIMEOUT_ENDS 16

/* What begins a batch. A count of 0 asks for the policy. */
struct header {
	audit_u32 count;
	audit_u32 bytes;
	audit_u32 milliseconds;
	/* How many scenarios may end their child; what comes after the next one is not run. */
	audit_u32 ends;
	/* Comes back with the answer. */
	audit_u64 serial;
};
/* What begins the answer to a question for the policy; that follows, then the text. */
struct description {
	/* AUDIT_OK, or how the adapter's functions ended. */
	audit_u32 status;
	/* Whether it was the code's own start, before any function was called. */
	audit_u32 loading;
	audit_u32 filtered;
	audit_u32 text_bytes;
};

static struct audit_setup setup;
static struct audit_warnings warnings;

static void *shared_memory(unsigned long bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		err(70, "mmap");
	return memory;
}

static void load_and_run(const struct audit_job *job)
{
	void (*entry)(const struct audit_job *) = NULL;
	void *code;

	job->shared->at = AUDIT_LOADING;
	code = dlopen(setup.code, RTLD_NOW | RTLD_LOCAL);
	if (code)
		entry = dlsym(code, AUDIT_ENTRY);
	if (entry)
		entry(job);
	snprintf(job->shared->text, AUDIT_TEXT_BYTES, "%s", dlerror());
	job->shared->status = AUDIT_MISUSE;
	_exit(0);
}

/* Runs a job in a new child. */
static struct audit_ending run_child(const struct audit_job *job, audit_u32 milliseconds,
			       struct audit_budget *budget)
{
	struct audit_watch watch = { .shared = job->shared,
				     .filtered = setup.filter,
				     .milliseconds = milliseconds,
				     .report_milliseconds = setup.report_milliseconds };
	struct audit_ending ending;
	struct audit_end end;

	watch.errors = memfd_create("errors", MFD_CLOEXEC);
	if (watch.errors < 0)
		err(70, "memfd_create");
	memset(job->shared, 0, sizeof(*job->shared));
	job->shared->at = AUDIT_UNCONFINED;
	watch.child = fork();
	if (watch.child < 0)
		err(70, "fork");
	if (watch.child == 0) {
		audit_confine(watch.errors, &setup);
		load_and_run(job);
	}
	end = audit_await(&watch, budget);
	ending = audit_judge_end(job, &end, watch.errors);
	close(watch.errors);
	return ending;
}

/* Those of one scenario, each on a line of its own. */
static void remember_warnings(const char *text)
{
	while (*text && warnings.count < AUDIT_WARNINGS) {
		int length = strcspn(text, "\n");

		snprintf(warnings.texts[warnings.count++], AUDIT_WARNING_BYTES, "%.*s",
			 length < AUDIT_WARNING_BYTES ? length : AUDIT_WARNING_BYTES - 1, text);
		text += length + (text[length] == '\n');
	}
}

/*
 * Takes the results of a child that has ended; returns the scenario to go on with: the one after the last that has a
 * result, or the one that was killed, if it has not been too often.
 */
static audit_u32 take_results(const struct audit_job *job, struct audit_ending *ending,
			      struct audit_kills *kills)
{
	for (audit_u32 i = job->from; i < ending->stop; i++)
		audit_answer_own_result(job, i, "");
	if (ending->stop == job->count)
		return job->count;
	if (ending->stop != job->from)
		kills->times = 0;
	if (audit_runs_again(kills, ending, setup.filter))
		return ending->stop;
	if (ending->status == AUDIT_OK) {
		remember_warnings(ending->text);
		audit_answer_own_result(job, ending->stop, ending->text);
	} else {
		job->places[ending->stop].slot->loop = job->shared->loop;
		audit_answer_result(&job->places[ending->stop], ending->status, ending->text);
	}
	return ending->stop + 1;
}

static void run_scenarios(struct audit_job *job, const struct header *header)
{
	struct audit_budget budget = audit_budget_of(header->count, header->milliseconds);
	struct audit_ending ending;
	struct audit_kills kills = audit_no_kills();
	audit_u32 ends = 0;

	warnings.count = 0;
	while (job->from < job->count && ends <= header->ends && !budget.exhausted) {
		ending = run_child(job, header->milliseconds, &budget);
		job->from = take_results(job, &ending, &kills);
		if (ending.status != AUDIT_OK && !kills.times)
			ends += ending.status == AUDIT_TIMEOUT ? TIMEOUT_ENDS : 1;
	}
	for (; job->from < job->count; job->from++)
		audit_answer_result(&job->places[job->from], AUDIT_NOT_RUN, "");
}

/* Finds the scenarios of a batch; returns how many pages they have. */
static unsigned long find_scenarios(struct audit_place *places, audit_u32 count,
				    const char *payload)
{
	unsigned long pages = 0;

	for (audit_u32 i = 0; i < count; i++) {
		const struct audit_case *scenario = (const void *)payload;

		places[i].scenario = scenario;
		payload += sizeof(*scenario) + scenario->pages * sizeof(audit_u64) +
			   scenario->frames * sizeof(struct audit_frame) +
			   (scenario->foreseen ? sizeof(struct audit_asked) : 0);
		for (audit_u32 j = 0; j < scenario->answers; j++)
			payload += sizeof(struct audit_answer) +
				   ((const struct audit_answer *)(const void *)payload)->pages *
					   sizeof(struct audit_word_out);
		pages += scenario->pages;
	}
	return pages;
}

static void run_batch(const struct header *header, struct audit_shared *shared, const char *payload)
{
	struct audit_place *places = calloc(header->count, sizeof(*places));
	unsigned long pages = find_scenarios(places, header->count, payload);
	unsigned long bytes = header->count * sizeof(struct audit_slot) +
			      pages * sizeof(struct audit_page);
	struct audit_slot *slots = shared_memory(bytes);
	struct audit_page *page = (struct audit_page *)(slots + header->count);
	struct audit_job job = { .shared = shared,
				 .places = places,
				 .count = header->count,
				 .serial = header->serial,
				 .warnings = &warnings };

	for (audit_u32 i = 0; i < header->count; i++) {
		places[i].slot = &slots[i];
		places[i].pages = page;
		page += places[i].scenario->pages;
	}
	run_scenarios(&job, header);
	munmap(slots, bytes);
	free(places);
}

/* The policy, from a child: an adapter can go wrong there too. */
static void describe(const struct header *header, struct audit_shared *shared)
{
	struct audit_policy *policy = shared_memory(sizeof(*policy));
	struct audit_job job = {
		.shared = shared, .policy = policy, .count = 1, .warnings = &warnings
	};
	struct audit_kills kills = audit_no_kills();
	struct description description;
	struct audit_budget budget;
	struct audit_ending ending;

	do {
		budget = audit_budget_of(1, header->milliseconds);
		ending = run_child(&job, header->milliseconds, &budget);
	} while (audit_runs_again(&kills, &ending, setup.filter));
	description = (struct description){ ending.status, ending.loading, setup.filter,
					    audit_padded_bytes(ending.text) };
	audit_answer_put(&description, sizeof(description));
	audit_answer_put(policy, sizeof(*policy));
	audit_answer_text(ending.text);
	munmap(policy, sizeof(*policy));
}

static void take_setup(char **parameters)
{
	setup.code = parameters[1];
	setup.filter = !strcmp(parameters[2], "filter") && audit_can_filter();
	setup.report_milliseconds = atoi(parameters[3]);
#ifdef AUDIT_SANITIZED
	setup.sanitized = 1;
#endif
}

int main(int count, char **parameters)
{
	struct audit_shared *shared = shared_memory(sizeof(*shared));
	struct header header;
	char *payload = NULL, *larger;

	if (count != 4)
		return 70;
	take_setup(parameters);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Nobody of the same user reads or writes this process; its children are given it back. */
	prctl(PR_SET_DUMPABLE, 0);
	audit_watch_init();
	while (fread(&header, sizeof(header), 1, stdin) == 1) {
		audit_answer_begin();
		/* Without memory it ends: nothing of a batch was answered. */
		larger = realloc(payload, header.bytes + 1ul);
		if (!larger)
			return 70;
		payload = larger;
		if (fread(payload, 1, header.bytes, stdin) != header.bytes)
			return 70;
		if (header.count == 0)
			describe(&header, shared);
		else
			run_batch(&header, shared, payload);
		audit_answer_send(header.serial, header.count);
	}
	return 0;
}
