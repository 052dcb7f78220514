// SPDX-License-Identifier: GPL-2.0-or-later
/* The first process of the machine: file systems, modules, tunables, swap. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "run.h"
#include "system.h"

#define SWAP_DEVICE	"/dev/ram0"
#define HUGE_2M		"/sys/kernel/mm/hugepages/hugepages-2048kB/"
#define HUGE_1G		"/sys/kernel/mm/hugepages/hugepages-1048576kB/"

static void complain(const char *what)
{
	fprintf(stderr, "hmm-guest: %s: %s\n", what, strerror(errno));
}

static void mount_all(void)
{
	static const struct {
		const char *type;
		const char *where;
	} mounts[] = {
		{ "proc", "/proc" },
		{ "sysfs", "/sys" },
		{ "devtmpfs", "/dev" },
		{ "debugfs", "/sys/kernel/debug" },
		{ "ramfs", "/files" },
	};

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, 0755);
		if (mount(mounts[i].type, mounts[i].where, mounts[i].type, 0, NULL) != 0 &&
		    errno != EBUSY)
			complain(mounts[i].where);
	}
}

/* "FILE parameters" a line, in the order of their dependencies. */
static void load_modules(void)
{
	FILE *order = fopen("/modules/order", "re");
	char line[256], path[300];

	if (!order) {
		complain("/modules/order");
		return;
	}
	while (fgets(line, sizeof(line), order)) {
		char *parameters;
		int fd;

		line[strcspn(line, "\n")] = '\0';
		parameters = strchr(line, ' ');
		if (parameters)
			*parameters++ = '\0';
		snprintf(path, sizeof(path), "/modules/%s", line);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || syscall(SYS_finit_module, fd, parameters ? parameters : "", 0) != 0)
			complain(path);
		if (fd >= 0)
			close(fd);
	}
	fclose(order);
}

/*
 * Background work of the kernel that would change page tables while nobody asks for it. NUMA
 * balancing stays on, or change_prot_numa() skips every page; its scanner waits for an hour.
 */
static void quieten(void)
{
	static const struct {
		const char *path;
		const char *value;
	} settings[] = {
		{ "/sys/kernel/debug/sched/numa_balancing/scan_delay_ms", "3600000" },
		{ "/proc/sys/kernel/numa_balancing", "1" },
		{ "/proc/sys/kernel/randomize_va_space", "0" },
		{ "/proc/sys/vm/overcommit_memory", "1" },
		{ "/proc/sys/vm/memory_failure_early_kill", "0" },
		{ "/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs",
		  "4294967295" },
		{ "/sys/kernel/mm/transparent_hugepage/khugepaged/defrag", "0" },
		{ "/sys/kernel/mm/transparent_hugepage/defrag", "always" },
		{ "/sys/kernel/mm/ksm/run", "0" },
		{ "/proc/sys/vm/compaction_proactiveness", "0" },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		errno = write_file(settings[i].path, settings[i].value);
		if (errno)
			complain(settings[i].path);
	}
	reset_knobs();
}

/* The header that mkswap writes: version 1, the last page's number, and a signature. */
static void start_swap(void)
{
	static uint8_t page[PAGE_BYTES];
	off_t bytes;
	uint32_t header[2] = { 1 };
	int fd = open(SWAP_DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		complain(SWAP_DEVICE);
		return;
	}
	bytes = lseek(fd, 0, SEEK_END);
	header[1] = (uint32_t)((uint64_t)bytes / PAGE_BYTES - 1);
	memcpy(page + 1024, header, sizeof(header));
	memcpy(page + PAGE_BYTES - 10, "SWAPSPACE2", 10);
	if (pwrite(fd, page, sizeof(page), 0) != (ssize_t)sizeof(page) || fsync(fd) != 0)
		complain(SWAP_DEVICE);
	close(fd);
	if (swapon(SWAP_DEVICE, 0) != 0)
		complain("swapon");
}

static long read_number(const char *path)
{
	FILE *file = fopen(path, "re");
	long number = 0;

	if (file) {
		if (fscanf(file, "%ld", &number) != 1)
			number = 0;
		fclose(file);
	}
	return number;
}

/* The unit of /proc/stat: a hundredth of a second. */
#define STAT_TICK 10000000LL

int64_t system_stolen(void)
{
	FILE *file = fopen("/proc/stat", "re");
	long long ticks = 0;

	if (!file)
		return 0;
	/* user, nice, system, idle, iowait, irq, softirq, steal */
	if (fscanf(file, "cpu %*d %*d %*d %*d %*d %*d %*d %lld", &ticks) != 1)
		ticks = 0;
	fclose(file);
	return ticks * STAT_TICK;
}

/*
 * khugepaged looks at memory at once when the first process in the machine has some for it, and
 * then sleeps as it was told. So it has its turn now, over memory of this process that stays, not
 * over that of whichever case comes first.
 */
static void wake_khugepaged(void)
{
	size_t length = 2UL << 20;
	void *memory = mmap(NULL, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED || madvise(memory, length, MADV_HUGEPAGE) != 0 ||
	    madvise(memory, length, MADV_DONTFORK) != 0)
		complain("memory for khugepaged");
}

static long huge_pages;

void system_start(void)
{
	mount_all();
	load_modules();
	quieten();
	wake_khugepaged();
	start_swap();
	huge_pages = read_number(HUGE_2M "nr_hugepages");
}

void system_refill(void)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", huge_pages);
	write_file(HUGE_2M "nr_hugepages", text);
}

static long count_nodes(void)
{
	char path[64];
	long nodes = 0;

	do {
		snprintf(path, sizeof(path), "/sys/devices/system/node/node%ld", nodes);
	} while (access(path, F_OK) == 0 && nodes++ < 1024);
	return nodes;
}

void system_describe(struct json *json)
{
	struct utsname name;
	struct sysinfo info;

	uname(&name);
	sysinfo(&info);
	json_string(json, "release", name.release);
	json_open(json, "hugetlb", '{');
	json_number(json, "2M", read_number(HUGE_2M "nr_hugepages"));
	json_number(json, "1G", read_number(HUGE_1G "nr_hugepages"));
	json_close(json, '}');
	json_number(json, "nodes", count_nodes());
	json_number(json, "swapPages", (int64_t)(info.totalswap * info.mem_unit / PAGE_BYTES));
	json_number(json, "memoryKiB", (int64_t)(info.totalram * info.mem_unit / 1024));
}

void system_stop(void)
{
	reboot(RB_POWER_OFF);
}
