// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * The flags of an entry as numbers under which they are told apart, which need not be the kernel's: an assumed entry
 * is calculated with, and never compared with a word of any kernel.
 */
const FLAGS: ReadonlyMap<string, number> = new Map([
  ['HMM_PFN_VALID', 1],
  ['HMM_PFN_WRITE', 2],
  ['HMM_PFN_ERROR', 4],
  ['HMM_PFN_DMA_MAPPED', 8],
  ['HMM_PFN_P2PDMA', 16],
  ['HMM_PFN_P2PDMA_BUS', 32],
  ['HMM_PFN_REQ_FAULT', 1],
  ['HMM_PFN_REQ_WRITE', 2],
  ['HMM_PFN_FLAGS', 63],
]);
/** What stands for the frame of an entry that has one. */
const FRAME = 64;

/** The number of a flag of the fixed format by its name; undefined of any other name. */
export function flagNumber(name: string): number | undefined {
  return FLAGS.get(name);
}

/** What an entry holds that has no page: nothing, or that the address must not be accessed. */
export const ENTRIES_WITHOUT_PAGE: readonly number[] = [0, 4];
/** A page that may be read only. */
export const READABLE_ENTRY = FRAME | 1;
/** A page that may be written to. */
export const WRITABLE_ENTRY = FRAME | 3;
