/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_DEVICE_H
#define _HMM_AUDIT_LINUX_DEVICE_H

#include <linux/list.h>
#include <linux/printk.h>
#include <linux/types.h>

struct device {
	struct device *parent;
	const char *init_name;
	void *driver_data;
	u64 *dma_mask;
};
#define dev_name(device) ((device)->init_name)
#define dev_get_drvdata(device) ((device)->driver_data)
#define dev_set_drvdata(device, data) ((void)((device)->driver_data = (data)))
#define dev_err(device, ...) hmm_audit_no_message(__VA_ARGS__)
#define dev_err_ratelimited(device, ...) hmm_audit_no_message(__VA_ARGS__)
#define dev_warn(device, ...) hmm_audit_no_message(__VA_ARGS__)
#define dev_warn_once(device, ...) hmm_audit_no_message(__VA_ARGS__)
#define dev_info(device, ...) hmm_audit_no_message(__VA_ARGS__)
#define dev_dbg(device, ...) hmm_audit_no_message(__VA_ARGS__)

#endif
