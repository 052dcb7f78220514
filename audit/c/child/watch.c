/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a child may take of the processor, of time and of memory. All of it is measured from outside:
 * the child can do nothing to these clocks. Time is counted in ticks of the supervisor's own, so
 * that a host that stands still for a while accuses nobody.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "supervise.h"

#define MILLISECOND 1000000ull
#define TICK_MILLISECONDS 10u
/* While the code is loaded, it may take this much longer. */
#define LOADING_MILLISECONDS 2000u
/* A process that could run but is given no processor, or waits for a disk, has this long. */
#define PATIENCE_MILLISECONDS 30000u
/* What a whole batch of n conversions may take: this, and a share of what each of them may take. */
#define BATCH_MILLISECONDS 10000u
#define BATCH_SHARE 20u
/* Processor time comes at least at this fraction of time. */
#define BATCH_LEAST_SHARE 6u
#define MOST_RESIDENT_BYTES (512ull << 20)

void audit_watch_init(void)
{
	sigset_t ended;

	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ended, NULL);
	/* What a child leaves behind becomes ours, to be ended. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

struct audit_budget audit_budget_of(audit_u32 count, audit_u32 milliseconds)
{
	audit_u64 all = BATCH_MILLISECONDS + (audit_u64)count * milliseconds / BATCH_SHARE;

	return (struct audit_budget){ all * MILLISECOND,
				      all * BATCH_LEAST_SHARE / TICK_MILLISECONDS, 0 };
}

static int has_ended(pid_t child)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == child;
}

/* Only a child that stays says that it is done. */
static int has_answered(const struct audit_watch *watch)
{
	return watch->answered && watch->answered(watch);
}

/* Waits for a tick; whether a whole one has passed. */
static int wait_tick(const struct audit_watch *watch)
{
	const struct timespec tick = { 0, TICK_MILLISECONDS * MILLISECOND };
	sigset_t ended;

	(void)watch;
	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	return sigtimedwait(&ended, NULL, &tick) < 0;
}

/* What the child has taken since it began the conversion that it is at. */
struct taken {
	audit_u32 at;
	/* What a child that stays took for earlier jobs, up to the first tick of this one. */
	audit_u64 cpu_earlier;
	audit_u64 cpu_before;
	audit_u64 cpu;
	audit_u32 ticks;
	audit_u32 idle_ticks;
	char state;
};

/* What all conversions have taken of the processor. */
static audit_u64 taken_by_all(const struct taken *taken)
{
	return taken->cpu_before + taken->cpu - taken->cpu_earlier;
}

static void measure(struct taken *taken, const struct audit_watch *watch)
{
	audit_u64 cpu = audit_processor_time(watch->child);
	pid_t parent;
	int idle;

	if (watch->answered && !taken->state)
		taken->cpu_earlier = taken->cpu_before = cpu;
	taken->state = audit_process_state(watch->child, &parent);
	idle = strchr("STt", taken->state) && cpu == taken->cpu_before + taken->cpu;
	if (watch->shared->at != taken->at) {
		*taken = (struct taken){ .at = watch->shared->at,
					 .cpu_earlier = taken->cpu_earlier,
					 .cpu_before = cpu,
					 .state = taken->state };
		return;
	}
	taken->cpu = cpu - taken->cpu_before;
	taken->ticks++;
	taken->idle_ticks = idle ? taken->idle_ticks + 1 : 0;
}

static const char *over_time(const struct taken *taken, const struct audit_watch *watch)
{
	audit_u64 most = watch->milliseconds;
	struct stat errors;

	if (taken->at == AUDIT_LOADING || taken->at == AUDIT_UNCONFINED)
		most += LOADING_MILLISECONDS;
	if (fstat(watch->errors, &errors) == 0 && errors.st_size > 0)
		most += watch->report_milliseconds;
	if (taken->cpu > most * MILLISECOND)
		return "does not end";
	if (taken->idle_ticks * TICK_MILLISECONDS > most)
		return taken->state == 'S' ? "does not end: it sleeps" :
					     "does not end: it is stopped";
	if (taken->ticks * TICK_MILLISECONDS > most + PATIENCE_MILLISECONDS)
		return "does not end within its time limit";
	return NULL;
}

/* Ends the processes that became ours when their parents ended; whether there were any. */
static int end_orphans(void)
{
	struct dirent *entry;
	pid_t parent, process;
	int found = 0;
	DIR *proc = opendir("/proc");

	while (proc && (entry = readdir(proc))) {
		process = atoi(entry->d_name);
		if (process <= 0 || strchr("ZX?", audit_process_state(process, &parent)) ||
		    parent != getpid())
			continue;
		found = 1;
		kill(process, SIGKILL);
	}
	if (proc)
		closedir(proc);
	return found;
}

/* Ends what a child has left behind outside its group. */
static void end_rest(const struct audit_watch *watch)
{
	/* The first process of a namespace: all others in it are the child's. */
	if (getpid() == 1)
		kill(-1, SIGKILL);
	else if (!watch->filtered)
		while (end_orphans())
			;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

/* Why the child is to be ended now; AUDIT_OK if it is not. */
static void judge(struct audit_end *end, const struct taken *taken,
		  const struct audit_watch *watch, struct audit_budget *budget)
{
	end->status = AUDIT_TIMEOUT;
	end->text = over_time(taken, watch);
	if (--budget->ticks == 0 || taken_by_all(taken) > budget->cpu_nanoseconds) {
		budget->exhausted = 1;
		end->text = "does not end within the time limit of a batch of scenarios";
	}
	if (audit_resident_bytes(watch->child) > MOST_RESIDENT_BYTES) {
		end->status = AUDIT_MEMORY;
		end->text = "uses more than 512 MiB of memory";
	}
	if (!end->text)
		end->status = AUDIT_OK;
}

int audit_end_child(const struct audit_watch *watch)
{
	siginfo_t info;
	int status;

	kill(watch->child, SIGKILL);
	/* Its number stays taken until it is waited for, so that its group is its own. */
	waitid(P_PID, watch->child, &info, WEXITED | WNOWAIT);
	kill(-watch->child, SIGKILL);
	if (waitpid(watch->child, &status, 0) != watch->child)
		err(70, "waitpid");
	end_rest(watch);
	return status;
}

struct audit_end audit_await(const struct audit_watch *watch, struct audit_budget *budget)
{
	struct audit_end end = { 0, AUDIT_OK, NULL, 0 };
	struct taken taken = { .at = watch->shared->at };
	int (*wait)(const struct audit_watch *) = watch->wait ? watch->wait : wait_tick;

	while (!end.text && !(end.answered = has_answered(watch)) && !has_ended(watch->child)) {
		if (!wait(watch))
			continue;
		measure(&taken, watch);
		judge(&end, &taken, watch, budget);
	}
	budget->cpu_nanoseconds -= taken_by_all(&taken);
	if (!end.answered)
		end.wait_status = audit_end_child(watch);
	return end;
}
