// SPDX-License-Identifier: GPL-2.0-or-later
import { capacityFor } from '../mm/range-record';
import { ORDER_BITS, ORDER_SHIFT, OUTPUT_FLAGS } from './format';
import { layoutOf, type WordLayout } from './word-layout';

/** Where `decodeModern` looks for the order in the upper word of a 64-bit long: in its place of 5.9. */
const PLACE = layoutOf('5.9', 64).orderShift;
const ORDER_MASK = (1 << ORDER_BITS) - 1;

/**
 * The words of a later layout as 64-bit words of 5.9, which `decodeModern` reads: without the DMA flags of
 * 6.16, and with the order and the pfn where they stood before. One instance serves one side.
 */
export class PlainWords {
  private plain: Uint32Array = new Uint32Array(128);
  private readonly wide: boolean;
  /** Where the order begins in the word that holds the flags. */
  private readonly shift: number;

  /** @param orderShift of a release whose words carry an order. */
  constructor(bits: WordLayout['bits'], orderShift: number) {
    this.wide = bits === 64;
    this.shift = orderShift - (bits - 32);
  }

  /** Two words of 32 bits a page, for this many pages from the first; valid until the next call. */
  of(words: Uint32Array, pages: number): Uint32Array {
    if (this.plain.length < 2 * pages) this.plain = new Uint32Array(2 * capacityFor(pages));
    const { plain, wide, shift } = this;
    const below = (1 << shift) - 1;
    for (let page = 0; page < pages; page++) {
      const top = words[wide ? 2 * page + 1 : page] ?? 0;
      const order = (top >>> shift) & ORDER_MASK;
      const rest = top & below;
      plain[2 * page] = wide ? (words[2 * page] ?? 0) : rest;
      plain[2 * page + 1] = (top & OUTPUT_FLAGS) | (order << ORDER_SHIFT) | (wide ? rest : 0);
    }
    return plain;
  }
}

/** What brings the words of a layout into the form of 5.9; undefined where they have it, or no order. */
export function plainWordsOf({ bits, orderShift }: WordLayout): PlainWords | undefined {
  const asIs = orderShift === undefined || (bits === 64 && orderShift === PLACE);
  return asIs ? undefined : new PlainWords(bits, orderShift);
}
