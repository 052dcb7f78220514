// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage, ThreadEvent } from '../../mm/address-space';
import { ownerOf, PROTNONE_BIT, WRITE_BIT } from '../../mm/entry';
import { advance, PMD, SLOT_SIZE } from '../../mm/units';
import {
  type EntryBlock,
  HUGETLB_PMD_BLOCKS,
  PGD_BLOCKS,
  PMD_BLOCKS,
  PTE_BLOCKS,
  PUD_BLOCKS,
} from '../generate/blocks';
import { HUGETLB_PMD } from '../generate/vma-blocks';
import {
  BASE,
  DRIVER_POLICIES,
  type Extent,
  entryOf,
  imageOf,
  PLAIN_VMA,
  pick,
  plainAsks,
  requestOf,
  SECOND,
  TABLE,
  TABLE_END,
  vmas,
} from './building';
import { type Family, family } from './family';
import { Grid } from './grid';
import { above, SLOT_KINDS } from './slot-families';

/** A call that faults or waits once walks twice: an event before the third needs two that do. */
export const WALKS = [1, 2, 3] as const;
export const INVALIDATES = [true, false] as const;

/** What the first page is before the event; a PMD lies over both pages. */
const BEFORE: readonly EntryBlock[] = [
  ...named(PMD_BLOCKS, 'huge-write', 'migration'),
  ...named(PTE_BLOCKS, 'swap', 'migration', 'present-write', 'none'),
];
/** What the second page is: something that makes the call walk again. */
const SECOND_PAGE: readonly EntryBlock[] = named(PTE_BLOCKS, 'swap', 'migration');

/** Every entry that an event can store over the first page; null is none of them. */
const STORED: readonly (EntryBlock | null)[] = [
  null,
  ...PTE_BLOCKS,
  ...PMD_BLOCKS,
  ...PUD_BLOCKS,
  ...PGD_BLOCKS,
];

/** Another thread stores one entry over one of two pages, before a walk, and invalidates or not. */
export function events(extent: Extent): Family {
  const all = extent === 'all';
  const asks = all ? plainAsks(2) : UNIFORM_ASKS;
  const seconds = all ? SECOND_PAGE : SECOND_PAGE.slice(0, 1);
  const stored = all ? STORED : STORED.filter(isMain);
  return family({
    name: all ? 'events' : 'events-main',
    combines: `${BEFORE.length} entries over the first and ${seconds.length === 1 ? 'one' : seconds.length} in the second of 2 pages, ${stored.length - 1} entries or none that another thread stores over the first before walk ${WALKS.join(', ')}, with and without invalidating, ${asks.length} combinations of requests, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(
      BEFORE.length,
      seconds.length,
      stored.length,
      WALKS.length,
      INVALIDATES.length,
    ),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([before, second, store, walk, invalidates]) => {
      const image = imageOf(vmas(PLAIN_VMA, BASE, TABLE_END), spaceBefore(before, seconds, second));
      const event = eventOf(pick(stored, store), walk, invalidates);
      return { ...image, events: [event] };
    },
    request: ([policy, ask]) => requestOf(BASE, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

const UNIFORM_ASKS = plainAsks(2).filter((asks) => new Set(asks).size === 1);

/** The entries whose kinds differ, each once, and not with every attribute. */
function isMain(block: EntryBlock | null): boolean {
  if (block === null) return true;
  const { attributes } = block;
  return (attributes & (WRITE_BIT | PROTNONE_BIT)) === 0 && ownerOf(attributes) !== 2;
}

function spaceBefore(
  before: number | undefined,
  seconds: readonly EntryBlock[],
  second: number | undefined,
): SlotImage[] {
  const block = pick(BEFORE, before);
  const first = entryOf(block, BASE, 0);
  if (block.level === PMD) return [first];
  return [TABLE, first, entryOf(pick(seconds, second), SECOND, 1)];
}

function eventOf(
  block: EntryBlock | null,
  walk: number | undefined,
  invalidates: number | undefined,
): ThreadEvent {
  return {
    beforeWalk: pick(WALKS, walk),
    invalidate: pick(INVALIDATES, invalidates),
    entries: block === null ? [] : [entryOf(block, BASE, 2)],
  };
}

/** The same in a hugetlb VMA, whose slot another thread changes. */
export function hugetlbEvents(): Family {
  const kind = pick(
    SLOT_KINDS,
    SLOT_KINDS.findIndex(({ backing }) => backing === HUGETLB_PMD),
  );
  const asks = UNIFORM_ASKS;
  const stored = [null, ...HUGETLB_PMD_BLOCKS];
  const vma = { flags: PLAIN_VMA.flags, backing: HUGETLB_PMD };
  return family({
    name: 'hugetlb-events',
    combines: `${HUGETLB_PMD_BLOCKS.length} entries of a hugetlb slot, ${stored.length - 1} entries or none that another thread stores there before walk ${WALKS.join(', ')}, with and without invalidating, ${asks.length} combinations of requests on 2 pages, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(HUGETLB_PMD_BLOCKS.length, stored.length, WALKS.length, INVALIDATES.length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([before, store, walk, invalidates]) => {
      const image = imageOf(vmas(vma, BASE, advance(BASE, SLOT_SIZE[kind.level])), [
        ...above(kind, true),
        entryOf(pick(HUGETLB_PMD_BLOCKS, before), BASE, 0),
      ]);
      return { ...image, events: [eventOf(pick(stored, store), walk, invalidates)] };
    },
    request: ([policy, ask]) => requestOf(BASE, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

function named(blocks: readonly EntryBlock[], ...names: readonly string[]): EntryBlock[] {
  return blocks.filter(({ name }) => names.includes(name));
}
