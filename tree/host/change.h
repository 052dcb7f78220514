/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_CHANGE_H
#define _HMM_TREE_CHANGE_H

#include "host.h"

/* change.c: what other threads change, and page faults and waits that change nothing. */
void host_changes_begin(void);
/* Other threads change VMAs, files and entries, as an event of the scenario says (reads.h). */
void host_meet(const host_u32 *event);
/* The frame that a page of a file has now, if another thread has replaced it. */
int host_file_frame(host_u64 address, host_u64 *frame);
/* Where the first VMA begins that ends above an address; the highest address if none does. */
host_u64 host_vma_start_from(host_u64 address);
/* Whether a page fault or a wait that begins for a page comes back without having done anything. */
int host_does_nothing(host_u64 address);

#endif
