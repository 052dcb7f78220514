// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses of a recipe in this process. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

static int find_mapping(const char *name, uint64_t *start)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];
	int ret = ENOENT;

	if (!maps)
		return errno;
	while (ret != 0 && fgets(line, sizeof(line), maps)) {
		unsigned long long from;

		if (strstr(line, name) && sscanf(line, "%llx-", &from) == 1) {
			*start = from;
			ret = 0;
		}
	}
	fclose(maps);
	return ret;
}

int resolve(const struct address *address, uint64_t *at)
{
	uint64_t base = 0;
	int ret = 0;

	if (address->base == IN_VDSO)
		ret = find_mapping("[vdso]", &base);
	else if (address->base == IN_VVAR)
		ret = find_mapping("[vvar]", &base);
	*at = base + address->offset;
	return ret;
}
