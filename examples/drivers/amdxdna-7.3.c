/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * aie2_populate_range() of 7.3, in drivers/accel/amdxdna/aie2_ctx.c, as a job's submission calls it.
 * The device walks the CPU's page table, and nobody looks at a word: what the range fault put out
 * stands for that table, so it cannot be stale.
 */
#include <hmm-audit.h>
#include HMM_AUDIT_DRIVER

static struct amdxdna_dev xdna;
static struct amdxdna_gem_obj bo;
static struct amdxdna_umap umap;

/* The last reference is the list's, and stays. */
static void last_put(struct kref *kref) { WARN_ON(kref); }
void amdxdna_umap_put(struct amdxdna_umap *mapp) { kref_put(&mapp->refcnt, last_put); }

void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)
{
	unsigned long i, npages = hmm_audit_pages(out);
	unsigned long *pfns = hmm_audit_array(unsigned long, npages);
	int ret;

	xdna = (struct amdxdna_dev){ 0 };
	bo = (struct amdxdna_gem_obj){ .mem.map_invalid = true };
	to_gobj(&bo)->dev = &xdna.ddev;
	umap = (struct amdxdna_umap){
		.notifier = *range->notifier,
		.range = {
			.notifier = &umap.notifier,
			.start = range->start,
			.end = range->end,
			.hmm_pfns = memset(pfns, 0, npages * sizeof(*pfns)),
			/* As amdxdna_hmm_register() sets it. */
			.default_flags = HMM_PFN_REQ_FAULT,
		},
		.invalid = true,
	};
	kref_init(&umap.refcnt);
	INIT_LIST_HEAD(&bo.mem.umap_list);
	list_add_tail(&umap.node, &bo.mem.umap_list);
	ret = aie2_populate_range(&bo);
	WARN_ON(kref_read(&umap.refcnt) != 1);
	if (ret)
		return hmm_audit_refuse(out, ret);
	WARN_ON(umap.invalid || bo.mem.map_invalid);
	for (i = 0; i < npages; i++)
		if (pfns[i] & HMM_PFN_VALID)
			hmm_audit_map_pfn(out, i, pfns[i] & ~HMM_PFN_FLAGS,
					  pfns[i] & HMM_PFN_WRITE ? HMM_AUDIT_WRITE : HMM_AUDIT_READ);
		else
			hmm_audit_none(out, i);
}
