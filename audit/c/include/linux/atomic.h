/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_ATOMIC_H
#define _HMM_AUDIT_LINUX_ATOMIC_H

#include <linux/types.h>

#define ATOMIC_INIT(value) { (value) }
#define atomic_read(a) ((a)->counter)
#define atomic_set(a, value) ((void)((a)->counter = (value)))
#define atomic_inc(a) ((void)(a)->counter++)
#define atomic_dec(a) ((void)(a)->counter--)
#define atomic_add(value, a) ((void)((a)->counter += (value)))
#define atomic_sub(value, a) ((void)((a)->counter -= (value)))
#define atomic_inc_return(a) (++(a)->counter)
#define atomic_dec_and_test(a) (--(a)->counter == 0)
#define atomic64_read atomic_read
#define atomic64_set atomic_set
#define atomic64_inc atomic_inc
#define atomic64_add atomic_add
#define atomic_long_read atomic_read
#define atomic_long_inc atomic_inc
struct kref { atomic_t refcount; };
typedef struct { atomic_t refs; } refcount_t;
#define kref_init(kref) ((void)((kref)->refcount.counter = 1))
#define kref_get(kref) ((void)(kref)->refcount.counter++)
#define kref_read(kref) ((kref)->refcount.counter)
#define kref_get_unless_zero(kref) ((kref)->refcount.counter ? ++(kref)->refcount.counter : 0)
static inline int kref_put(struct kref *kref, void (*release)(struct kref *kref))
{
	if (--kref->refcount.counter != 0)
		return 0;
	release(kref);
	return 1;
}
#define refcount_set(count, value) ((void)((count)->refs.counter = (value)))
#define refcount_read(count) ((count)->refs.counter)
#define refcount_inc(count) ((void)(count)->refs.counter++)
#define refcount_dec_and_test(count) (--(count)->refs.counter == 0)
#define cmpxchg(place, old, new) __sync_val_compare_and_swap(place, old, new)
#define xchg(place, value) __atomic_exchange_n(place, value, __ATOMIC_SEQ_CST)

#endif
