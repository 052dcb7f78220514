// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import type { Backing } from '../../mm/image';
import {
  advance,
  type Level,
  PAGE_SIZE,
  PGD,
  PGD_SIZE,
  PMD,
  PUD,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import {
  type EntryBlock,
  HUGETLB_PMD_BLOCKS,
  HUGETLB_PUD_BLOCKS,
  PGD_BLOCKS,
  PMD_BLOCKS,
  PUD_BLOCKS,
} from '../generate/blocks';
import { HUGETLB_PMD, HUGETLB_PUD } from '../generate/vma-blocks';
import {
  askArrays,
  BASE,
  DRIVER_POLICIES,
  type Extent,
  entryOf,
  imageOf,
  MAIN_VMA_CHOICES,
  PLAIN_VMA,
  POLICIES,
  pick,
  plainAsks,
  requestOf,
  VMA_CHOICES,
  vmas,
} from './building';
import { type Family, family } from './family';
import { Grid } from './grid';

/** The slots of one level, in ordinary or in hugetlb VMAs. */
export interface SlotKind {
  readonly name: string;
  readonly level: Level;
  readonly blocks: readonly EntryBlock[];
  readonly backing: Backing | undefined;
}

export const SLOT_KINDS: readonly SlotKind[] = [
  { name: 'pmd', level: PMD, blocks: PMD_BLOCKS, backing: undefined },
  { name: 'pud', level: PUD, blocks: PUD_BLOCKS, backing: undefined },
  { name: 'pgd', level: PGD, blocks: PGD_BLOCKS, backing: undefined },
  { name: 'hugetlb-2m', level: PMD, blocks: HUGETLB_PMD_BLOCKS, backing: HUGETLB_PMD },
  { name: 'hugetlb-1g', level: PUD, blocks: HUGETLB_PUD_BLOCKS, backing: HUGETLB_PUD },
];

/** A kind of slot that stands in hugetlb VMAs. */
export interface HugetlbSlotKind extends SlotKind {
  readonly backing: Backing;
}

/** The slots of hugetlb VMAs. */
export const HUGETLB_SLOT_KINDS: readonly HugetlbSlotKind[] = SLOT_KINDS.flatMap((kind) =>
  kind.backing === undefined ? [] : [{ ...kind, backing: kind.backing }],
);

/** Pages of a range in a slot: its first, a middle and its last page are asked for. */
const PIECE_PAGES = 3;

/**
 * One slot of a level, with a range at its start, in its middle or at its end; in `main`, what
 * drivers do, at its start.
 */
export function oneSlot(kind: SlotKind, extent: Extent): Family {
  const asks = askArrays(PIECE_PAGES);
  const lastPage = SLOT_SIZE[kind.level] / PAGE_SIZE - PIECE_PAGES;
  const all = extent === 'all';
  const offsets = all ? [0, Math.floor(lastPage / 2), lastPage] : [0];
  const vmaChoices = choicesFor(kind, all ? VMA_CHOICES : MAIN_VMA_CHOICES);
  const policies = all ? POLICIES : DRIVER_POLICIES;
  // Whether the slot is reachable matters only if nothing stands in it; the first block is "none".
  const entries = kind.blocks.length + 1;
  return family({
    name: all ? `${kind.name}-slot` : `${kind.name}-slot-main`,
    combines: `${entries} entries, a range at ${all ? 'its start, middle and end' : 'its start'}, 4 requests on each of its ${PIECE_PAGES} pages, ${vmaChoices.length} kinds of VMA, ${policies.length} policies`,
    spaces: new Grid(vmaChoices.length, entries),
    calls: new Grid(offsets.length, policies.length, asks.length),
    image: ([vma, entry = 0]) =>
      imageOf(slotVmas(kind, pick(vmaChoices, vma), 1), [
        ...above(kind, entry > 0),
        entryOf(pick(kind.blocks, Math.max(entry - 1, 0)), BASE, 0),
      ]),
    request: ([offset, policy, ask]) =>
      requestOf(
        advance(BASE, pick(offsets, offset) * PAGE_SIZE),
        pick(asks, ask),
        pick(policies, policy),
        1,
      ),
  });
}

/**
 * A whole slot of 2 MiB as the range: what that adds to a piece of one is its size. With requests on
 * its first, a middle and its last page.
 */
export function wholeSlot(kind: SlotKind): Family {
  const pages = SLOT_SIZE[kind.level] / PAGE_SIZE;
  const asks = askArrays(PIECE_PAGES).map((few) => spread(few, pages));
  const entries = kind.blocks.length + 1;
  return family({
    name: `${kind.name}-whole`,
    combines: `${entries} entries, 4 requests on the first, a middle and the last of ${pages} pages, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(entries),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([entry = 0]) =>
      imageOf(slotVmas(kind, PLAIN_VMA, 1), [
        ...above(kind, entry > 0),
        entryOf(pick(kind.blocks, Math.max(entry - 1, 0)), BASE, 0),
      ]),
    request: ([policy, ask]) => requestOf(BASE, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
    runsEvery: ([entry = 0]) => entry === 0 || entry === entries - 1,
  });
}

/** Requests for the first, a middle and the last of this many pages. */
function spread(few: Uint8Array, pages: number): Uint8Array {
  const asks = new Uint8Array(pages);
  few.forEach((ask, index) => {
    asks[Math.round((index * (pages - 1)) / (few.length - 1))] = ask;
  });
  return asks;
}

/** Requests on the last two and the first two pages: of three kinds each, as a write alone is none. */
const BORDER_ASKS = plainAsks(4);

/** Two neighbouring slots of a level, with a range of two pages on each side of the border. */
export function twoSlots(kind: SlotKind): Family {
  const asks = BORDER_ASKS;
  const border = advance(BASE, SLOT_SIZE[kind.level]);
  const start = advance(border, -2 * PAGE_SIZE);
  const { length } = kind.blocks;
  return family({
    name: `${kind.name}-pair`,
    combines: `${length} entries on each side, ${BORDER_ASKS.length} combinations of requests on 4 pages across the border, ${MAIN_VMA_CHOICES.length} kinds of VMA, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(MAIN_VMA_CHOICES.length, length, length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([vma, left, right]) =>
      imageOf(slotVmas(kind, pick(MAIN_VMA_CHOICES, vma), 2), [
        ...above(kind, true),
        entryOf(pick(kind.blocks, left), BASE, 0),
        entryOf(pick(kind.blocks, right), border, 1),
      ]),
    request: ([policy, ask]) => requestOf(start, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

/** How a page fault can fail; all of them are -EFAULT to the call. */
const ERRORS = ['sigbus', 'oom', 'hwpoison', 'sigsegv'] as const;

/** One slot of a level with a range at its start, one page of which cannot be faulted. */
export function failingSlot(kind: SlotKind, extent: Extent): Family {
  const all = extent === 'all';
  const asks = plainAsks(PIECE_PAGES);
  const errors = ERRORS.slice(0, all ? undefined : 1);
  const vmaChoices = choicesFor(kind, MAIN_VMA_CHOICES.slice(0, 2));
  const entries = kind.blocks.length + 1;
  return family({
    name: `${kind.name}-errors${all ? '' : '-main'}`,
    combines: `${entries} entries, which of ${PIECE_PAGES} pages fails and ${errors.length === 1 ? 'one way' : `${errors.length} ways`} how, ${asks.length} combinations of requests, ${vmaChoices.length} kinds of VMA, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(vmaChoices.length, PIECE_PAGES, errors.length, entries),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([vma, failing = 0, error, entry = 0]) =>
      imageOf(
        slotVmas(kind, pick(vmaChoices, vma), 1),
        [...above(kind, entry > 0), entryOf(pick(kind.blocks, Math.max(entry - 1, 0)), BASE, 0)],
        new Map([[advance(BASE, failing * PAGE_SIZE), pick(errors, error)]]),
      ),
    request: ([policy, ask]) => requestOf(BASE, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

/** Entries of hugetlb pages stand in their VMAs only. */
function choicesFor(kind: SlotKind, choices: typeof VMA_CHOICES): typeof VMA_CHOICES {
  return kind.backing === undefined ? choices : choices.filter((choice) => choice !== null);
}

/** A VMA over this many slots; hugetlb families use only the flags of the choice. */
function slotVmas(
  { level, backing }: SlotKind,
  choice: (typeof VMA_CHOICES)[number],
  slots: number,
): ReturnType<typeof vmas> {
  const end = advance(BASE, slots * SLOT_SIZE[level]);
  if (choice === null || backing === undefined) return vmas(choice, BASE, end);
  return vmas({ flags: choice.flags, backing }, BASE, end);
}

/** The table that holds the slot, if it is to be reachable without an entry in it. */
export function above({ level }: SlotKind, reachable: boolean): readonly SlotImage[] {
  if (!reachable || level === PGD) return [];
  const blocks = level === PMD ? PUD_BLOCKS : PGD_BLOCKS;
  const table = blocks.find(({ name }) => name === 'table');
  const at = slotStart(BASE, level === PMD ? SLOT_SIZE[PUD] : PGD_SIZE);
  return table === undefined ? [] : [entryOf(table, at, 0)];
}
