// SPDX-License-Identifier: GPL-2.0-or-later
import { numberAt } from './rows';

/*
 * The parts of a reply that have several rows, each read from the words of the answer when it is asked for: of millions of
 * replies, an object for each row costs more than the rows are worth.
 */

const FAULT_WORDS = 4;
const WALK_END_WORDS = 8;
const CHANGE_WORDS = 4;
/** A slot's place is its address, with the level as the last digit. */
const LEVELS = 4;

class Rows {
  /**
   * @param words of the whole answer.
   * @param from where the first row begins.
   * @param count how many there are.
   */
  constructor(
    protected readonly words: Uint32Array,
    protected readonly from: number,
    readonly count: number,
  ) {}

  protected word(at: number): number {
    return this.words[at] ?? 0;
  }

  protected number(at: number): number {
    return numberAt(this.words, at);
  }
}

/** Page faults in a row. */
export class FaultRows extends Rows {
  get end(): number {
    return this.from + FAULT_WORDS * this.count;
  }

  at(row: number): number {
    return this.number(this.from + FAULT_WORDS * row);
  }

  pages(row: number): number {
    return this.word(this.from + FAULT_WORDS * row + 2);
  }

  writes(row: number): boolean {
    return this.word(this.from + FAULT_WORDS * row + 3) === 1;
  }
}

/** How walks ended early (see `ReplyWalkEnd`). */
export class WalkEndRows extends Rows {
  get end(): number {
    return this.from + WALK_END_WORDS * this.count;
  }

  ending(row: number): number {
    return this.word(this.from + WALK_END_WORDS * row);
  }

  origin(row: number): number {
    return this.word(this.from + WALK_END_WORDS * row + 1);
  }

  startOf(row: number): number {
    return this.number(this.from + WALK_END_WORDS * row + 2);
  }

  endOf(row: number): number {
    return this.number(this.from + WALK_END_WORDS * row + 4);
  }

  write(row: number): number {
    return this.word(this.from + WALK_END_WORDS * row + 6);
  }

  faults(row: number): number {
    return this.word(this.from + WALK_END_WORDS * row + 7);
  }
}

/** Entries that were written (see `SlotChange`). */
export class ChangeRows extends Rows {
  get end(): number {
    return this.from + CHANGE_WORDS * this.count;
  }

  at(row: number): number {
    return this.place(row) - this.level(row);
  }

  level(row: number): number {
    return this.word(this.from + CHANGE_WORDS * row) % LEVELS;
  }

  low(row: number): number {
    return this.word(this.from + CHANGE_WORDS * row + 2) | 0;
  }

  high(row: number): number {
    return this.word(this.from + CHANGE_WORDS * row + 3) | 0;
  }

  private place(row: number): number {
    return this.number(this.from + CHANGE_WORDS * row);
  }
}
