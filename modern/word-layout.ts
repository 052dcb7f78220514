// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageState, PageStates, StateKind } from '../mm/page-states';
import { capacityFor } from '../mm/range-record';
import { toHalves } from '../mm/word64';
import { type BitsPerLong, decodeModern, ORDER_BITS, ORDER_SHIFT, OUTPUT_FLAGS } from './format';
import { CHANGED_SINCE, isBefore, type KernelVersion } from './revision';

/** Which bits of an output word of the fixed format mean what, in a kernel release. */
export interface WordLayout {
  readonly bits: BitsPerLong;
  /** `HMM_PFN_ORDER_SHIFT`; undefined in a release whose words carry no map order. */
  readonly orderShift: number | undefined;
  /** The bits of the order in place, 0 without one. */
  readonly orderField: bigint;
  /** `HMM_PFN_DMA_MAPPED`, `_P2PDMA` and `_P2PDMA_BUS`: from the input word, of no meaning to the walk; 0 before 6.16. */
  readonly carried: bigint;
  /** `HMM_PFN_FLAGS`: every bit that is no bit of the pfn. */
  readonly flags: bigint;
}

/** The first release whose words carry three DMA flags, which moves the order down by three bits. */
export const DMA_FLAGS_SINCE: KernelVersion = '6.16';
/** `HMM_PFN_INOUT_FLAGS`, from the top down. */
const DMA_FLAG_NAMES = ['DMA_MAPPED', 'P2PDMA', 'P2PDMA_BUS'] as const;
/** How many DMA flags there are. */
export const DMA_FLAGS = DMA_FLAG_NAMES.length;
/** VALID, WRITE and ERROR. */
const OUTPUT_FLAG_COUNT = 3;

/** The layout of a word in a kernel release from 5.8 on, with longs of this many bits. */
export function layoutOf(kernel: KernelVersion, bits: BitsPerLong): WordLayout {
  const top = ones(OUTPUT_FLAG_COUNT, bits - OUTPUT_FLAG_COUNT);
  if (isBefore(kernel, CHANGED_SINCE.mapOrder)) {
    return { bits, orderShift: undefined, orderField: 0n, carried: 0n, flags: top };
  }
  const carriesDma = !isBefore(kernel, DMA_FLAGS_SINCE);
  const orderShift = bits - 32 + ORDER_SHIFT - (carriesDma ? DMA_FLAGS : 0);
  return {
    bits,
    orderShift,
    orderField: ones(ORDER_BITS, orderShift),
    carried: carriesDma ? ones(DMA_FLAGS, bits - OUTPUT_FLAG_COUNT - DMA_FLAGS) : 0n,
    flags: ones(bits - orderShift, orderShift),
  };
}

/** `hmm_pfn_to_map_order()`: the order of the CPU's mapping; 0 in a release that tells none. */
export function orderOf({ orderShift }: WordLayout, word: bigint): number {
  return orderShift === undefined
    ? 0
    : Number(BigInt.asUintN(ORDER_BITS, word >> BigInt(orderShift)));
}

/** The DMA flags that a word carries, by name, in a layout that has them. */
export function dmaFlagsOf({ bits, carried }: WordLayout, word: bigint): readonly string[] {
  return DMA_FLAG_NAMES.filter((_, index) => {
    const bit = 1n << BigInt(bits - OUTPUT_FLAG_COUNT - 1 - index);
    return (word & carried & bit) !== 0n;
  });
}

/** The bits of a word that a pfn may have, in a layout. */
export function pfnBits({ bits, orderShift }: WordLayout): number {
  return orderShift ?? bits - OUTPUT_FLAG_COUNT;
}

function ones(count: number, shift: number): bigint {
  return ((1n << BigInt(count)) - 1n) << BigInt(shift);
}

/** The state of one word, read before the next one is decoded: room for a range of pages costs more than decoding. */
const ONE_STATE = new PageStates();

/** A word's state, and the order of the mapping that it tells: 0 where it tells none. */
interface WordState extends PageState {
  readonly order: number;
}

/**
 * One word's state, as {@link decodeModern} reads it, with the bits where a release has them: flags
 * that a word only carries through are left aside, and an order is no part of the pfn.
 */
export function decodeModernWord(word: bigint, layout: WordLayout): WordState {
  const { bits, orderField, carried } = layout;
  const { low, high } = toHalves(word & ~(orderField | carried));
  decodeModern(bits, Uint32Array.of(low, high), 1, ONE_STATE);
  const { kind, pfn } = ONE_STATE.at(0);
  const order = orderOf(layout, word);
  if (kind === StateKind.none && order !== 0) return { kind: StateKind.stray, pfn, order };
  if (kind === StateKind.malformed || (kind === StateKind.error && order !== 0)) {
    return { kind: StateKind.malformed, pfn: word, order };
  }
  return { kind, pfn, order };
}

/** Where `decodeModern` looks for the order in the upper word of a 64-bit long: in its place of 5.9. */
const PLACE = layoutOf('5.9', 64).orderShift;
const ORDER_MASK = (1 << ORDER_BITS) - 1;

/**
 * The words of a later layout as 64-bit words of 5.9, which `decodeModern` reads: without the DMA flags of
 * 6.16, and with the order and the pfn where they stood before. One instance serves one side.
 */
class PlainWords {
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
