// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * The files of a kernel tree that are run, or that decide how it is run. A tree need not have all of
 * them: some came with a release, some went.
 */
export const TREE_FILES: readonly string[] = [
  'mm/hmm.c',
  'mm/pagewalk.c',
  'include/linux/hmm.h',
  'include/linux/hmm-dma.h',
  'include/linux/pagewalk.h',
  'include/linux/swapops.h',
  'include/linux/leafops.h',
];

/** Without these there is nothing to run. */
export const REQUIRED_FILES: readonly string[] = [
  'mm/hmm.c',
  'mm/pagewalk.c',
  'include/linux/hmm.h',
  'include/linux/pagewalk.h',
];
