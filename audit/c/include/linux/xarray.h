/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_XARRAY_H
#define _HMM_AUDIT_LINUX_XARRAY_H

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>

/* As many entries as a scenario has pages, from the first one that was stored. */
#define HMM_AUDIT_XA_ENTRIES 8192ul

struct xarray {
	spinlock_t xa_lock;
	unsigned long hmm_audit_first;
	void **hmm_audit_entries;
};
#define XA_FLAGS_ALLOC 0x4u
#define xa_init_flags(xa, flags) ((void)(*(xa) = (struct xarray){ 0 }))
#define xa_init(xa) xa_init_flags(xa, 0)
#define xa_destroy xa_init
#define xa_tag_pointer(pointer, tag) ((void *)((unsigned long)(pointer) | (tag)))
#define xa_untag_pointer(entry) ((void *)((unsigned long)(entry) & ~3ul))
#define xa_pointer_tag(entry) ((unsigned long)(entry) & 3ul)
#define xa_mk_value(value) ((void *)((unsigned long)(value) << 1 | 1))
#define xa_to_value(entry) ((unsigned long)(entry) >> 1)
#define xa_is_value(entry) ((unsigned long)(entry) & 1)
#define xa_is_err(entry) IS_ERR(entry)
#define xa_err(entry) ((int)PTR_ERR(entry))

static inline void *xa_load(const struct xarray *xa, unsigned long index)
{
	unsigned long at = index - xa->hmm_audit_first;

	return xa->hmm_audit_entries && at < HMM_AUDIT_XA_ENTRIES ? xa->hmm_audit_entries[at] : NULL;
}
static inline void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t flags)
{
	void *old = xa_load(xa, index);

	if (!xa->hmm_audit_entries) {
		xa->hmm_audit_entries = hmm_audit_alloc(HMM_AUDIT_XA_ENTRIES * sizeof(void *), "xarray");
		memset(xa->hmm_audit_entries, 0, HMM_AUDIT_XA_ENTRIES * sizeof(void *));
		xa->hmm_audit_first = index;
	}
	if (index - xa->hmm_audit_first >= HMM_AUDIT_XA_ENTRIES)
		hmm_audit_stop(HMM_AUDIT_STOP_OUTSIDE, "stores far outside of what it stored before");
	xa->hmm_audit_entries[index - xa->hmm_audit_first] = entry;
	return old;
}
#define xa_erase(xa, index) xa_store(xa, index, NULL, 0)
#define xa_for_each_range(xa, index, entry, first, last) \
	for (index = (first); index <= (last); index++) \
		if (((entry) = xa_load(xa, index)))
#define xa_for_each(xa, index, entry) \
	xa_for_each_range(xa, index, entry, (xa)->hmm_audit_first, \
			  (xa)->hmm_audit_first + HMM_AUDIT_XA_ENTRIES - 1)

#endif
