/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types, constants and idioms that all kernel code stands on. */
#ifndef _TREE_BASE_H
#define _TREE_BASE_H

#include "host.h"

typedef _Bool bool;
enum { false, true };
#ifndef NULL
#define NULL ((void *)0)
#endif
typedef __SIZE_TYPE__ size_t;
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;
typedef long long s64;
typedef __UINT64_TYPE__ uint64_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __UINT8_TYPE__ uint8_t;
typedef u64 phys_addr_t;
typedef u64 dma_addr_t;
typedef unsigned long pgoff_t;
typedef unsigned int vm_fault_t;
typedef unsigned int gfp_t;
typedef unsigned long vm_flags_t;

#define BITS_PER_LONG __LONG_WIDTH__
#define BIT(number) (1UL << (number))
#define __user
#define __force
#define __bitwise
#define __init
#define __always_unused __attribute__((__unused__))
#define __maybe_unused __attribute__((__unused__))
#define __always_inline inline __attribute__((__always_inline__))
#define fallthrough __attribute__((__fallthrough__))
#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
#define barrier() __asm__ __volatile__("" : : : "memory")
#define READ_ONCE(place) (*(const volatile __typeof__(place) *)&(place))
#define WRITE_ONCE(place, value) (*(volatile __typeof__(place) *)&(place) = (value))
#define min(one, other) ((one) < (other) ? (one) : (other))
#define max(one, other) ((one) > (other) ? (one) : (other))
#define BUILD_BUG_ON(condition) _Static_assert(!(condition), #condition)
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define EXPORT_SYMBOL(name) _Static_assert(sizeof(&name), "")
#define EXPORT_SYMBOL_GPL(name) EXPORT_SYMBOL(name)

/* 1 for an option that is defined as 1, 0 for a name that is no macro. */
#define TREE_SECOND(first, second, ...) second
#define TREE_SET_1 0,
#define TREE_IS_SET(set) TREE_SECOND(set 1, 0, 0)
#define TREE_OPTION(value) TREE_IS_SET(TREE_SET_##value)
#define IS_ENABLED(option) TREE_OPTION(option)

/* All of them, as a change may bring in another. */
enum {
	EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7, ENOEXEC = 8,
	EBADF = 9, ECHILD = 10, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EFAULT = 14, ENOTBLK = 15,
	EBUSY = 16, EEXIST = 17, EXDEV = 18, ENODEV = 19, ENOTDIR = 20, EISDIR = 21, EINVAL = 22,
	ENFILE = 23, EMFILE = 24, ENOTTY = 25, ETXTBSY = 26, EFBIG = 27, ENOSPC = 28, ESPIPE = 29,
	EROFS = 30, EMLINK = 31, EPIPE = 32, EDOM = 33, ERANGE = 34, EDEADLK = 35,
	ENAMETOOLONG = 36, ENOLCK = 37, ENOSYS = 38, ENOTEMPTY = 39, ELOOP = 40, ENOMSG = 42,
	EIDRM = 43, ECHRNG = 44, EL2NSYNC = 45, EL3HLT = 46, EL3RST = 47, ELNRNG = 48,
	EUNATCH = 49, ENOCSI = 50, EL2HLT = 51, EBADE = 52, EBADR = 53, EXFULL = 54, ENOANO = 55,
	EBADRQC = 56, EBADSLT = 57, EBFONT = 59, ENOSTR = 60, ENODATA = 61, ETIME = 62, ENOSR = 63,
	ENONET = 64, ENOPKG = 65, EREMOTE = 66, ENOLINK = 67, EADV = 68, ESRMNT = 69, ECOMM = 70,
	EPROTO = 71, EMULTIHOP = 72, EDOTDOT = 73, EBADMSG = 74, EOVERFLOW = 75, ENOTUNIQ = 76,
	EBADFD = 77, EREMCHG = 78, ELIBACC = 79, ELIBBAD = 80, ELIBSCN = 81, ELIBMAX = 82,
	ELIBEXEC = 83, EILSEQ = 84, ERESTART = 85, ESTRPIPE = 86, EUSERS = 87, ENOTSOCK = 88,
	EDESTADDRREQ = 89, EMSGSIZE = 90, EPROTOTYPE = 91, ENOPROTOOPT = 92, EPROTONOSUPPORT = 93,
	ESOCKTNOSUPPORT = 94, EOPNOTSUPP = 95, EPFNOSUPPORT = 96, EAFNOSUPPORT = 97,
	EADDRINUSE = 98, EADDRNOTAVAIL = 99, ENETDOWN = 100, ENETUNREACH = 101, ENETRESET = 102,
	ECONNABORTED = 103, ECONNRESET = 104, ENOBUFS = 105, EISCONN = 106, ENOTCONN = 107,
	ESHUTDOWN = 108, ETOOMANYREFS = 109, ETIMEDOUT = 110, ECONNREFUSED = 111, EHOSTDOWN = 112,
	EHOSTUNREACH = 113, EALREADY = 114, EINPROGRESS = 115, ESTALE = 116, EUCLEAN = 117,
	ENOTNAM = 118, ENAVAIL = 119, EISNAM = 120, EREMOTEIO = 121, EDQUOT = 122, ENOMEDIUM = 123,
	EMEDIUMTYPE = 124, ECANCELED = 125, ENOKEY = 126, EKEYEXPIRED = 127, EKEYREVOKED = 128,
	EKEYREJECTED = 129, EOWNERDEAD = 130, ENOTRECOVERABLE = 131, ERFKILL = 132,
	EHWPOISON = 133,
};

