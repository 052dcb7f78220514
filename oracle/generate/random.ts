// SPDX-License-Identifier: GPL-2.0-or-later

/** Rounds that spread a difference of one seed bit over the whole state. */
const WARM_UP_ROUNDS = 6;
const TWO_32 = 2 ** 32;

/**
 * A small fast generator of random numbers (sfc32): four 32-bit words of state, additions and
 * shifts only.
 *
 * It is seeded with a pair, the seed of a campaign and the number of a scenario, so that any
 * scenario of a campaign can be made without making those before it.
 */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 0;

  /**
   * @param seed an integer, 0 ≤ seed < 2^53.
   * @param index an integer, 0 ≤ index < 2^53.
   */
  constructor(seed: number, index: number) {
    this.restart(seed, index);
  }

  /** Makes this generator equal to a new one of this seed and index. */
  restart(seed: number, index: number): void {
    this.a = mix(seed | 0);
    this.b = mix(index ^ 0x9e3779b9);
    this.c = mix((index / TWO_32) ^ 0x85ebca6b);
    this.counter = (seed / TWO_32 + 1) | 0;
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.step();
  }

  /** 32 random bits, as a signed integer. */
  next(): number {
    return this.step();
  }

  /** The next state, and what it gives; {@link next} may give something else. */
  private step(): number {
    const result = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + result) | 0;
    return result;
  }

  /** An integer of [0, limit), for 1 ≤ limit ≤ 2^21: the product is exact then. */
  below(limit: number): number {
    return (((this.next() >>> 0) * limit) / TWO_32) | 0;
  }

  /** True in `numerator` of `denominator` cases. */
  chance(numerator: number, denominator: number): boolean {
    return this.below(denominator) < numerator;
  }
}

/** A bijection of 32-bit words in which every input bit changes every output bit (murmur3). */
function mix(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
