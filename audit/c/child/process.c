/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the system says of another process. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "supervise.h"

#define NANOSECONDS 1000000000ull

audit_u64 audit_processor_time(pid_t process)
{
	struct timespec time;
	clockid_t clock;

	if (clock_getcpuclockid(process, &clock) || clock_gettime(clock, &time))
		return 0;
	return time.tv_sec * NANOSECONDS + time.tv_nsec;
}

/* A file of /proc about it; empty if it cannot be read. */
static void read_about(pid_t process, const char *name, char *text, size_t bytes)
{
	char path[64];
	ssize_t got = -1;
	int file;

	snprintf(path, sizeof(path), "/proc/%d/%s", process, name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file >= 0) {
		got = read(file, text, bytes - 1);
		close(file);
	}
	text[got > 0 ? got : 0] = 0;
}

/* The letter of ps(1), and the parent. */
char audit_process_state(pid_t process, pid_t *parent)
{
	char text[512], *end, state = '?';

	read_about(process, "stat", text, sizeof(text));
	end = strrchr(text, ')');
	*parent = 0;
	if (end)
		sscanf(end + 1, " %c %d", &state, parent);
	return state;
}

audit_u64 audit_resident_bytes(pid_t process)
{
	unsigned long long all, resident = 0;
	char text[128];

	read_about(process, "statm", text, sizeof(text));
	if (sscanf(text, "%llu %llu", &all, &resident) != 2)
		return 0;
	return resident * sysconf(_SC_PAGESIZE);
}
