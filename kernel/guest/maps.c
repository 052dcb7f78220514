// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings: made, changed and removed. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../module/hmm_probe_abi.h"
#include "run.h"

#ifndef MAP_HUGE_SHIFT
#define MAP_HUGE_SHIFT 26
#endif

#define FILES "/files"

static bool is_file_kind(int kind)
{
	return kind == MAP_KIND_FILE || kind == MAP_KIND_SHMEM;
}

static bool file_option(struct map_options *map, const char *name, const char *value)
{
	if (!is_file_kind(map->kind))
		return false;
	if (!value && strcmp(name, "readonly") == 0)
		return map->readonly = true;
	if (!value)
		return false;
	if (strcmp(name, "pages") == 0) {
		map->has_file_pages = true;
		return parse_decimal(value, 0, MAX_MAP_PAGES, &map->file_pages);
	}
	if (strcmp(name, "offset") == 0)
		return parse_decimal(value, 0, MAX_MAP_PAGES, &map->file_offset);
	if (strcmp(name, "same") == 0) {
		map->has_same = true;
		return parse_address(value, &map->same);
	}
	return false;
}

bool map_option(struct step *step, const char *name, const char *value)
{
	struct map_options *map = &step->map;

	if (!value && strcmp(name, "noreserve") == 0)
		return map->noreserve = map->kind == MAP_KIND_ANON || map->kind == MAP_KIND_HUGETLB;
	if (value && strcmp(name, "size") == 0 && map->kind == MAP_KIND_HUGETLB) {
		map->huge_shift = strcmp(value, "1G") == 0 ? 30 : 21;
		return map->huge_shift == 30 || strcmp(value, "2M") == 0;
	}
	return file_option(map, name, value);
}

static struct made_map *find_map(struct case_run *run, uint64_t at)
{
	for (int i = 0; i < run->nr_maps; i++)
		if (run->maps[i].at == at)
			return &run->maps[i];
	return NULL;
}

/* The descriptor of a new file that is gone when it is closed; -1 with errno set. */
static int new_file(enum map_kind kind)
{
	char path[64];
	int fd;

	if (kind == MAP_KIND_SHMEM)
		return memfd_create("hmm-probe", MFD_CLOEXEC);
	snprintf(path, sizeof(path), FILES "/%d", (int)getpid());
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		unlink(path);
	return fd;
}

/* The same file, for reading only; @fd is closed. */
static int reopen_readonly(int fd)
{
	char path[64];
	int readable;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	readable = open(path, O_RDONLY | O_CLOEXEC);
	close(fd);
	return readable;
}

static int open_file(struct case_run *run, const struct step *step, int *fd)
{
	const struct map_options *map = &step->map;
	uint64_t pages = map->has_file_pages ? map->file_pages : map->file_offset + step->pages;

	if (map->has_same) {
		uint64_t at;
		int ret = resolve(&map->same, &at);
		const struct made_map *same = ret == 0 ? find_map(run, at) : NULL;

		if (!same || same->fd < 0)
			return EBADF;
		*fd = same->fd;
		return 0;
	}
	*fd = new_file(map->kind);
	if (*fd < 0 || ftruncate(*fd, (off_t)(pages * PAGE_BYTES)) != 0)
		return errno;
	if (map->readonly)
		*fd = reopen_readonly(*fd);
	return *fd < 0 ? errno : 0;
}

/* The arguments of mmap() that depend on the kind of the map. */
static int prepare(struct case_run *run, const struct step *step, int *flags, int *fd,
		   uint64_t *offset)
{
	const struct map_options *map = &step->map;

	*flags = (map->shared ? MAP_SHARED : MAP_PRIVATE) | MAP_FIXED_NOREPLACE |
		 (map->noreserve ? MAP_NORESERVE : 0);
	*fd = -1;
	*offset = 0;
	if (is_file_kind(map->kind)) {
		*offset = map->file_offset * PAGE_BYTES;
		return open_file(run, step, fd);
	}
	if (map->kind >= MAP_KIND_DEVICE) {
		int kind = map->kind - MAP_KIND_DEVICE;

		*offset = HMM_PROBE_MAP_OFFSET(kind);
		*fd = kind < HMM_PROBE_MAP_DAX_PTE ? run->device :
		      open("/dev/hmm-probe-dax", O_RDWR | O_CLOEXEC);
		return *fd < 0 ? errno : 0;
	}
	*flags |= MAP_ANONYMOUS;
	if (map->kind == MAP_KIND_HUGETLB)
		*flags |= MAP_HUGETLB | (map->huge_shift << MAP_HUGE_SHIFT);
	return 0;
}

int run_map(struct case_run *run, const struct step *step)
{
	uint64_t offset;
	int flags, fd, ret;
	void *got;

	if (run->nr_maps == MAX_MAPS)
		return EMFILE;
	ret = prepare(run, step, &flags, &fd, &offset);
	if (ret)
		return ret;
	got = mmap(at_address(step->address), step->pages * PAGE_BYTES, step->prot, flags, fd, (off_t)offset);
	if (got == MAP_FAILED)
		return errno;
	run->maps[run->nr_maps++] = (struct made_map) {
		.at = step->address,
		.fd = is_file_kind(step->map.kind) ? fd : -1,
	};
	return 0;
}

int run_unmap(struct case_run *run, const struct step *step)
{
	(void)run;
	return munmap(at_address(step->address), step->pages * PAGE_BYTES) == 0 ? 0 : errno;
}

int run_protect(struct case_run *run, const struct step *step)
{
	(void)run;
	return mprotect(at_address(step->address), step->pages * PAGE_BYTES, step->prot) == 0 ? 0 : errno;
}

/* MREMAP_FIXED would replace what is there; the place is tried with a map of no access first. */
int run_remap(struct case_run *run, const struct step *step)
{
	void *from = at_address(step->address), *to = at_address(step->other_address);
	size_t length = step->pages * PAGE_BYTES;
	int error;

	(void)run;
	if (mmap(to, length, PROT_NONE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1,
		 0) == MAP_FAILED)
		return errno;
	if (mremap(from, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED)
		return 0;
	error = errno;
	munmap(to, length);
	return error;
}

int run_truncate(struct case_run *run, const struct step *step)
{
	const struct made_map *map = find_map(run, step->address);

	if (!map || map->fd < 0)
		return EBADF;
	return ftruncate(map->fd, (off_t)(step->pages * PAGE_BYTES)) == 0 ? 0 : errno;
}
