// SPDX-License-Identifier: GPL-2.0-or-later

/** What drivers get wrong with a range fault, too, and no rule can tell from their text. */
export const BEYOND_TEXT: readonly string[] = [
  'whether the process is held (mmget) while it is walked, where no other walk of the driver holds it, and whether a hold is given back that was taken',
  'whether the array has a word for each page of the range, and which word is taken for which page',
  'what is done, once the lock is given back, with what was made of the entries',
  'whose lock it is, where two have the same name',
  'sequences that come to the range from a member of the driver’s, or from a function out of sight; whether one is read at all in a driver that never checks it',
  'for which events a callback raises the sequence, and what a function out of sight does with the one that it is given',
  'of source, a check that one caller of a shared helper leaves out, where others make it',
  'rights that are given by something else than the entry, and those of DMA mappings, but for a function that has a sign of writing in it and requests a read fault alone',
  'callers, callbacks and helpers in files that were not given',
];
