// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../module/hmm_probe_abi.h"
#include "selftest_life.h"

#define BASE	0x7f0000000000ULL
#define PAGES	4ULL
#define MODULE	"hmm_probe"
#define AT_ONCE	4
#define CALLS	20

static int open_device(void)
{
	return open("/dev/hmm-probe", O_RDWR | O_CLOEXEC);
}

static int map_memory(void)
{
	void *memory = mmap((void *)BASE, PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	return memory == MAP_FAILED ? errno : 0;
}

static int begin(int device)
{
	struct hmm_probe_range range = { BASE, BASE + PAGES * PAGE_BYTES, 0, 0 };

	return ioctl(device, HMM_PROBE_IOC_BEGIN, &range) == 0 ? 0 : errno;
}

static int call(int device)
{
	uint64_t pfns[PAGES] = { 0 };
	struct hmm_probe_call call = {
		.default_flags = 1ULL << 63,
		.pfns = (uintptr_t)pfns,
		.nr_pages = PAGES,
		.max_attempts = 8,
		.max_walks = 64,
	};

	if (ioctl(device, HMM_PROBE_IOC_CALL, &call) != 0)
		return errno;
	return -call.ret;
}

/* A session that works from beginning to end. */
static int whole_session(void)
{
	int device = open_device();
	int ret = device < 0 ? errno : begin(device);

	if (ret == 0)
		ret = call(device);
	if (ret == 0 && ioctl(device, HMM_PROBE_IOC_END) != 0)
		ret = errno;
	if (device >= 0)
		close(device);
	return ret;
}

static void expect(struct outbox *outbox, const char *what, int got, int expected)
{
	if (got == expected)
		end_case_as(outbox, DONE, "%s", "");
	else
		end_case_as(outbox, FAILED, "%s: expected %s, got %s", what,
			    expected ? strerrorname_np(expected) : "no error",
			    got ? strerrorname_np(got) : "no error");
}

static int exit_code_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

void life_other_process(void *argument, struct outbox *outbox)
{
	int device = open_device();
	int ret = map_memory();
	pid_t pid;

	(void)argument;
	if (ret == 0)
		ret = begin(device);
	if (ret) {
		expect(outbox, "begin", ret, 0);
		return;
	}
	pid = fork();
	if (pid == 0)
		_exit(call(device));
	expect(outbox, "call", exit_code_of(pid), EPERM);
}

void life_close(void *argument, struct outbox *outbox)
{
	int ret = map_memory();

	(void)argument;
	for (int i = 0; i < CALLS && ret == 0; i++) {
		int device = open_device();

		ret = begin(device);
		close(device);
	}
	expect(outbox, "sessions closed while begun", ret ? ret : whole_session(), 0);
}

/*
 * The process that began goes, its memory with it, while a child still has the file: the last close
 * comes from another process and finds only what the notifier holds.
 */
void life_exit_before_close(void *argument, struct outbox *outbox)
{
	int ready[2];
	char byte;
	pid_t pid;

	(void)argument;
	if (pipe2(ready, O_CLOEXEC) != 0) {
		expect(outbox, "pipe", errno, 0);
		return;
	}
	pid = fork();
	if (pid == 0) {
		int device = open_device();
		int ret = map_memory();

		if (ret == 0)
			ret = begin(device);
		if (ret == 0 && fork() == 0) {
			/* Outlives its parent, then closes. */
			while (getppid() != 1)
				usleep(1000);
			close(device);
			_exit(0);
		}
		_exit(ret);
	}
	/* The pipe ends when the last of them has gone. */
	close(ready[1]);
	expect(outbox, "begin", exit_code_of(pid), 0);
	while (read(ready[0], &byte, 1) < 0 && errno == EINTR)
		;
	if (outbox->outcome == DONE)
		expect(outbox, "a session afterwards", map_memory() ?: whole_session(), 0);
}

void life_killed(void *argument, struct outbox *outbox)
{
	int ret = map_memory();

	(void)argument;
	for (int i = 0; i < 10 && ret == 0; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			int device = open_device();

			begin(device);
			for (;;)
				call(device);
		}
		usleep(5000);
		kill(pid, SIGKILL);
		exit_code_of(pid);
	}
	expect(outbox, "a session afterwards", ret ? ret : whole_session(), 0);
}

/* Several processes at the device at the same time; each must get its own result, and all of it. */
void life_at_once(void *argument, struct outbox *outbox)
{
	pid_t pids[AT_ONCE];
	int ret = map_memory();

	(void)argument;
	for (int i = 0; i < AT_ONCE; i++) {
		pids[i] = fork();
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

static int unload(void)
{
	return syscall(SYS_delete_module, MODULE, O_NONBLOCK) == 0 ? 0 : errno;
}

void life_unload_open(void *argument, struct outbox *outbox)
{
	int device = open_device();

	(void)argument;
	expect(outbox, "delete_module", unload(), EWOULDBLOCK);
	close(device);
}

/* Device memory that was mapped by then goes with the module. */
static int use_dax(void)
{
	int device = open("/dev/hmm-probe-dax", O_RDWR | O_CLOEXEC), error;
	volatile char *map = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, device,
				  (off_t)HMM_PROBE_MAP_DAX_PTE << 32);

	error = map == MAP_FAILED ? errno : 0;
	close(device);
	if (error)
		return error;
	*map = 1;
	munmap((void *)map, PAGE_BYTES);
	return 0;
}

void life_reload(void *argument, struct outbox *outbox)
{
	int ret = use_dax(), fd;

	(void)argument;
	if (ret == 0)
		ret = unload();
	if (ret) {
		expect(outbox, "mmap or delete_module", ret, 0);
		return;
	}
	fd = open("/modules/" MODULE ".ko", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) != 0) {
		expect(outbox, "finit_module", errno, 0);
		return;
	}
	close(fd);
	/* The device's node may take a moment. */
	for (int i = 0; i < 100 && access("/dev/hmm-probe", R_OK) != 0; i++)
		usleep(10000);
	expect(outbox, "a session afterwards", map_memory() ?: whole_session(), 0);
}
