// SPDX-License-Identifier: GPL-2.0-or-later
/* order-of-neighbours.rest-of-table: what a page is reported as depends on which side of it is faulted. */
#include "probe.h"

int main(void)
{
	unsigned long long behind[2] = { REQ_FAULT, REQ_NONE };
	unsigned long long before[2] = { REQ_NONE, REQ_FAULT };
	char *one = map_at(0, 4 * PAGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	char *other = map_at(512, 4 * PAGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	/* A page table exists in both places. */
	one[3 * PAGE] = other[3 * PAGE] = 1;
	printf("two untouched pages, the first is asked for\n");
	range_fault(one, 2, behind);
	printf("the same, the second is asked for; expected: the other page is reported alike\n");
	range_fault(other, 2, before);
	return 0;
}
