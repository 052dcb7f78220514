// SPDX-License-Identifier: GPL-2.0-or-later
import { ERROR, OUTPUT_FLAGS, VALID, WRITE } from '../modern/format';
import type { KernelVersion } from '../modern/revision';
import { layoutOf, orderOf, type WordLayout } from '../modern/word-layout';

/** `HMM_PFN_VALID` in a 64-bit word. */
export const HMM_PFN_VALID = wide(VALID);
/** `HMM_PFN_WRITE` in a 64-bit word. */
export const HMM_PFN_WRITE = wide(WRITE);
/** `HMM_PFN_ERROR` in a 64-bit word. */
export const HMM_PFN_ERROR = wide(ERROR);
/** `HMM_PFN_FLAGS` of 5.8 in a 64-bit word; later releases have more: {@link pfnOfWord}. */
export const HMM_PFN_FLAGS = wide(OUTPUT_FLAGS);

/**
 * The flags that a word of 6.16 or later keeps from the input (`HMM_PFN_INOUT_FLAGS`): whatever the
 * array held before the call. Only a driver that has set or cleared them may look at them.
 */
export const HMM_PFN_DMA_MAPPED = 1n << 60n;
/** Kept from the input, too: the page is a peer's, reached over PCI ({@link HMM_PFN_DMA_MAPPED}). */
export const HMM_PFN_P2PDMA = 1n << 59n;
/** Kept from the input, too: the peer's page is reached by bus addresses ({@link HMM_PFN_DMA_MAPPED}). */
export const HMM_PFN_P2PDMA_BUS = 1n << 58n;

/**
 * The pfn of an output word (`hmm_pfn_to_page()`), whether it is VALID or not.
 * @param revision the release whose range fault wrote the word: which bits are flags.
 */
export function pfnOfWord(word: bigint, revision: KernelVersion = '5.8'): bigint {
  return word & ~layoutFor(revision).flags;
}

/**
 * The order of the CPU's mapping (`hmm_pfn_to_map_order()`). The mapping covers 2^order pages from
 * a multiple of that on; it can begin before the range, and end after it.
 * @throws RangeError in a release before 5.9, whose words tell none.
 */
export function mapOrderOfWord(word: bigint, revision: KernelVersion): number {
  const layout = layoutFor(revision);
  if (layout.orderShift !== undefined) return orderOf(layout, word);
  throw new RangeError(`"revision" expected a release from 5.9 on, got ${revision}`);
}

/** The layout of a release's words, made once. */
function layoutFor(revision: KernelVersion): WordLayout {
  let layout = LAYOUTS.get(revision);
  if (layout === undefined) {
    layout = layoutOf(revision, 64);
    LAYOUTS.set(revision, layout);
  }
  return layout;
}

const LAYOUTS = new Map<KernelVersion, WordLayout>();

function wide(flag: number): bigint {
  return BigInt(flag >>> 0) << 32n;
}
