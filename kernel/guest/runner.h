/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUNNER_H
#define RUNNER_H

#include <stdbool.h>

#include "run.h"

/* Something that is run in a process of its own, with a time limit. */
typedef void (*body_fn)(void *argument, struct outbox *outbox);

/* How a run came out, so far. */
struct tally {
	unsigned int number;	/* of the last test */
	unsigned int ok;
	unsigned int skip;
	unsigned int not_ok;
	unsigned int poisoned;
};

struct outbox *new_outbox(void);

/*
 * Runs a test and prints its lines. False if its process cannot be ended: it spins in the kernel,
 * and nothing more can be expected of this boot.
 */
bool run_test(struct tally *tally, struct outbox *outbox, const char *id, body_fn body,
	      void *argument, unsigned int seconds);

#endif /* RUNNER_H */
