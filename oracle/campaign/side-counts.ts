// SPDX-License-Identifier: GPL-2.0-or-later
import type { Incomparable } from '../compare/compare';
import type { SideName } from '../run/side-names';
import { increment } from './increment';
import type { Judge, Judgement, SidePair } from './judge';

/** What comparisons of two sides came to. */
export interface PairCounts {
  readonly sides: SidePair;
  /** Scenarios on which they did the same. */
  readonly equal: number;
  /** Scenarios by the id of the known difference that they show; one may show several. */
  readonly differences: ReadonlyMap<string, number>;
  /** Scenarios on which they could not be compared, by why. */
  readonly incomparable: ReadonlyMap<Incomparable['id'], number>;
}

/** How often one side was seen to break a promise. */
export interface BreachCounts {
  readonly side: SideName;
  /** Scenarios by the id of the known violation that they show. */
  readonly violations: ReadonlyMap<string, number>;
}

/** What scenarios came to, apart for each pair of sides and for each side. */
export interface SideCounts {
  readonly pairs: readonly PairCounts[];
  readonly sides: readonly BreachCounts[];
}

interface PairTally extends PairCounts {
  equal: number;
  readonly differences: Map<string, number>;
  readonly incomparable: Map<Incomparable['id'], number>;
}

/** Counts judgements of one judge apart for each pair of sides and for each side. */
export class SideTally implements SideCounts {
  readonly pairs: readonly PairTally[];
  readonly sides: readonly { readonly side: SideName; readonly violations: Map<string, number> }[];
  /** The ids that one scenario showed on the pair or the side at hand. */
  private readonly ids = new Set<string>();

  constructor({ runner, pairs }: Judge) {
    this.sides = runner.names.map((side) => ({ side, violations: new Map() }));
    this.pairs = pairs.map((sides) => ({
      sides,
      equal: 0,
      differences: new Map(),
      incomparable: new Map(),
    }));
  }

  /** @param times how many scenarios came to this. */
  add({ comparisons, breaches }: Judgement, times = 1): void {
    for (let position = 0; position < comparisons.length; position++) {
      const verdict = comparisons[position]?.verdict;
      const pair = this.pairs[position];
      if (verdict === undefined || pair === undefined) continue;
      if (verdict.kind === 'equal') pair.equal += times;
      else if (verdict.kind === 'incomparable') increment(pair.incomparable, verdict.why.id, times);
      else {
        for (const { difference } of verdict.findings) {
          if (difference !== null) this.ids.add(difference.id);
        }
        this.countIds(pair.differences, times);
      }
    }
    if (breaches.length > 0) this.addBreaches(breaches, times);
  }

  private addBreaches(breaches: Judgement['breaches'], times: number): void {
    for (const { side, violations } of this.sides) {
      for (const breach of breaches) {
        if (breach.side.name === side && breach.violation !== null) {
          this.ids.add(breach.violation.id);
        }
      }
      this.countIds(violations, times);
    }
  }

  private countIds(counts: Map<string, number>, times: number): void {
    // Clearing makes a new table, whatever was in the old one.
    if (this.ids.size === 0) return;
    for (const id of this.ids) increment(counts, id, times);
    this.ids.clear();
  }
}
