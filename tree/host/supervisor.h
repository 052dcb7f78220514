/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _TREE_SUPERVISOR_H
#define _TREE_SUPERVISOR_H

#include "supervise.h"
#include "wire.h"

/* The parts of the supervisor, in which no code of a tree ever runs. */

#define IN_BYTES (512ul << 20)
#define OUT_BYTES (1024ul << 20)
/* More than this is given back after a batch. */
#define KEPT_BYTES (32ul << 20)

/* supervised-worker.c */

void worker_init(const struct audit_setup *setup, const struct tree_memory *memory);
/* Starts one if none runs. */
void worker_ready(void);
/* Wakes it for what stands in shared memory. */
struct audit_end worker_run(struct audit_budget *budget, audit_u32 milliseconds);
/* How it has ended that has not answered. */
struct audit_ending worker_ended(const struct audit_job *job, const struct audit_end *end);
/* Ends it and all that it left behind, if one runs. */
void worker_end(void);

/* answer.c: replies that the worker has written, and those that are made here. */

void answer_begin(const struct tree_memory *memory, audit_u64 serial);
void answer_put(const void *bytes, unsigned long count);
/* The reply of a scenario that has no result. */
void answer_put_made(enum tree_outcome outcome, const char *text);
/*
 * Takes the replies that the worker has written, none of which is believed before it was looked at; returns the
 * first scenario that has none.
 */
audit_u32 answer_take_replies(audit_u32 from, audit_u32 stop, audit_u64 serial);
void answer_send(void);
/* Says that the answer takes long, if whoever waits for it has read all that was said before. */
void answer_say_not_yet(void);

#endif
