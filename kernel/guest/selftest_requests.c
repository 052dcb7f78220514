// SPDX-License-Identifier: GPL-2.0-or-later
/* Malformed requests to the module: each must get its errno, and the machine must live on. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "../module/hmm_probe_abi.h"
#include "selftest.h"
#include "selftest_parts.h"

#define NOWHERE	0x10000ULL	/* nothing is mapped there */
#define TOO_FAR	(BASE + (HMM_PROBE_MAX_PAGES + 1) * PAGE_BYTES)
#define LAST_PAGE (ADDRESS_END - PAGE_BYTES)	/* never mapped: TASK_SIZE ends before it */

/* One request, what it must get, and what is there before. */
struct refusal {
	const char *id;
	unsigned long request;
	bool begun;
	bool nowhere;		/* the argument is a null pointer */
	int error;
	union {
		struct hmm_probe_range range;
		struct hmm_probe_list list;
		struct hmm_probe_call call;
	};
};

#define RANGE(from, to, ...) .range = { .start = (from), .end = (to), __VA_ARGS__ }
#define LIST(from, to, where, room, ...) \
	.list = { .start = (from), .end = (to), .rows = (where), .nr_rows = (room), __VA_ARGS__ }
#define CALL(...) .call = { .max_attempts = 1, .max_walks = 64, __VA_ARGS__ }
#define LIMITS(attempts, walks) \
	.call = { WORDS, .max_attempts = (attempts), .max_walks = (walks) }
#define NONE .range = { .start = 0 }

static uint64_t words[PAGES];
static struct hmm_probe_entry rows[32];
static struct hmm_probe_fault fault_rows[8];

#define BEGIN	HMM_PROBE_IOC_BEGIN
#define DUMP	HMM_PROBE_IOC_DUMP
#define VMAS	HMM_PROBE_IOC_VMAS
#define DO_CALL	HMM_PROBE_IOC_CALL
#define NUMA	HMM_PROBE_IOC_NUMA
#define TO_DEVICE	HMM_PROBE_IOC_DEVICE
#define AT_WORDS .pfns = (uintptr_t)words
#define AT_ROWS	(uintptr_t)rows
#define WORDS	AT_WORDS, .nr_pages = PAGES

