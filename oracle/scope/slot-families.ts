// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
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
import type { Backing } from '../../mm/vma';
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
  entryOf,
  imageOf,
  MAIN_VMA_CHOICES,
  POLICIES,
  pick,
  requestOf,
  VMA_CHOICES,
  vmas,
} from './building';
import { type Family, family } from './family';
import { Grid } from './grid';

/** The slots of one level, in ordinary or in hugetlb VMAs. */
interface SlotKind {
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

/** Pages of a range in a slot: its first, a middle and its last page are asked for. */
const PIECE_PAGES = 3;

/** One slot of a level, with a range at its start, in its middle or at its end. */
export function oneSlot(kind: SlotKind): Family {
  const asks = askArrays(PIECE_PAGES);
  const size = SLOT_SIZE[kind.level];
  const lastPage = size / PAGE_SIZE - PIECE_PAGES;
  const offsets = [0, Math.floor(lastPage / 2), lastPage];
  return family({
    name: `${kind.name}-slot`,
    combines: `${kind.blocks.length} entries, reachable or not, a range at the start, middle or end, 4 requests on each of its ${PIECE_PAGES} pages, ${VMA_CHOICES.length} kinds of VMA, 20 policies`,
    spaces: new Grid(VMA_CHOICES.length, 2, kind.blocks.length),
    calls: new Grid(offsets.length, POLICIES.length, asks.length),
    image: ([vma, reachable, block]) =>
      imageOf(slotVmas(kind, VMA_CHOICES[vma ?? 0], 1), [
        ...above(kind, reachable === 1),
        entryOf(pick(kind.blocks, block), BASE, 0),
      ]),
    request: ([offset, policy, ask]) =>
      requestOf(
        advance(BASE, pick(offsets, offset) * PAGE_SIZE),
        pick(asks, ask),
        pick(POLICIES, policy),
        1,
      ),
  });
}

/** Two neighbouring slots of a level, with a range of two pages on each side of the border. */
export function twoSlots(kind: SlotKind): Family {
  const asks = askArrays(4);
  const border = advance(BASE, SLOT_SIZE[kind.level]);
  const start = advance(border, -2 * PAGE_SIZE);
  const { length } = kind.blocks;
  return family({
    name: `${kind.name}-pair`,
    combines: `${length} entries on each side, 4 requests on each of 4 pages across the border, ${MAIN_VMA_CHOICES.length} kinds of VMA, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(MAIN_VMA_CHOICES.length, length, length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([vma, left, right]) =>
      imageOf(slotVmas(kind, MAIN_VMA_CHOICES[vma ?? 0], 2), [
        ...above(kind, true),
        entryOf(pick(kind.blocks, left), BASE, 0),
        entryOf(pick(kind.blocks, right), border, 1),
      ]),
    request: ([policy, ask]) => requestOf(start, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

/** A VMA over so many slots; hugetlb families take the flags of the choice only. */
function slotVmas(
  { level, backing }: SlotKind,
  choice: (typeof VMA_CHOICES)[number] | undefined,
  slots: number,
): ReturnType<typeof vmas> {
  const end = advance(BASE, slots * SLOT_SIZE[level]);
  if (choice === null || choice === undefined || backing === undefined) {
    return vmas(choice, BASE, end);
  }
  return vmas({ flags: choice.flags, backing }, BASE, end);
}

/** The table that holds the slot, if it is to be reachable without an entry in it. */
function above({ level }: SlotKind, reachable: boolean): readonly SlotImage[] {
  if (!reachable || level === PGD) return [];
  const blocks = level === PMD ? PUD_BLOCKS : PGD_BLOCKS;
  const table = blocks.find(({ name }) => name === 'table');
  const at = slotStart(BASE, level === PMD ? SLOT_SIZE[PUD] : PGD_SIZE);
  return table === undefined ? [] : [entryOf(table, at, 0)];
}
