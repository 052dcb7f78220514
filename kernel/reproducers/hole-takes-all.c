// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reporting-changes-nothing.whole-hole, read-stays-read.whole-hole: one write request in untouched
 * memory faults all of it, for write.
 */
#include "probe.h"

int main(void)
{
	unsigned long long words[4] = { REQ_FAULT, REQ_NONE, REQ_NONE, REQ_WRITE };
	char *memory = map_at(0, 4 * PAGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	printf("page 0 is to be read, page 3 written; expected: pages 1 and 2 none, page 0 VALID\n");
	range_fault(memory, 4, words);
	return 0;
}
