/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a tree's code was reached, out of the counters that gcc puts into it. The process that runs
 * it can write no files: the counters go out like replies, as the contents of .gcda files.
 */
#include <gcov.h>
#include <string.h>

#include "host.h"
#include "coverage.h"

/* One for each unit of the tree that counts, put together by the linker (-fprofile-info-section). */
extern const struct gcov_info *const __start_gcov_info[];
extern const struct gcov_info *const __stop_gcov_info[];

struct record {
	char *at;
	char *end;
};

static void put(struct record *record, const void *bytes, unsigned long count)
{
	if (count > (unsigned long)(record->end - record->at))
		host_stop(HOST_BUG, "has more counters than a reply can hold");
	memcpy(record->at, bytes, count);
	record->at += count;
}

/* The name begins a record: how long it is, how long what follows is. */
static void put_name(const char *name, void *given)
{
	host_u32 sizes[2] = { strlen(name), 0 };

	put(given, sizes, sizeof(sizes));
	put(given, name, sizes[0]);
}

static void put_bytes(const void *bytes, unsigned int count, void *given)
{
	put(given, bytes, count);
}

/* Only counters of values need memory, and these are not asked for. */
static void *no_memory(unsigned int bytes, void *given)
{
	(void)bytes;
	(void)given;
	host_stop(HOST_BUG, "has counters that need memory");
}

unsigned long tree_coverage(char *out, unsigned long room)
{
	struct record record = { out, out + room };

	for (const struct gcov_info *const *info = __start_gcov_info; info < __stop_gcov_info; info++) {
		char *begin = record.at;
		host_u32 sizes[2];

		__gcov_info_to_gcda(*info, put_name, put_bytes, no_memory, &record);
		memcpy(sizes, begin, sizeof(sizes));
		sizes[1] = record.at - begin - sizeof(sizes) - sizes[0];
		memcpy(begin, sizes, sizeof(sizes));
	}
	return record.at - out;
}
