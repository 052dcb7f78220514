// SPDX-License-Identifier: GPL-2.0-or-later
/* faultable.hwpoison: a poisoned page is reported as faultable, and can never be faulted. */
#include "probe.h"

int main(void)
{
	unsigned long long words[1] = { REQ_NONE };
	char *memory = map_at(0, PAGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	memory[0] = 1;
	poison(memory, PAGE);
	printf("snapshot of a poisoned page; expected: ERROR\n");
	range_fault(memory, 1, words);
	words[0] = REQ_FAULT;
	printf("the same page asked for\n");
	range_fault(memory, 1, words);
	return 0;
}
