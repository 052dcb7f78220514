// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * The states in which the attempts of a run began, to see one come again. What follows from a state
 * is determined by it, once the schedule has nothing left but what it does in every attempt; so a
 * loop that comes back to one never ends.
 */
export class Recurrence {
  private states = new Int32Array(0);
  private pages = 0;
  private settled = 0;
  /** The attempt that came again; 0 if none did. */
  since = 0;

  constructor(private readonly limit: number) {}

  /** @param settled the last attempt that depends on when it is, and not only on its state. */
  begin(pages: number, settled: number): void {
    this.pages = pages;
    this.settled = settled;
    this.since = 0;
    const length = pages * (this.limit + 1);
    if (this.states.length < length) this.states = new Int32Array(length);
  }

  /** Notes one page's part of the state in which an attempt begins. */
  note(attempt: number, page: number, state: number): void {
    this.states[attempt * this.pages + page] = state;
  }

  /** Whether an attempt begins like an earlier one. */
  recurs(attempt: number): boolean {
    for (let earlier = this.settled + 1; earlier < attempt; earlier++) {
      if (this.equal(earlier, attempt)) {
        this.since = earlier;
        return true;
      }
    }
    return false;
  }

  private equal(left: number, right: number): boolean {
    const { states, pages } = this;
    for (let page = 0; page < pages; page++) {
      if (states[left * pages + page] !== states[right * pages + page]) return false;
    }
    return true;
  }
}
