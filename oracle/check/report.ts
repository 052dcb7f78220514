// SPDX-License-Identifier: GPL-2.0-or-later
import type { Tally } from '../campaign/tally';
import type { Agreement, Miss, MissGroup, VectorCheck } from '../campaign/vectors';
import { VIOLATIONS } from '../contract/registry';
import { type Cell, reachableCells } from '../coverage/reachable';
import { DIFFERENCES } from '../differences/registry';
import type { SideName } from '../run/side';
import { type CountComparison, compareCounts, NO_COUNTS } from '../scope/count-changes';
import { expectedCounts } from '../scope/expected-counts';
import { countsOfFamilies } from '../scope/family-counts';
import type { FamilyCount, ScopeResult } from '../scope/run-scope';
import { type Examined, type RunVerdict, verdictOf } from '../verdict/verdict';
import { examinedOf } from './examined';
import { findingsOf, type NewFinding, type OtherCause } from './finding';
import type { CheckOptions } from './options';
import { countsOfScope, countsOfTally, type SourceCauseCounts } from './source';

/** Scenarios by where they come from. */
export interface SourceCounts {
  readonly vectors: number;
  readonly scope: number;
  readonly random: number;
}

/** How often a known difference, or a known way to break a promise, showed. */
export interface KnownCount extends SourceCounts {
  readonly id: string;
  readonly title: string;
}

/** A cell of the coverage table, and how often the random scenarios reached it. */
export interface CellCount extends Cell {
  readonly count: number;
}

/** Which cells of model.md's table a side reached. */
export interface CoverageSummary {
  readonly side: SideName;
  readonly reachable: number;
  readonly missing: readonly Cell[];
  /** Every cell that the side can reach with a well-formed format. */
  readonly cells: readonly CellCount[];
}

/** All that a check found, as data. */
export interface CheckReport {
  readonly options: CheckOptions;
  readonly interrupted: boolean;
  /** What was compared, and what was not. */
  readonly examined: Examined;
  readonly scenarios: SourceCounts;
  readonly agreement: Readonly<Record<string, Agreement>>;
  /** Results that are not the vectors' own; the first few of each decision in full. */
  readonly missed: number;
  readonly misses: readonly Miss[];
  /** All of them, by the decision that they come from; the most frequent first. */
  readonly missGroups: readonly MissGroup[];
  readonly families: readonly FamilyCount[];
  /** Whether each cause showed as often in the scope as is expected. */
  readonly expectedCounts: CountComparison;
  readonly differences: readonly KnownCount[];
  readonly violations: readonly KnownCount[];
  /** Comparisons that could not be made, by why. */
  readonly incomparable: Readonly<Record<string, number>>;
  /** What nothing known explains: a cause each, the first few shrunk. */
  readonly fresh: readonly NewFinding[];
  readonly freshNotShown: number;
  /** Those that are not shown. */
  readonly freshOthers: readonly OtherCause[];
  readonly coverage: readonly CoverageSummary[];
}

interface Results {
  readonly vectors: Tally;
  readonly vectorCheck: VectorCheck;
  readonly scope: ScopeResult | undefined;
  readonly random: Tally;
}

/** Puts together what was counted; shrinks the new causes. */
export function reportOf(
  options: CheckOptions,
  results: Results,
  interrupted: boolean,
): CheckReport {
  const { vectorCheck, scope } = results;
  const vectors = countsOfTally('vectors', results.vectors);
  const random = countsOfTally('random', results.random);
  const sources = { vectors, scope: countsOfScope(scope), random };
  const held = heldCounts(scope);
  const { shown, others } = findingsOf([random, sources.scope, vectors], options.sides);
  return {
    options,
    interrupted,
    examined: examinedOf(options, {
      interrupted,
      files: vectorCheck.fileCounts(),
      families: scope?.families ?? [],
      scope: sources.scope,
      counts: held,
      random,
    }),
    scenarios: {
      vectors: vectors.scenarios,
      scope: sources.scope.scenarios,
      random: random.scenarios,
    },
    agreement: Object.fromEntries(vectorCheck.agreements()),
    missed: vectorCheck.missed(),
    misses: vectorCheck.misses,
    missGroups: vectorCheck.missGroups,
    families: scope?.families ?? [],
    expectedCounts: held,
    differences: knownCounts(DIFFERENCES, sources),
    violations: knownCounts(VIOLATIONS, sources),
    incomparable: sums([vectors, sources.scope, random]),
    fresh: shown,
    freshNotShown: others.length,
    freshOthers: others,
    coverage: results.random.coverage.map((coverage) => {
      const cells = reachableCells(coverage.side).map(
        ({ origin, outcome }): CellCount => ({
          origin,
          outcome,
          count: coverage.of(origin, outcome),
        }),
      );
      const missing = cells
        .filter(({ count }) => count === 0)
        .map(({ origin, outcome }) => ({ origin, outcome }));
      return { side: coverage.side, reachable: cells.length, missing, cells };
    }),
  };
}

/** What a check comes to. */
export function verdictOfCheck(report: CheckReport): RunVerdict {
  const { missed, fresh, expectedCounts, examined } = report;
  return verdictOf(missed > 0 || fresh.length > 0 || expectedCounts.changes.length > 0, examined);
}

/** Families that were not judged to their end have counts that say nothing. */
function heldCounts(scope: ScopeResult | undefined): CountComparison {
  if (scope === undefined) return NO_COUNTS;
  const counted = countsOfFamilies(scope);
  const { compared, changes, notCompared } = compareCounts(counted, (family) =>
    expectedCounts(family),
  );
  const cut = scope.families.length - counted.length;
  const early = `the counts of ${cut} of ${scope.families.length} families: interrupted before they were complete`;
  return { compared, changes, notCompared: [...(cut > 0 ? [early] : []), ...notCompared] };
}

function knownCounts(
  entries: readonly Pick<KnownCount, 'id' | 'title'>[],
  sources: Readonly<Record<keyof SourceCounts, SourceCauseCounts>>,
): KnownCount[] {
  const counts = entries.map(({ id, title }) => ({
    id,
    title,
    vectors: sources.vectors.known.get(id) ?? 0,
    scope: sources.scope.known.get(id) ?? 0,
    random: sources.random.known.get(id) ?? 0,
  }));
  return counts.filter(({ vectors, scope, random }) => vectors + scope + random > 0);
}

function sums(sources: readonly SourceCauseCounts[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { incomparable } of sources) {
    for (const [id, count] of incomparable) total[id] = (total[id] ?? 0) + count;
  }
  return total;
}
