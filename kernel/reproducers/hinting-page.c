// SPDX-License-Identifier: GPL-2.0-or-later
/* invalid-says-nothing.pte-protnone: a NUMA-hinting page is reported as a bare pfn. */
#include "probe.h"

int main(void)
{
	unsigned long long words[2] = { REQ_NONE, REQ_NONE };
	char *memory = map_at(0, 64 * PAGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	/* A page that still waits in a per-CPU batch has a user too many; others push it out. */
	for (unsigned page = 0; page < 64; page++)
		memory[page * PAGE] = 1;
	hint(memory, PAGE, 0);
	printf("snapshot, page 0 is NUMA-hinting; expected: 0, or VALID\n");
	range_fault(memory, 2, words);
	return 0;
}
