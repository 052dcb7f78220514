// SPDX-License-Identifier: GPL-2.0-or-later
/* Tunables of the kernel that a case may set, and what they are otherwise. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"

/* In the order of knob_names. */
static const struct {
	const char *path;
	const char *value;
} knobs[] = {
	{ THP "enabled", "madvise" },
	{ THP "shmem_enabled", "advise" },
	{ THP "use_zero_page", "1" },
	{ "/sys/kernel/debug/fault_around_bytes", "4096" },
	{ THP "hugepages-64kB/enabled", "never" },
};

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t written;
	int ret = 0;

	if (fd < 0)
		return errno;
	written = write(fd, text, strlen(text));
	if (written < 0)
		ret = errno;
	close(fd);
	return ret;
}

int run_knob(struct case_run *run, const struct step *step)
{
	run->outbox->knobs_set = true;
	return write_file(knobs[step->choice].path, step->value);
}

/* Knobs that this kernel does not have stay away. */
void reset_knobs(void)
{
	for (size_t i = 0; i < sizeof(knobs) / sizeof(knobs[0]); i++)
		write_file(knobs[i].path, knobs[i].value);
}
