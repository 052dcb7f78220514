// SPDX-License-Identifier: GPL-2.0-or-later
import type { Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';

/**
 * Everything that a side left of a scenario, as a list of numbers: two outcomes are the same if all
 * numbers are. Of input that is still there it only says so, so that scenarios with other input can
 * have the same outcome.
 */
export class Outcome {
  private readonly numbers: number[] = [];
  private length = 0;

  /** Whether a side has one: it did not throw, and every pfn fitted into its words. */
  static isOf({ failure, overflow }: Side): boolean {
    return failure === undefined && overflow === undefined;
  }

  /** Takes the outcome of the side's last run, which was of this scenario. */
  take(side: Side, { range: { asks } }: Scenario): void {
    const { record, states, words, wordsPerPage } = side;
    this.length = 0;
    this.add(record.ret);
    this.add(record.walks);
    this.add(record.stoppedAt);
    this.add(side.pageCount ?? -1);
    this.addCourse(side);
    for (let page = 0; page < record.stoppedAt; page++) {
      this.add(record.origins[page] ?? 0);
      this.add(states.kinds[page] ?? 0);
      this.add(states.pfns[2 * page] ?? 0);
      this.add(states.pfns[2 * page + 1] ?? 0);
      this.add(words[wordsPerPage * page] ?? 0);
      this.add(words[wordsPerPage * page + wordsPerPage - 1] ?? 0);
    }
    for (let page = record.stoppedAt; page < asks.length; page++) {
      this.add(side.holdsRequest(page, asks[page] ?? 0) ? 1 : 0);
    }
  }

  /** Whether another outcome is the same. */
  equals(other: Outcome): boolean {
    if (this.length !== other.length) return false;
    for (let index = 0; index < this.length; index++) {
      if (this.numbers[index] !== other.numbers[index]) return false;
    }
    return true;
  }

  private addCourse({ record }: Side): void {
    const { faults } = record;
    this.add(faults.rows);
    for (let row = 0; row < faults.rows; row++) {
      const { at, pages, write } = faults.row(row);
      this.add(at);
      this.add(write ? -pages : pages);
    }
    const ends = record.walkEnds();
    this.add(ends.length);
    for (let index = 0; index < ends.length; index++) {
      const end = ends[index];
      if (end === undefined) continue;
      this.add(end.ending);
      this.add(end.origin);
      this.add(end.start);
      this.add(end.end);
      this.add(end.write === undefined ? 0 : end.write ? 1 : -1);
      this.add(end.faults);
    }
  }

  private add(value: number): void {
    this.numbers[this.length++] = value;
  }
}