static const struct refusal refusals[] = {
	{ "unknown-request", _IO('h', 0xff), 0, 0, ENOTTY, NONE },
	{ "info-nowhere", HMM_PROBE_IOC_INFO, 0, 1, EFAULT, NONE },
	{ "begin-nowhere", BEGIN, 0, 1, EFAULT, NONE },
	{ "begin-start-unaligned", BEGIN, 0, 0, EINVAL, RANGE(BASE + 1, END) },
	{ "begin-end-unaligned", BEGIN, 0, 0, EINVAL, RANGE(BASE, END + 1) },
	{ "begin-end-unaligned-empty", BEGIN, 0, 0, EINVAL, RANGE(BASE, 1) },
	{ "begin-flags", BEGIN, 0, 0, EINVAL, RANGE(BASE, END, .flags = 1) },
	{ "begin-reserved", BEGIN, 0, 0, EINVAL, RANGE(BASE, END, .reserved = 1) },
	{ "begin-kernel-address", BEGIN, 0, 0, EINVAL, RANGE(~0xffffULL, ~0xfffULL) },
	{ "begin-past-user-space", BEGIN, 0, 0, EINVAL, RANGE(LAST_PAGE, ADDRESS_END) },
	{ "begin-last-page", BEGIN, 0, 0, EINVAL, RANGE(~0xfffULL, 0) },
	{ "begin-everything", BEGIN, 0, 0, EINVAL, RANGE(0, ~0xfffULL) },
	{ "begin-too-long", BEGIN, 0, 0, EINVAL, RANGE(BASE, TOO_FAR) },
	{ "begin-twice", BEGIN, 1, 0, EBUSY, RANGE(BASE, END) },
	{ "end-before-begin", HMM_PROBE_IOC_END, 0, 0, ENODEV, NONE },
	{ "call-before-begin", DO_CALL, 0, 0, ENODEV, CALL(WORDS) },
	{ "call-nowhere", DO_CALL, 1, 1, EFAULT, NONE },
	{ "call-no-pages", DO_CALL, 1, 0, EINVAL, CALL(AT_WORDS) },
	{ "call-other-pages", DO_CALL, 1, 0, EINVAL, CALL(AT_WORDS, .nr_pages = PAGES + 1) },
	{ "call-pages-overflow", DO_CALL, 1, 0, EINVAL, CALL(AT_WORDS, .nr_pages = 1ULL << 61) },
	{ "call-pfns-nowhere", DO_CALL, 1, 0, EFAULT, CALL(.pfns = NOWHERE, .nr_pages = PAGES) },
	{ "call-pfns-kernel", DO_CALL, 1, 0, EFAULT, CALL(.pfns = ~0xfffULL, .nr_pages = PAGES) },
	{ "call-faults-nowhere", DO_CALL, 1, 0, EFAULT,
	  CALL(WORDS, .default_flags = 1ULL << 63, .faults = NOWHERE, .nr_faults = 8) },
	{ "call-too-many-faults", DO_CALL, 1, 0, EINVAL,
	  CALL(WORDS, .nr_faults = HMM_PROBE_MAX_FAULTS + 1) },
	{ "call-flags", DO_CALL, 1, 0, EINVAL, CALL(WORDS, .flags = 4) },
	{ "call-unlocked-attempts", DO_CALL, 1, 0, EINVAL,
	  .call = { WORDS, .max_attempts = 2, .flags = HMM_PROBE_UNLOCKED } },
	{ "call-unlocked-timeout", DO_CALL, 1, 0, EINVAL,
	  CALL(WORDS, .flags = HMM_PROBE_UNLOCKED, .timeout = HMM_PROBE_MAX_TIMEOUT + 1) },
	{ "call-timeout", DO_CALL, 1, 0, EINVAL, CALL(WORDS, .timeout = 1) },
	{ "call-no-attempts", DO_CALL, 1, 0, EINVAL, LIMITS(0, 64) },
	{ "call-too-many-attempts", DO_CALL, 1, 0, EINVAL, LIMITS(HMM_PROBE_MAX_ATTEMPTS + 1, 64) },
	{ "call-too-many-walks", DO_CALL, 1, 0, EINVAL, LIMITS(1, HMM_PROBE_MAX_WALKS + 1) },
	{ "dump-nowhere", DUMP, 0, 1, EFAULT, NONE },
	{ "dump-empty", DUMP, 0, 0, EINVAL, LIST(BASE, BASE, AT_ROWS, 8) },
	{ "dump-backwards", DUMP, 0, 0, EINVAL, LIST(END, BASE, AT_ROWS, 8) },
	{ "dump-unaligned", DUMP, 0, 0, EINVAL, LIST(BASE, END - 1, AT_ROWS, 8) },
	{ "dump-kernel-address", DUMP, 0, 0, EINVAL, LIST(~0xffffULL, ~0xfffULL, AT_ROWS, 8) },
	{ "dump-too-long", DUMP, 0, 0, EINVAL, LIST(BASE, TOO_FAR, AT_ROWS, 8) },
	{ "dump-too-many-rows", DUMP, 0, 0, EINVAL,
	  LIST(BASE, END, AT_ROWS, HMM_PROBE_MAX_ROWS + 1) },
	{ "dump-reserved", DUMP, 0, 0, EINVAL, LIST(BASE, END, AT_ROWS, 8, .reserved = 1) },
	{ "dump-no-room", DUMP, 0, 0, ENOSPC, LIST(BASE, END, AT_ROWS, 2) },
	{ "dump-rows-nowhere", DUMP, 0, 0, EFAULT, LIST(BASE, END, NOWHERE, 32) },
	{ "vmas-nowhere", VMAS, 0, 1, EFAULT, NONE },
	{ "vmas-unaligned", VMAS, 0, 0, EINVAL, LIST(BASE + 8, END, AT_ROWS, 8) },
	{ "vmas-no-room", VMAS, 0, 0, ENOSPC, LIST(BASE, END, AT_ROWS, 0) },
	{ "vmas-rows-nowhere", VMAS, 0, 0, EFAULT, LIST(BASE, END, NOWHERE, 8) },
	{ "numa-nowhere", NUMA, 0, 1, EFAULT, NONE },
	{ "numa-unaligned", NUMA, 0, 0, EINVAL, RANGE(BASE + 1, END) },
	{ "numa-empty", NUMA, 0, 0, EINVAL, RANGE(BASE, BASE) },
	{ "numa-flags", NUMA, 0, 0, EINVAL, RANGE(BASE, END, .flags = 2) },
	{ "numa-gap", NUMA, 0, 0, ENOMEM, RANGE(BASE, END + PAGE_BYTES) },
	{ "device-nowhere", TO_DEVICE, 0, 1, EFAULT, NONE },
	{ "device-unaligned", TO_DEVICE, 0, 0, EINVAL, RANGE(BASE, END + 1, .flags = 1) },
	{ "device-no-owner", TO_DEVICE, 0, 0, EINVAL, RANGE(BASE, END) },
	{ "device-third-owner", TO_DEVICE, 0, 0, EINVAL, RANGE(BASE, END, .flags = 3) },
	{ "device-reserved", TO_DEVICE, 0, 0, EINVAL, RANGE(BASE, END, .flags = 1, .reserved = 1) },
};

