// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import { type Address, advance, PAGE_SIZE, PMD, PMD_SIZE, SLOT_SIZE } from '../../mm/units';
import { type EntryBlock, PMD_BLOCKS, PTE_BLOCKS, PUD_BLOCKS } from '../generate/blocks';
import { makeVma } from '../generate/vma-blocks';
import {
  askArrays,
  BASE,
  DRIVER_POLICIES,
  type Extent,
  entryOf,
  imageOf,
  kindsOfVma,
  MAIN_VMA_CHOICES,
  pick,
  plainAsks,
  requestOf,
  type VmaChoice,
  vmas,
} from './building';
import { type Family, family } from './family';
import { Grid } from './grid';
import { above, type HugetlbSlotKind, type SlotKind } from './slot-families';

/** Requests that are the same on the two pages of each side of a border. */
const PAIRWISE_ASKS = plainAsks(2).map((asks) =>
  Uint8Array.from({ length: 4 }, (_, page) => asks[page >> 1] ?? 0),
);

/** PTEs that behave differently, each in the first and in the last slot of a table. */
const ORDINARY_PTES = PTE_BLOCKS.filter(({ name }) =>
  ['present', 'swap', 'migration', 'present-protnone'].includes(name),
);

/** A slot of a hugetlb VMA beside one of an ordinary VMA, in either order. */
export function hugetlbBeside(kind: HugetlbSlotKind, extent: Extent): Family {
  const all = extent === 'all';
  // What a driver may map; the rarer kinds of VMA do the same on either side of the border.
  const vmaChoices = MAIN_VMA_CHOICES.slice(0, all ? 3 : 1);
  const asks = all ? plainAsks(4) : PAIRWISE_ASKS;
  const ordinary = [...ORDINARY_PTES, ...PMD_BLOCKS, ...(kind.level === PMD ? [] : PUD_BLOCKS)];
  const border = advance(BASE, SLOT_SIZE[kind.level]);
  return family({
    name: `${kind.name}-beside${all ? '' : '-main'}`,
    combines: `a hugetlb slot with ${kind.blocks.length} entries before and after an ordinary VMA with ${ordinary.length}, ${kindsOfVma(vmaChoices.length)}, ${asks.length} combinations of requests on 4 pages across the border, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(2, vmaChoices.length, kind.blocks.length, ordinary.length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([order, vma, hugetlb, other]) => {
      const choice = pick(vmaChoices, vma);
      const isFirst = order === 0;
      const [first, second] = isFirst ? [BASE, border] : [border, BASE];
      // The page beside the border, or the slot that holds it.
      const block = pick(ordinary, other);
      const beside = isFirst ? border : advance(border, -PAGE_SIZE);
      const at = advance(beside, -(beside % SLOT_SIZE[block.level]));
      const hugetlbVma = slotVma(kind, first, { flags: choice?.flags ?? 0, backing: kind.backing });
      const ordinaryVma = slotVma(kind, second, choice);
      return imageOf(isFirst ? [...hugetlbVma, ...ordinaryVma] : [...ordinaryVma, ...hugetlbVma], [
        ...above(kind, true),
        entryOf(pick(kind.blocks, hugetlb), first, 0),
        entryOf(block, at, 1),
      ]);
    },
    request: ([policy, ask]) =>
      requestOf(advance(border, -2 * PAGE_SIZE), pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

function slotVma({ level }: SlotKind, start: Address, choice: VmaChoice | null): Vma[] {
  return vmas(choice, start, advance(start, SLOT_SIZE[level]));
}

const HUGE_BLOCKS = PMD_BLOCKS.filter(({ name }) => name !== 'table');
const TABLE = { level: PMD, low: 0, high: Kind.table };
const BORDER = advance(BASE, PMD_SIZE);

/** A PTE table beside a PMD that is none, in either order, with a page of each in the range. */
export function pteBesideHugePmd(extent: Extent): Family {
  const all = extent === 'all';
  const vmaChoices = MAIN_VMA_CHOICES.slice(0, all ? undefined : 1);
  const asks = all ? askArrays(2) : plainAsks(2);
  return family({
    name: `pte-beside-pmd${all ? '' : '-main'}`,
    combines: `${PTE_BLOCKS.length} PTEs before and after ${HUGE_BLOCKS.length} PMDs without a table, ${kindsOfVma(vmaChoices.length)}, ${asks.length} combinations of requests on 2 pages, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(2, vmaChoices.length, HUGE_BLOCKS.length, PTE_BLOCKS.length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([order, vma, huge, pte]) => {
      const choice = pick(vmaChoices, vma);
      return imageOf(
        choice === null
          ? []
          : [makeVma(BASE, advance(BASE, 2 * PMD_SIZE), choice.flags, choice.backing)],
        entriesBeside(order === 0, pick(HUGE_BLOCKS, huge), pick(PTE_BLOCKS, pte)),
      );
    },
    request: ([policy, ask]) =>
      requestOf(advance(BORDER, -PAGE_SIZE), pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

function entriesBeside(hugeFirst: boolean, huge: EntryBlock, pte: EntryBlock): SlotImage[] {
  const [hugeAt, tableAt] = hugeFirst ? [BASE, BORDER] : [BORDER, BASE];
  const pteAt = hugeFirst ? BORDER : advance(BORDER, -PAGE_SIZE);
  return [{ at: tableAt, ...TABLE }, entryOf(huge, hugeAt, 0), entryOf(pte, pteAt, 1)];
}
