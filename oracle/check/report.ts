// SPDX-License-Identifier: GPL-2.0-or-later
import type { Tally } from '../campaign/tally';
import type { Agreement, Miss, VectorCheck } from '../campaign/vectors';
import { VIOLATIONS } from '../contract/registry';
import { type Cell, reachableCells } from '../coverage/reachable';
import { DIFFERENCES } from '../differences/registry';
import type { SideName } from '../run/side';
import type { CheckOptions } from './check';
import { findingOf, type NewFinding } from './finding';

/** How often a known difference, or a known way to break a promise, showed. */
export interface KnownCount {
  readonly id: string;
  readonly title: string;
  /** Scenarios of the vectors. */
  readonly vectors: number;
  /** Random scenarios. */
  readonly random: number;
}

/** Which cells of model.md's table a side reached. */
export interface CoverageSummary {
  readonly side: SideName;
  readonly reachable: number;
  readonly missing: readonly Cell[];
}

/** All that a check found, as data. */
export interface CheckReport {
  readonly options: CheckOptions;
  readonly interrupted: boolean;
  readonly vectors: number;
  readonly random: number;
  readonly agreement: Readonly<Record<string, Agreement>>;
  /** Results that are not the vectors' own; the first few in full. */
  readonly missed: number;
  readonly misses: readonly Miss[];
  readonly differences: readonly KnownCount[];
  readonly violations: readonly KnownCount[];
  readonly incomparable: Readonly<Record<string, number>>;
  readonly fresh: readonly NewFinding[];
  readonly freshInVectors: readonly NewFinding[];
  /** New causes beyond those that were shrunk. */
  readonly freshNotShown: number;
  readonly coverage: readonly CoverageSummary[];
}

/** So many new causes are shrunk and shown; a broken side has hundreds. */
const CAUSES_SHOWN = 10;

interface Tallies {
  readonly vectorTally: Tally;
  readonly vectorCheck: VectorCheck;
  readonly randomTally: Tally;
}

/** Puts together what was counted; shrinks the new causes. */
export function reportOf(
  options: CheckOptions,
  { vectorTally, vectorCheck, randomTally }: Tallies,
  interrupted: boolean,
): CheckReport {
  const inRandom = new Set(randomTally.newCauses().map(({ cause }) => cause));
  const inVectors = vectorTally.newCauses().filter(({ cause }) => !inRandom.has(cause));
  const shown = randomTally.newCauses().slice(0, CAUSES_SHOWN);
  const shownInVectors = inVectors.slice(0, CAUSES_SHOWN);
  return {
    options,
    interrupted,
    vectors: vectorCheck.vectors,
    random: randomTally.scenarios,
    agreement: Object.fromEntries(vectorCheck.agreements()),
    missed: vectorCheck.missed(),
    misses: vectorCheck.misses,
    differences: knownCounts(DIFFERENCES, vectorTally, randomTally),
    violations: knownCounts(VIOLATIONS, vectorTally, randomTally),
    incomparable: sums(vectorTally.incomparable, randomTally.incomparable),
    fresh: shown.map((cause) => findingOf(cause, options.sides)),
    freshInVectors: shownInVectors.map((cause) => findingOf(cause, options.sides)),
    freshNotShown: inRandom.size + inVectors.length - shown.length - shownInVectors.length,
    coverage: randomTally.coverage.map((coverage) => {
      const cells = reachableCells(coverage.side);
      const missing = cells.filter(({ origin, outcome }) => coverage.of(origin, outcome) === 0);
      return { side: coverage.side, reachable: cells.length, missing };
    }),
  };
}

/** Whether a check found nothing that is not known. */
export function isClean(report: CheckReport): boolean {
  return report.missed === 0 && report.fresh.length === 0 && report.freshInVectors.length === 0;
}

function knownCounts(
  entries: readonly Pick<KnownCount, 'id' | 'title'>[],
  vectorTally: Tally,
  randomTally: Tally,
): KnownCount[] {
  const counts = entries.map(({ id, title }) => ({
    id,
    title,
    vectors: vectorTally.known.get(id) ?? 0,
    random: randomTally.known.get(id) ?? 0,
  }));
  return counts.filter(({ vectors, random }) => vectors + random > 0);
}

function sums(...counts: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [id, count] of counts.flatMap((map) => [...map])) total[id] = (total[id] ?? 0) + count;
  return total;
}
