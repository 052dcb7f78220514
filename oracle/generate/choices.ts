// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { Ask } from '../../mm/range';
import { type Level, PGD, PMD, PTE, PUD } from '../../mm/units';
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
import { entryName } from './entry-names';
import { pickFormat } from './formats';
import type { Limits } from './limits';
import type { Random } from './random';
import { VMA_FLAGS_MASK } from './vma-blocks';
import { type Weighted, WeightedTable } from './weighted-table';

/** What entries are drawn from; undefined where nothing may be drawn. */
interface EntryTables {
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
function entryTables(allows: (block: EntryBlock) => boolean): EntryTables {
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

/** What the parts of a scenario are drawn from. */
export interface Choices {
  readonly limits: Limits;
  /** What populates the page table: "none" is always there, as it leaves no entry. */
  readonly placed: EntryTables;
  /** What entries are made from that say "none" where they mean it. */
  readonly stored: EntryTables;
  /** The levels of which something can be stored. */
  readonly levels: WeightedTable<Level> | undefined;
  /** Whether an entry may stand in the page table. */
  allows(block: EntryBlock): boolean;
  /** Whether anything can stand in a PTE. */
  readonly belowPmd: boolean;
  /** Whether anything can stand in a PTE or a PMD. */
  readonly belowPud: boolean;
  /** An event that happens is one of at most this many. */
  readonly events: number;
  format(random: Random): LegacyFormat | undefined;
  /**
   * Whether shapes are drawn that are rare, such as gaps at the end of the range and large owners.
   * Without them, a seed gives the scenarios that the kept captures of live kernels hold.
   */
  readonly rareShapes: boolean;
  /** Whether other threads change VMAs and files, and page faults do nothing, as documents from version 2 on can say. */
  readonly changes: boolean;
}

/** Events of scenarios that are not restricted. */
const EVENTS = 3;

const LEVEL_WEIGHTS: readonly Weighted<Level>[] = [
  [PTE, 12],
  [PMD, 4],
  [PUD, 1],
  [PGD, 1],
];

/** Nothing is restricted. */
export const NO_LIMITS: Limits = {
  minPages: 0,
  maxPages: Number.POSITIVE_INFINITY,
  entries: undefined,
  maxEvents: Number.POSITIVE_INFINITY,
  faultErrors: true,
  vmaFlags: VMA_FLAGS_MASK,
  backings: new Set(['anon', 'file', 'hugetlb']),
  requests: new Set([Ask.nothing, Ask.read, Ask.write, Ask.writeOnly, Ask.all]),
  defaults: new Set([Ask.nothing, Ask.read, Ask.write, Ask.writeOnly]),
  masks: new Set([Ask.nothing, Ask.read, Ask.write, Ask.writeOnly, Ask.all]),
  pfns: Number.POSITIVE_INFINITY,
  formats: { none: true, allows: () => true },
};

/**
 * What scenarios within limits are drawn from.
 * @param format draws one that the limits allow.
 * @param newer whether entries that are not restricted are also of kinds that only documents from
 * version 2 on can hold.
 */
export function choicesOf(limits: Limits, format: Choices['format'], newer: boolean): Choices {
  const { entries, maxEvents } = limits;
  const allows = ({ level, attributes, isNewer }: EntryBlock): boolean =>
    entries === undefined ? newer || !isNewer : entries.has(entryName(level, attributes));
  const stored = entryTables(allows);
  const byLevel = [stored.ptes, stored.pmds, stored.puds, stored.pgds];
  const levels = LEVEL_WEIGHTS.filter(([level]) => byLevel[level] !== undefined);
  return {
    limits,
    placed: entryTables((block) => block.attributes === 0 || allows(block)),
    stored,
    levels: levels.length === 0 ? undefined : new WeightedTable(levels),
    allows,
    belowPmd: stored.ptes !== undefined,
    belowPud: stored.ptes !== undefined || stored.pmds !== undefined,
    events: maxEvents === Number.POSITIVE_INFINITY ? EVENTS : maxEvents,
    format,
    rareShapes: true,
    changes: newer,
  };
}

/** Whatever a scenario of the first version can have: a seed gives the same ones forever. */
export const ANYTHING: Choices = choicesOf(NO_LIMITS, pickFormat, false);
/** Whatever a scenario can have, entries that later versions added included. */
export const EVERYTHING: Choices = choicesOf(NO_LIMITS, pickFormat, true);
/** The same without rare shapes: what captures of live kernels were made from. */
export const COMMON_SHAPES: Choices = { ...ANYTHING, rareShapes: false };
