/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SELFTEST_H
#define SELFTEST_H

#include "runner.h"

/* Malformed requests to the module and the errno of each; their ids begin with "selftest/". */
size_t nr_selftests(void);
bool run_selftests(struct tally *tally, struct outbox *outbox);

#endif /* SELFTEST_H */
