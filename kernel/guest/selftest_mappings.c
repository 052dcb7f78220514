// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings of the module: which it refuses, and how far those that it makes can be bent. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../module/hmm_probe_abi.h"
#include "selftest.h"
#include "selftest_parts.h"

#define OF(kind) HMM_PROBE_MAP_OFFSET(HMM_PROBE_MAP_##kind)

struct map_refusal {
	const char *id;
	const char *device;
	size_t pages;
	int flags;
	uint64_t offset;
};

static const struct map_refusal refusals[] = {
	{ "mmap-private", PROBE, 1, MAP_PRIVATE, 0 },
	{ "mmap-unknown-kind", PROBE, 1, MAP_SHARED, OF(KINDS) },
	{ "mmap-odd-offset", PROBE, 1, MAP_SHARED, PAGE_BYTES },
	{ "mmap-too-long", PROBE, HMM_PROBE_MAP_PAGES + 1, MAP_SHARED, 0 },
	{ "mmap-dax-kind", PROBE, 1, MAP_SHARED, OF(DAX_PTE) },
	{ "mmap-dax-private", DAX, 1, MAP_PRIVATE, OF(DAX_PTE) },
	{ "mmap-dax-other-kind", DAX, 1, MAP_SHARED, OF(PFNMAP) },
	{ "mmap-dax-unknown-kind", DAX, 1, MAP_SHARED, OF(KINDS) },
	{ "mmap-dax-unaligned", DAX, 1, MAP_SHARED, OF(DAX_PMD) },
	{ "mmap-dax-too-long", DAX, (1 << 18) + 1, MAP_SHARED, OF(DAX_PTE) },
};

static void refuse(void *argument, struct outbox *outbox)
{
	const struct map_refusal *refusal = argument;
	int device = open(refusal->device, O_RDWR | O_CLOEXEC), error = 0;

	if (mmap(NULL, refusal->pages * PAGE_BYTES, PROT_READ, refusal->flags, device,
		 (off_t)refusal->offset) == MAP_FAILED)
		error = errno;
	expect(outbox, "mmap", error, EINVAL);
}

/* A mapping of a device at BASE; the errno of one that is not made. */
static int map_device(const char *device, uint64_t offset, size_t length)
{
	int fd = open(device, O_RDWR | O_CLOEXEC);
	void *map = mmap((void *)BASE, length, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED_NOREPLACE, fd, (off_t)offset);

	return map == MAP_FAILED ? errno : 0;
}

#define TWO_PAGES	(2 * PAGE_BYTES)
#define PMD_BYTES	(512 * PAGE_BYTES)
#define PUD_BYTES	(512 * PMD_BYTES)

static int hint(uint64_t start, uint64_t end, uint32_t flags)
{
	struct hmm_probe_range range = { .start = start, .end = end, .flags = flags };

	return errno_of(ioctl(open_device(), HMM_PROBE_IOC_NUMA, &range));
}

/* Mappings that the NUMA scanner never touches. */
static void hint_device_map(void *argument, struct outbox *outbox)
{
	int error = map_device(PROBE, OF(PFNMAP), TWO_PAGES);

	(void)argument;
	expect(outbox, "NUMA", error ? error : hint(BASE, BASE + TWO_PAGES, 0), EINVAL);
}

static void split_device_map(void *argument, struct outbox *outbox)
{
	int error = map_device(PROBE, OF(PFNMAP), TWO_PAGES);

	(void)argument;
	if (error == 0)
		error = errno_of(munmap((void *)BASE, PAGE_BYTES));
	expect(outbox, "munmap", error, EINVAL);
}

/* A notifier would hear of the part, and the whole of the page would change. */
static void hint_part_of_hugetlb(void *argument, struct outbox *outbox)
{
	void *map = mmap((void *)BASE, PMD_BYTES, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_FIXED_NOREPLACE, -1, 0);
	int error = map == MAP_FAILED ? errno : 0;

	(void)argument;
	expect(outbox, "NUMA",
	       error ? error : hint(BASE, BASE + PAGE_BYTES, HMM_PROBE_NUMA_HUGETLB), EINVAL);
}

/* The mapping at BASE with a page more; the errno of mremap(). */
static int grow(size_t length)
{
	void *grown = mremap((void *)BASE, length, length + PAGE_BYTES, 0);

	return grown == MAP_FAILED ? errno : 0;
}

static void grow_device_map(void *argument, struct outbox *outbox)
{
	int error = map_device(PROBE, OF(PFNMAP), TWO_PAGES);

	(void)argument;
	expect(outbox, "mremap", error ? error : grow(TWO_PAGES), EFAULT);
}

/* A mapping of device memory that can be made, and grown to where there is no slot. */
struct grown_dax {
	uint64_t offset;
	size_t length;
};

static const struct grown_dax past_memory = { OF(DAX_PTE), PUD_BYTES };
static const struct grown_dax part_of_slot = { OF(DAX_PMD), PMD_BYTES };

static void touch_grown_dax(void *argument, struct outbox *outbox)
{
	const struct grown_dax *dax = argument;
	int error = map_device(DAX, dax->offset, dax->length), status = 0;
	pid_t pid;

	if (error == 0)
		error = grow(dax->length);
	if (error) {
		expect(outbox, "mmap or mremap", error, 0);
		return;
	}
	pid = fork_tied();
	if (pid == 0) {
		*(volatile char *)(BASE + dax->length) = 1;
		_exit(0);
	}
	if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
	    WTERMSIG(status) == SIGBUS)
		end_case_as(outbox, DONE, "%s", "");
	else
		end_case_as(outbox, FAILED, "expected SIGBUS, got the wait status %#x", status);
}

static const struct selftest others[] = {
	{ "numa-pfnmap", hint_device_map, NULL },
	{ "numa-part-of-hugetlb", hint_part_of_hugetlb, NULL },
	{ "munmap-part-of-pfnmap", split_device_map, NULL },
	{ "mremap-pfnmap", grow_device_map, NULL },
	{ "mremap-dax-past-memory", touch_grown_dax, &past_memory },
	{ "mremap-dax-part-of-slot", touch_grown_dax, &part_of_slot },
	{ NULL, NULL, NULL },
};

struct selftest mapping_test(size_t number)
{
	if (number < COUNT_OF(refusals))
		return (struct selftest) { refusals[number].id, refuse, &refusals[number] };
	return others[number - COUNT_OF(refusals)];
}
