/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_COVERAGE_H
#define _HMM_TREE_COVERAGE_H

/*
 * Writes records of counters: two words that say how long a name and the counters are, then both.
 * Returns how many bytes there are. Only there in a tree that is compiled for coverage.
 */
unsigned long tree_coverage(char *out, unsigned long room) __attribute__((__weak__));

#endif
