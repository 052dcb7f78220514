// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "selftest_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../module/hmm_probe_abi.h"

int errno_of(int returned)
{
	return returned < 0 ? errno : 0;
}

int open_device(void)
{
	return open(PROBE, O_RDWR | O_CLOEXEC);
}

int map_memory(void)
{
	void *memory = mmap((void *)BASE, PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	return memory == MAP_FAILED ? errno : 0;
}

int begin_session(int device)
{
	struct hmm_probe_range range = { .start = BASE, .end = END };

	return errno_of(ioctl(device, HMM_PROBE_IOC_BEGIN, &range));
}

int call_session(int device)
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

int end_session(int device)
{
	return errno_of(ioctl(device, HMM_PROBE_IOC_END));
}

int whole_session(void)
{
	int device = open_device();
	int ret = device < 0 ? errno : begin_session(device);

	if (ret == 0)
		ret = call_session(device);
	if (ret == 0)
		ret = end_session(device);
	if (device >= 0)
		close(device);
	return ret;
}

int exit_code_of(pid_t pid)
{
	int status;

	if (pid < 0)
		return EAGAIN;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

void expect(struct outbox *outbox, const char *what, int got, int expected)
{
	if (got == expected)
		end_case_as(outbox, DONE, "%s", "");
	else
		end_case_as(outbox, FAILED, "%s: expected %s, got %s", what,
			    expected ? strerrorname_np(expected) : "no error",
			    got ? strerrorname_np(got) : "no error");
}
