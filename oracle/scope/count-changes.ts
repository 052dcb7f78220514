// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseCounts, CountsOfPair, FamilyCounts } from './family-counts';

/** A number that is not the expected one. */
export interface CountChange {
  readonly family: string;
  /** A pair of sides, `legacy/modern`, or one side. */
  readonly sides: string;
  /** The id of a known cause or of what makes sides incomparable; or {@link EQUAL}. */
  readonly cause: string;
  readonly expected: number;
  readonly got: number;
}

/** How often two sides did the same, among counts of causes. */
export const EQUAL = 'equal';

/** How the counts of families compare with what was expected of them. */
export interface CountComparison {
  /** How many counts were held to an expected one. */
  readonly compared: number;
  readonly changes: readonly CountChange[];
  /** What was counted and could not be held to anything, and why; no full stop. */
  readonly notCompared: readonly string[];
}

/** Nothing was counted. */
export const NO_COUNTS: CountComparison = { compared: 0, changes: [], notCompared: [] };

/**
 * Holds the counts of families to those that are expected. A cause that is not named in one of the
 * two showed in no scenario there: a known cause that vanishes is a change like any other.
 *
 * @param expectedOf the expected counts of a family; undefined if there are none.
 */
export function compareCounts(
  counted: readonly FamilyCounts[],
  expectedOf: (family: string) => FamilyCounts | undefined,
): CountComparison {
  const changes: CountChange[] = [];
  const without = new Map<string, string[]>();
  let compared = 0;
  for (const got of counted) {
    const { family } = got;
    const expected = expectedOf(family);
    if (expected === undefined || expected.size !== got.size) {
      note(without, expected === undefined ? 'of it' : `of its ${got.size} scenarios`, family);
      continue;
    }
    for (const [sides, counts] of subjects(got)) {
      const wanted = subjects(expected).get(sides);
      if (wanted === undefined) {
        note(without, `of ${sides}`, family);
        continue;
      }
      for (const cause of causesOf(wanted, counts)) {
        const change = {
          ...{ family, sides, cause },
          expected: wanted[cause] ?? 0,
          got: counts[cause] ?? 0,
        };
        compared++;
        if (change.expected !== change.got) changes.push(change);
      }
    }
  }
  const notCompared = [...without].map(
    ([what, families]) => `${listed(families, counted)}: there are no expected counts ${what}`,
  );
  return { compared, changes, notCompared };
}

/** What is counted of a family, by pair of sides and by side. */
function subjects({ pairs, sides }: FamilyCounts): ReadonlyMap<string, CauseCounts> {
  return new Map([
    ...Object.entries(pairs).map(([name, pair]) => [name, causesOfPair(pair)] as const),
    ...Object.entries(sides),
  ]);
}

function causesOfPair({ equal, differences, incomparable }: CountsOfPair): CauseCounts {
  return { ...differences, ...incomparable, [EQUAL]: equal };
}

function causesOf(one: CauseCounts, other: CauseCounts): ReadonlySet<string> {
  return new Set([...Object.keys(one), ...Object.keys(other)]);
}

function note(without: Map<string, string[]>, what: string, family: string): void {
  const families = without.get(what);
  if (families === undefined) without.set(what, [family]);
  else families.push(family);
}

/** Names a few families; all of them are not named. */
function listed(families: readonly string[], all: readonly FamilyCounts[]): string {
  if (families.length === all.length && all.length > 1) return 'every family';
  const named = families.slice(0, NAMED).join(', ');
  return families.length > NAMED ? `${named} and ${families.length - NAMED} more families` : named;
}

const NAMED = 4;

/** Changes of one cause on the same sides, in all families. */
export interface GroupedChange {
  readonly sides: string;
  readonly cause: string;
  readonly expected: number;
  readonly got: number;
  readonly families: readonly CountChange[];
}

/**
 * The changes by sides and cause, those that vanished or are new first, then by how much they
 * changed. How often sides are equal changes with every cause, and comes last.
 */
export function groupedChanges(changes: readonly CountChange[]): readonly GroupedChange[] {
  const groups = new Map<string, CountChange[]>();
  for (const change of changes) {
    const key = `${change.sides} ${change.cause}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()]
    .flatMap((families): GroupedChange[] => {
      const [first] = families;
      if (first === undefined) return [];
      const { sides, cause } = first;
      const expected = families.reduce((sum, one) => sum + one.expected, 0);
      const got = families.reduce((sum, one) => sum + one.got, 0);
      return [{ sides, cause, expected, got, families }];
    })
    .sort((one, other) => rank(one) - rank(other) || size(other) - size(one));
}

function rank({ cause, expected, got }: GroupedChange): number {
  if (cause === EQUAL) return 2;
  return expected === 0 || got === 0 ? 0 : 1;
}

function size({ families }: GroupedChange): number {
  return families.reduce((sum, { expected, got }) => sum + Math.abs(got - expected), 0);
}
