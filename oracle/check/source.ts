// SPDX-License-Identifier: GPL-2.0-or-later
import type { Tally } from '../campaign/tally';
import type { Scenario } from '../scenario/scenario';
import type { ScopeResult } from '../scope/run-scope';
import { familyNamed } from '../scope/scopes';

/** An unexplained cause in one source of scenarios. */
export interface SourceCause {
  readonly cause: string;
  readonly count: number;
  /** The first scenario that showed it. */
  readonly scenario: Scenario;
  /** How `--path` names that scenario; null for vectors, which are named by their document. */
  readonly path: string | null;
}

/** What one source of scenarios came to: the vectors, a scope, or random ones. */
export interface CauseCounts {
  readonly scenarios: number;
  /** Comparisons of two sides that could be made. */
  readonly compared: number;
  readonly known: ReadonlyMap<string, number>;
  readonly incomparable: ReadonlyMap<string, number>;
  readonly fresh: readonly SourceCause[];
}

export function countsOfTally(source: 'vectors' | 'random', tally: Tally): CauseCounts {
  return {
    scenarios: tally.scenarios,
    compared: tally.compared,
    known: tally.known,
    incomparable: tally.incomparable,
    fresh: tally.newCauses().map(({ cause, count, scenario, index }) => ({
      cause,
      count,
      scenario,
      path: source === 'random' ? `${index}` : null,
    })),
  };
}

/** Adds up the shards of a scope; no scope has no scenarios. */
export function countsOfScope(result: ScopeResult | undefined): CauseCounts {
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
    for (const { cause, count, index } of shard.fresh) {
      const before = fresh.get(cause);
      fresh.set(cause, {
        cause,
        count: count + (before?.count ?? 0),
        scenario: before?.scenario ?? familyNamed(shard.family).scenario(index),
        path: before?.path ?? `${shard.family}#${index}`,
      });
    }
  }
  return { scenarios, compared, known, incomparable, fresh: [...fresh.values()] };
}

function addUp(total: Map<string, number>, part: ReadonlyMap<string, number>): void {
  for (const [id, count] of part) total.set(id, (total.get(id) ?? 0) + count);
}
