// SPDX-License-Identifier: GPL-2.0-or-later
/* The module's own tests, topic by topic, each in a process of its own. */
#include <stdio.h>

#include "selftest.h"

#define SECONDS 20

/* They name addresses of 64 bits; a recipe for 32 bits cannot ask for them. The last is NULL. */
static struct selftest (*const topics[])(size_t number) = {
#ifdef __LP64__
	request_test, mapping_test, session_test, module_test,
#endif
	NULL,
};

size_t nr_selftests(void)
{
	size_t count = 0;

	for (size_t topic = 0; topics[topic]; topic++)
		for (size_t i = 0; topics[topic](i).id; i++)
			count++;
	return count;
}

static bool run_one(struct tally *tally, struct outbox *outbox, const struct selftest *test)
{
	char name[80];

	snprintf(name, sizeof(name), "selftest/%s", test->id);
	return run_test(tally, outbox, name, test->body, (void *)test->argument, SECONDS);
}

bool run_selftests(struct tally *tally, struct outbox *outbox)
{
	for (size_t topic = 0; topics[topic]; topic++) {
		struct selftest test;

		for (size_t i = 0; (test = topics[topic](i)).id; i++)
			if (!run_one(tally, outbox, &test))
				return false;
	}
	return true;
}
