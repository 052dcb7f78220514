// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageState, PageStates, StateKind } from '../mm/page-states';
import { toHalves } from '../mm/word64';
import { type BitsPerLong, ERROR, ORDER_FIELD, PFN_FIELD, VALID, WRITE } from './format';

/**
 * Reads output words as a caller does: VALID says that there is a page, WRITE that it is writable,
 * ERROR excludes both, and 0 is none. A pfn without any flag is `stray`; what no side may make (the
 * other combinations) is `malformed`, and keeps the whole word. An order says how a page is mapped,
 * not which it is: it is no part of the state, but a word with nothing else is not 0, so `stray`.
 *
 * @param words `bits / 32` words of 32 bits a page, low first.
 * @param pages decodes the first so many pages into `states`.
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

/**
 * One word's state, as {@link decodeModern} reads it.
 * @throws RangeError for a word that does not fit into a long of so many bits.
 */
export function decodeModernWord(word: bigint, bits: BitsPerLong): PageState {
  if (BigInt.asUintN(bits, word) !== word) {
    throw new RangeError(`"word" expected 0 to 2^${bits} - 1, got ${word}`);
  }
  const { low, high } = toHalves(word);
  const states = new PageStates();
  decodeModern(bits, Uint32Array.of(low, high), 1, states);
  return states.at(0);
}
