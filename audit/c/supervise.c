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
	/* So many scenarios may end their child; what comes after the next one is not run. */
	audit_u32 ends;
	/* Comes back with the answer. */
	audit_u64 serial;
};
/* What begins an answer. */
struct answer {
	audit_u64 serial;
	audit_u64 bytes;
	audit_u32 count;
	/* Of the bytes that follow. */
	audit_u32 check;
};
/* What begins the result of a scenario; its pages and text_bytes bytes follow. */
struct result {
	audit_u32 status;
	audit_u32 pages;
	int refused;
	audit_u32 text_bytes;
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
static FILE *output;

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

/* How a child ended, after everything that it may have done to the memory that it shares. */
struct ending {
	audit_u32 status;
	/* The conversion that it was at; the scenarios before it have results of their own. */
	audit_u32 stop;
	int loading;
	int warned;
	char text[AUDIT_TEXT_BYTES];
};

static void ended_as(struct ending *ending, audit_u32 status, const char *text)
{
	ending->status = status;
	snprintf(ending->text, sizeof(ending->text), "%s", text);
}

/* What a child itself may say of its end. */
static int is_own_status(audit_u32 status)
{
	switch (status) {
	case AUDIT_SEGV:
	case AUDIT_BUG:
	case AUDIT_OUTSIDE:
	case AUDIT_UNDERRUN:
	case AUDIT_NO_PAGE:
	case AUDIT_SIGNAL:
	case AUDIT_MISUSE:
		return 1;
	default:
		return 0;
	}
}

/* A child that ended without a reason of its own: a sanitizer's report, a signal, an exit. */
static void explain_end(struct ending *ending, int wait_status, int errors)
{
	char text[AUDIT_TEXT_BYTES];
	ssize_t bytes = pread(errors, text, sizeof(text) - 1, 0);

	text[bytes > 0 ? bytes : 0] = 0;
	if (strstr(text, "AddressSanitizer") || strstr(text, "runtime error:")) {
		ended_as(ending, AUDIT_SANITIZER, text);
	} else if (WIFSIGNALED(wait_status)) {
		snprintf(text, sizeof(text), "is ended by signal %d", WTERMSIG(wait_status));
		ended_as(ending, AUDIT_SIGNAL, text);
	} else {
		ended_as(ending, AUDIT_EXIT, "ends the process");
	}
}

static struct ending judge_end(const struct audit_job *job, const struct audit_end *end, int errors)
{
	const struct audit_shared *shared = job->shared;
	struct ending ending = { AUDIT_OK, shared->at, 0, shared->warned != 0, "" };
	audit_u32 own = shared->status;

