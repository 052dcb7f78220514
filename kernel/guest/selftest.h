/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SELFTEST_H
#define SELFTEST_H

#include "runner.h"

/* Tests of the module itself; their ids begin with "selftest/". */
size_t nr_selftests(void);
bool run_selftests(struct tally *tally, struct outbox *outbox);

/* One of them; past the last of a topic the id is NULL. */
struct selftest {
	const char *id;
	body_fn body;
	const void *argument;
};

/* The topics, each a file: its tests by number. */
struct selftest request_test(size_t number);
struct selftest mapping_test(size_t number);
struct selftest session_test(size_t number);
struct selftest module_test(size_t number);

#endif /* SELFTEST_H */
