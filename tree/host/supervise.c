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
#include <dlfcn.h>
#include <err.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "supervise.h"
#include "wire.h"

#define IN_BYTES (512ul << 20)
#define OUT_BYTES (1024ul << 20)
/* More than this is given back after a batch. */
#define KEPT_BYTES (32ul << 20)
#define PIPE_BYTES (1 << 20)
#define REPORT_MILLISECONDS 10000u
#define TICK_NANOSECONDS 10000000l
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
struct answer {
	audit_u64 serial;
	audit_u64 bytes;
	audit_u32 count;
	/* How many replies have a note, or did not return. */
	audit_u32 unusual;
};

static struct audit_setup setup;
static struct tree_memory memory;
static struct audit_watch watch;
static int worker_runs;

/* What goes out: pieces of shared memory, and replies that are made here. */
struct piece {
	const char *bytes;
	unsigned long count;
};
static struct piece *pieces;
static unsigned int piece_count, piece_room;
static struct answer answer;

static void *map_shared(unsigned long bytes)
{
	void *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (shared == MAP_FAILED)
		err(70, "mmap");
	return shared;
}

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
	return !has_answered(watched);
}

static void put_piece(const void *bytes, unsigned long count)
{
	if (piece_count == piece_room) {
		piece_room = piece_room ? 2 * piece_room : 64;
		pieces = realloc(pieces, piece_room * sizeof(*pieces));
		if (!pieces)
			err(70, "realloc");
	}
	pieces[piece_count++] = (struct piece){ bytes, count };
	answer.bytes += count;
}

/* The reply of a scenario that has no result. */
static void put_made(enum tree_outcome outcome, const char *text)
{
	unsigned long text_bytes = strlen(text), padded = (text_bytes + 7) & ~7ul;
	audit_u32 *reply = calloc(1, REPLY_HEADER * sizeof(*reply) + padded);

	if (!reply)
		err(70, "calloc");
	reply[REPLY_WORDS] = REPLY_HEADER + padded / sizeof(*reply);
	reply[REPLY_OUTCOME] = outcome;
	reply[REPLY_TEXT_BYTES] = text_bytes;
	memcpy(reply + REPLY_HEADER, text, text_bytes);
	put_piece(reply, REPLY_HEADER * sizeof(*reply) + padded);
	answer.unusual++;
	answer.count++;
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

/* Takes the replies that the worker has written, none of which is believed before it was looked at. */
static audit_u32 take_replies(audit_u32 from, audit_u32 stop, audit_u64 serial)
{
	audit_u64 at = memory.shared->out_at, end = memory.shared->out_end;
	const audit_u64 begin = at;

	if (end > OUT_BYTES)
		end = begin;
	for (; from < stop; from++) {
		audit_u32 *reply = (audit_u32 *)(memory.out + at);
		audit_u64 bytes = at + REPLY_HEADER * sizeof(*reply) > end ?
					  0 :
					  (audit_u64)reply[REPLY_WORDS] * sizeof(*reply);

		if (bytes < REPLY_HEADER * sizeof(*reply) || bytes % 8 || bytes > end - at ||
		    reply[REPLY_CHECK] != tree_check(serial, from, reply))
			break;
		reply[REPLY_CHECK] = 0;
		answer.unusual += reply[REPLY_OUTCOME] != TREE_RETURNED || reply[REPLY_NOTES];
		answer.count++;
		at += bytes;
	}
	if (at > begin)
		put_piece(memory.out + begin, at - begin);
	memory.shared->out_at = at;
	return from;
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

	if (!worker_runs)
		start_worker();
	shared->from = from;
	shared->count = header->count;
	shared->serial = header->serial;
	shared->out_end = shared->out_at;
	__sync_synchronize();
	shared->go++;
	syscall(SYS_futex, &shared->go, FUTEX_WAKE, 1, NULL, NULL, 0);
	end = audit_await(&watch, budget);
	if (end.answered && !shared->spent) {
		from = take_replies(from, header->count, header->serial);
		if (from == header->count)
			return from;
		audit_end_child(&watch);
		forget_worker();
		put_made(TREE_ENDED, "overwrites the memory of the host");
		++*ends;
		return from + 1;
	}
	if (end.answered) {
		from = take_replies(from, shared->audit.at, header->serial);
		audit_end_child(&watch);
		forget_worker();
		++*ends;
		return from;
	}
	ending = audit_judge_end(&job, &end, watch.errors);
	forget_worker();
	from = take_replies(from, ending.stop, header->serial);
	if (was_killed(&end) && (*kills)++ < MOST_KILLS)
		return from;
	if (ending.status == AUDIT_OK)
		put_made(TREE_ENDED, "ends the process");
	else
		put_made(outcome_of(ending.status), ending.text);
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
		put_made(TREE_NOT_RUN, "");
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
		if (worker_runs) {
			audit_end_child(&watch);
			forget_worker();
		}
		return;
	}
	do {
		if (!worker_runs)
			start_worker();
		memory.shared->out_at = memory.shared->out_end = 0;
		memory.shared->count = 0;
		memory.shared->question = header->bytes;
		memory.shared->go++;
		syscall(SYS_futex, &memory.shared->go, FUTEX_WAKE, 1, NULL, NULL, 0);
		end = audit_await(&watch, &budget);
		if (end.answered && memory.shared->out_end <= OUT_BYTES) {
			put_piece(memory.out, memory.shared->out_end);
			return;
		}
		ending = audit_judge_end(&job, &end, watch.errors);
		forget_worker();
	} while (was_killed(&end) && kills++ < MOST_KILLS);
	put_made(TREE_ENDED, ending.text);
}

