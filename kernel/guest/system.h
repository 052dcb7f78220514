/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stdint.h>

#include "json.h"

/* Makes the bare machine one that recipes can be run on. Errors are printed on the console. */
void system_start(void);

/* Gives the pool of huge pages back what poisoned ones took out of it for good. */
void system_refill(void);

/* What this machine is, as members of a JSON object. */
void system_describe(struct json *json);

/* Nanoseconds that the host took from this machine, if it tells: a virtual machine does. */
int64_t system_stolen(void);

/* Turns the machine off. */
void system_stop(void);

#endif /* SYSTEM_H */
