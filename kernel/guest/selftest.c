// SPDX-License-Identifier: GPL-2.0-or-later
#include "selftest.h"

size_t nr_selftests(void)
{
	return 0;
}

bool run_selftests(struct tally *tally, struct outbox *outbox)
{
	(void)tally;
	(void)outbox;
	return true;
}
