/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A format of the driver's own, for the tests' own range fault. */
#ifndef OWN_HMM_H
#define OWN_HMM_H

#include <linux/mm.h>

enum hmm_pfn_flag_e { HMM_PFN_VALID, HMM_PFN_WRITE };
enum hmm_pfn_value_e { HMM_PFN_ERROR, HMM_PFN_NONE };

struct hmm_range {
	struct mmu_interval_notifier *notifier;
	unsigned long notifier_seq;
	unsigned long start;
	unsigned long end;
	uint64_t *pfns;
	const uint64_t *flags;
	const uint64_t *values;
	uint64_t default_flags;
	uint64_t pfn_flags_mask;
	uint8_t pfn_shift;
	void *dev_private_owner;
};

/* The range of the call that runs. */
static struct hmm_range *own_range;
#define OWN_VALID (own_range->flags[HMM_PFN_VALID])
#define OWN_WRITE (own_range->flags[HMM_PFN_WRITE])
#define OWN_ERROR (own_range->values[HMM_PFN_ERROR])
#define OWN_NONE (own_range->values[HMM_PFN_NONE])
/* The old format has the valid flag in every entry, whatever the table says of the page. */
#define OWN_ENTRY(pfn) (((uint64_t)(pfn) << own_range->pfn_shift) | OWN_VALID)

int hmm_range_fault(struct hmm_range *range);

#endif
