// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type EntryBlock,
  HUGETLB_PMD_BLOCKS,
  HUGETLB_PUD_BLOCKS,
  PGD_BLOCKS,
  PMD_BLOCKS,
  PTE_BLOCKS,
  PUD_BLOCKS,
} from './blocks';
import { type Weighted, WeightedTable } from './weighted-table';

/**
 * How often an entry is drawn, by what its name begins with; the first that fits counts. A weight
 * is one entry's: a kind with four combinations of attributes is drawn four times as often.
 */
type NameWeights = readonly (readonly [prefix: string, weight: number])[];

/** What the sides treat in different ways is drawn more often than what the kernel sees often. */
const PTE_WEIGHTS: NameWeights = [
  ['none', 10],
  ['present-write-protnone', 5],
  ['present-protnone', 6],
  ['present', 9],
  ['special', 3],
  ['zero-page', 2],
  ['swap', 6],
  ['migration', 3],
  ['device-private', 4],
  ['hwpoison', 4],
];

const PMD_WEIGHTS: NameWeights = [
  ['none', 1],
  ['table', 1],
  ['huge', 4],
  ['devmap', 2],
  ['migration', 2],
  ['nonpresent', 2],
  ['bad', 2],
];

const PUD_WEIGHTS: NameWeights = [
  ['none', 3],
  ['table', 3],
  ['devmap', 2],
];

const HUGETLB_WEIGHTS: NameWeights = [
  ['none', 3],
  ['hugetlb-present', 2],
  ['hugetlb-migration', 1],
  ['hugetlb-hwpoison', 1],
];

/** What entries are drawn from; undefined where nothing may be drawn. */
export interface EntryTables {
  readonly ptes: Table;
  /** What can stand in a PMD, "none" and tables included. */
  readonly pmds: Table;
  /** What is in a PMD when it is neither missing nor a table. */
  readonly pmdLeaves: Table;
  readonly puds: Table;
  /** What may be drawn for a PUD that has a hugetlb PMD below it, perhaps. */
  readonly pudNoneOrTable: Table;
  readonly pgds: Table;
  readonly hugetlbPmds: Table;
  readonly hugetlbPuds: Table;
}

type Table = WeightedTable<EntryBlock> | undefined;

/** The tables of those entries that may be drawn. */
export function entryTables(allows: (block: EntryBlock) => boolean): EntryTables {
  const table = (blocks: readonly EntryBlock[], weights: NameWeights): Table => {
    const allowed = blocks.filter(allows);
    return allowed.length === 0 ? undefined : weighted(allowed, weights);
  };
  return {
    ptes: table(PTE_BLOCKS, PTE_WEIGHTS),
    pmds: table(PMD_BLOCKS, PMD_WEIGHTS),
    pmdLeaves: table(PMD_BLOCKS.filter(isLeaf), PMD_WEIGHTS),
    puds: table(PUD_BLOCKS, PUD_WEIGHTS),
    pudNoneOrTable: table(
      PUD_BLOCKS.filter((block) => !isLeaf(block)),
      PUD_WEIGHTS,
    ),
    pgds: table(PGD_BLOCKS, [['', 1]]),
    hugetlbPmds: table(HUGETLB_PMD_BLOCKS, HUGETLB_WEIGHTS),
    hugetlbPuds: table(HUGETLB_PUD_BLOCKS, HUGETLB_WEIGHTS),
  };
}

function isLeaf({ name }: EntryBlock): boolean {
  return name !== 'none' && name !== 'table';
}

/** @throws RangeError if there is no weight for an entry. */
function weighted(blocks: readonly EntryBlock[], weights: NameWeights): WeightedTable<EntryBlock> {
  return new WeightedTable(
    blocks.map((block): Weighted<EntryBlock> => {
      const found = weights.find(([prefix]) => block.name.startsWith(prefix));
      if (found === undefined) throw new RangeError(`"weights" expected one for ${block.name}`);
      return [block, found[1]];
    }),
  );
}
