/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program that hmm-pfn starts for a tree. Batches of frames come in on the standard input,
 * replies go out on the standard output.
 *
 * The tree's code never runs here: it is loaded into a forked worker, which is confined as the code
 * of `audit c` is. The worker stays for many batches; one that ends, or that can be trusted no more,
 * is followed by another one, which begins after the scenario that ended it.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervisor.h"

#define PIPE_BYTES (1 << 20)
#define REPORT_MILLISECONDS 10000u
/* A scenario that does not end costs as much time as this many that crash, and more. */
#define TIMEOUT_ENDS 16u
/* How often a batch, or a question, is gone on with after something else has killed its worker. */
#define MOST_KILLS 3u

struct header {
	audit_u32 count;
	audit_u32 bytes;
	/* Of processor time, for one scenario. */
	audit_u32 milliseconds;
	/* How many scenarios may end their worker; what comes after the next one is not run. */
	audit_u32 ends;
	audit_u64 serial;
};

static struct tree_memory memory;

static void *map_shared(unsigned long bytes)
{
	void *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (shared == MAP_FAILED)
		err(70, "mmap");
	return shared;
}

static enum tree_outcome outcome_of(audit_u32 status)
{
	switch (status) {
	case AUDIT_TIMEOUT:
		return TREE_TIMEOUT;
	case AUDIT_SANITIZER:
		return TREE_SANITIZER;
	default:
		return TREE_ENDED;
	}
}

/*
 * Whether something outside has killed the worker, as the system does when it is short of memory: the
 * worker is the first to go then. It says nothing about the tree.
 */
static int was_killed(const struct audit_end *end)
{
	return !end->text && WIFSIGNALED(end->wait_status) &&
	       WTERMSIG(end->wait_status) == SIGKILL;
}

/* Lets the worker do what is left of a batch; returns the first scenario that has no reply then. */
static audit_u32 work(const struct header *header, audit_u32 from, struct audit_budget *budget,
		      audit_u32 *ends, audit_u32 *kills)
{
	struct tree_shared *shared = memory.shared;
	struct audit_job job = { .shared = &shared->audit, .from = from, .count = header->count };
	struct audit_ending ending;
	struct audit_end end;

	worker_ready();
	shared->from = from;
	shared->count = header->count;
	shared->serial = header->serial;
	shared->out_end = shared->out_at;
	end = worker_run(budget, header->milliseconds);
	if (end.answered && !shared->spent) {
		from = answer_take_replies(from, header->count, header->serial);
		if (from == header->count)
			return from;
		worker_end();
		answer_put_made(TREE_ENDED, "overwrites the memory of the host");
		++*ends;
		return from + 1;
	}
	if (end.answered) {
		from = answer_take_replies(from, shared->audit.at, header->serial);
		worker_end();
		++*ends;
		return from;
	}
	ending = worker_ended(&job, &end);
	from = answer_take_replies(from, ending.stop, header->serial);
	if (was_killed(&end) && (*kills)++ < MOST_KILLS)
		return from;
	if (ending.status == AUDIT_OK)
		answer_put_made(TREE_ENDED, "ends the process");
	else
		answer_put_made(outcome_of(ending.status), ending.text);
	*ends += ending.status == AUDIT_TIMEOUT ? TIMEOUT_ENDS : 1;
	return from + 1;
}

/* The offset of a frame. */
static audit_u64 frame_at(audit_u32 number)
{
	const audit_u32 *frame = (const audit_u32 *)memory.in;

	for (; number; number--)
		frame += frame[FRAME_WORDS];
	return (const char *)frame - memory.in;
}

static void run_batch(const struct header *header)
{
	struct audit_budget budget = audit_budget_of(header->count, header->milliseconds);
	audit_u32 from = 0, ends = 0, kills = 0;

	memory.shared->out_at = 0;
	while (from < header->count && ends <= header->ends && !budget.exhausted) {
		memory.shared->in_at = from ? frame_at(from) : 0;
		from = work(header, from, &budget, &ends, &kills);
	}
	for (; from < header->count; from++)
		answer_put_made(TREE_NOT_RUN, "");
}

/* What the tree is, or what of it was reached, from the worker; or that another one is to follow. */
static void ask_worker(const struct header *header)
{
	struct audit_budget budget = audit_budget_of(1, header->milliseconds);
	struct audit_ending ending;
	struct audit_end end;
	struct audit_job job = { .shared = &memory.shared->audit, .count = 1 };
	audit_u32 kills = 0;

	if (header->bytes == TREE_FRESH) {
		worker_end();
		return;
	}
	do {
		worker_ready();
		memory.shared->out_at = memory.shared->out_end = 0;
		memory.shared->count = 0;
		memory.shared->question = header->bytes;
		end = worker_run(&budget, header->milliseconds);
		if (end.answered && memory.shared->out_end <= OUT_BYTES) {
			answer_put(memory.out, memory.shared->out_end);
			return;
		}
		ending = worker_ended(&job, &end);
	} while (was_killed(&end) && kills++ < MOST_KILLS);
	answer_put_made(TREE_ENDED, ending.text);
}

static int read_all(void *bytes, unsigned long count)
{
	char *to = bytes;

	while (count) {
		ssize_t got = read(STDIN_FILENO, to, count);

		if (got <= 0)
			return 0;
		to += got;
		count -= got;
	}
	return 1;
}

/* The pipes are opened without waiting by whoever starts this; here everybody waits. */
static void prepare_pipes(void)
{
	for (int file = STDIN_FILENO; file <= STDOUT_FILENO; file++) {
		fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK);
		fcntl(file, F_SETPIPE_SZ, PIPE_BYTES);
	}
}

static struct audit_setup setup_of(char **parameters)
{
	struct audit_setup setup = { .report_milliseconds = REPORT_MILLISECONDS };

	setup.code = parameters[1];
	setup.filter = !strcmp(parameters[2], "filter") && audit_can_filter();
#ifdef AUDIT_SANITIZED
	setup.sanitized = 1;
#endif
	return setup;
}

int main(int count, char **parameters)
{
	char *in = map_shared(IN_BYTES);
	struct audit_setup setup;
	struct header header;

	if (count != 3)
		return 70;
	setup = setup_of(parameters);
	memory = (struct tree_memory){ map_shared(sizeof(struct tree_shared)), in,
				       map_shared(OUT_BYTES), OUT_BYTES };
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	worker_init(&setup, &memory);
	prepare_pipes();
	while (read_all(&header, sizeof(header))) {
		if (header.bytes > IN_BYTES || !read_all(in, header.bytes))
			return 70;
		answer_begin(&memory, header.serial);
		if (header.count)
			run_batch(&header);
		else
			ask_worker(&header);
		answer_send();
		if (header.bytes > KEPT_BYTES)
			madvise(in, IN_BYTES, MADV_REMOVE);
	}
	return 0;
}
