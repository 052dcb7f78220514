// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A protnone hugetlb page that is asked for: the page fault succeeds and changes nothing, so the range
 * fault never ends. The module makes its sequence stale after 64 walks from one address; nothing else would.
 */
#include "probe.h"

int main(void)
{
	unsigned long long words[1] = { REQ_FAULT };
	char *memory = map_at(0, HUGE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1);

	memory[0] = 1;
	hint(memory, HUGE, HMM_PROBE_NUMA_HUGETLB);
	printf("a protnone hugetlb page is asked for; expected: VALID, or an error\n");
	range_fault(memory, 1, words);
	return 0;
}
