/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SELFTEST_LIFE_H
#define SELFTEST_LIFE_H

#include "run.h"

/* Sessions that end in unusual ways, and the module that comes and goes. */
void life_other_process(void *argument, struct outbox *outbox);
void life_close(void *argument, struct outbox *outbox);
void life_exit_before_close(void *argument, struct outbox *outbox);
void life_killed(void *argument, struct outbox *outbox);
void life_at_once(void *argument, struct outbox *outbox);
void life_unload_open(void *argument, struct outbox *outbox);
void life_reload(void *argument, struct outbox *outbox);

#endif /* SELFTEST_LIFE_H */
