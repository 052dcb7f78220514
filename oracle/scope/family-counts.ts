// SPDX-License-Identifier: GPL-2.0-or-later
import { increment } from '../campaign/increment';
import type { SidePair } from '../campaign/judge';
import type { BreachCounts, PairCounts } from '../campaign/side-counts';
import type { ShardResult } from './shard';

/** A count for each cause that showed, by id. */
export type CauseCounts = Readonly<Record<string, number>>;

/** What the comparisons of two sides came to in all scenarios of a family. */
export interface CountsOfPair {
  readonly equal: number;
  readonly differences: CauseCounts;
  readonly incomparable: CauseCounts;
}

/**
 * How often each cause shows in a family. The scenarios of a family are always the same, and what a
 * pair of sides or a side does depends on no other side, so that these numbers only change with the
 * models, the comparison, the known causes, or the family itself.
 */
export interface FamilyCounts {
  readonly family: string;
  /** How many scenarios it has. */
  readonly size: number;
  /** By the names of both sides with a slash between, the older one first: `legacy/modern`. */
  readonly pairs: Readonly<Record<string, CountsOfPair>>;
  /** By side: scenarios by the known violation that they show. */
  readonly sides: Readonly<Record<string, CauseCounts>>;
}

/** How {@link FamilyCounts} names a pair of sides. */
function pairName([older, newer]: SidePair): string {
  return `${older}/${newer}`;
}

/** One family of a scope, judged. */
export interface FamilyCount {
  readonly name: string;
  readonly combines: string;
  readonly size: number;
  /** How many of its scenarios were judged; all, unless the run was ended early. */
  readonly done: number;
  /** How many of those were not run, as another call of their class stands for them (docs/scopes.md). */
  readonly stoodFor: number;
}

/** What some families came to. */
interface FamilyResults {
  readonly families: readonly FamilyCount[];
  readonly shards: readonly ShardResult[];
}

/** What two parts of one family came to, together; the order does not matter. */
export function addFamilyCounts(one: FamilyCounts, other: FamilyCounts): FamilyCounts {
  return {
    family: one.family,
    size: one.size + other.size,
    pairs: joinRecords(one.pairs, other.pairs, (pair, more) => ({
      equal: pair.equal + more.equal,
      differences: sumsOf(pair.differences, more.differences),
      incomparable: sumsOf(pair.incomparable, more.incomparable),
    })),
    sides: joinRecords(one.sides, other.sides, sumsOf),
  };
}

function sumsOf(one: CauseCounts, other: CauseCounts): CauseCounts {
  return added([one, other].map((counts) => new Map(Object.entries(counts))));
}

/** The sides of a run are always the same; where one part has more, they come last. */
function joinRecords<Item>(
  one: Readonly<Record<string, Item>>,
  other: Readonly<Record<string, Item>>,
  join: (one: Item, other: Item) => Item,
): Readonly<Record<string, Item>> {
  const joined = new Map(Object.entries(one));
  for (const [name, item] of Object.entries(other)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? item : join(before, item));
  }
  return Object.fromEntries(joined);
}

/** The counts of those families of a scope that were judged to their end. */
export function countsOfFamilies({ families, shards }: FamilyResults): readonly FamilyCounts[] {
  return families
    .filter(({ size, done }) => size === done)
    .map(({ name, size }) => {
      const counts = shards.filter(({ family }) => family === name).map((shard) => shard.counts);
      return {
        family: name,
        size,
        pairs: pairsOf(counts.flatMap(({ pairs }) => pairs)),
        sides: sidesOf(counts.flatMap(({ sides }) => sides)),
      };
    });
}

function pairsOf(counts: readonly PairCounts[]): FamilyCounts['pairs'] {
  return Object.fromEntries(
    [...byName(counts, ({ sides }) => pairName(sides))].map(([name, parts]) => [
      name,
      {
        equal: parts.reduce((sum, { equal }) => sum + equal, 0),
        differences: added(parts.map(({ differences }) => differences)),
        incomparable: added(parts.map(({ incomparable }) => incomparable)),
      },
    ]),
  );
}

function sidesOf(counts: readonly BreachCounts[]): FamilyCounts['sides'] {
  return Object.fromEntries(
    [...byName(counts, ({ side }) => side)].map(([side, parts]) => [
      side,
      added(parts.map(({ violations }) => violations)),
    ]),
  );
}

function byName<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

/** Sums by id, in the order of the ids. */
function added(parts: readonly ReadonlyMap<string, number>[]): CauseCounts {
  const sums = new Map<string, number>();
  for (const part of parts) for (const [id, count] of part) increment(sums, id, count);
  return Object.fromEntries([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}
