/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SELFTEST_PARTS_H
#define SELFTEST_PARTS_H

#include <sys/types.h>

#include "run.h"

/* What tests of the module are made of. Functions that return an int: 0 or an errno. */

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define PROBE	"/dev/hmm-probe"
#define DAX	"/dev/hmm-probe-dax"

/* The memory of a test, which is also the range of its session. */
#define BASE	0x7f0000000000ULL
#define PAGES	4ULL
#define END	(BASE + PAGES * PAGE_BYTES)

int open_device(void);
int map_memory(void);
int begin_session(int device);
int call_session(int device);
int end_session(int device);

/* A session that works from beginning to end. */
int whole_session(void);

/* What an ioctl or another system call returned, as an errno. */
int errno_of(int returned);

/* The exit code of a child, which is an errno; EINTR if a signal ended it. */
int exit_code_of(pid_t pid);

/* The verdict: the errno, 0 for none, that was got for what was done. */
void expect(struct outbox *outbox, const char *what, int got, int expected);

#endif /* SELFTEST_PARTS_H */
