// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';
import type { WireNote } from '../wire/types';

/** A kind of note at a place, with the smallest scenario that shows it. */
export interface CountedNote {
  readonly note: WireNote;
  /** How many runs showed it. */
  readonly count: number;
  readonly scenario: Scenario;
}

/** Counts the notes of one tree by kind and place. */
export class NoteTally {
  private readonly notes = new Map<string, CountedNote>();

  add(notes: readonly WireNote[], scenario: Scenario): void {
    for (const note of notes) {
      const key = `${note.kind} ${note.where}`;
      const before = this.notes.get(key);
      const count = (before?.count ?? 0) + 1;
      const smaller = before === undefined || sizeOf(scenario) < sizeOf(before.scenario);
      this.notes.set(key, smaller ? { note, count, scenario } : { ...before, count });
    }
  }

  /** Those that were met, the most frequent first. */
  list(): readonly CountedNote[] {
    return [...this.notes.values()].sort((one, other) => other.count - one.count);
  }
}

/** How much there is of a scenario, for the choice of one to show. */
function sizeOf({ mm, range }: Scenario): number {
  return range.asks.length + mm.entries.length + mm.vmas.length + mm.events.length;
}
