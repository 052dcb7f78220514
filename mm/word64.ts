// SPDX-License-Identifier: GPL-2.0-or-later

/** A 64-bit word as two signed 32-bit halves: what the hot paths use instead of a bigint. */
export interface Word64 {
  readonly low: number;
  readonly high: number;
}

export const WORD64_MASK = 2n ** 64n - 1n;

/**
 * The halves of a 64-bit word.
 * @throws RangeError if the value is not in [0, 2^64).
 */
export function toHalves(value: bigint): Word64 {
  if (value < 0n || value > WORD64_MASK) {
    throw new RangeError(`"value" expected 0 to 2^64 - 1, got ${value}`);
  }
  return { low: Number(value & 0xffff_ffffn) | 0, high: Number(value >> 32n) | 0 };
}

/** The word whose halves these are; each may be signed or unsigned. */
export function fromHalves(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** Whether a word, given by its halves, has any of these bits. */
export function hasAnyBit(bits: Word64, low: number, high: number): boolean {
  return (bits.low & low) !== 0 || (bits.high & high) !== 0;
}

/** The word as documents write it: lowercase hex, without leading zeros. */
export function hexOfHalves(low: number, high: number): string {
  return high === 0 ? `0x${hexOf(low)}` : `0x${hexOf(high)}${digits(low >>> 16)}${digits(low)}`;
}

/** A half, signed or unsigned: `Number.toString(16)` is slow above 2^31, as it takes that for a fraction. */
function hexOf(half: number): string {
  const top = half >>> 16;
  return top === 0 ? half.toString(16) : `${top.toString(16)}${digits(half)}`;
}

/** The four hex digits of the lower 16 bits. */
function digits(half: number): string {
  return (FOUR_DIGITS | (half & 0xffff)).toString(16).slice(1);
}

/** A digit before the four that keeps their zeros. */
const FOUR_DIGITS = 0x10000;

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
