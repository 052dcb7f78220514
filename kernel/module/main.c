// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /dev/hmm-probe: hmm_range_fault() on the calling process's memory, with what the page table held
 * before and after, the walks begun and the page faults taken. For tests only: it belongs to root.
 */
#include <linux/fs.h>
#include <linux/hmm.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "hmm_probe.h"

#if !defined(CONFIG_X86_64) && !defined(CONFIG_X86_PAE)
#error "hmm_probe knows the page tables of x86-64 only, and those of 32 bits with PAE"
#endif

static long info_ioctl(void __user *argp)
{
	struct hmm_probe_info info = {
		.abi = HMM_PROBE_ABI,
		.order_shift = HMM_PFN_ORDER_SHIFT,
		.valid = HMM_PFN_VALID,
		.write = HMM_PFN_WRITE,
		.error = HMM_PFN_ERROR,
		.zero_pfn = page_to_pfn(ZERO_PAGE(0)),
		.huge_zero_pfn = hmm_probe_huge_zero_pfn(),
	};

	return copy_to_user(argp, &info, sizeof(info)) ? -EFAULT : 0;
}

static long range_ioctl(struct hmm_probe_session *session, unsigned int cmd, void __user *argp)
{
	struct hmm_probe_range arg;

	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (cmd == HMM_PROBE_IOC_NUMA)
		return hmm_probe_numa(&arg);
	if (cmd == HMM_PROBE_IOC_DEVICE)
		return hmm_probe_to_device(&arg);
	return hmm_probe_begin(session, &arg);
}

static long list_ioctl(unsigned int cmd, void __user *argp)
{
	struct hmm_probe_list list;
	int ret;

	if (copy_from_user(&list, argp, sizeof(list)))
		return -EFAULT;
	if (list.reserved || list.nr_rows > HMM_PROBE_MAX_ROWS ||
	    !hmm_probe_is_range(list.start, list.end))
		return -EINVAL;

	ret = cmd == HMM_PROBE_IOC_VMAS ? hmm_probe_vmas(&list) : hmm_probe_dump(&list);
	if (ret)
		return ret;
	return copy_to_user(argp, &list, sizeof(list)) ? -EFAULT : 0;
}

static long call_ioctl(struct hmm_probe_session *session, void __user *argp)
{
	struct hmm_probe_call call;
	int ret;

	if (copy_from_user(&call, argp, sizeof(call)))
		return -EFAULT;
	ret = hmm_probe_call(session, &call);
	if (ret)
		return ret;
	return copy_to_user(argp, &call, sizeof(call)) ? -EFAULT : 0;
}

static long end_ioctl(struct hmm_probe_session *session)
{
	if (!session->mm)
		return -ENODEV;
	hmm_probe_end(session);
	return 0;
}

static long hmm_probe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct hmm_probe_session *session = file->private_data;
	void __user *argp = (void __user *)arg;
	long ret;

	if (mutex_lock_interruptible(&session->ioctl_lock))
		return -EINTR;
	switch (cmd) {
	case HMM_PROBE_IOC_INFO:
		ret = info_ioctl(argp);
		break;
	case HMM_PROBE_IOC_BEGIN:
	case HMM_PROBE_IOC_NUMA:
	case HMM_PROBE_IOC_DEVICE:
		ret = range_ioctl(session, cmd, argp);
		break;
	case HMM_PROBE_IOC_VMAS:
	case HMM_PROBE_IOC_DUMP:
		ret = list_ioctl(cmd, argp);
		break;
	case HMM_PROBE_IOC_CALL:
		ret = call_ioctl(session, argp);
		break;
	case HMM_PROBE_IOC_END:
		ret = end_ioctl(session);
		break;
	default:
		ret = -ENOTTY;
	}
	mutex_unlock(&session->ioctl_lock);
	return ret;
}

static int hmm_probe_open(struct inode *inode, struct file *file)
{
	struct hmm_probe_session *session = kzalloc(sizeof(*session), GFP_KERNEL);

	if (!session)
		return -ENOMEM;
	mutex_init(&session->ioctl_lock);
	mutex_init(&session->update_lock);
	file->private_data = session;
#if defined(CONFIG_X86_PAE) && defined(FMODE_UNSIGNED_OFFSET)
	/* The kinds of maps are offsets of 4 GiB and more, which a file does not have with 32 bits otherwise. */
	file->f_mode |= FMODE_UNSIGNED_OFFSET;
#endif
	return nonseekable_open(inode, file);
}

/* Nobody is in an ioctl any more. The memory may be gone already: the notifier holds the mm. */
static int hmm_probe_release(struct inode *inode, struct file *file)
{
	struct hmm_probe_session *session = file->private_data;

	if (session->mm)
		hmm_probe_end(session);
	kfree(session);
	return 0;
}

static const struct file_operations hmm_probe_fops = {
	.owner = THIS_MODULE,
	.open = hmm_probe_open,
	.release = hmm_probe_release,
	.unlocked_ioctl = hmm_probe_ioctl,
	.mmap = hmm_probe_mmap,
};

static struct miscdevice hmm_probe_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hmm-probe",
	.mode = 0600,
	.fops = &hmm_probe_fops,
};

static int __init hmm_probe_init(void)
{
	int ret;

	if (pgtable_l5_enabled()) {
		pr_err("hmm_probe: five levels of page tables; boot with no5lvl\n");
		return -EOPNOTSUPP;
	}
	ret = hmm_probe_symbols_init();
	if (ret)
		return ret;
	ret = hmm_probe_memory_init();
	if (ret)
		return ret;
	ret = hmm_probe_trace_init();
	if (ret)
		goto free_memory;
	ret = hmm_probe_dax_init();
	if (ret)
		goto stop_trace;
	ret = misc_register(&hmm_probe_device);
	if (ret)
		goto remove_dax;
	return 0;

remove_dax:
	hmm_probe_dax_exit();
stop_trace:
	hmm_probe_trace_exit();
free_memory:
	hmm_probe_memory_exit();
	return ret;
}

static void __exit hmm_probe_exit(void)
{
	misc_deregister(&hmm_probe_device);
	hmm_probe_device_exit();
	hmm_probe_dax_exit();
	hmm_probe_trace_exit();
	hmm_probe_memory_exit();
}

module_init(hmm_probe_init);
module_exit(hmm_probe_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("hmm_range_fault() on the calling process's memory, traced");
