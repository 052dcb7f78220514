/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Marks the top of a tree; its names are those of the shipped header. */
struct hmm_range {
	unsigned long not_this_one;
};
