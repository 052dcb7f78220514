// SPDX-License-Identifier: GPL-2.0-or-later
/* The module as it is loaded: whose its device is, and that it comes and goes. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../module/hmm_probe_abi.h"
#include "selftest.h"
#include "selftest_parts.h"

#define MODULE	"hmm_probe"

static void device_mode(void *argument, struct outbox *outbox)
{
	struct stat status;

	(void)argument;
	if (stat(PROBE, &status) != 0)
		end_case_as(outbox, FAILED, "%s", strerrorname_np(errno));
	else if ((status.st_mode & 0777) != 0600)
		end_case_as(outbox, FAILED, "expected mode 0600, got %o", status.st_mode & 0777);
	else
		end_case_as(outbox, DONE, "%s", "");
}

static int unload(void)
{
	return errno_of((int)syscall(SYS_delete_module, MODULE, O_NONBLOCK));
}

static void unload_while_open(void *argument, struct outbox *outbox)
{
	int device = open_device();

	(void)argument;
	expect(outbox, "delete_module", unload(), EWOULDBLOCK);
	close(device);
}

/* Device memory that was mapped by then goes with the module. */
static int use_dax(void)
{
	int device = open(DAX, O_RDWR | O_CLOEXEC), error;
	volatile char *map = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, device,
				  (off_t)HMM_PROBE_MAP_OFFSET(HMM_PROBE_MAP_DAX_PTE));

	error = map == MAP_FAILED ? errno : 0;
	close(device);
	if (error)
		return error;
	*map = 1;
	munmap((void *)map, PAGE_BYTES);
	return 0;
}

static int load(void)
{
	int fd = open("/modules/" MODULE ".ko", O_RDONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return errno;
	ret = errno_of((int)syscall(SYS_finit_module, fd, "", 0));
	close(fd);
	/* The device's node may take a moment. */
	for (int i = 0; i < 100 && access(PROBE, R_OK) != 0; i++)
		usleep(10000);
	return ret;
}

static void unload_and_load(void *argument, struct outbox *outbox)
{
	int ret = use_dax();

	(void)argument;
	if (ret == 0)
		ret = unload();
	if (ret) {
		expect(outbox, "mmap or delete_module", ret, 0);
		return;
	}
	ret = load();
	if (ret)
		expect(outbox, "finit_module", ret, 0);
	else
		expect(outbox, "a session afterwards", map_memory() ?: whole_session(), 0);
}

static const struct selftest tests[] = {
	{ "device-mode", device_mode, NULL },
	{ "unload-while-open", unload_while_open, NULL },
	{ "unload-and-load", unload_and_load, NULL },
	{ NULL, NULL, NULL },
};

struct selftest module_test(size_t number)
{
	return tests[number];
}
