/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_SLAB_H
#define _HMM_AUDIT_LINUX_SLAB_H

#include <hmm-audit/runtime.h>
#include <linux/string.h>
#include <linux/types.h>

#define __GFP_ZERO 0x100u
#define __GFP_NOWARN 0x200u
#define __GFP_NORETRY 0x400u
#define __GFP_RETRY_MAYFAIL 0x800u
#define __GFP_NOFAIL 0x1000u
#define __GFP_HIGHMEM 0x2000u
#define GFP_KERNEL 1u
#define GFP_ATOMIC 2u
#define GFP_NOWAIT 3u
#define GFP_NOFS 4u
#define GFP_NOIO 5u
#define GFP_USER 6u
#define GFP_HIGHUSER 7u
#define GFP_HIGHUSER_MOVABLE 8u
#define GFP_TRANSHUGE 9u

/* Allocations hold a poison pattern and end at a guard page; one fails where the scenario says so. */
static inline void *kmalloc(size_t bytes, gfp_t flags)
{
	void *memory = hmm_audit_take_memory(bytes, "memory from kmalloc");

	return memory && flags & __GFP_ZERO ? memset(memory, 0, bytes) : memory;
}
static inline void *kzalloc(size_t bytes, gfp_t flags)
{
	return kmalloc(bytes, flags | __GFP_ZERO);
}
static inline void *kmalloc_array(size_t count, size_t bytes, gfp_t flags)
{
	return kmalloc(count * bytes, flags);
}
static inline void *kcalloc(size_t count, size_t bytes, gfp_t flags)
{
	return kzalloc(count * bytes, flags);
}
static inline void *kmemdup(const void *from, size_t bytes, gfp_t flags)
{
	void *memory = kmalloc(bytes, flags);

	return memory ? memcpy(memory, from, bytes) : NULL;
}
static inline void kfree(const void *memory) { hmm_audit_free(memory); }
#define kvmalloc kmalloc
#define kvzalloc kzalloc
#define kvmalloc_array kmalloc_array
#define kvcalloc kcalloc
#define kvfree kfree
#define kfree_sensitive kfree
#define kmalloc_node(bytes, flags, node) kmalloc(bytes, flags)
#define vmalloc(bytes) kmalloc(bytes, GFP_KERNEL)
#define vzalloc(bytes) kzalloc(bytes, GFP_KERNEL)
#define vfree kfree
/* Of 7.0 and later; the last parameter, the flags, may be left out. */
#define kmalloc_obj(object, ...) kmalloc(sizeof(object), GFP_KERNEL)
#define kmalloc_objs(object, count, ...) kmalloc_array(count, sizeof(object), GFP_KERNEL)
#define kzalloc_obj(object, ...) kzalloc(sizeof(object), GFP_KERNEL)
#define kzalloc_objs(object, count, ...) kcalloc(count, sizeof(object), GFP_KERNEL)
#define kvmalloc_objs kmalloc_objs
#define kvzalloc_objs kzalloc_objs

#endif
