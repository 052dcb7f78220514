/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process in which a tree's code runs, as its supervisor sees it: started, woken, ended. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <err.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "supervisor.h"

#define TICK_NANOSECONDS 10000000l
/* Whoever waits hears of it every so many ticks. */
#define TICKS_TO_SAY 10u

static struct audit_setup setup;
static struct tree_memory memory;
static struct audit_watch watch;
static int worker_runs;
static unsigned int ticks;

static void load_and_work(void)
{
	void (*entry)(const struct tree_memory *) = NULL;
	void *code;

	memory.shared->audit.at = AUDIT_LOADING;
	code = dlopen(setup.code, RTLD_NOW | RTLD_LOCAL);
	if (code)
		entry = (void (*)(const struct tree_memory *))dlsym(code, TREE_ENTRY);
	if (entry)
		entry(&memory);
	snprintf(memory.shared->audit.text, AUDIT_TEXT_BYTES, "%s", dlerror());
	memory.shared->audit.status = AUDIT_MISUSE;
	_exit(0);
}

static void start_worker(void)
{
	memset(&memory.shared->audit, 0, sizeof(memory.shared->audit));
	memory.shared->audit.at = AUDIT_UNCONFINED;
	memory.shared->spent = 0;
	memory.shared->done = memory.shared->go;
	watch.errors = memfd_create("errors", MFD_CLOEXEC);
	if (watch.errors < 0)
		err(70, "memfd_create");
	watch.child = fork();
	if (watch.child < 0)
		err(70, "fork");
	if (watch.child == 0) {
		audit_confine(watch.errors, &setup);
		load_and_work();
	}
	worker_runs = 1;
}

static void forget_worker(void)
{
	close(watch.errors);
	worker_runs = 0;
}

static int has_answered(const struct audit_watch *watched)
{
	(void)watched;
	return memory.shared->done == memory.shared->go;
}

/* Waits for the worker's answer, a tick at most; whether a whole one has passed. */
static int wait_for_answer(const struct audit_watch *watched)
{
	const struct timespec tick = { 0, TICK_NANOSECONDS };
	audit_u32 done = memory.shared->done;

	if (has_answered(watched))
		return 0;
	syscall(SYS_futex, &memory.shared->done, FUTEX_WAIT, done, &tick, NULL, 0);
	if (has_answered(watched))
		return 0;
	if (++ticks % TICKS_TO_SAY == 0)
		answer_say_not_yet();
	return 1;
}

void worker_init(const struct audit_setup *given, const struct tree_memory *shared)
{
	setup = *given;
	memory = *shared;
	audit_watch_init();
	watch = (struct audit_watch){ .shared = &memory.shared->audit,
				      .filtered = setup.filter,
				      .report_milliseconds = setup.report_milliseconds,
				      .wait = wait_for_answer,
				      .answered = has_answered };
}

void worker_ready(void)
{
	if (!worker_runs)
		start_worker();
}

struct audit_end worker_run(struct audit_budget *budget, audit_u32 milliseconds)
{
	watch.milliseconds = milliseconds;
	ticks = 0;
	__sync_synchronize();
	memory.shared->go++;
	syscall(SYS_futex, &memory.shared->go, FUTEX_WAKE, 1, NULL, NULL, 0);
	return audit_await(&watch, budget);
}

struct audit_ending worker_ended(const struct audit_job *job, const struct audit_end *end)
{
	struct audit_ending ending = audit_judge_end(job, end, watch.errors);

	forget_worker();
	return ending;
}

void worker_end(void)
{
	if (!worker_runs)
		return;
	audit_end_child(&watch);
	forget_worker();
}
