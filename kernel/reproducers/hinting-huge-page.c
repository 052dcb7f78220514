// SPDX-License-Identifier: GPL-2.0-or-later
/* invalid-says-nothing.pmd-protnone: a NUMA-hinting huge page is reported as bare pfns. */
#include "probe.h"

int main(void)
{
	unsigned long long words[2] = { REQ_NONE, REQ_NONE };
	char *memory = map_at(0, HUGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	require(madvise(memory, HUGE, MADV_HUGEPAGE) == 0, "MADV_HUGEPAGE");
	memory[0] = 1;
	hint(memory, HUGE, 0);
	printf("snapshot of a NUMA-hinting huge page; expected: 0, or VALID\n");
	range_fault(memory + 7 * PAGE, 2, words);
	return 0;
}
