// SPDX-License-Identifier: GPL-2.0-or-later
/* requested-is-there.hugetlb-first-page-only: the second page is asked for, and is not there. */
#include "probe.h"

int main(void)
{
	unsigned long long words[2] = { REQ_NONE, REQ_FAULT };
	char *memory = map_at(0, 2 * HUGE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1);

	/* The table that holds both slots exists; the second slot is empty. */
	memory[0] = 1;
	printf("page 1 of an empty hugetlb slot is asked for; expected: VALID, or an error\n");
	range_fault(memory + HUGE, 2, words);
	return 0;
}
