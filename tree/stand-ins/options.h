/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration: x86-64 with all that a range fault can meet. `tree/sources/` reads the names here. */
#define CONFIG_64BIT 1
#define CONFIG_MMU 1
#define CONFIG_HMM_MIRROR 1
#define CONFIG_DEVICE_PRIVATE 1
#define CONFIG_ZONE_DEVICE 1
#define CONFIG_TRANSPARENT_HUGEPAGE 1
#define CONFIG_HAVE_ARCH_TRANSPARENT_HUGEPAGE_PUD 1
#define CONFIG_ARCH_ENABLE_THP_MIGRATION 1
#define CONFIG_ARCH_HAS_PMD_SOFTLEAVES 1
#define CONFIG_ARCH_HAS_PTE_DEVMAP 1
#define CONFIG_PGTABLE_HAS_HUGE_LEAVES 1
#define CONFIG_HUGETLB_PAGE 1
#define CONFIG_PER_VMA_LOCK 1
#define CONFIG_DMA_NEED_SYNC 1
/* Not set: no x86 has directories of huge pages, and none of the walks is of the kernel's own memory. */
#undef CONFIG_ARCH_HAS_HUGEPD
#undef CONFIG_EFI_PGT_DUMP
