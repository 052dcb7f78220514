/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <hmm-audit.h>

struct tile {
	struct mutex lock;
};

static struct tile tile;

#include HMM_AUDIT_DRIVER

void hmm_audit_page(struct page *page, int owner)
{
	if (owner == 1)
		page->pgmap->owner = &tile;
}

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	unsigned long i, count = hmm_audit_pages(out);
	u64 *entries = hmm_audit_array(u64, count);
	bool write = hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE;
	int ret = tile_bind(&tile, range->notifier, range->start, range->end, write, entries);

	if (ret) {
		hmm_audit_refuse(out, ret);
		return;
	}
	for (i = 0; i < count; i++)
		hmm_audit_map_address(out, i, entries[i] & PAGE_MASK,
				      (entries[i] & TILE_WRITE ? HMM_AUDIT_WRITE : HMM_AUDIT_READ) |
				      (entries[i] & TILE_OWN ? HMM_AUDIT_VRAM : 0));
}
