/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_BUG_H
#define _HMM_AUDIT_LINUX_BUG_H

#include <hmm-audit/runtime.h>
#include <linux/types.h>

/* A BUG ends the conversion; it is a finding, and so is a warning. */
#define HMM_AUDIT_TEXT(number) HMM_AUDIT_TEXT_OF(number)
#define HMM_AUDIT_TEXT_OF(number) #number
#define HMM_AUDIT_HERE __FILE__ ":" HMM_AUDIT_TEXT(__LINE__)

#define BUG() hmm_audit_stop(HMM_AUDIT_STOP_BUG, "BUG at " HMM_AUDIT_HERE)
#define BUG_ON(condition) \
	((condition) ? hmm_audit_stop(HMM_AUDIT_STOP_BUG, \
				      "BUG_ON(" #condition ") at " HMM_AUDIT_HERE) : (void)0)
#define WARN_ON(condition) ({ \
	int hmm_audit_warns = !!(condition); \
	if (hmm_audit_warns) \
		hmm_audit_warn("WARN_ON(" #condition ") at " HMM_AUDIT_HERE); \
	hmm_audit_warns; \
})
#define WARN(condition, ...) WARN_ON(condition)
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define WARN_ONCE(condition, ...) WARN_ON(condition)
#define VM_BUG_ON(condition) BUG_ON(condition)
#define VM_BUG_ON_PAGE(condition, page) BUG_ON(condition)
#define VM_WARN_ON(condition) WARN_ON(condition)
#define VM_WARN_ON_ONCE(condition) WARN_ON(condition)

#endif
