// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageState, PageStates, StateKind } from '../mm/page-states';
import { toHalves } from '../mm/word64';
import { type BitsPerLong, ERROR, ORDER_FIELD, PFN_FIELD, VALID, WRITE } from './format';
import { orderOf, type WordLayout } from './word-layout';

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
    const kind = stateKind(top, low | rest);
    const whole = kind === StateKind.malformed;
    kinds[page] = kind;
    pfns[2 * page] = whole && !wide ? top : low;
    pfns[2 * page + 1] = whole && wide ? top : high;
  }
}

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
