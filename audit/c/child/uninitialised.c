/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that nobody wrote holds one byte in one run and another in the second one. */
#include "world.h"

void audit_refuse_poison(const struct hmm_audit_output *out, u64 word, const char *what)
{
	if (word == 0x0101010101010101ull * (u8)out->poison)
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, what);
}

void audit_check_range(const struct hmm_audit_output *out, const struct hmm_range *range)
{
	const struct audit_case *scenario = out->scenario;

	audit_refuse_poison(out, (u64)range->notifier,
			    "uninitialised notifier reaches hmm_range_fault()");
	audit_refuse_poison(out, range->notifier_seq,
			    "uninitialised notifier_seq reaches hmm_range_fault()");
	audit_refuse_poison(out, (u64)range->dev_private_owner,
			    "uninitialised dev_private_owner reaches hmm_range_fault()");
	audit_refuse_poison(out, range->start,
			    "uninitialised start of the range reaches hmm_range_fault()");
	audit_refuse_poison(out, range->end,
			    "uninitialised end of the range reaches hmm_range_fault()");
	audit_refuse_poison(out, (u64)range->AUDIT_ARRAY,
			    "uninitialised " AUDIT_ARRAY_NAME " reaches hmm_range_fault()");
	if ((range->start | range->end) & ~PAGE_MASK || range->start >= range->end)
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, "hmm_range_fault() on no whole pages");
	if (range->start < scenario->start ||
	    range->end > scenario->start + scenario->pages * PAGE_SIZE)
		hmm_audit_stop(HMM_AUDIT_STOP_OUTSIDE, "hmm_range_fault() on pages outside the range");
}

void audit_compare_with_first_run(const struct audit_call *call, const struct audit_call *first)
{
	const char *what = NULL;

	if (call->start != first->start || call->end != first->end)
		what = "uninitialised start or end of the range reaches hmm_range_fault()";
	else if (call->asks == first->asks)
		return;
	else if (call->defaults != first->defaults)
		what = "uninitialised default_flags reach hmm_range_fault()";
	else if (call->mask != first->mask)
		what = "uninitialised pfn_flags_mask reaches hmm_range_fault()";
	else
		what = "uninitialised " AUDIT_ARRAY_NAME "[] reaches hmm_range_fault()";
	hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, what);
}
