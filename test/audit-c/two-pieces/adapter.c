/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <hmm-audit.h>

enum { TWO_VALID = 0x1, TWO_WRITE = 0x2, TWO_VRAM = 0x4 };

struct two_gpu {
	struct mutex lock;
};

static struct two_gpu gpu;

char *getenv(const char *name);

/* Whether the second piece stays as it was faulted first, although it was stale. */
static bool mistake;

static __attribute__((__constructor__)) void read_mistake(void)
{
	mistake = getenv("LC_HMM_AUDIT_TEST_PIECES") != NULL;
}

#include HMM_AUDIT_DRIVER

void hmm_audit_page(struct page *page, int owner)
{
	if (owner == 1)
		page->pgmap->owner = &gpu;
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	unsigned long i, npages = hmm_audit_pages(out);
	u64 *table = hmm_audit_array(u64, npages);
	bool write = hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE;
	int ret = two_fault(&gpu, range->notifier, range->start, range->end, write, table);

	if (ret) {
		hmm_audit_refuse(out, ret);
		return;
	}
	for (i = 0; i < npages; i++) {
		unsigned int flags = table[i] & TWO_WRITE ? HMM_AUDIT_WRITE : HMM_AUDIT_READ;

		if (table[i] & TWO_VRAM)
			flags |= HMM_AUDIT_VRAM;
		if (table[i] & TWO_VALID)
			hmm_audit_map_address(out, i, table[i] & PAGE_MASK, flags);
		else
			hmm_audit_none(out, i);
	}
}