/* Each warning is noted with its place; the condition is the value, as in the kernel. */
static inline int tree_warn_if(int condition, const char *file, int line)
{
	if (condition)
		host_warn(file, line);
	return condition;
}
#define WARN_ON(condition) tree_warn_if(!!(condition), __FILE__, __LINE__)
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define WARN(condition, ...) WARN_ON(condition)
#define WARN_ONCE(condition, ...) WARN_ON(condition)
#define VM_WARN_ON(condition) ((void)WARN_ON(condition))
#define VM_WARN_ON_ONCE(condition) ((void)WARN_ON(condition))

static inline void tree_bug_if(int condition, const char *file, int line)
{
	if (condition)
		host_bug(file, line);
}
#define BUG_ON(condition) tree_bug_if(!!(condition), __FILE__, __LINE__)
#define BUG() host_bug(__FILE__, __LINE__)
#define VM_BUG_ON(condition) BUG_ON(condition)
#define VM_BUG_ON_VMA(condition, vma) BUG_ON(condition)

#define PAGE_SHIFT HOST_PAGE_SHIFT
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PMD_SHIFT 21
#define PMD_SIZE (1UL << PMD_SHIFT)
#define PMD_MASK (~(PMD_SIZE - 1))
#define PUD_SHIFT 30
#define PUD_SIZE (1UL << PUD_SHIFT)
#define PUD_MASK (~(PUD_SIZE - 1))
#define P4D_SHIFT 39
#define PGDIR_SHIFT 39
#define PGDIR_SIZE (1UL << PGDIR_SHIFT)
#define PGDIR_MASK (~(PGDIR_SIZE - 1))
#define PTRS_PER_PTE 512
#define PTRS_PER_PMD 512
#define PTRS_PER_PUD 512
#define PTRS_PER_P4D 1
#if BITS_PER_LONG == 64
#define TASK_SIZE (1UL << 47)
/* What an address of the tree's is short of the scenario's. */
#define tree_window 0ull
#define tree_pfn(entry) ((unsigned long)host_pfn(entry))
#else
/*
 * Scenarios have addresses of 64 bits. With longs of 32 bits the tree sees those of a window, whose
 * beginning is its address 0; a multiple of PUD_SIZE, so that entries are cut alike.
 */
#define TASK_SIZE 0xc0000000UL
extern host_u64 tree_window;
/* There is no room for every pfn below the flags. */
static inline unsigned long tree_pfn(host_u64 entry)
{
	if ((host_pfn(entry) + (PUD_SIZE >> PAGE_SHIFT) - 1) >> HOST_NARROW_PFN_BITS)
		host_check_room(entry);
	return host_pfn(entry);
}
#endif
static inline host_u64 tree_far(unsigned long address)
{
	return tree_window + address;
}

#endif
