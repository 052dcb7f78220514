/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a call of the range fault asks for, and how hmm-pfn is asked for its answer. */
#include "world.h"

static unsigned int request_bits(const struct hmm_range *range, u64 word)
{
#ifdef HMM_PFN_CUSTOM
	return (word & range->flags[HMM_PFN_VALID] ? 1 : 0) |
	       (word & range->flags[HMM_PFN_WRITE] ? 2 : 0);
#else
	return (word & HMM_PFN_REQ_FAULT ? 1 : 0) | (word & HMM_PFN_REQ_WRITE ? 2 : 0);
#endif
}

u64 audit_pages_of(const struct hmm_range *range)
{
	return (range->end - range->start) >> PAGE_SHIFT;
}

static u64 add_to_sum(u64 sum, u64 value)
{
	return (sum ^ value) * 1099511628211ull;
}

/* Whether the range fault reads the array at all: since 6.16 it keeps some of its bits. */
static int is_read(const struct hmm_range *range)
{
#ifdef HMM_AUDIT_CARRIES_DMA
	return 1;
#else
	return request_bits(range, range->pfn_flags_mask) != 0;
#endif
}

u64 audit_sum_of_array(const struct hmm_range *range)
{
	u64 sum = 0;

	if (!is_read(range))
		return 0;
	for (u64 i = 0; i < audit_pages_of(range); i++)
		sum = add_to_sum(sum, range->AUDIT_ARRAY[i]);
	return sum;
}

struct audit_call audit_requested_by(const struct hmm_range *range)
{
	struct audit_call call = { .start = range->start,
				   .end = range->end,
				   .owner = range->dev_private_owner,
				   .array = audit_sum_of_array(range) };

	call.defaults = request_bits(range, range->default_flags);
	call.mask = request_bits(range, range->pfn_flags_mask);
	for (u64 i = 0; i < audit_pages_of(range); i++) {
		unsigned int asks = request_bits(range, range->AUDIT_ARRAY[i] &
								range->pfn_flags_mask);

		asks |= call.defaults;
		/* A write without a fault asks for nothing. */
		if (!(asks & 1))
			asks = 0;
		call.asks = add_to_sum(call.asks, asks);
		call.faults += asks != 0;
		call.writes += asks >> 1;
	}
	return call;
}

static struct audit_asked asked_by(const struct hmm_range *range)
{
	struct audit_asked asked = { .start = range->start,
				     .end = range->end,
				     .default_flags = range->default_flags,
				     .mask = range->pfn_flags_mask,
				     .owner = audit_owner(range->dev_private_owner) };

#ifdef HMM_PFN_CUSTOM
	for (int i = 0; i < 2; i++)
		asked.flags[i] = range->flags[i];
	for (int i = 0; i < 3; i++)
		asked.values[i] = range->values[i];
	asked.pfn_shift = range->pfn_shift;
#endif
	return asked;
}

int audit_asks_for(const struct hmm_range *range, const struct audit_asked *request)
{
	struct audit_asked asked = asked_by(range);

	asked.start = request->start;
	asked.end = request->end;
	return !memcmp(&asked, request, sizeof(asked));
}

void audit_ask(const struct hmm_range *range)
{
	struct hmm_audit_output *running = audit_world.running;

	running->asked = asked_by(range);
	for (u64 i = 0; i < audit_pages_of(range); i++)
		running->pages[i] = (struct audit_page){ AUDIT_RAW, 0, range->AUDIT_ARRAY[i] };
	audit_suspend();
}
