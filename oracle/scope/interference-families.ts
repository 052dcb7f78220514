// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, SlotImage, ThreadEvent } from '../../mm/address-space';
import type { LockDrop, Vma } from '../../mm/image';
import { type Address, PMD, pfn } from '../../mm/units';
import {
  type EntryBlock,
  NEWER_PMD_BLOCKS,
  NEWER_PTE_BLOCKS,
  PMD_BLOCKS,
  PTE_BLOCKS,
} from '../generate/blocks';
import { FILE, makeVma, VmaBlockFlag } from '../generate/vma-blocks';
import {
  BASE,
  DRIVER_POLICIES,
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
import { INVALIDATES, WALKS } from './event-families';
import { type Family, family } from './family';
import { Grid } from './grid';
import { ALL_PTES } from './newer-families';

const ASKS = plainAsks(2);
const CALLS = new Grid(DRIVER_POLICIES.length, ASKS.length);
const CALLED = `${ASKS.length} combinations of requests on 2 pages, ${DRIVER_POLICIES.length} policies`;

/** What the first page is; a PMD lies over both pages. */
const FIRST: readonly EntryBlock[] = [
  ...named(PMD_BLOCKS, 'huge-write', 'migration'),
  ...named(PTE_BLOCKS, 'swap', 'migration', 'present-write', 'none'),
];
/** What the second page is: something that makes the call walk again, or nothing. */
const SECOND_PAGE: readonly EntryBlock[] = named(PTE_BLOCKS, 'none', 'swap');

/** All families of what documents from version 2 on say of other threads, page faults and locks. */
export function interferenceFamilies(): readonly Family[] {
  return [newerStored(), newerChanged(), vmaEvents(), fileEvents(), noProgress(), lockDrops()];
}

function request([policy, ask]: readonly number[]) {
  return requestOf(BASE, pick(ASKS, ask), pick(DRIVER_POLICIES, policy), 1);
}

/** Another thread stores a newer entry over the first of two pages. */
function newerStored(): Family {
  const stored = [...NEWER_PTE_BLOCKS, ...NEWER_PMD_BLOCKS];
  return family({
    name: 'newer-events',
    combines: `${FIRST.length} entries over the first and ${SECOND_PAGE.length} in the second of 2 pages, ${stored.length} entries of version 2 that another thread stores over the first before walk ${WALKS.join(', ')}, with and without invalidating, ${CALLED}`,
    spaces: new Grid(
      ...[FIRST.length, SECOND_PAGE.length, stored.length, WALKS.length, INVALIDATES.length],
    ),
    calls: CALLS,
    image: ([first, second, store, walk, invalidates]) => ({
      ...imageOf(vmas(PLAIN_VMA, BASE, TABLE_END), twoPages(pick(FIRST, first), second)),
      events: [event(walk, invalidates, { entries: [entryOf(pick(stored, store), BASE, 2)] })],
    }),
    request,
  });
}

/** A newer entry over the first of two pages, in whose place another thread stores another one. */
function newerChanged(): Family {
  const first = [...NEWER_PTE_BLOCKS, ...NEWER_PMD_BLOCKS];
  const stored = [...FIRST, ...named(PMD_BLOCKS, 'none', 'table', 'devmap'), ...first];
  return family({
    name: 'newer-changed',
    combines: `${first.length} entries of version 2 over the first and ${SECOND_PAGE.length} in the second of 2 pages, ${stored.length} entries that another thread stores over the first before walk ${WALKS.join(', ')}, with and without invalidating, ${CALLED}`,
    spaces: new Grid(
      ...[first.length, SECOND_PAGE.length, stored.length, WALKS.length, INVALIDATES.length],
    ),
    calls: CALLS,
    image: ([newer, second, store, walk, invalidates]) => ({
      ...imageOf(vmas(PLAIN_VMA, BASE, TABLE_END), twoPages(pick(first, newer), second)),
      events: [event(walk, invalidates, { entries: [entryOf(pick(stored, store), BASE, 2)] })],
    }),
    request,
  });
}

/** What another thread does to the VMAs of two pages: what is there before, and from then on. */
interface VmaChange {
  readonly before: readonly Vma[];
  readonly after: readonly Vma[];
}

function vmaChanges(): readonly VmaChange[] {
  const { read, write, io } = VmaBlockFlag;
  const over = (start: Address, end: Address, flags: number = read | write): Vma =>
    makeVma(start, end, flags, PLAIN_VMA.backing);
  const whole = [over(BASE, TABLE_END)];
  const [first, rest] = [over(BASE, SECOND), over(SECOND, TABLE_END)];
  return [
    { before: whole, after: [] },
    { before: whole, after: [rest] },
    { before: whole, after: [first] },
    { before: whole, after: [first, rest] },
    { before: whole, after: [over(BASE, TABLE_END, read)] },
    { before: whole, after: [first, over(SECOND, TABLE_END, read)] },
    { before: whole, after: [over(BASE, TABLE_END, 0)] },
    { before: whole, after: [first, over(SECOND, TABLE_END, read | write | io)] },
    { before: [over(BASE, TABLE_END, read)], after: whole },
    { before: [first], after: whole },
    { before: [first], after: [rest] },
    { before: [], after: whole },
  ];
}

/** munmap(), mprotect(), mremap(), mmap(): another thread changes the VMAs of two pages. */
function vmaEvents(): Family {
  const changes = vmaChanges();
  return family({
    name: 'vma-events',
    combines: `${FIRST.length} entries over the first and ${SECOND_PAGE.length} in the second of 2 pages, ${changes.length} changes of their VMAs by another thread before walk ${WALKS.join(', ')}, with and without invalidating, ${CALLED}`,
    spaces: new Grid(
      ...[FIRST.length, SECOND_PAGE.length, changes.length, WALKS.length, INVALIDATES.length],
    ),
    calls: CALLS,
    image: ([first, second, change, walk, invalidates]) => {
      const { before, after } = pick(changes, change);
      const image = imageOf(before, twoPages(pick(FIRST, first), second));
      return { ...image, events: [event(walk, invalidates, { vmas: after })] };
    },
    request,
  });
}

/** Which of the two pages something is about. */
const PAGES: readonly (readonly Address[])[] = [[BASE], [SECOND], [BASE, SECOND]];
const FILE_PAGES = named(PTE_BLOCKS, 'none', 'present', 'present-write', 'migration');
const NEW_FRAME = 0x9_0000;

/** Another thread replaces pages of a file. */
function fileEvents(): Family {
  const { read, write, shared } = VmaBlockFlag;
  const flags = [read | write, read | write | shared];
  return family({
    name: 'file-events',
    combines: `${flags.length} kinds of VMA of a file, ${FILE_PAGES.length} entries in the first and ${SECOND_PAGE.length} in the second of 2 pages, either or both of which get another frame before walk ${WALKS.join(', ')}, with and without invalidating, ${CALLED}`,
    spaces: new Grid(
      ...[flags.length, FILE_PAGES.length, SECOND_PAGE.length],
      ...[PAGES.length, WALKS.length, INVALIDATES.length],
    ),
    calls: CALLS,
    image: ([flag, first, second, page, walk, invalidates]) => {
      const vma = makeVma(BASE, TABLE_END, pick(flags, flag), FILE);
      const filePages = new Map(
        pick(PAGES, page).map((at, index) => [at, pfn(NEW_FRAME + index)] as const),
      );
      const image = imageOf([vma], twoPages(pick(FILE_PAGES, first), second));
      return { ...image, events: [event(walk, invalidates, { filePages })] };
    },
    request,
  });
}

const TIMES = [1, 2, Number.POSITIVE_INFINITY] as const;

/** Page faults and waits that do nothing, some times or each time. */
function noProgress(): Family {
  const first = [...ALL_PTES, ...PMD_BLOCKS, ...NEWER_PMD_BLOCKS];
  return family({
    name: 'no-progress',
    combines: `${first.length} entries over the first and ${SECOND_PAGE.length} in the second of 2 pages, on either or both of which page faults and waits do nothing once, twice or each time, ${CALLED}`,
    spaces: new Grid(first.length, SECOND_PAGE.length, PAGES.length, TIMES.length),
    calls: CALLS,
    image: ([block, second, page, times]): AddressSpaceImage => ({
      ...imageOf(vmas(PLAIN_VMA, BASE, TABLE_END), twoPages(pick(first, block), second)),
      noProgress: new Map(pick(PAGES, page).map((at) => [at, pick(TIMES, times)] as const)),
    }),
    request,
  });
}

const DROPS: readonly LockDrop[] = (['retry', 'completed'] as const).flatMap((result) =>
  [1, Number.POSITIVE_INFINITY].map((times) => ({ result, times })),
);

/** Page faults that would drop the mmap lock, in a call that keeps it. */
function lockDrops(): Family {
  const first = [...ALL_PTES, ...PMD_BLOCKS, ...NEWER_PMD_BLOCKS];
  return family({
    name: 'lock-drops',
    combines: `${first.length} entries over the first and ${SECOND_PAGE.length} in the second of 2 pages, on either or both of which page faults would drop the lock before or after all is done, once or each time, ${CALLED}`,
    spaces: new Grid(first.length, SECOND_PAGE.length, PAGES.length, DROPS.length),
    calls: CALLS,
    image: ([block, second, page, drop]): AddressSpaceImage => ({
      ...imageOf(vmas(PLAIN_VMA, BASE, TABLE_END), twoPages(pick(first, block), second)),
      lockDrops: new Map(pick(PAGES, page).map((at) => [at, pick(DROPS, drop)] as const)),
    }),
    request,
  });
}

/** An entry over the first page, and one in the second, if the first lies not over that, too. */
function twoPages(block: EntryBlock, second: number | undefined): readonly SlotImage[] {
  const first = entryOf(block, BASE, 0);
  if (block.level === PMD) return [first];
  return [TABLE, first, entryOf(pick(SECOND_PAGE, second), SECOND, 1)];
}

function event(
  walk: number | undefined,
  invalidates: number | undefined,
  does: Partial<ThreadEvent>,
): ThreadEvent {
  return {
    ...{ beforeWalk: pick(WALKS, walk), invalidate: pick(INVALIDATES, invalidates), entries: [] },
    ...does,
  };
}

function named(blocks: readonly EntryBlock[], ...names: readonly string[]): EntryBlock[] {
  return blocks.filter(({ name }) => names.includes(name));
}
