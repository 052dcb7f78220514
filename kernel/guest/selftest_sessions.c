// SPDX-License-Identifier: GPL-2.0-or-later
/* Sessions that end in unusual ways, and several at once. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "selftest.h"
#include "selftest_parts.h"

#define AT_ONCE	4
#define CALLS	20

/* A session of this process, on memory made for it. */
static int begin_on_memory(int device)
{
	return map_memory() ?: begin_session(device);
}

static void call_of_another_process(void *argument, struct outbox *outbox)
{
	int device = open_device();
	int ret = begin_on_memory(device);
	pid_t pid;

	(void)argument;
	if (ret) {
		expect(outbox, "begin", ret, 0);
		return;
	}
	pid = fork_tied();
	if (pid == 0)
		_exit(call_session(device));
	expect(outbox, "call", exit_code_of(pid), EPERM);
}

/* Whoever has the file may end the session; the memory's own process then has none. */
static void end_by_another_process(void *argument, struct outbox *outbox)
{
	int device = open_device();
	int ret = begin_on_memory(device);
	pid_t pid;

	(void)argument;
	if (ret == 0) {
		pid = fork_tied();
		if (pid == 0)
			_exit(end_session(device));
		ret = exit_code_of(pid);
	}
	expect(outbox, "call", ret ? ret : call_session(device), ENODEV);
}

/* The memory of a session goes, its file stays: the last close comes from the new program. */
static void exec_before_close(void *argument, struct outbox *outbox)
{
	pid_t pid = fork_tied();

	(void)argument;
	if (pid == 0) {
		int device = open(PROBE, O_RDWR), nowhere = open("/dev/null", O_WRONLY);
		int ret = begin_on_memory(device);

		if (ret)
			_exit(ret);
		dup2(nowhere, STDOUT_FILENO);
		execl("/proc/self/exe", "hmm-guest", "--check", "/recipe", (char *)NULL);
		_exit(errno);
	}
	expect(outbox, "begin or exec", exit_code_of(pid), 0);
	if (outbox->outcome == DONE)
		expect(outbox, "a session afterwards", map_memory() ?: whole_session(), 0);
}

static void close_while_begun(void *argument, struct outbox *outbox)
{
	int ret = map_memory();

	(void)argument;
	for (int i = 0; i < CALLS && ret == 0; i++) {
		int device = open_device();

		ret = begin_session(device);
		close(device);
	}
	expect(outbox, "sessions closed while begun", ret ? ret : whole_session(), 0);
}

/*
 * The process that began goes, its memory with it, while a child still has the file: the last close
 * comes from another process and finds only what the notifier holds.
 */
static void exit_before_close(void *argument, struct outbox *outbox)
{
	int ready[2];
	char byte;
	pid_t pid;

	(void)argument;
	if (pipe2(ready, O_CLOEXEC) != 0) {
		expect(outbox, "pipe", errno, 0);
		return;
	}
	pid = fork_tied();
	if (pid == 0) {
		int device = open_device();
		int ret = begin_on_memory(device);

		if (ret)
			_exit(ret);
		pid = fork();
		if (pid == 0) {
			/* Outlives its parent, then closes. */
			while (getppid() != 1)
				usleep(1000);
			close(device);
			_exit(0);
		}
		_exit(pid < 0 ? errno : 0);
	}
	/* The pipe ends when the last of them has gone. */
	close(ready[1]);
	expect(outbox, "begin", exit_code_of(pid), 0);
	while (read(ready[0], &byte, 1) < 0 && errno == EINTR)
		;
	if (outbox->outcome == DONE)
		expect(outbox, "a session afterwards", map_memory() ?: whole_session(), 0);
}

static void killed_while_begun(void *argument, struct outbox *outbox)
{
	int ret = map_memory();

	(void)argument;
	for (int i = 0; i < 10 && ret == 0; i++) {
		pid_t pid = fork_tied();

		if (pid == 0) {
			int device = open_device();

			begin_session(device);
			for (;;)
				call_session(device);
		}
		usleep(5000);
		/* kill(-1) would be everybody. */
		if (pid > 0)
			kill(pid, SIGKILL);
		ret = exit_code_of(pid) == EINTR ? 0 : ECHILD;
	}
	expect(outbox, "a session afterwards", ret ? ret : whole_session(), 0);
}

/* Several processes at the device at the same time; each must get its own result, and all of it. */
static void calls_at_once(void *argument, struct outbox *outbox)
{
	pid_t pids[AT_ONCE];
	int ret = map_memory();

	(void)argument;
	for (int i = 0; i < AT_ONCE; i++) {
		pids[i] = fork_tied();
		if (pids[i] == 0) {
			for (int j = 0; j < CALLS && ret == 0; j++)
				ret = whole_session();
			_exit(ret);
		}
	}
	for (int i = 0; i < AT_ONCE; i++) {
		int code = exit_code_of(pids[i]);

		if (code)
			ret = code;
	}
	expect(outbox, "sessions at once", ret, 0);
}

static const struct selftest tests[] = {
	{ "call-of-another-process", call_of_another_process, NULL },
	{ "end-by-another-process", end_by_another_process, NULL },
	{ "close-while-begun", close_while_begun, NULL },
	{ "exit-before-close", exit_before_close, NULL },
	{ "exec-before-close", exec_before_close, NULL },
	{ "killed-while-begun", killed_while_begun, NULL },
	{ "calls-at-once", calls_at_once, NULL },
	{ NULL, NULL, NULL },
};

struct selftest session_test(size_t number)
{
	return tests[number];
}
