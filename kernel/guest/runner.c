// SPDX-License-Identifier: GPL-2.0-or-later
/* A process for each test: watched, ended at its time limit, told of on the console. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "console.h"
#include "runner.h"
#include "system.h"

#define GRACE_SECONDS 5

struct outbox *new_outbox(void)
{
	struct outbox *outbox = mmap(NULL, sizeof(*outbox), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (outbox == MAP_FAILED)
		abort();
	return outbox;
}

static void forget(struct outbox *outbox)
{
	outbox->outcome = UNFINISHED;
	outbox->line = 0;
	outbox->knobs_set = false;
	outbox->poisoned = 0;
	outbox->length = 0;
	outbox->reason[0] = '\0';
}

/* Waits until @pid has ended; SIGCHLD is blocked, so that none gets lost. False at the limit. */
static bool wait_for(pid_t pid, unsigned int seconds, int *status)
{
	struct timespec now, limit;
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	clock_gettime(CLOCK_MONOTONIC, &limit);
	limit.tv_sec += seconds;
	for (;;) {
		struct timespec step = { .tv_nsec = 100000000 };
		int other;
		pid_t ended;

		/* The first process of a machine inherits the children of others. */
		while ((ended = waitpid(-1, &other, WNOHANG)) > 0) {
			if (ended == pid) {
				*status = other;
				return true;
			}
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec > limit.tv_sec ||
		    (now.tv_sec == limit.tv_sec && now.tv_nsec >= limit.tv_nsec))
			return false;
		sigtimedwait(&child, NULL, &step);
	}
}

static void print_ok(struct tally *tally, const struct outbox *outbox, const char *id)
{
	if (outbox->length > 0)
		console_line("# hmm-probe ", outbox->report, outbox->length);
	if (outbox->outcome == DONE) {
		tally->ok++;
		console_printf("ok %u %s\n", tally->number, id);
	} else {
		tally->skip++;
		console_printf("ok %u %s # SKIP %s\n", tally->number, id, outbox->reason);
	}
}

static void print_not_ok(struct tally *tally, const char *id, const char *reason)
{
	tally->not_ok++;
	console_printf("not ok %u %s # %s\n", tally->number, id, reason);
}

static void print_end(struct tally *tally, const struct outbox *outbox, const char *id, int status)
{
	char reason[REASON_BYTES];

	if (WIFSIGNALED(status)) {
		snprintf(reason, sizeof(reason), "ended by SIG%s at line %u",
			 sigabbrev_np(WTERMSIG(status)), outbox->line);
		print_not_ok(tally, id, reason);
	} else if (outbox->outcome == FAILED) {
		print_not_ok(tally, id, outbox->reason);
	} else if (outbox->outcome == UNFINISHED) {
		print_not_ok(tally, id, "ended without a result");
	} else {
		print_ok(tally, outbox, id);
	}
}

/* True if the process could be ended. */
static bool end_late(struct tally *tally, const struct outbox *outbox, const char *id, pid_t pid,
		     unsigned int seconds)
{
	char reason[REASON_BYTES];
	int status;
	bool ended;

	kill(pid, SIGKILL);
	ended = wait_for(pid, GRACE_SECONDS, &status);
	snprintf(reason, sizeof(reason), "the case did not end within %u s, at line %u%s", seconds,
		 outbox->line, ended ? "" : "; it cannot be ended: it spins in the kernel");
	print_not_ok(tally, id, reason);
	return ended;
}

bool run_test(struct tally *tally, struct outbox *outbox, const char *id, body_fn body,
	      void *argument, unsigned int seconds)
{
	bool ended = true;
	int status;
	pid_t pid;

	forget(outbox);
	tally->number++;
	pid = fork();
	if (pid < 0) {
		print_not_ok(tally, id, "no process could be made");
		return true;
	}
	if (pid == 0) {
		body(argument, outbox);
		_exit(0);
	}
	if (wait_for(pid, seconds, &status))
		print_end(tally, outbox, id, status);
	else
		ended = end_late(tally, outbox, id, pid, seconds);
	tally->poisoned += outbox->poisoned;
	if (outbox->poisoned)
		system_refill();
	if (outbox->knobs_set)
		reset_knobs();
	return ended;
}
