// SPDX-License-Identifier: GPL-2.0-or-later
/* What the words of a recipe stand for. */
#include <linux/mman.h>
#include <stddef.h>
#include <sys/mman.h>

#include "recipe.h"

/* Newer than the headers here: since 6.13. */
#define ADVICE_GUARD_INSTALL	102
#define ADVICE_GUARD_REMOVE	103

const char *const map_kind_names[] = {
	"anon", "file", "shmem", "hugetlb",
	"pfnmap", "pfnmap-lazy", "mixedmap", "mixedmap-pfn", "io",
	"dax-pte", "dax-pmd", "dax-pud", NULL,
};

const char *const advice_names[] = {
	"normal", "random", "sequential", "willneed", "dontneed", "remove", "free", "dontfork",
	"dofork", "wipeonfork", "keeponfork", "mergeable", "hugepage", "nohugepage", "cold",
	"pageout", "populate-read", "populate-write", "collapse", "hwpoison", "soft-offline",
	"dontdump", "guard-install", "guard-remove", NULL,
};

const int advice_numbers[] = {
	MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED, MADV_REMOVE,
	MADV_FREE, MADV_DONTFORK, MADV_DOFORK, MADV_WIPEONFORK, MADV_KEEPONFORK, MADV_MERGEABLE,
	MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_COLD, MADV_PAGEOUT, MADV_POPULATE_READ,
	MADV_POPULATE_WRITE, MADV_COLLAPSE, MADV_HWPOISON, MADV_SOFT_OFFLINE, MADV_DONTDUMP,
	ADVICE_GUARD_INSTALL, ADVICE_GUARD_REMOVE,
};

const char *const uffd_mode_names[] = { "missing", "wp", "minor", NULL };

const char *const knob_names[] = {
	"thp", "thp-shmem", "thp-zero-page", "fault-around", "mthp-64k", NULL,
};
