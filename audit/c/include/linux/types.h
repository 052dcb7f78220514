/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_TYPES_H
#define _HMM_AUDIT_LINUX_TYPES_H

#include <linux/compiler.h>

/* As the kernel has them on 64 bits: 64-bit integers are `long long`, sizes are `long`. */
typedef signed char s8, __s8, int8_t;
typedef unsigned char u8, __u8, uint8_t, uchar, u_char, unchar;
typedef short s16, __s16, int16_t;
typedef unsigned short u16, __u16, uint16_t, ushort, u_short;
typedef int s32, __s32, int32_t;
typedef unsigned int u32, __u32, uint32_t, uint, u_int;
typedef long long s64, __s64, int64_t;
typedef unsigned long long u64, __u64, uint64_t;
typedef u16 __le16, __be16;
typedef u32 __le32, __be32;
typedef u64 __le64, __be64;

typedef unsigned long size_t, uintptr_t, ulong, u_long, pgoff_t, vm_flags_t;
typedef long ssize_t, ptrdiff_t, intptr_t;
typedef long long loff_t;
typedef unsigned long phys_addr_t, dma_addr_t, resource_size_t;
typedef unsigned int gfp_t, fmode_t, vm_fault_t;
typedef int pid_t;
typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t;
typedef struct { long counter; } atomic_long_t;

typedef _Bool bool;
#define true 1
#define false 0
#ifndef NULL
#define NULL ((void *)0)
#endif
#define offsetof(type, member) __builtin_offsetof(type, member)
#define U8_MAX 0xffu
#define U16_MAX 0xffffu
#define U32_MAX 0xffffffffu
#define U64_MAX 0xffffffffffffffffull
#define INT_MAX 0x7fffffff
#define UINT_MAX 0xffffffffu
#define LONG_MAX ((long)(~0ul >> 1))
#define ULONG_MAX (~0ul)
#define ULLONG_MAX (~0ull)
#define SIZE_MAX ULONG_MAX

struct list_head {
	struct list_head *next, *prev;
};
struct hlist_node {
	struct hlist_node *next, **pprev;
};
struct hlist_head {
	struct hlist_node *first;
};
struct rcu_head {
	void *next;
};

#endif
