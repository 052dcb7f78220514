/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of a device, in the files that make it up: what it is, and how pages come there and back. */
#ifndef HMM_PROBE_DEVICE_H
#define HMM_PROBE_DEVICE_H

#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/version.h>

#include "hmm_probe.h"

/* Whether the kernel has such memory, with the functions that it has had since 7.2. */
#define HMM_PROBE_HAS_DEVICE_MEMORY \
	(IS_ENABLED(CONFIG_DEVICE_PRIVATE) && LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0))

struct hmm_probe_device;
struct migrate_vma;

/* A locked page for the contents of an address, or a huge one; NULL if there is none. */
typedef struct page *hmm_probe_new_page(struct migrate_vma *args, unsigned long addr, bool huge,
					void *private);

/* device_migrate.c */
int hmm_probe_migrate(struct migrate_vma *args, hmm_probe_new_page *get, void *private);
vm_fault_t hmm_probe_to_system(struct vm_fault *vmf);

/* device_memory.c */
struct hmm_probe_device *hmm_probe_device_of(u32 owner);
struct page *hmm_probe_device_page(struct hmm_probe_device *device, bool huge);
void *hmm_probe_device_owner(const struct hmm_probe_device *device);

#endif /* HMM_PROBE_DEVICE_H */
