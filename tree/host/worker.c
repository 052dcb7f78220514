/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process in which a tree's code runs: frames in, replies out, through shared memory. */
#define _GNU_SOURCE
#include <err.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attempts.h"
#include "call.h"
#include "coverage.h"
#include "detail.h"
#include "frames.h"
#include "run.h"
#include "wire.h"

#define PAGE_BYTES 4096ul
#define MOST_PAGES (1ul << 24)
#define ARENA_BYTES (MOST_PAGES * 8 + PAGE_BYTES)
#define CANARIES 8u
#define CANARY 0xa5a5a5a5a5a5a5a5ull
#define STACK_BYTES 65536ul

static const struct tree_memory *memory;
/* Where the array may not be written: it ends here. */
static char *guard;
static char *array;
static volatile int running;

static void init_arena(void)
{
	char *arena = mmap(NULL, ARENA_BYTES + 16 * PAGE_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (arena == MAP_FAILED)
		err(70, "mmap");
	guard = arena + ARENA_BYTES;
	if (mprotect(guard, 16 * PAGE_BYTES, PROT_NONE))
		err(70, "mprotect");
}

static void explain_fault(int signal, const siginfo_t *info)
{
	unsigned long address = (unsigned long)info->si_addr;

	memory->shared->spent = 1;
	if (signal == SIGFPE)
		host_stop(HOST_SEGV, "divides by zero");
	if (signal == SIGILL || signal == SIGTRAP)
		host_stop(HOST_SEGV, "executes an invalid instruction");
	if (info->si_code == SI_KERNEL)
		host_stop(HOST_SEGV, "dereferences an invalid pointer");
	if (address >= (unsigned long)guard && address < (unsigned long)guard + 16 * PAGE_BYTES)
		host_stop(HOST_SEGV, "accesses the pfn array %lu bytes after its end",
			  address - (unsigned long)guard);
	if (address < PAGE_BYTES)
		host_stop(HOST_SEGV, "dereferences a NULL pointer (address 0x%lx)", address);
	host_stop(HOST_SEGV, "accesses memory that is not there");
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	(void)context;
	if (!running || info->si_code <= 0) {
		snprintf(memory->shared->audit.text, AUDIT_TEXT_BYTES, "is ended by signal %d", signal);
		memory->shared->audit.status = AUDIT_SIGNAL;
		_exit(0);
	}
	running = 0;
	explain_fault(signal, info);
}

static void on_refused_call(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	snprintf(memory->shared->audit.text, AUDIT_TEXT_BYTES, "makes the system call number %d",
		 info->si_syscall);
	memory->shared->audit.status = AUDIT_SIGNAL;
	_exit(0);
}

static void init_signals(void)
{
	static char stack[STACK_BYTES];
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
	stack_t other = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction fault = { .sa_sigaction = on_fault,
				   .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	struct sigaction refused = { .sa_sigaction = on_refused_call, .sa_flags = SA_SIGINFO };

	sigaltstack(&other, NULL);
	for (unsigned long i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		sigaction(faults[i], &fault, NULL);
	sigaction(SIGSYS, &refused, NULL);
}

static void *place_array(const struct host_scenario *scenario)
{
	unsigned long bytes = (unsigned long)scenario->pages * tree_description.word_bytes;
	host_u64 *before;

	array = guard - bytes;
	before = (host_u64 *)((unsigned long)array & ~7ul) - CANARIES;
	for (host_u32 i = 0; i < CANARIES; i++)
		before[i] = CANARY;
	return array;
}

static int written_before_array(void)
{
	const host_u64 *before = (const host_u64 *)((unsigned long)array & ~7ul) - CANARIES;

	for (host_u32 i = 0; i < CANARIES; i++)
		if (before[i] != CANARY)
			return 1;
	return 0;
}

/* Runs a frame and writes the reply; returns its end, or NULL if there is no room for it. */
static char *run_frame(const host_u32 *frame, host_u32 number, char *out)
{
	struct host_scenario scenario = tree_read_frame(frame);
	host_u32 *reply = (host_u32 *)out;
	struct host_result result;
	void *words = place_array(&scenario);
	host_u32 *end;

	running = 1;
	result = host_run(&scenario, words);
	running = 0;
	if (written_before_array()) {
		result.end = HOST_SEGV;
		snprintf(host_end_text, sizeof(host_end_text), "writes before the pfn array");
	}
	if (out + tree_reply_bytes(&scenario) > memory->out + memory->out_bytes)
		return NULL;
	memset(reply, 0, REPLY_HEADER * sizeof(*reply));
	reply[REPLY_OUTCOME] = result.end;
	reply[REPLY_RET] = (host_u32)result.ret;
	reply[REPLY_WALKS] = result.walks;
	reply[REPLY_PAGES] = scenario.pages;
	reply[REPLY_FAULT_ROWS] = host_fault_row_count;
	reply[REPLY_NOTES] = host_note_count;
	reply[REPLY_TEXT_BYTES] = strlen(host_end_text);
	reply[REPLY_ATTEMPTS] = host_attempt_count;
	if (scenario.detailed) {
		reply[REPLY_DETAIL] = host_walk_end_count + 1;
		reply[REPLY_STOPPED_AT] = result.stopped_at;
		reply[REPLY_STALE] = result.stale;
	}
	if (result.end == HOST_OVERFLOW) {
		reply[REPLY_RET] = result.pfn;
		reply[REPLY_STALE] = result.pfn >> 32;
		reply[REPLY_STOPPED_AT] = result.stopped_at;
	}
	end = tree_put_parts(reply, &scenario, array);
	reply[REPLY_WORDS] = end - reply;
	reply[REPLY_CHECK] = tree_check(memory->shared->serial, number, reply);
	if (scenario.pages > 65536)
		madvise(guard - ARENA_BYTES, ARENA_BYTES, MADV_DONTNEED);
	return (char *)end;
}

static void answer_question(char *out)
{
	unsigned long bytes = sizeof(tree_description);

	if (memory->shared->question == TREE_COVERAGE)
		bytes = tree_coverage ? tree_coverage(out, memory->out_bytes) : 0;
	else
		memcpy(out, &tree_description, sizeof(tree_description));
	memory->shared->out_end = bytes;
}

static void do_job(void)
{
	struct tree_shared *shared = memory->shared;
	const host_u32 *frame = (const host_u32 *)(memory->in + shared->in_at);
	audit_u32 count = shared->count;
	char *out = memory->out + shared->out_at;

	if (!count) {
		answer_question(out);
		return;
	}
	for (audit_u32 i = shared->from; i < count; i++) {
		shared->audit.at = i;
		out = run_frame(frame, i, out);
		if (!out) {
			snprintf(shared->audit.text, AUDIT_TEXT_BYTES,
				 "leaves more than a reply can hold");
			shared->audit.status = AUDIT_MISUSE;
			_exit(0);
		}
		shared->out_end = out - memory->out;
		frame += frame[FRAME_WORDS];
		if (shared->spent) {
			shared->audit.at = i + 1;
			return;
		}
	}
	shared->audit.at = count;
}

static void wait_for_job(audit_u32 number)
{
	while (memory->shared->go != number)
		syscall(SYS_futex, &memory->shared->go, FUTEX_WAIT, number - 1, NULL, NULL, 0);
}

void tree_worker(const struct tree_memory *given)
{
	memory = given;
	init_arena();
	init_signals();
	host_space_init();
	for (audit_u32 number = memory->shared->done + 1;; number++) {
		wait_for_job(number);
		do_job();
		__sync_synchronize();
		memory->shared->done = number;
		syscall(SYS_futex, &memory->shared->done, FUTEX_WAKE, 1, NULL, NULL, 0);
	}
}
