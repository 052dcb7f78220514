// SPDX-License-Identifier: GPL-2.0-or-later
/* invalid-says-nothing.hugetlb-none: a slot that maps nothing is reported as pfns with an order. */
#include "probe.h"

int main(void)
{
	unsigned long long words[3] = { REQ_NONE, REQ_NONE, REQ_NONE };
	char *memory = map_at(0, 2 * HUGE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1);

	memory[0] = 1;
	printf("snapshot of an empty hugetlb slot; expected: 0 for each page\n");
	range_fault(memory + HUGE, 3, words);
	return 0;
}
