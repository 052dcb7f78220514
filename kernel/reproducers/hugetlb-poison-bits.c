// SPDX-License-Identifier: GPL-2.0-or-later
/* invalid-says-nothing.hugetlb-hwpoison: the bits of a poison entry are reported as pfns. */
#include "probe.h"

int main(void)
{
	unsigned long long words[2] = { REQ_NONE, REQ_NONE };
	char *memory = map_at(0, HUGE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1);

	memory[0] = 1;
	poison(memory, HUGE);
	printf("snapshot of a poisoned hugetlb page; expected: ERROR\n");
	range_fault(memory, 2, words);
	return 0;
}
