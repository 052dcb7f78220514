// SPDX-License-Identifier: GPL-2.0-or-later
import { WORD64_MASK } from './word64';

/**
 * What can be done with 64-bit words, whatever stands for them: numbers, so that a rule runs, or
 * terms of a solver, so that it is proved. A rule that is written over an algebra is the same rule
 * in both.
 *
 * @typeParam Word a word of 64 bits.
 * @typeParam Bool a truth value.
 */
export interface WordAlgebra<Word, Bool> {
  /** @param value in [0, 2^64). */
  constant(value: bigint): Word;
  and(one: Word, other: Word): Word;
  or(one: Word, other: Word): Word;
  complement(word: Word): Word;
  /** One less, modulo 2^64. */
  minusOne(word: Word): Word;
  /** Bits that leave at the top are lost; 0 from a distance of 64 on. */
  shiftLeft(word: Word, distance: Word): Word;
  shiftRight(word: Word, distance: Word): Word;
  equal(one: Word, other: Word): Bool;
  /** Unsigned. */
  below(one: Word, other: Word): Bool;
  not(one: Bool): Bool;
  both(one: Bool, other: Bool): Bool;
  either(one: Bool, other: Bool): Bool;
  choose(condition: Bool, then: Word, otherwise: Word): Word;
}

/** The algebra that runs. */
export const NUMBERS: WordAlgebra<bigint, boolean> = {
  constant: (value) => value,
  and: (one, other) => one & other,
  or: (one, other) => one | other,
  complement: (word) => word ^ WORD64_MASK,
  minusOne: (word) => (word - 1n) & WORD64_MASK,
  shiftLeft: (word, distance) => (distance > 63n ? 0n : (word << distance) & WORD64_MASK),
  shiftRight: (word, distance) => word >> distance,
  equal: (one, other) => one === other,
  below: (one, other) => one < other,
  not: (one) => !one,
  both: (one, other) => one && other,
  either: (one, other) => one || other,
  choose: (condition, then, otherwise) => (condition ? then : otherwise),
};

/** Whether a word has any bit of another one. */
export function hasAny<Word, Bool>(algebra: WordAlgebra<Word, Bool>, word: Word, bits: Word): Bool {
  const { and, constant, equal, not } = algebra;
  return not(equal(and(word, bits), constant(0n)));
}
