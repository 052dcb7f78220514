/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_HMM_AUDIT_KERNEL_H
#define _HMM_AUDIT_HMM_AUDIT_KERNEL_H

/* All that is shipped. Stands for every header that is not: its names are here, or nowhere. */
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/hmm.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/xarray.h>

#endif
