/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_BITS_H
#define _HMM_AUDIT_LINUX_BITS_H

#include <linux/types.h>

#define BITS_PER_BYTE 8
#define BITS_PER_LONG (8 * __SIZEOF_LONG__)
#define BITS_PER_LONG_LONG 64
#define BIT(number) (1ul << (number))
#define BIT_ULL(number) (1ull << (number))
#define BIT_MASK(number) (1ul << ((number) % BITS_PER_LONG))
#define BIT_WORD(number) ((number) / BITS_PER_LONG)
#define GENMASK(high, low) ((~0ul << (low)) & (~0ul >> (BITS_PER_LONG - 1 - (high))))
#define GENMASK_ULL(high, low) ((~0ull << (low)) & (~0ull >> (63 - (high))))
#define FIELD_SHIFT(mask) __builtin_ctzll(mask)
#define FIELD_PREP(mask, value) (((__typeof__(mask))(value) << FIELD_SHIFT(mask)) & (mask))
#define FIELD_GET(mask, word) ((__typeof__(mask))(((word) & (mask)) >> FIELD_SHIFT(mask)))

static inline int fls64(u64 word) { return word ? 64 - __builtin_clzll(word) : 0; }
static inline int fls(unsigned int word) { return word ? 32 - __builtin_clz(word) : 0; }
static inline unsigned long __ffs(unsigned long word) { return __builtin_ctzl(word); }
static inline unsigned long __fls(unsigned long word)
{
	return BITS_PER_LONG - 1 - __builtin_clzl(word);
}
static inline unsigned int hweight64(u64 word) { return __builtin_popcountll(word); }
static inline bool is_power_of_2(unsigned long n) { return n && !(n & (n - 1)); }

static inline void set_bit(long number, volatile unsigned long *words)
{
	words[BIT_WORD(number)] |= BIT_MASK(number);
}
static inline void clear_bit(long number, volatile unsigned long *words)
{
	words[BIT_WORD(number)] &= ~BIT_MASK(number);
}
static inline bool test_bit(long number, const volatile unsigned long *words)
{
	return words[BIT_WORD(number)] & BIT_MASK(number);
}
#define __set_bit set_bit
#define __clear_bit clear_bit
#define ilog2(n) (fls64(n) - 1)
#define order_base_2(n) ((n) > 1 ? fls64((n) - 1) : 0)

#endif