static void write_all(const void *bytes, unsigned long count)
{
	const char *from = bytes;

	while (count) {
		ssize_t wrote = write(STDOUT_FILENO, from, count);

		if (wrote <= 0)
			exit(0);
		from += wrote;
		count -= wrote;
	}
}

static void send_answer(void)
{
	write_all(&answer, sizeof(answer));
	for (unsigned int i = 0; i < piece_count; i++) {
		write_all(pieces[i].bytes, pieces[i].count);
		if (pieces[i].bytes < memory.out || pieces[i].bytes >= memory.out + OUT_BYTES)
			free((void *)pieces[i].bytes);
	}
	if (memory.shared->out_at > KEPT_BYTES)
		madvise(memory.out, OUT_BYTES, MADV_REMOVE);
	piece_count = 0;
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

static void take_setup(char **parameters)
{
	setup.code = parameters[1];
	setup.filter = !strcmp(parameters[2], "filter") && audit_can_filter();
	setup.report_milliseconds = REPORT_MILLISECONDS;
#ifdef AUDIT_SANITIZED
	setup.sanitized = 1;
#endif
}

int main(int count, char **parameters)
{
	char *in = map_shared(IN_BYTES);
	struct header header;

	if (count != 3)
		return 70;
	take_setup(parameters);
	memory = (struct tree_memory){ map_shared(sizeof(struct tree_shared)), in,
				       map_shared(OUT_BYTES), OUT_BYTES };
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	audit_watch_init();
	prepare_pipes();
	watch = (struct audit_watch){ .shared = &memory.shared->audit,
				      .filtered = setup.filter,
				      .report_milliseconds = setup.report_milliseconds,
				      .wait = wait_for_answer,
				      .answered = has_answered };
	while (read_all(&header, sizeof(header))) {
		if (header.bytes > IN_BYTES || !read_all(in, header.bytes))
			return 70;
		answer = (struct answer){ .serial = header.serial };
		watch.milliseconds = header.milliseconds;
		if (header.count)
			run_batch(&header);
		else
			ask_worker(&header);
		send_answer();
		if (header.bytes > KEPT_BYTES)
			madvise(in, IN_BYTES, MADV_REMOVE);
	}
	return 0;
}
