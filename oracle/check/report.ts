// SPDX-License-Identifier: GPL-2.0-or-later
import { missesOf, missGroupsOf } from '../campaign/miss-tally';
import type { Agreement, FileCounts, Miss, MissGroup } from '../campaign/vectors';
import type { Counted } from '../chunk/counted';
import { streamName } from '../chunk/random-stream';
import { ORIGIN_NAMES, originNamed } from '../compare/origin';
import { VIOLATIONS } from '../contract/registry';
import { type Cell, cellName, reachableCells } from '../coverage/coverage';
import type { HeldReport } from '../external/held-report';
import { drawsNewerEntries } from '../generate/profiles';
import { lazy } from '../package/lazy';
import { allSideNames, type SideName } from '../run/side-names';
import { type CountComparison, NO_COUNTS } from '../scope/count-changes';
import type { FamilyCount } from '../scope/family-counts';
import { type Examined, type RunVerdict, verdictOf } from '../verdict/verdict';
import type { CampaignSummary } from './campaign-summary';
import { causeCountsOf, examinedOf, type SourceCauseCounts } from './examined';
import type { NewFinding, OtherCause } from './finding';
import type { CheckOptions } from './options';
import { isFailing, type StoredOutcome } from './stored';

/** What only some runs have: a scope, known differences, something new. */
const scopes = lazy((): typeof import('./scope-part') => require('./scope-part'));
const registry = lazy((): typeof import('../differences/registry') =>
  require('../differences/registry'),
);
const findings = lazy((): typeof import('./finding') => require('./finding'));

/** Scenarios by where they come from. */
interface SourceCounts {
  readonly vectors: number;
  readonly scope: number;
  readonly random: number;
}

/** What only documents from version 2 on can hold. */
const NEWER_ORIGINS = ORIGIN_NAMES.filter((name) => originNamed(name).row.since !== undefined);

/** How often a known difference, or a known way to break a promise, showed. */
export interface KnownCount extends SourceCounts {
  readonly id: string;
  readonly title: string;
}

/** A cell of the coverage table, and how often the random scenarios reached it. */
interface CellCount extends Cell {
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
  /** How far sides from outside are the models that they are held to. */
  readonly external: readonly HeldReport[];
  /** What became of the failures that earlier runs have stored; if there are some. */
  readonly stored?: readonly StoredOutcome[];
  /** If it is the report of a campaign. */
  readonly campaign?: CampaignSummary;
}

/** What was counted, by where the scenarios come from. */
export interface Results {
  readonly vectors: Counted;
  /** How much of each file was compared, in the order of the options. */
  readonly files: readonly FileCounts[];
  readonly scope: Counted;
  readonly random: Counted;
  /** How far sides from outside are their models; nothing if there are none. */
  readonly external?: readonly HeldReport[];
}

/**
 * Puts together what was counted; shrinks the new causes.
 *
 * @param wasInterrupted whether the run was, before this.
 * @param signal ends the shrinking early.
 */
export async function reportOf(
  options: CheckOptions,
  results: Results,
  wasInterrupted: boolean,
  signal: AbortSignal,
): Promise<CheckReport> {
  const vectors = causeCountsOf(results.vectors);
  const scope = causeCountsOf(results.scope);
  const random = causeCountsOf(results.random, (path) => shortPath(path, options));
  const { external = [] } = results;
  const sources = { vectors, scope, random };
  const { families, held } =
    options.scope === 0
      ? { families: [], held: NO_COUNTS }
      : scopes().scopePartOf(options.scope, results.scope);
  const { agreement, groups } = results.vectors.vectors;
  const missed = Object.values(agreement).reduce(
    (sum, { vectors: all, agreeing }) => sum + all - agreeing,
    0,
  );
  const misses = missesOf(groups);
  const { shown, others } = [random, scope, vectors].some(({ fresh }) => fresh.length > 0)
    ? await findings().findingsOf([random, scope, vectors], options.sides, undefined, signal)
    : { shown: [], others: [] };
  const interrupted = wasInterrupted || signal.aborted;
  const isAnyKnown = [random, scope, vectors].some(({ known }) => known.size > 0);
  return {
    options,
    interrupted,
    examined: examinedOf(options, {
      interrupted,
      files: results.files,
      families,
      scope,
      counts: held,
      random,
      external,
    }),
    scenarios: {
      vectors: vectors.scenarios,
      scope: scope.scenarios,
      random: random.scenarios,
    },
    agreement,
    missed,
    misses,
    missGroups: missGroupsOf(groups),
    families,
    expectedCounts: held,
    differences: isAnyKnown ? knownCounts(registry().DIFFERENCES, sources) : [],
    violations: knownCounts(VIOLATIONS, sources),
    external,
    incomparable: sums([vectors, scope, random]),
    fresh: shown,
    freshNotShown: others.length,
    freshOthers: others,
    coverage: allSideNames()
      .filter((side) => options.sides.includes(side))
      .map((side) => coverageOf(side, results.random, options)),
  };
}

/** A path of the seed and the profile that a report says is written as its number alone. */
function shortPath(path: string, { seed, profile }: CheckOptions): string {
  const [name, number = ''] = path.split('#');
  return name === streamName({ seed, profile }) ? number : path;
}

function coverageOf(
  side: SideName,
  { coverage }: Counted,
  { profile }: CheckOptions,
): CoverageSummary {
  const counts = coverage[side] ?? {};
  // A campaign of several profiles has what the newer one of them reached.
  const newer = drawsNewerEntries(profile) || Object.keys(counts).some(isOfNewerEntry);
  const cells = reachableCells(side, newer).map(
    ({ origin, outcome }): CellCount => ({
      origin,
      outcome,
      count: counts[cellName(origin, outcome)] ?? 0,
    }),
  );
  const missing = cells
    .filter(({ count }) => count === 0)
    .map(({ origin, outcome }) => ({ origin, outcome }));
  return { side, reachable: cells.length, missing, cells };
}

function isOfNewerEntry(cell: string): boolean {
  return NEWER_ORIGINS.some((origin) => cell.startsWith(`${origin} `));
}

/** Stored failures are part of what a run has looked at, and of what it has found. */
export function withStored(report: CheckReport, stored: readonly StoredOutcome[]): CheckReport {
  if (stored.length === 0) return report;
  const ran = stored.filter(({ state }) => state !== 'not run');
  const left = stored.length - ran.length;
  const part = {
    what: 'stored failures',
    compared: ran.length,
    notCompared: left === 0 ? [] : [`${left} of ${stored.length} are of sides that were not run`],
    required: false,
  };
  const { examined } = report;
  return { ...report, stored, examined: { ...examined, parts: [...examined.parts, part] } };
}

/** What a check comes to. */
export function verdictOfCheck(report: CheckReport): RunVerdict {
  const { missed, fresh, expectedCounts, external, examined } = report;
  const stored = report.stored ?? [];
  const shortfalls = report.campaign?.shortfalls ?? [];
  const found =
    missed + fresh.length + expectedCounts.changes.length + shortfalls.length > 0 ||
    external.some(({ causes }) => causes.length > 0) ||
    stored.some(isFailing);
  return verdictOf(found, examined);
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
