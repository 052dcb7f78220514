// SPDX-License-Identifier: GPL-2.0-or-later
/* userfaultfd: registration, and write protection. Nobody answers its events. */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "run.h"

/* Newer than the headers here. */
#define FEATURE_WP_UNPOPULATED	(1ULL << 13)
#define FEATURE_POISON		(1ULL << 14)

/* The argument of UFFDIO_POISON, since 6.6. */
struct poison {
	struct uffdio_range range;
	uint64_t mode;
	int64_t updated;
};

#define IOC_POISON	_IOWR(UFFDIO, 0x08, struct poison)

/* What is useful, of what the kernel has: write protection where no page is, and of file memory. */
static int open_uffd(struct case_run *run)
{
	static const unsigned long long wanted = UFFD_FEATURE_PAGEFAULT_FLAG_WP |
						 UFFD_FEATURE_WP_HUGETLBFS_SHMEM |
						 UFFD_FEATURE_MINOR_SHMEM |
						 UFFD_FEATURE_MINOR_HUGETLBFS |
						 FEATURE_WP_UNPOPULATED | FEATURE_POISON;
	unsigned long long features = 0;

	/* The first descriptor tells what there is; what is asked for must be said on a new one. */
	for (int i = 0; i < 2; i++) {
		struct uffdio_api api = { .api = UFFD_API, .features = features };
		int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

		if (fd < 0)
			return errno;
		if (ioctl(fd, UFFDIO_API, &api) != 0) {
			int ret = errno;

			close(fd);
			return ret;
		}
		features = api.features & wanted;
		if (run->uffd >= 0)
			close(run->uffd);
		run->uffd = fd;
	}
	return 0;
}

int run_uffd(struct case_run *run, const struct step *step)
{
	static const unsigned long long modes[] = {
		UFFDIO_REGISTER_MODE_MISSING, UFFDIO_REGISTER_MODE_WP, UFFDIO_REGISTER_MODE_MINOR,
	};
	struct uffdio_register registration = { .mode = modes[step->choice] };
	int ret = run->uffd < 0 ? open_uffd(run) : 0;

	if (ret)
		return ret;
	registration.range.start = step->address;
	registration.range.len = step->pages * PAGE_BYTES;
	return ioctl(run->uffd, UFFDIO_REGISTER, &registration) == 0 ? 0 : errno;
}

static int protect(struct case_run *run, const struct step *step, unsigned long long mode)
{
	struct uffdio_writeprotect protection = { .mode = mode };

	protection.range.start = step->address;
	protection.range.len = step->pages * PAGE_BYTES;
	return ioctl(run->uffd, UFFDIO_WRITEPROTECT, &protection) == 0 ? 0 : errno;
}

int run_uffd_wp(struct case_run *run, const struct step *step)
{
	return protect(run, step, UFFDIO_WRITEPROTECT_MODE_WP);
}

int run_uffd_unwp(struct case_run *run, const struct step *step)
{
	return protect(run, step, 0);
}

/* Pages that are lost: whoever touches one gets SIGBUS. The range must be registered. */
int run_uffd_poison(struct case_run *run, const struct step *step)
{
	struct poison poison = {
		.range = { .start = step->address, .len = step->pages * PAGE_BYTES },
	};

	return ioctl(run->uffd, IOC_POISON, &poison) == 0 ? 0 : errno;
}
