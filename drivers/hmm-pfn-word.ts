// SPDX-License-Identifier: GPL-2.0-or-later
import { ERROR, OUTPUT_FLAGS, VALID, WRITE } from '../modern/format';

/** `HMM_PFN_VALID` in a 64-bit word. */
export const HMM_PFN_VALID = wide(VALID);
/** `HMM_PFN_WRITE` in a 64-bit word. */
export const HMM_PFN_WRITE = wide(WRITE);
/** `HMM_PFN_ERROR` in a 64-bit word. */
export const HMM_PFN_ERROR = wide(ERROR);
/** `HMM_PFN_FLAGS` in a 64-bit word. */
export const HMM_PFN_FLAGS = wide(OUTPUT_FLAGS);

/** The pfn of an output word (`hmm_pfn_to_page()`), whether it is VALID or not. */
export function pfnOfWord(word: bigint): bigint {
  return word & ~HMM_PFN_FLAGS;
}

function wide(flag: number): bigint {
  return BigInt(flag >>> 0) << 32n;
}
