/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_JIFFIES_H
#define _HMM_AUDIT_LINUX_JIFFIES_H

#include <hmm-audit/runtime.h>
#include <linux/types.h>

/* Time passes whenever somebody looks at it, and with every range fault. */
#define HZ 1000
#define jiffies hmm_audit_jiffies()
#define msecs_to_jiffies(ms) ((unsigned long)(ms))
#define usecs_to_jiffies(us) ((unsigned long)(us) / 1000)
#define jiffies_to_msecs(j) ((unsigned int)(j))
#define time_after(a, b) ((long)((b) - (a)) < 0)
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b) ((long)((a) - (b)) >= 0)
#define time_before_eq(a, b) time_after_eq(b, a)
#define msleep(ms) ((void)(ms))
#define usleep_range(least, most) ((void)(least))
#define udelay(us) ((void)(us))
#define cpu_relax() barrier()
typedef s64 ktime_t;
static inline ktime_t ktime_get(void) { return hmm_audit_jiffies() * 1000000ll; }
static inline u64 ktime_get_ns(void) { return hmm_audit_jiffies() * 1000000ull; }

#endif
