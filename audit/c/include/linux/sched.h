/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_SCHED_H
#define _HMM_AUDIT_LINUX_SCHED_H

#include <linux/mm_types.h>

struct task_struct {
	struct mm_struct *mm;
	pid_t pid;
	char comm[16];
	unsigned int flags;
};
extern struct task_struct hmm_audit_task;
#define current (&hmm_audit_task)
#define signal_pending(task) ((void)(task), hmm_audit_signal())
#define fatal_signal_pending signal_pending
#define schedule() do { } while (0)
#define get_task_mm(task) (hmm_audit_mm_users(1), (task)->mm)
enum pid_type {
	PIDTYPE_PID,
	PIDTYPE_TGID,
};
struct pid;
/* The process lives for as long as anybody looks. */
#define get_pid_task(pid, type) ((void)(pid), &hmm_audit_task)
#define get_task_struct(task) (task)
#define put_task_struct(task) ((void)(task))
#define TASK_SIZE (1ul << 47)

#endif
