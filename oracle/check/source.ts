// SPDX-License-Identifier: GPL-2.0-or-later
import { type CauseCount, joinCauses } from '../campaign/cause-tally';
import type { Tally } from '../campaign/tally';
import type { Scenario } from '../scenario/scenario';
import type { ScopeResult } from '../scope/run-scope';
import { familyNamed } from '../scope/scopes';

/** An unexplained cause in one source of scenarios. */
export interface SourceCause extends CauseCount {
  /** The first scenario that showed it. */
  readonly scenario: Scenario;
  /** How `--path` names that scenario; null for vectors, which are named by their document. */
  readonly path: string | null;
}

/** What one source of scenarios came to: the vectors, a scope, or random ones. */
export interface SourceCauseCounts {
  readonly scenarios: number;
  /** Comparisons of two sides that could be made. */
  readonly compared: number;
  readonly known: ReadonlyMap<string, number>;
  readonly incomparable: ReadonlyMap<string, number>;
  readonly fresh: readonly SourceCause[];
}

export function countsOfTally(source: 'vectors' | 'random', tally: Tally): SourceCauseCounts {
  return {
    scenarios: tally.scenarios,
    compared: tally.compared,
    known: tally.known,
    incomparable: tally.incomparable,
    fresh: tally.newCauses().map((cause) => ({
      ...cause,
      path: source === 'random' ? `${cause.index}` : null,
    })),
  };
}

/** Adds up the shards of a scope; no scope has no scenarios. */
export function countsOfScope(result: ScopeResult | undefined): SourceCauseCounts {
  const known = new Map<string, number>();
  const incomparable = new Map<string, number>();
  const fresh = new Map<string, SourceCause>();
  let scenarios = 0;
  let compared = 0;
  for (const shard of result?.shards ?? []) {
    scenarios += shard.scenarios;
    compared += shard.compared;
    addUp(known, shard.known);
    addUp(incomparable, shard.incomparable);
    for (const one of shard.fresh) {
      const { cause, index } = one;
      const before = fresh.get(cause);
      const path = `${shard.family}#${index}`;
      fresh.set(
        cause,
        before === undefined
          ? { ...one, scenario: familyNamed(shard.family).scenario(index), path }
          : joinCauses(before, one),
      );
    }
  }
  return { scenarios, compared, known, incomparable, fresh: [...fresh.values()] };
}

function addUp(total: Map<string, number>, part: ReadonlyMap<string, number>): void {
  for (const [id, count] of part) total.set(id, (total.get(id) ?? 0) + count);
}
