// SPDX-License-Identifier: GPL-2.0-or-later
import type { Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';

/**
 * Everything that a side left of a scenario, as a list of numbers: two outcomes are the same if all
 * numbers are. Of input that is still there it only says so, so that scenarios with other input can
 * have the same outcome. What output words say is not in it: that follows from the words, so a side
 * need not have decoded them.
 */
export class Outcome {
  private readonly numbers: number[] = [];
  /** How many of the side at hand were listed. */
  private listed = 0;
  /** Whether they are taken over; otherwise they are compared. */
  private takes = false;
  private isSame = true;

  /** Whether a side has one: it did not throw, and every pfn fitted into its words. */
  static isOf({ failure, overflow }: Side): boolean {
    return failure === undefined && overflow === undefined;
  }

  /** Takes the outcome of the side's last run, which was of this scenario. */
  take(side: Side, scenario: Scenario): void {
    this.takes = true;
    this.list(side, scenario);
    this.numbers.length = this.listed;
  }

  /** Whether the side's last run, which was of this scenario, has this outcome. */
  isOutcomeOf(side: Side, scenario: Scenario): boolean {
    this.takes = false;
    this.isSame = true;
    this.list(side, scenario);
    return this.isSame && this.listed === this.numbers.length;
  }

  private list(side: Side, { range: { asks } }: Scenario): void {
    const { record, words, wordsPerPage } = side;
    this.listed = 0;
    this.add(record.ret);
    this.add(record.walks);
    this.add(record.stoppedAt);
    this.add(side.pageCount ?? -1);
    this.addCourse(side);
    for (let page = 0; page < record.stoppedAt; page++) {
      this.add(record.origins[page] ?? 0);
      this.add(words[wordsPerPage * page] ?? 0);
      this.add(words[wordsPerPage * page + wordsPerPage - 1] ?? 0);
    }
    for (let page = record.stoppedAt; page < asks.length; page++) {
      this.add(side.holdsRequest(page, asks[page] ?? 0) ? 1 : 0);
    }
  }

  private addCourse({ record }: Side): void {
    const { faults } = record;
    this.add(faults.rows);
    for (let row = 0; row < faults.rows; row++) {
      const { first, pages, write } = faults.row(row);
      this.add(first);
      this.add(write ? -pages : pages);
    }
    const ends = record.walkEnds();
    this.add(ends.length);
    for (let index = 0; index < ends.length; index++) {
      const end = ends[index];
      if (end === undefined) continue;
      this.add(end.ending);
      this.add(end.origin);
      this.add(end.first);
      this.add(end.stop);
      this.add(end.write === undefined ? 0 : end.write ? 1 : -1);
      this.add(end.faults);
    }
  }

  private add(value: number): void {
    const place = this.listed++;
    if (this.takes) this.numbers[place] = value;
    else if (this.numbers[place] !== value) this.isSame = false;
  }
}
