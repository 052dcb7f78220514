// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseCount } from '../campaign/cause-tally';
import type { FileCounts } from '../campaign/vectors';
import type { Counted, FoundCause } from '../chunk/counted';
import type { HeldReport } from '../external/held-report';
import { goldenFiles } from '../package/files';
import { lazy } from '../package/lazy';
import type { SideName } from '../run/side-names';
import { readScenario } from '../scenario/read';
import type { Scenario } from '../scenario/scenario';
import type { CountComparison } from '../scope/count-changes';
import type { FamilyCount } from '../scope/family-counts';
import { askedFor, type Examined, type VerdictPart } from '../verdict/verdict';
import { type CheckOptions, randomSize } from './options';

/** Only what is found is made again. */
const found = lazy((): typeof import('../chunk/found-scenario') =>
  require('../chunk/found-scenario'),
);

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

/**
 * What was counted, as a report needs it.
 *
 * @param pathOf how the report writes a path.
 */
export function causeCountsOf(counted: Counted, pathOf = asItIs): SourceCauseCounts {
  return {
    scenarios: counted.scenarios,
    compared: counted.compared,
    known: new Map(Object.entries(counted.known)),
    incomparable: new Map(Object.entries(counted.incomparable)),
    fresh: Object.values(counted.causes).map((cause) => sourceCauseOf(cause, pathOf)),
  };
}

function asItIs(path: string): string {
  return path;
}

function sourceCauseOf(
  { first, ...cause }: FoundCause,
  pathOf: (path: string) => string,
): SourceCause {
  const { index, path, scenario } = first;
  if (path !== null) {
    return { ...cause, index, scenario: found().foundScenario(path), path: pathOf(path) };
  }
  return { ...cause, index, scenario: readScenario(scenario, { file: 'a vector' }), path: null };
}

/** What was counted of a check, as far as it says what was compared. */
interface CheckCounts {
  readonly interrupted: boolean;
  readonly files: readonly FileCounts[];
  readonly families: readonly FamilyCount[];
  readonly scope: SourceCauseCounts;
  readonly counts: CountComparison;
  readonly random: SourceCauseCounts;
  readonly external: readonly HeldReport[];
}

/** The parts of a check: each vector file, the scope, the random scenarios. */
export function examinedOf(options: CheckOptions, counts: CheckCounts): Examined {
  const { interrupted, files, families, scope, random, external } = counts;
  const all = families.reduce((sum, family) => sum + family.size, 0);
  const size = all === 0 ? undefined : all;
  return {
    interrupted,
    parts: askedFor([
      ...options.vectors.map((file, index) => filePart(file, files[index], options)),
      ...(options.scope === 0
        ? []
        : [scopePart(sidesPart(`scope ${options.scope}`, scope, size, options), counts.counts)]),
      ...(options.runs === 0
        ? []
        : [sidesPart('random scenarios', random, randomSize(options), options)]),
      ...external.map(externalPart),
    ]),
  };
}

/** A side from outside, which somebody named. */
function externalPart({ name, compared, scenarios, without }: HeldReport): VerdictPart {
  const none = scenarios === 0 ? ['it was asked nothing'] : [];
  const why = without.map((one) => `${one.count} of ${scenarios} scenarios: ${one.why}`);
  const undone = without.reduce((sum, { count }) => sum + count, 0);
  const notCompared = [...none, ...why];
  return { what: name, compared, notCompared, required: true, ...(undone > 0 && { undone }) };
}

/**
 * A file of results: only what stands beside its scenarios can be compared. One that somebody named has to
 * be; the golden vectors are run without being named, and have results of three sides only.
 */
function filePart(
  file: string,
  counts: FileCounts | undefined,
  { sides }: CheckOptions,
): VerdictPart {
  const isNamed = !goldenFiles().includes(file);
  const part = { what: file === '-' ? '<stdin>' : file, required: isNamed };
  if (counts === undefined) {
    return { ...part, compared: 0, notCompared: ['interrupted before it was read'] };
  }
  const { results, complete, scenarios } = counts;
  const early = complete ? [] : [`interrupted after ${scenarios} scenarios`];
  const missing = complete || scenarios > 0 ? missingResults(counts, sides) : [];
  return { ...part, compared: results, notCompared: [...early, ...missing] };
}

function missingResults(
  { scenarios, without, results, withoutSide }: FileCounts,
  sides: readonly SideName[],
): readonly string[] {
  if (scenarios === 0) return ['it contains no scenarios'];
  const names = sides.join(', ');
  if (results === 0) return [`none of ${scenarios} scenarios has a result ("expect") for ${names}`];
  const partly = sides.flatMap((side) => {
    const missing = (withoutSide[side] ?? 0) - without;
    return missing === 0 ? [] : [`${missing} of ${scenarios} scenarios have no result for ${side}`];
  });
  if (without === 0) return partly;
  return [`${without} of ${scenarios} scenarios have no result ("expect") for ${names}`, ...partly];
}

/** Scenarios on which the sides are compared with each other. */
function sidesPart(
  what: string,
  { scenarios, compared }: SourceCauseCounts,
  size: number | undefined,
  { sides }: CheckOptions,
): VerdictPart {
  const done = size === undefined ? `${scenarios}` : `${scenarios} of ${size}`;
  const early = scenarios === size ? [] : [`interrupted after ${done} scenarios`];
  return {
    what,
    compared,
    required: false,
    notCompared: [...early, ...unpaired(scenarios, compared, sides)],
  };
}

/** A scope is compared with its expected counts, too; what has none of them is said. */
function scopePart(part: VerdictPart, { notCompared }: CountComparison): VerdictPart {
  return { ...part, notCompared: [...part.notCompared, ...notCompared] };
}

function unpaired(
  scenarios: number,
  compared: number,
  sides: readonly SideName[],
): readonly string[] {
  if (scenarios === 0 || compared > 0) return [];
  if (sides.length > 1) return ['the sides could not be compared in any of them'];
  return [
    `only ${sides.join()} ran: it was checked against the contract, but not compared with another side`,
  ];
}
