/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a reproducer needs: memory at a fixed place, a range fault on it, and the words it leaves. Each
 * reproducer is a program of its own for a machine with the module loaded:
 *
 *	gcc -static -o reproducer hinting-page.c && ./reproducer
 */
#ifndef PROBE_H
#define PROBE_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../module/hmm_probe_abi.h"

#define PAGE		4096UL
#define HUGE		(512 * PAGE)
#define MAX_PAGES	16

#define REQ_NONE	0ULL
#define REQ_FAULT	(1ULL << 63)
#define REQ_WRITE	(3ULL << 62)

static inline void require(int ok, const char *what)
{
	if (ok)
		return;
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

/* Memory whose place in its page table is known: at the start of a PMD slot, or this many pages on. */
static inline char *map_at(unsigned long page, size_t length, int flags, int fd)
{
	char *wanted = (char *)(0x7e0000000000UL + page * PAGE);
	char *got = mmap(wanted, length, PROT_READ | PROT_WRITE,
			 flags | MAP_FIXED_NOREPLACE, fd, 0);

	require(got == wanted, "mmap");
	return got;
}

static inline const char *meaning(unsigned long long word)
{
	if (word >> 63)
		return word >> 62 & 1 ? "VALID WRITE" : "VALID";
	if (word >> 61 & 1)
		return "ERROR";
	return word == 0 ? "none" : "neither VALID nor ERROR nor 0";
}

/* One hmm_range_fault() call, one attempt; words[] holds the requests, and then what is reported. */
static inline int range_fault(const char *start, unsigned pages, unsigned long long *words)
{
	struct hmm_probe_range range = { .start = (unsigned long)start,
					 .end = (unsigned long)start + pages * PAGE };
	static struct hmm_probe_fault rows[HMM_PROBE_MAX_FAULTS];
	struct hmm_probe_call call = {
		.pfn_flags_mask = ~0ULL, .pfns = (unsigned long)words, .nr_pages = pages,
		.faults = (unsigned long)rows, .nr_faults = HMM_PROBE_MAX_FAULTS,
		.max_attempts = 1,
	};
	unsigned long long asked[MAX_PAGES];
	int fd = open("/dev/hmm-probe", O_RDWR | O_CLOEXEC);

	require(fd >= 0, "/dev/hmm-probe");
	require(pages <= MAX_PAGES, "pages");
	memcpy(asked, words, pages * sizeof(*words));
	require(ioctl(fd, HMM_PROBE_IOC_BEGIN, &range) == 0, "BEGIN");
	require(ioctl(fd, HMM_PROBE_IOC_CALL, &call) == 0, "CALL");
	printf("  hmm_range_fault() = %d (%s), %u walks%s\n", call.ret,
	       call.ret ? strerror(-call.ret) : "success", call.walks,
	       call.walk_limit_hit == HMM_PROBE_LIMIT_STUCK ? ", and would go on forever" : "");
	for (unsigned i = 0; i < call.nr_faults && i < 4; i++)
		printf("  handle_mm_fault %#llx, %u pages, %s\n",
		       (unsigned long long)rows[i].at, rows[i].pages,
		       rows[i].write ? "write" : "read");
	if (call.nr_faults > 4)
		printf("  and %u more\n", call.nr_faults - 4);
	for (unsigned i = 0; i < pages; i++)
		printf("  hmm_pfns[%u] = 0x%016llx  %s\n", i, words[i],
		       call.ret && words[i] == asked[i] ? "as it was asked" : meaning(words[i]));
	close(fd);
	return call.ret;
}

/* NUMA hinting, as the scanner makes it. */
static inline void hint(const char *start, size_t length, unsigned flags)
{
	struct hmm_probe_range range = { .start = (unsigned long)start,
					 .end = (unsigned long)start + length, .flags = flags };
	int fd = open("/dev/hmm-probe", O_RDWR | O_CLOEXEC);

	require(fd >= 0, "/dev/hmm-probe");
	require(ioctl(fd, HMM_PROBE_IOC_NUMA, &range) == 0, "NUMA");
	close(fd);
}

/* Poisoning raises SIGBUS in whoever has the page mapped. */
static inline void survive(int number)
{
	(void)number;
}

static inline void poison(char *start, size_t length)
{
	signal(SIGBUS, survive);
	require(madvise(start, length, MADV_HWPOISON) == 0, "MADV_HWPOISON");
}

#endif
