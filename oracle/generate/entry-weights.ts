// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type EntryBlock,
  HUGETLB_PMD_BLOCKS,
  HUGETLB_PUD_BLOCKS,
  NEWER_PMD_BLOCKS,
  NEWER_PTE_BLOCKS,
  PGD_BLOCKS,
  PMD_BLOCKS,
  PTE_BLOCKS,
  PUD_BLOCKS,
} from './blocks';
import { WeightedTable } from './weighted-table';

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
  const pmds = [...PMD_BLOCKS, ...NEWER_PMD_BLOCKS];
  const table = (blocks: readonly EntryBlock[]): Table => {
    const allowed = blocks.filter(allows);
    if (allowed.length === 0) return undefined;
    return new WeightedTable(allowed.map((block) => [block, block.weight]));
  };
  return {
    ptes: table([...PTE_BLOCKS, ...NEWER_PTE_BLOCKS]),
    pmds: table(pmds),
    pmdLeaves: table(pmds.filter(isLeaf)),
    puds: table(PUD_BLOCKS),
    pudNoneOrTable: table(PUD_BLOCKS.filter((block) => !isLeaf(block))),
    pgds: table(PGD_BLOCKS),
    hugetlbPmds: table(HUGETLB_PMD_BLOCKS),
    hugetlbPuds: table(HUGETLB_PUD_BLOCKS),
  };
}

function isLeaf({ name }: EntryBlock): boolean {
  return name !== 'none' && name !== 'table';
}
