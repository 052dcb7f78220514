/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <hmm-audit.h>
#include HMM_AUDIT_DRIVER

char *getenv(const char *name);

/* The test says which line of the driver is wrong. */
bool demo_is_wrong(const char *what)
{
	const char *wrong = getenv("LC_HMM_AUDIT_TEST_MISTAKE");

	return wrong && strcmp(wrong, what) == 0;
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	struct demo_device demo = { .mode = DEMO_MODE_ON };
	unsigned long i, npages = hmm_audit_pages(out);
	u64 *ptes = hmm_audit_array(u64, npages);
	int ret = demo_fault(&demo, range->notifier->mm, range->start, range->end,
			     hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE, ptes);

	if (ret)
		hmm_audit_refuse(out, ret);
	for (i = 0; !ret && i < npages; i++)
		hmm_audit_map_address(out, i, ptes[i] & ~DEMO_PTE_FLAGS,
				      ptes[i] & DEMO_PTE_WRITE ? HMM_AUDIT_WRITE : HMM_AUDIT_READ);
}
