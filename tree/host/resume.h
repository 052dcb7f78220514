/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_RESUME_H
#define _HMM_TREE_RESUME_H

#include "host.h"

/* resume.c: notes walks that do not go on where the one before them was left. */
/* A call begins, or begins again by itself: the next walk may begin anywhere. */
void host_resume_anywhere(void);
void host_resume_begins(host_u64 start);
/* The walk is left at this address, unless it has been left already. */
void host_resume_at(host_u64 address);
/* The same, by the PMD that is waited for. */
void host_resume_at_pmd(const host_u64 *slot);

#endif
