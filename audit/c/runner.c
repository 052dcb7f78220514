/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs one version of a driver's conversion. Batches of scenarios come in on the standard input,
 * what the conversion made of them goes out on the standard output. The scenarios of a batch run in
 * a forked child; if one ends it, the next child begins behind that scenario, with memory as new.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner.h"

/* A scenario that does not end costs as much time as this many that crash, and more. */
#define TIMEOUT_ENDS 16

/* What begins a batch. A count of 0 asks for the policy. */
struct header {
	audit_u32 count;
	audit_u32 bytes;
	audit_u32 milliseconds;
	/* So many scenarios may end their child; what is behind the next one is not run. */
	audit_u32 ends;
};
/* What begins the result of a scenario; its pages and text_bytes bytes follow. */
struct result {
	audit_u32 status;
	audit_u32 pages;
	int refused;
	audit_u32 text_bytes;
};
struct audit_shared *audit_shared;
static struct audit_place *places;
static int *refusals;
static int error_file;
static FILE *output;
static char *answer;
static size_t answer_bytes;

static void *shared_memory(unsigned long bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		exit(70);
	return memory;
}

/* What the child said before it ended without a reason of ours: a sanitizer's report. */
static void take_errors(int wait_status)
{
	ssize_t bytes = pread(error_file, audit_shared->text, AUDIT_TEXT_BYTES - 1, 0);

	if (bytes > 0) {
		audit_shared->text[bytes] = 0;
		audit_shared->status = AUDIT_SANITIZER;
	} else if (WIFSIGNALED(wait_status)) {
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "is ended by signal %d",
			 WTERMSIG(wait_status));
		audit_shared->status = AUDIT_SIGNAL;
	} else {
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "ends the process");
		audit_shared->status = AUDIT_EXIT;
	}
}

static void put_result(const struct audit_place *place, audit_u32 status, audit_u32 pages,
		       const char *text)
{
	struct result result = { status, pages, *place->refused, (strlen(text) + 3) & ~3ul };
	char padded[AUDIT_TEXT_BYTES + 4] = { 0 };

	fwrite(&result, sizeof(result), 1, output);
	fwrite(place->pages, sizeof(struct audit_page), pages, output);
	memcpy(padded, text, strlen(text));
	fwrite(padded, 1, result.text_bytes, output);
}

/* Runs one child from a scenario on; returns behind the last scenario that has its result. */
static audit_u32 run_child(audit_u32 from, const struct header *header)
{
	int wait_status;
	audit_u32 stop, i;
	pid_t child;

	memset(audit_shared, 0, sizeof(*audit_shared));
	if (ftruncate(error_file, 0) || lseek(error_file, 0, SEEK_SET))
		exit(70);
	child = fork();
	if (child == 0)
		audit_be_child(places, from, header->count, header->milliseconds, error_file);
	if (child < 0 || waitpid(child, &wait_status, 0) != child)
		exit(70);
	stop = audit_shared->done ? header->count : audit_shared->at;
	for (i = from; i < stop; i++)
		put_result(&places[i], AUDIT_OK, places[i].scenario->pages, "");
	if (audit_shared->done)
		return stop;
	if (audit_shared->status == AUDIT_OK && audit_shared->warned)
		audit_warning_known(audit_shared->text);
	else if (audit_shared->status == AUDIT_OK)
		take_errors(wait_status);
	put_result(&places[stop], audit_shared->status,
		   audit_shared->status == AUDIT_OK ? places[stop].scenario->pages : 0,
		   audit_shared->text);
	return stop + 1;
}

static void run_batch(const struct header *header, const char *payload)
{
	unsigned long pages = 0, at = 0;
	struct audit_page *memory;

	places = realloc(places, header->count * sizeof(*places));
	refusals = shared_memory(header->count * sizeof(*refusals));
	for (audit_u32 i = 0; i < header->count; i++) {
		const struct audit_case *scenario = (const void *)(payload + at);

		places[i].scenario = scenario;
		at += sizeof(*scenario) + scenario->pages * sizeof(audit_u64) +
		      scenario->frames * sizeof(struct audit_frame);
		pages += scenario->pages;
	}
	memory = shared_memory((pages + 1) * sizeof(*memory));
	pages = 0;
	for (audit_u32 i = 0; i < header->count; i++) {
		places[i].pages = memory + pages;
		places[i].refused = &refusals[i];
		pages += places[i].scenario->pages;
	}
	audit_u32 next = 0, ends = 0;
	audit_warnings_forget();
	while (next < header->count && ends <= header->ends) {
		next = run_child(next, header);
		if (!audit_shared->done)
			ends += audit_shared->status == AUDIT_TIMEOUT ? TIMEOUT_ENDS : 1;
	}
	for (; next < header->count; next++)
		put_result(&places[next], AUDIT_NOT_RUN, 0, "");
	munmap(memory, (pages + 1) * sizeof(*memory));
	munmap(refusals, header->count * sizeof(*refusals));
}

/* The policy, from a child: an adapter can go wrong there too. */
static void describe(const struct header *header)
{
	struct audit_policy *policy = shared_memory(sizeof(*policy));
	int wait_status;
	pid_t child = fork();

	if (child == 0) {
		audit_shared->at = 0;
		audit_stops_init(header->milliseconds);
		audit_memory_reset(0);
		audit_describe(policy);
		_exit(42);
	}
	if (child < 0 || waitpid(child, &wait_status, 0) != child)
		exit(70);
	audit_u32 ok = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 42;
	fwrite(&ok, sizeof(ok), 1, output);
	fwrite(policy, sizeof(*policy), 1, output);
	munmap(policy, sizeof(*policy));
}

/* The answer to one batch, behind its length. */
static void send_answer(FILE *pipe)
{
	audit_u64 bytes = answer_bytes;

	fwrite(&bytes, sizeof(bytes), 1, pipe);
	fwrite(answer, 1, answer_bytes, pipe);
	fflush(pipe);
	free(answer);
}

int main(void)
{
	struct header header;
	char *payload = NULL;
	/* Conversions may print; what goes to the pipe is ours alone. */
	FILE *pipe = fdopen(dup(1), "w");

	dup2(2, 1);
	error_file = memfd_create("errors", 0);
	if (error_file < 0)
		error_file = fileno(tmpfile());
	audit_shared = shared_memory(sizeof(*audit_shared));
	audit_memory_init();
	while (fread(&header, sizeof(header), 1, stdin) == 1) {
		output = open_memstream(&answer, &answer_bytes);
		if (header.count == 0) {
			describe(&header);
		} else {
			payload = realloc(payload, header.bytes);
			if (fread(payload, 1, header.bytes, stdin) != header.bytes)
				return 70;
			run_batch(&header, payload);
		}
		fclose(output);
		send_answer(pipe);
	}
	return 0;
}
