// SPDX-License-Identifier: GPL-2.0-or-later
/* fails-for-who-asked.whole-hole: the call fails for a page that nobody asked for. */
#include "probe.h"

int main(void)
{
	unsigned long long words[2] = { REQ_FAULT, REQ_NONE };
	int fd = memfd_create("one page", MFD_CLOEXEC);
	char *memory;

	require(fd >= 0 && ftruncate(fd, PAGE) == 0, "a file of one page");
	memory = map_at(0, 2 * PAGE, MAP_PRIVATE, fd);
	printf("page 0 of a file of one page is asked for, page 1 is not; expected: success\n");
	range_fault(memory, 2, words);
	return 0;
}
