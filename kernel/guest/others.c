// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What another thread does while a call waits for a page: it gets the event of a userfaultfd, does its
 * steps, and provides the page, the shared zero page. The call must be one that drops the mmap lock.
 */
#include <errno.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "run.h"

/* How often it looks whether the call has ended without that it was asked. */
#define LOOK_MS 50

struct others {
	struct case_run *run;
	pthread_t thread;
	atomic_bool over;
	int error;
	const struct step *failed;
};

static bool is_asked(const struct case_run *run)
{
	struct pollfd events = { .fd = run->uffd, .events = POLLIN };
	struct uffd_msg message;

	return poll(&events, 1, LOOK_MS) == 1 &&
	       read(run->uffd, &message, sizeof(message)) == (ssize_t)sizeof(message) &&
	       message.event == UFFD_EVENT_PAGEFAULT;
}

static int provide(const struct case_run *run)
{
	const struct step *during = run->others;
	struct uffdio_zeropage pages = {
		.range = { .start = during->at.offset, .len = during->pages * PAGE_BYTES },
	};

	return ioctl(run->uffd, UFFDIO_ZEROPAGE, &pages) == 0 ? 0 : errno;
}

static void *be_others(void *argument)
{
	struct others *others = argument;
	struct case_run *run = others->run;

	while (!is_asked(run))
		if (atomic_load(&others->over))
			return NULL;
	for (size_t i = 1; i < run->nr_others && !others->error; i++) {
		others->failed = &run->others[i];
		others->error = run_step(run, others->failed);
	}
	/* Whatever became of the steps, the call must not wait forever. */
	if (provide(run) != 0 && !others->error) {
		others->failed = run->others;
		others->error = errno;
	}
	return NULL;
}

struct others *start_others(struct case_run *run)
{
	static struct others others;

	if (!run->others)
		return NULL;
	others = (struct others) { .run = run };
	if (pthread_create(&others.thread, NULL, be_others, &others) != 0)
		abort();
	return &others;
}

int end_others(struct others *others, const struct step **failed)
{
	atomic_store(&others->over, true);
	pthread_join(others->thread, NULL);
	if (others->error)
		*failed = others->failed;
	return others->error;
}
