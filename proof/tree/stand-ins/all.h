/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands for every header of the kernel that a tree does not bring itself, in a proof. */
#ifndef _PROVE_ALL_H
#define _PROVE_ALL_H

#include "dma.h"
#include "hugetlb.h"
#include "leaf.h"

#endif
