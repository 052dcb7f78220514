// SPDX-License-Identifier: GPL-2.0-or-later
/* The first process of a machine that runs every reproducer, each in a process of its own. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define REPRODUCER(name, function) int function(void);
#include "list.h"
#undef REPRODUCER

static const struct {
	const char *name;
	int (*run)(void);
} reproducers[] = {
#define REPRODUCER(name, function) { name, function },
#include "list.h"
#undef REPRODUCER
};

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fprintf(stderr, "init: %s\n", path);
	if (fd >= 0)
		close(fd);
}

static void load_modules(void)
{
	FILE *order = fopen("/modules/order", "re");
	char line[256], path[300];

	while (order && fgets(line, sizeof(line), order)) {
		int fd;

		line[strcspn(line, " \n")] = '\0';
		snprintf(path, sizeof(path), "/modules/%s", line);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) != 0)
			fprintf(stderr, "init: %s\n", path);
	}
}

int main(void)
{
	mkdir("/dev", 0755);
	mkdir("/sys", 0755);
	mkdir("/proc", 0755);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	load_modules();
	write_text("/sys/kernel/debug/sched/numa_balancing/scan_delay_ms", "3600000");
	write_text("/proc/sys/kernel/numa_balancing", "1");
	write_text("/sys/kernel/mm/transparent_hugepage/enabled", "madvise");
	if (!freopen("/dev/vport0p1", "w", stdout))
		fprintf(stderr, "init: no port to write to\n");
	for (size_t i = 0; i < sizeof(reproducers) / sizeof(reproducers[0]); i++) {
		pid_t child;

		printf("== %s\n", reproducers[i].name);
		fflush(stdout);
		child = fork();
		if (child == 0) {
			int status = reproducers[i].run();

			fflush(stdout);
			_exit(status);
		}
		waitpid(child, NULL, 0);
	}
	fflush(stdout);
	reboot(RB_POWER_OFF);
	return 0;
}
