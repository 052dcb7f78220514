/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_PRINTK_H
#define _HMM_AUDIT_LINUX_PRINTK_H

#include <linux/types.h>

/* Messages of the driver go nowhere; their arguments are evaluated and checked. */
static inline __printf(1, 2) int hmm_audit_no_message(const char *format, ...) { return 0; }

#define printk hmm_audit_no_message
#define pr_emerg hmm_audit_no_message
#define pr_alert hmm_audit_no_message
#define pr_crit hmm_audit_no_message
#define pr_err hmm_audit_no_message
#define pr_err_once hmm_audit_no_message
#define pr_err_ratelimited hmm_audit_no_message
#define pr_warn hmm_audit_no_message
#define pr_warn_once hmm_audit_no_message
#define pr_warn_ratelimited hmm_audit_no_message
#define pr_notice hmm_audit_no_message
#define pr_info hmm_audit_no_message
#define pr_info_ratelimited hmm_audit_no_message
#define pr_debug hmm_audit_no_message
#define pr_debug_ratelimited hmm_audit_no_message
#define pr_devel hmm_audit_no_message
#define trace_printk hmm_audit_no_message
#define DRM_ERROR hmm_audit_no_message
#define DRM_INFO hmm_audit_no_message
#define DRM_WARN hmm_audit_no_message
#define DRM_DEBUG hmm_audit_no_message
#define DRM_DEBUG_DRIVER hmm_audit_no_message
#define drm_err(drm, ...) hmm_audit_no_message(__VA_ARGS__)
#define drm_warn(drm, ...) hmm_audit_no_message(__VA_ARGS__)
#define drm_dbg(drm, ...) hmm_audit_no_message(__VA_ARGS__)
#define drm_warn_once(drm, ...) hmm_audit_no_message(__VA_ARGS__)
#define drm_info(drm, ...) hmm_audit_no_message(__VA_ARGS__)
#define drm_err_once(drm, ...) hmm_audit_no_message(__VA_ARGS__)
#define drm_dbg_driver(drm, ...) hmm_audit_no_message(__VA_ARGS__)
#define drm_WARN(drm, condition, ...) WARN_ON(condition)
#define drm_WARN_ONCE(drm, condition, ...) WARN_ON(condition)
#define drm_WARN_ON(drm, condition) WARN_ON(condition)
#define drm_WARN_ON_ONCE(drm, condition) WARN_ON(condition)
#define KERN_ERR ""
#define KERN_WARNING ""
#define KERN_INFO ""
#define KERN_DEBUG ""
#define ibdev_dbg(device, ...) hmm_audit_no_message(__VA_ARGS__)
#define ibdev_warn(device, ...) hmm_audit_no_message(__VA_ARGS__)
#define ibdev_err(device, ...) hmm_audit_no_message(__VA_ARGS__)
#define dump_stack() do { } while (0)

#endif
