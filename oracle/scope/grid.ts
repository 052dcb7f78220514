// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * The numbers of a product of lists: number n stands for one choice from each list, the last list
 * running fastest.
 */
export class Grid {
  /** How many combinations there are. */
  readonly size: number;
  /** How many choices each list has. */
  readonly lengths: readonly number[];

  /** @param lengths how many choices each list has, at least 1. */
  constructor(...lengths: readonly number[]) {
    this.lengths = lengths;
    this.size = lengths.reduce((product, length) => product * length, 1);
  }

  /** Writes the choices that a number stands for into `choices`. */
  decode(number: number, choices: number[]): void {
    let rest = number;
    for (let list = this.lengths.length - 1; list >= 0; list--) {
      const length = this.lengths[list] ?? 1;
      const quotient = Math.floor(rest / length);
      choices[list] = rest - quotient * length;
      rest = quotient;
    }
  }
}