/* A device with memory to ask about; false if the test cannot begin. */
static bool prepare(struct outbox *outbox, bool begun, int *device)
{
	int error = map_memory();

	*device = open_device();
	if (error == 0)
		error = errno_of(*device);
	if (error == 0 && begun)
		error = begin_session(*device);
	if (error) {
		expect(outbox, "what comes before", error, 0);
		return false;
	}
	*(volatile char *)BASE = 1;
	return true;
}

static void refuse(void *argument, struct outbox *outbox)
{
	const struct refusal *refusal = argument;
	struct refusal copy = *refusal;
	void *where = refusal->nowhere ? NULL : &copy.range;
	int device;

	if (prepare(outbox, refusal->begun, &device))
		expect(outbox, "ioctl", errno_of(ioctl(device, refusal->request, where)),
		       refusal->error);
}

/* hmm_pfns[] that can only be read: the call is carried out, the answer does not arrive. */
static void call_pfns_read_only(void *argument, struct outbox *outbox)
{
	void *page = mmap(NULL, PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct hmm_probe_call call = {
		.pfns = (uintptr_t)page, .nr_pages = PAGES, .max_attempts = 1, .max_walks = 64,
	};
	int device;

	(void)argument;
	if (page == MAP_FAILED)
		expect(outbox, "mmap", errno, 0);
	else if (prepare(outbox, true, &device))
		expect(outbox, "CALL", errno_of(ioctl(device, DO_CALL, &call)), EFAULT);
}

/* More rows of faults than there is room for are counted, and nothing is written past the room. */
static void call_faults_lost(void *argument, struct outbox *outbox)
{
	struct hmm_probe_call call = {
		WORDS, .default_flags = 1ULL << 63, .max_attempts = 1, .max_walks = 64,
		.faults = (uintptr_t)fault_rows, .nr_faults = 0,
	};
	int device;

	(void)argument;
	if (!prepare(outbox, true, &device))
		return;
	if (ioctl(device, DO_CALL, &call) != 0)
		end_case_as(outbox, FAILED, "%s", strerrorname_np(errno));
	else if (call.nr_faults != 0 || call.faults_lost != PAGES - 1 || fault_rows[0].pages != 0)
		end_case_as(outbox, FAILED, "%u rows, %u lost", call.nr_faults, call.faults_lost);
	else
		end_case_as(outbox, DONE, "%s", "");
}

static const struct selftest others[] = {
	{ "call-pfns-read-only", call_pfns_read_only, NULL },
	{ "call-faults-lost", call_faults_lost, NULL },
	{ NULL, NULL, NULL },
};

struct selftest request_test(size_t number)
{
	if (number < COUNT_OF(refusals))
		return (struct selftest) { refusals[number].id, refuse, &refusals[number] };
	return others[number - COUNT_OF(refusals)];
}
