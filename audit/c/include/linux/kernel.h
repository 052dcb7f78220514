/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_KERNEL_H
#define _HMM_AUDIT_LINUX_KERNEL_H

#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/types.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define DIV_ROUND_UP_ULL(n, d) DIV_ROUND_UP((u64)(n), (u64)(d))
#define ALIGN(x, to) (((x) + ((__typeof__(x))(to) - 1)) & ~((__typeof__(x))(to) - 1))
#define ALIGN_DOWN(x, to) ((x) & ~((__typeof__(x))(to) - 1))
#define IS_ALIGNED(x, to) (((x) & ((__typeof__(x))(to) - 1)) == 0)
#define round_up(x, to) ((((x) - 1) | ((__typeof__(x))((to) - 1))) + 1)
#define round_down(x, to) ((x) & ~((__typeof__(x))((to) - 1)))
#define roundup(x, to) ((((x) + (to) - 1) / (to)) * (to))
#define rounddown(x, to) ((x) - ((x) % (to)))
#define upper_32_bits(n) ((u32)(((u64)(n)) >> 32))
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))
#define container_of(pointer, type, member) \
	((type *)((char *)(pointer) - __builtin_offsetof(type, member)))
#define swap(a, b) \
	do { __typeof__(a) hmm_audit_old = (a); (a) = (b); (b) = hmm_audit_old; } while (0)

#define min(a, b) ({ __auto_type hmm_audit_a = (a); __auto_type hmm_audit_b = (b); \
	hmm_audit_a < hmm_audit_b ? hmm_audit_a : hmm_audit_b; })
#define max(a, b) ({ __auto_type hmm_audit_a = (a); __auto_type hmm_audit_b = (b); \
	hmm_audit_a > hmm_audit_b ? hmm_audit_a : hmm_audit_b; })
#define min_t(type, a, b) ({ type hmm_audit_ta = (a); type hmm_audit_tb = (b); \
	hmm_audit_ta < hmm_audit_tb ? hmm_audit_ta : hmm_audit_tb; })
#define max_t(type, a, b) ({ type hmm_audit_ta = (a); type hmm_audit_tb = (b); \
	hmm_audit_ta > hmm_audit_tb ? hmm_audit_ta : hmm_audit_tb; })
#define min3(a, b, c) min(min(a, b), c)
#define max3(a, b, c) max(max(a, b), c)
#define clamp(x, low, high) min(max(x, low), high)
#define clamp_t(type, x, low, high) min_t(type, max_t(type, x, low), high)
#define abs(x) ({ __auto_type hmm_audit_x = (x); hmm_audit_x < 0 ? -hmm_audit_x : hmm_audit_x; })

#define do_div(n, base) ({ u32 hmm_audit_rest = (u64)(n) % (u32)(base); \
	(n) = (u64)(n) / (u32)(base); hmm_audit_rest; })
#define div_u64(n, d) ((u64)(n) / (u32)(d))
#define div64_u64(n, d) ((u64)(n) / (u64)(d))
#define might_sleep() do { } while (0)
#define cond_resched() do { } while (0)
#define check_add_overflow(a, b, sum) __builtin_add_overflow(a, b, sum)
#define check_mul_overflow(a, b, product) __builtin_mul_overflow(a, b, product)

#define EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_GPL(name)
#define MODULE_LICENSE(text)
#define MODULE_AUTHOR(text)
#define MODULE_DESCRIPTION(text)
#define THIS_MODULE NULL

#endif
