// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import { Ask } from '../../mm/range';
import {
  ADDRESS_LIMIT,
  type Address,
  address,
  advance,
  type Level,
  PAGE_SIZE,
  PGD,
  PGD_SIZE,
  PMD,
  PMD_SIZE,
  PUD,
  PUD_SIZE,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import { namedBlock, PMD_BLOCKS, PTE_BLOCKS } from '../generate/blocks';
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
  PLAIN_VMA,
  pick,
  plainAsks,
  requestOf,
  vmas,
} from './building';
import { type Family, family } from './family';
import { Grid } from './grid';

/** What stands above the pages of a range: the levels of which there is a table over each of them. */
const TABLE_LEVELS: readonly (readonly Level[])[] = [[], [PGD], [PGD, PUD], [PGD, PUD, PMD]];
const GAP_PAGES = 3;

/** Where a range of {@link GAP_PAGES} pages starts: in a table, and across the border of each level. */
const GAP_STARTS: readonly Address[] = [
  advance(BASE, PAGE_SIZE),
  advance(BASE, PUD_SIZE - 2 * PAGE_SIZE),
  advance(BASE, PMD_SIZE - 2 * PAGE_SIZE),
  advance(BASE, PGD_SIZE - 2 * PAGE_SIZE),
  advance(BASE, PGD_SIZE - PAGE_SIZE),
];

/** How far after the range the next VMA begins, in bytes; null is no VMA there. */
const BEYOND: readonly (number | null)[] = [PAGE_SIZE, null, 0, PUD_SIZE];

/**
 * Ranges that VMAs cover in part: any of three pages may lie in a gap, the first and the last ones
 * too, with VMAs before and after the range.
 */
export function gaps(extent: Extent): Family {
  const all = extent === 'all';
  const starts = all ? GAP_STARTS : GAP_STARTS.slice(0, 2);
  const beyond = all ? BEYOND : BEYOND.slice(0, 3);
  const before = all ? [false, true] : [false];
  const patterns = 2 ** GAP_PAGES;
  const contents = [...TABLE_LEVELS.keys(), TABLE_LEVELS.length].slice(all ? 0 : 1);
  const asks = all ? plainAsks(GAP_PAGES) : GAP_ASKS;
  return family({
    name: all ? 'gaps' : 'gaps-main',
    combines: `each of ${GAP_PAGES} pages in a VMA or in a gap, ${starts.length} places, ${beyond.length} distances to the next VMA, ${before.length === 1 ? 'no VMA' : 'a VMA or none'} before the range, ${contents.length} depths of the page table, ${asks.length} combinations of requests, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(starts.length, beyond.length, before.length, patterns, contents.length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([place, next, previous, pattern = 0, content]) => {
      const start = pick(starts, place);
      return imageOf(
        [
          ...(pick(before, previous) ? plain(advance(start, -2 * PAGE_SIZE), 1) : []),
          ...covered(start, pattern),
          ...vmaBeyond(advance(start, GAP_PAGES * PAGE_SIZE), pick(beyond, next)),
        ],
        contentOf(start, pick(contents, content)),
      );
    },
    request: ([policy, ask], [place]) =>
      requestOf(pick(starts, place), pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

/** The same of all pages, or a fault of one of them. */
const GAP_ASKS = plainAsks(GAP_PAGES).filter(
  (asks) => new Set(asks).size === 1 || asks.filter((ask) => ask !== Ask.nothing).length === 1,
);

function plain(start: Address, pages: number): Vma[] {
  return vmas(PLAIN_VMA, start, advance(start, pages * PAGE_SIZE));
}

/** A VMA for each page whose bit is set: neighbours are two VMAs. */
function covered(start: Address, pattern: number): Vma[] {
  return Array.from({ length: GAP_PAGES }, (_, page) => page)
    .filter((page) => (pattern & (1 << page)) !== 0)
    .flatMap((page) => plain(advance(start, page * PAGE_SIZE), 1));
}

function vmaBeyond(end: Address, distance: number | null): Vma[] {
  return distance === null ? [] : plain(advance(end, distance), 4);
}

/** Tables over every page of the range; with the last number, and a page in every PTE. */
function contentOf(start: Address, number: number): SlotImage[] {
  const pages = Array.from({ length: GAP_PAGES + 2 }, (_, page) =>
    advance(start, (page - 1) * PAGE_SIZE),
  );
  const levels = TABLE_LEVELS[number];
  if (levels === undefined) {
    return pages.map((at, page) => entryOf(PRESENT, at, page));
  }
  return levels.flatMap((level) => tablesOver(pages, level));
}

const PRESENT = namedBlock(PTE_BLOCKS, 'present-write');

function tablesOver(pages: readonly Address[], level: Level): SlotImage[] {
  const slots = new Set(pages.map((at) => slotStart(at, SLOT_SIZE[level])));
  return [...slots].map((at) => slotImage(at, level, 0, Kind.table));
}

/** Borders between two slots of each level, near 0, where programs and libraries lie, near 2^47. */
const BORDERS: readonly Address[] = [
  address(PAGE_SIZE),
  address(PMD_SIZE),
  address(PUD_SIZE),
  address(2 * PGD_SIZE),
  address(0x5555_5540_0000),
  advance(BASE, PMD_SIZE),
  advance(BASE, PUD_SIZE),
  advance(BASE, PGD_SIZE),
  // A range ends below 2^47, so that its last page can be the last but one at most.
  address(ADDRESS_LIMIT - 2 * PAGE_SIZE),
  address(ADDRESS_LIMIT - PMD_SIZE),
];

/** What stands on either side of a border. */
const BORDER_ENTRIES = [
  ...PTE_BLOCKS.filter(({ name }) =>
    ['none', 'present', 'present-write', 'swap', 'migration'].includes(name),
  ),
  ...PMD_BLOCKS.filter(({ name }) => ['table', 'huge', 'huge-write'].includes(name)),
];

/** Two pages on either side of a border, at both ends of the address space and in between. */
export function bases(extent: Extent): Family {
  const all = extent === 'all';
  const asks = all ? askArrays(2) : plainAsks(2);
  const vmaChoices = MAIN_VMA_CHOICES.slice(0, all ? undefined : 1);
  const entries = all ? BORDER_ENTRIES : BORDER_ENTRIES.slice(0, 3);
  return family({
    name: all ? 'bases' : 'bases-main',
    combines: `2 pages across ${BORDERS.length} borders from 0 to 2^47, ${entries.length} entries on each side, ${kindsOfVma(vmaChoices.length)}, ${asks.length} combinations of requests, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(BORDERS.length, vmaChoices.length, entries.length, entries.length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([border, vma, left, right]) => {
      const at = pick(BORDERS, border);
      const choice = pick(vmaChoices, vma);
      const first = advance(at, -PAGE_SIZE);
      const around = slotStart(first, PMD_SIZE);
      const end = advance(slotStart(at, PMD_SIZE), PMD_SIZE);
      return imageOf(choice === null ? [] : [makeVma(around, end, choice.flags, choice.backing)], [
        placed(pick(entries, left), first, 0),
        placed(pick(entries, right), at, 1),
      ]);
    },
    request: ([policy, ask], [border]) =>
      requestOf(
        advance(pick(BORDERS, border), -PAGE_SIZE),
        pick(asks, ask),
        pick(DRIVER_POLICIES, policy),
        1,
      ),
  });
}

function placed(block: (typeof BORDER_ENTRIES)[number], at: Address, place: number): SlotImage {
  return entryOf(block, slotStart(at, SLOT_SIZE[block.level]), place);
}
