// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import { advance, PAGE_SIZE, PMD, PMD_SIZE, PTE } from '../../mm/units';
import {
  type EntryBlock,
  NEWER_PMD_BLOCKS,
  NEWER_PTE_BLOCKS,
  PAGE_ASKS,
  PMD_BLOCKS,
  PTE_BLOCKS,
} from '../generate/blocks';
import {
  askArrays,
  BASE,
  DRIVER_POLICIES,
  entryOf,
  imageOf,
  MAIN_VMA_CHOICES,
  OWNERS,
  POLICIES,
  pick,
  plainAsks,
  requestOf,
  TABLE,
  TABLE_END,
  VMA_CHOICES,
  vmas,
} from './building';
import { type Family, family } from './family';
import { Grid } from './grid';
import { above, failingSlot, oneSlot, type SlotKind, wholeSlot } from './slot-families';

/*
 * What only documents from version 2 on can say, in families of its own: those of version 1 stay what was
 * counted of them.
 */

/** Every PTE that a document can hold. */
export const ALL_PTES: readonly EntryBlock[] = [...PTE_BLOCKS, ...NEWER_PTE_BLOCKS];

/** PMDs that only documents from version 2 on can hold, as a kind of slot beside those of version 1. */
const NEWER_PMD: SlotKind = {
  name: 'newer-pmd',
  level: PMD,
  // The first has to be "none": it stands for a slot that cannot be reached, too.
  blocks: [...PMD_BLOCKS.slice(0, 1), ...NEWER_PMD_BLOCKS],
  backing: undefined,
};

/** All families of what documents from version 2 on say of entries and requests. */
export function newerFamilies(): readonly Family[] {
  return [
    newerPtes(),
    newerPtePairs(),
    oneSlot(NEWER_PMD, 'all'),
    failingSlot(NEWER_PMD, 'all'),
    wholeSlot(NEWER_PMD),
    newerPmdBeside(),
    uncleanRequests(),
  ];
}

/** One page with each of the newer PTEs, everything combined. */
function newerPtes(): Family {
  const asks = askArrays(1);
  return family({
    name: 'newer-pte',
    combines: `${NEWER_PTE_BLOCKS.length} PTEs of version 2, 4 requests, ${VMA_CHOICES.length} kinds of VMA, ${POLICIES.length} policies, ${OWNERS.length} owners`,
    spaces: new Grid(VMA_CHOICES.length, NEWER_PTE_BLOCKS.length),
    calls: new Grid(OWNERS.length, POLICIES.length, asks.length),
    image: ([vma, block]) =>
      imageOf(vmas(pick(VMA_CHOICES, vma), BASE, TABLE_END), [
        TABLE,
        entryOf(pick(NEWER_PTE_BLOCKS, block), BASE, 0),
      ]),
    request: ([owner, policy, ask]) =>
      requestOf(BASE, pick(asks, ask), pick(POLICIES, policy), pick(OWNERS, owner)),
  });
}

/** A newer PTE beside any other one, in either order. */
function newerPtePairs(): Family {
  const asks = askArrays(2);
  return family({
    name: 'newer-pte-pair',
    combines: `${NEWER_PTE_BLOCKS.length} PTEs of version 2 before and after each of ${ALL_PTES.length}, 4 requests a page, ${MAIN_VMA_CHOICES.length} kinds of VMA, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(MAIN_VMA_CHOICES.length, 2, NEWER_PTE_BLOCKS.length, ALL_PTES.length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([vma, order = 0, newer, other]) => {
      const [first, second] = [BASE, advance(BASE, PAGE_SIZE)];
      return imageOf(vmas(pick(MAIN_VMA_CHOICES, vma), BASE, TABLE_END), [
        TABLE,
        entryOf(pick(NEWER_PTE_BLOCKS, newer), order === 0 ? first : second, 0),
        entryOf(pick(ALL_PTES, other), order === 0 ? second : first, 1),
      ]);
    },
    request: ([policy, ask]) => requestOf(BASE, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

/** A newer PMD beside a slot with any other PMD, or with a table and one PTE in it, in either order. */
function newerPmdBeside(): Family {
  const beside = [...PMD_BLOCKS, ...NEWER_PMD_BLOCKS, ...ALL_PTES];
  const asks = plainAsks(2);
  const border = advance(BASE, PMD_SIZE);
  return family({
    name: 'newer-pmd-beside',
    combines: `${NEWER_PMD_BLOCKS.length} PMDs of version 2 before and after a slot with ${beside.length} PMDs or PTEs, ${asks.length} combinations of requests on 2 pages across the border, ${MAIN_VMA_CHOICES.length} kinds of VMA, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(MAIN_VMA_CHOICES.length, 2, NEWER_PMD_BLOCKS.length, beside.length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([vma, order = 0, newer, other]) => {
      const block = pick(beside, other);
      const [own, otherSlot] = order === 0 ? [BASE, border] : [border, BASE];
      const last = advance(border, -PAGE_SIZE);
      const page = order === 0 ? border : last;
      return imageOf(vmas(pick(MAIN_VMA_CHOICES, vma), BASE, advance(border, PMD_SIZE)), [
        ...above(NEWER_PMD, true),
        entryOf(pick(NEWER_PMD_BLOCKS, newer), own, 0),
        ...(block.level === PTE ? [{ ...TABLE, at: otherSlot }] : []),
        entryOf(block, block.level === PTE ? page : otherSlot, 1),
      ]);
    },
    request: ([policy, ask]) =>
      requestOf(advance(border, -PAGE_SIZE), pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

/** Requests of which at least one is a word that was never cleared: all ones. */
const UNCLEAN = [...PAGE_ASKS, Ask.all]
  .flatMap((first) => [...PAGE_ASKS, Ask.all].map((second) => Uint8Array.of(first, second)))
  .filter((asks) => asks.includes(Ask.all));

/** An array that was not cleared, on each PTE beside a page that is none or present. */
function uncleanRequests(): Family {
  const seconds = PTE_BLOCKS.filter(({ name }) => name === 'none' || name === 'present');
  return family({
    name: 'unclean-requests',
    combines: `${ALL_PTES.length} PTEs in the first and ${seconds.length} in the second of 2 pages, ${UNCLEAN.length} combinations of requests with a word of all ones, ${MAIN_VMA_CHOICES.length} kinds of VMA, ${POLICIES.length} policies`,
    spaces: new Grid(MAIN_VMA_CHOICES.length, ALL_PTES.length, seconds.length),
    calls: new Grid(POLICIES.length, UNCLEAN.length),
    image: ([vma, block, second]) =>
      imageOf(vmas(pick(MAIN_VMA_CHOICES, vma), BASE, TABLE_END), [
        TABLE,
        entryOf(pick(ALL_PTES, block), BASE, 0),
        entryOf(pick(seconds, second), advance(BASE, PAGE_SIZE), 1),
      ]),
    request: ([policy, ask]) => requestOf(BASE, pick(UNCLEAN, ask), pick(POLICIES, policy), 1),
    neverByClass: true,
  });
}
