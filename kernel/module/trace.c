// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel does for a call, seen by probes: the walks that hmm_range_fault() begins and the
 * page faults it takes. There is one traced call at a time; only its own task looks at the trace,
 * so the probes need no lock.
 */
#include <linux/kprobes.h>
#include <linux/sched.h>

#include "hmm_probe.h"

static DEFINE_MUTEX(trace_lock);
static struct hmm_probe_trace *traced;
static struct task_struct *traced_task;	/* compared, never followed */

/*
 * The trace lies on the stack of the task that is traced, and can be gone whenever that task runs
 * elsewhere: nobody else may even look into it.
 */
static struct hmm_probe_trace *own_trace(void)
{
	return READ_ONCE(traced_task) == current ? traced : NULL;
}

/*
 * walk_page_range(mm, start, end, ops, private). Within a page fault it is somebody else's: a device's
 * page that is migrated back is looked for by a walk, too, and may be the last one of the range.
 */
static int walk_begins(struct kprobe *probe, struct pt_regs *regs)
{
	struct hmm_probe_trace *trace = own_trace();
	unsigned long start;

	if (!trace || trace->faults_under_way ||
	    regs_get_kernel_argument(regs, 2) != trace->session->end)
		return 0;
	start = regs_get_kernel_argument(regs, 1);
	trace->walks++;
	trace->attempt_walks++;
	trace->same_start = trace->attempt_walks > 1 && start == trace->walk_start ?
			    trace->same_start + 1 : 1;
	trace->walk_start = start;
	if (trace->attempt_walks == trace->max_walks ||
	    trace->same_start == HMM_PROBE_STUCK_WALKS)
		hmm_probe_make_stale(trace->session);
	return 0;
}

static void record_fault(struct hmm_probe_trace *trace, unsigned long at, bool write)
{
	struct hmm_probe_fault *last = NULL;

	if (trace->nr_faults)
		last = &trace->faults[trace->nr_faults - 1];
	/* Once a fault was lost, nothing joins the rows before it. */
	if (last && !trace->faults_lost && last->write == write &&
	    last->at + (u64)last->pages * PAGE_SIZE == at) {
		last->pages++;
	} else if (trace->nr_faults < trace->max_faults) {
		trace->faults[trace->nr_faults++] = (struct hmm_probe_fault) {
			.at = at,
			.pages = 1,
			.write = write,
		};
	} else {
		trace->faults_lost++;
	}
}

/* handle_mm_fault(vma, address, flags, regs) */
static int fault_begins(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct hmm_probe_trace *trace = own_trace();

	if (!trace)
		return 1;	/* no interest in its end */
	trace->faults_under_way++;
	record_fault(trace, regs_get_kernel_argument(regs, 1) & PAGE_MASK,
		     regs_get_kernel_argument(regs, 2) & FAULT_FLAG_WRITE);
	return 0;
}

static int fault_ends(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct hmm_probe_trace *trace = own_trace();

	if (trace) {
		trace->faults_under_way--;
		trace->last_fault = (__force vm_fault_t)regs_return_value(regs);
	}
	return 0;
}

static struct kprobe walk_probe = {
	.symbol_name = "walk_page_range",
	.pre_handler = walk_begins,
};

static struct kretprobe fault_probe = {
	.kp.symbol_name = "handle_mm_fault",
	.entry_handler = fault_begins,
	.handler = fault_ends,
};

/* Calls that the probes could not see; a trace is whole if this has not changed. */
static unsigned long missed(void)
{
	return walk_probe.nmissed + fault_probe.nmissed + fault_probe.kp.nmissed;
}

static unsigned long missed_before;

/**
 * hmm_probe_trace_start() - trace this task from here on
 * @trace: filled in; it stays where it is until hmm_probe_trace_stop()
 *
 * Return: 0, or -EINTR if a signal came while another task's call was traced.
 */
int hmm_probe_trace_start(struct hmm_probe_trace *trace)
{
	if (mutex_lock_interruptible(&trace_lock))
		return -EINTR;
	missed_before = missed();
	traced = trace;
	WRITE_ONCE(traced_task, current);
	return 0;
}

/**
 * hmm_probe_trace_stop() - end what hmm_probe_trace_start() began
 *
 * Return: 0, or -EIO if a probe missed a call.
 */
int hmm_probe_trace_stop(void)
{
	int ret;

	WRITE_ONCE(traced_task, NULL);
	traced = NULL;
	ret = missed() == missed_before ? 0 : -EIO;
	mutex_unlock(&trace_lock);
	return ret;
}

int hmm_probe_trace_init(void)
{
	int ret = register_kprobe(&walk_probe);

	if (ret) {
		pr_err("hmm_probe: no probe on %s: %d\n", walk_probe.symbol_name, ret);
		return ret;
	}
	/* The traced task holds one; every processor may be trying another. */
	fault_probe.maxactive = num_possible_cpus() + 1;
	ret = register_kretprobe(&fault_probe);
	if (ret) {
		pr_err("hmm_probe: no probe on %s: %d\n", fault_probe.kp.symbol_name, ret);
		unregister_kprobe(&walk_probe);
	}
	return ret;
}

void hmm_probe_trace_exit(void)
{
	unregister_kretprobe(&fault_probe);
	unregister_kprobe(&walk_probe);
}
