// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageState, PageStates, StateKind } from '../mm/page-states';
import { capacityFor } from '../mm/range-record';
import { toHalves } from '../mm/word64';
import {
  type BitsPerLong,
  ERROR,
  ORDER_BITS,
  ORDER_FIELD,
  ORDER_SHIFT,
  OUTPUT_FLAGS,
  PFN_FIELD,
  VALID,
  WRITE,
} from './format';
import { layoutOf, orderOf, type WordLayout } from './word-layout';

/**
 * Reads output words as a caller does: VALID says that there is a page, WRITE that it is writable,
 * ERROR excludes both, and 0 is none. A pfn without any flag is `stray`; what no side may make (the
 * other combinations) is `malformed`, and keeps the whole word. An order says how a page is mapped,
 * not which it is: it is no part of the state, but a word with nothing else is not 0, so `stray`.
 *
 * @param words `bits / 32` words of 32 bits a page, low first.
 * @param pages how many pages to decode into `states`.
 */
export function decodeModern(
  bits: BitsPerLong,
  words: Uint32Array,
  pages: number,
  states: PageStates,
): void {
  states.reserve(pages);
  const { kinds, pfns } = states;
  const wide = bits === 64;
  for (let page = 0; page < pages; page++) {
    const low = wide ? (words[2 * page] ?? 0) : (words[page] ?? 0) & PFN_FIELD;
    const top = wide ? (words[2 * page + 1] ?? 0) : (words[page] ?? 0);
    const rest = wide ? top & PFN_FIELD : 0;
    const high = rest & ~ORDER_FIELD;
    const kind =
      STATE_KINDS[((top >>> FLAGS_SHIFT) << 1) | +((low | rest) !== 0)] ?? StateKind.malformed;
    const whole = kind === StateKind.malformed;
    kinds[page] = kind;
    pfns[2 * page] = whole && !wide ? top : low;
    pfns[2 * page + 1] = whole && wide ? top : high;
  }
}

/** Where the output flags stand in the word that holds them. */
const FLAGS_SHIFT = 29;
const FLAG_COMBINATIONS = 1 << (32 - FLAGS_SHIFT);

/** {@link stateKind} of each combination of flags, without and with a rest. Looked up, as branch prediction learns nothing from them. */
const STATE_KINDS = Uint8Array.from({ length: 2 * FLAG_COMBINATIONS }, (_, index) =>
  stateKind((index >>> 1) << FLAGS_SHIFT, index & 1),
);

/** @param rest not 0 exactly if there is a pfn or an order. */
function stateKind(flags: number, rest: number): StateKind {
  if ((flags & ERROR) !== 0) {
    return (flags & (VALID | WRITE)) === 0 && rest === 0 ? StateKind.error : StateKind.malformed;
  }
  if ((flags & VALID) !== 0) return (flags & WRITE) !== 0 ? StateKind.write : StateKind.read;
  if ((flags & WRITE) !== 0) return StateKind.malformed;
  return rest === 0 ? StateKind.none : StateKind.stray;
}

/** The state of one word, read before the next one is decoded: room for a range of pages costs more than decoding. */
const ONE_STATE = new PageStates();

/** A word's state, and the order of the mapping that it tells: 0 where it tells none. */
export interface WordState extends PageState {
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
