// SPDX-License-Identifier: GPL-2.0-or-later
import { ORIGIN_NAMES } from '../compare/origin';
import type { Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import { forEachCell, OUTCOME_NAMES } from './coverage';

const CELLS = ORIGIN_NAMES.length * OUTCOME_NAMES.length;

/** Which cells of model.md's table one side reached, and which two of them in one call. */
export class CellPairs {
  private readonly reached = new Uint8Array(CELLS * CELLS);
  /** The cells of the call that is being added. */
  private readonly isOfCall = new Uint8Array(CELLS);
  private readonly ofCall: number[] = [];
  /** How many there are, a cell with itself included. */
  size = 0;

  /**
   * Adds what a run of the side left; a side without a result has reached nothing.
   * @returns whether any cell or pair is new.
   */
  add(side: Side, scenario: Scenario): boolean {
    if (side.failure !== undefined || side.overflow !== undefined) return false;
    const { ofCall, isOfCall, reached, size } = this;
    forEachCell(side, scenario, this.note);
    for (const one of ofCall) {
      for (const other of ofCall) {
        const pair = one * CELLS + other;
        if (one > other || reached[pair] !== 0) continue;
        reached[pair] = 1;
        this.size++;
      }
    }
    for (const cell of ofCall) isOfCall[cell] = 0;
    ofCall.length = 0;
    return this.size > size;
  }

  private readonly note = (row: number, outcome: number): void => {
    const cell = row * OUTCOME_NAMES.length + outcome;
    if (this.isOfCall[cell] !== 0) return;
    this.isOfCall[cell] = 1;
    this.ofCall.push(cell);
  };
}
