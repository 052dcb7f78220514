// SPDX-License-Identifier: GPL-2.0-or-later
/* A process for each test: watched, ended at its time limit, reported on the console. */
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
#define NANOSECONDS 1000000000LL

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

static int64_t clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NANOSECONDS + now.tv_nsec;
}

/*
 * The time that a test has had. The clock of an emulated machine counts its instructions; that of a
 * virtual one goes on while the host runs something else, and what the host took is not counted.
 */
struct test_time {
	int64_t began;
	int64_t stolen;		/* of the machine, when last looked at */
	int64_t beats;		/* whole seconds reported to the host */
};

/*
 * Once in a second of a test: tells the host that this machine works, and moves the beginning on by
 * what the host took meanwhile.
 */
static void beat(struct test_time *time)
{
	int64_t stolen = system_stolen();

	if (time->beats++ > 0)
		time->began += stolen - time->stolen;
	time->stolen = stolen;
	console_printf("# hmm-probe-alive\n");
}

static bool is_over(struct test_time *time, unsigned int seconds)
{
	int64_t passed = clock_now() - time->began;

	if (passed / NANOSECONDS > time->beats) {
		beat(time);
		passed = clock_now() - time->began;
	}
	return passed >= seconds * NANOSECONDS;
}

/* Waits until @pid has ended; SIGCHLD is blocked, so that none gets lost. False at the limit. */
static bool wait_for(pid_t pid, unsigned int seconds, int *status)
{
	struct test_time time = { .began = clock_now() };
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
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
		if (is_over(&time, seconds))
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

/* What a process does that SIGKILL does not end. */
static const char *how_it_stays(pid_t pid)
{
	char path[40], state = '?';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (file) {
		if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
			state = '?';
		fclose(file);
	}
	return state == 'D' ? "; it cannot be ended: it sleeps in the kernel" :
			      "; it cannot be ended: it spins in the kernel";
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
	snprintf(reason, sizeof(reason), "TIMEOUT the case did not end within %u s, at line %u%s",
		 seconds, outbox->line, ended ? "" : how_it_stays(pid));
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
