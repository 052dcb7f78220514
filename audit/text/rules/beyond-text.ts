// SPDX-License-Identifier: GPL-2.0-or-later

/** What drivers get wrong with a range fault, too, and no rule can tell from their text. */
export const BEYOND_TEXT: readonly string[] = [
  'whether the process is held (mmget) while it is walked',
  'whether the array has a word for each page of the range, and which word is taken for which page',
  'what is done, once the lock is given back, with what was made of the entries',
  'whose lock it is, where two have the same name',
  'whether a sequence is read at all, sequences that are kept outside of the range, and where in a callback one is raised',
  'rights that are given by something else than the entry, and those of DMA mappings',
  'callers, callbacks and helpers in files that were not given',
];