	/* Our own code did not get as far as the conversion's. */
	if (ending.stop == AUDIT_UNCONFINED)
		errx(70, "a child could not be confined");
	ending.loading = ending.stop == AUDIT_LOADING;
	if (ending.loading)
		ending.stop = job->from;
	if (ending.stop < job->from || ending.stop > job->count) {
		ending.stop = job->from;
		ended_as(&ending, AUDIT_TAMPERED, "writes over the memory of the audit");
	} else if (end->text) {
		ended_as(&ending, end->status, end->text);
	} else if (is_own_status(own)) {
		memcpy(ending.text, shared->text, AUDIT_TEXT_BYTES - 1);
		ending.status = own;
	} else if (ending.stop == job->count) {
		return ending;
	} else if (ending.warned && !ending.loading) {
		memcpy(ending.text, shared->text, AUDIT_TEXT_BYTES - 1);
	} else {
		explain_end(&ending, end->wait_status, errors);
	}
	return ending;
}

/* Runs a job in a new child. */
static struct ending run_child(const struct audit_job *job, audit_u32 milliseconds,
			       struct audit_budget *budget)
{
	struct audit_watch watch = { .shared = job->shared,
				     .filtered = setup.filter,
				     .milliseconds = milliseconds,
				     .report_milliseconds = setup.report_milliseconds };
	struct ending ending;
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
	ending = judge_end(job, &end, watch.errors);
	close(watch.errors);
	return ending;
}

static audit_u32 padded_bytes(const char *text)
{
	return (strlen(text) + 3) & ~3ul;
}

static void put_text(const char *text)
{
	char padded[AUDIT_TEXT_BYTES + 4] = { 0 };

	memcpy(padded, text, strlen(text));
	fwrite(padded, 1, padded_bytes(text), output);
}

static void put_result(const struct audit_place *place, audit_u32 status, const char *text)
{
	audit_u32 pages = status == AUDIT_OK ? place->scenario->pages : 0;
	struct result result = { status, pages, place->slot->refused, padded_bytes(text) };

	fwrite(&result, sizeof(result), 1, output);
	fwrite(place->pages, sizeof(struct audit_page), pages, output);
	put_text(text);
}

/* The result of a scenario that has run to its end: what is not what was reported is none. */
static void put_own_result(const struct audit_job *job, audit_u32 number, const char *text)
{
	const struct audit_place *place = &job->places[number];
	int intact = place->slot->check == audit_check(job, number);

	for (audit_u32 i = 0; i < place->scenario->pages; i++)
		intact = intact && place->pages[i].kind <= AUDIT_UNSTABLE;
	if (intact)
		put_result(place, AUDIT_OK, text);
	else
		put_result(place, AUDIT_TAMPERED, "writes over the results of the audit");
}

static void remember_warning(const char *text)
{
	if (warnings.count < AUDIT_WARNINGS)
		snprintf(warnings.texts[warnings.count++], AUDIT_WARNING_BYTES, "%.*s",
			 AUDIT_WARNING_BYTES - 1, text);
}

/* Takes the results of a child that has ended; returns after the last scenario that has one. */
static audit_u32 take_results(const struct audit_job *job, const struct ending *ending)
{
	for (audit_u32 i = job->from; i < ending->stop; i++)
		put_own_result(job, i, "");
	if (ending->stop == job->count)
		return job->count;
	if (ending->status == AUDIT_OK) {
		remember_warning(ending->text);
		put_own_result(job, ending->stop, ending->text);
	} else {
		put_result(&job->places[ending->stop], ending->status, ending->text);
	}
	return ending->stop + 1;
}

static void run_scenarios(struct audit_job *job, const struct header *header)
{
	struct audit_budget budget = audit_budget_of(header->count, header->milliseconds);
	struct ending ending;
	audit_u32 ends = 0;

	warnings.count = 0;
	while (job->from < job->count && ends <= header->ends && !budget.exhausted) {
		ending = run_child(job, header->milliseconds, &budget);
		job->from = take_results(job, &ending);
		if (ending.status != AUDIT_OK)
			ends += ending.status == AUDIT_TIMEOUT ? TIMEOUT_ENDS : 1;
	}
	for (; job->from < job->count; job->from++)
		put_result(&job->places[job->from], AUDIT_NOT_RUN, "");
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
			   scenario->frames * sizeof(struct audit_frame);
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
	struct audit_budget budget = audit_budget_of(1, header->milliseconds);
	struct ending ending = run_child(&job, header->milliseconds, &budget);
	struct description description = { ending.status, ending.loading, setup.filter,
					   padded_bytes(ending.text) };

	fwrite(&description, sizeof(description), 1, output);
	fwrite(policy, sizeof(*policy), 1, output);
	put_text(ending.text);
	munmap(policy, sizeof(*policy));
}

static void send_answer(const struct header *header, const char *bytes, size_t length)
{
	struct answer answer = { header->serial, length, header->count, 0 };
	const audit_u32 *words = (const audit_u32 *)bytes;

	for (size_t i = 0; i < length / sizeof(*words); i++)
		answer.check = (answer.check << 5 | answer.check >> 27) ^ words[i];
	fwrite(&answer, sizeof(answer), 1, stdout);
	fwrite(bytes, 1, length, stdout);
	fflush(stdout);
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
	char *payload = NULL, *bytes;
	size_t length;

	if (count != 4)
		return 70;
	take_setup(parameters);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Nobody of the same user reads or writes this process; its children are given it back. */
	prctl(PR_SET_DUMPABLE, 0);
	audit_watch_init();
	while (fread(&header, sizeof(header), 1, stdin) == 1) {
		output = open_memstream(&bytes, &length);
		payload = realloc(payload, header.bytes + 1ul);
		if (fread(payload, 1, header.bytes, stdin) != header.bytes)
			return 70;
		if (header.count == 0)
			describe(&header, shared);
		else
			run_batch(&header, shared, payload);
		fclose(output);
		send_answer(&header, bytes, length);
		free(bytes);
	}
	return 0;
}
