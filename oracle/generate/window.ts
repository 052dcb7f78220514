// SPDX-License-Identifier: GPL-2.0-or-later
import {
  ADDRESS_LIMIT,
  type Address,
  address,
  advance,
  PAGE_SIZE,
  PGD_SIZE,
  PMD_SIZE,
  PUD_SIZE,
} from '../../mm/units';
import type { Draft } from './draft';
import type { Random } from './random';
import { WeightedTable } from './weighted-table';

/** Where simple scenarios are; it begins a slot of every level. */
export const CANONICAL_BASE = address(0x7f00_0000_0000);

/** Addresses that begin a slot of some level; ranges start right after them, or cross them. */
const BORDERS = new WeightedTable<Address>([
  [CANONICAL_BASE, 16],
  [advance(CANONICAL_BASE, PMD_SIZE), 16],
  [address(0x5555_5540_0000), 8],
  [advance(CANONICAL_BASE, PUD_SIZE), 6],
  [advance(CANONICAL_BASE, PGD_SIZE), 5],
  [address(2 * PGD_SIZE), 1],
  [address(PMD_SIZE), 1],
  [address(0), 1],
  [address(ADDRESS_LIMIT), 1],
]);

/** Short ranges, the window of nouveau's fault handler (16), and what lies between. */
const SMALL_PAGES = new WeightedTable<number>([
  [1, 8],
  [2, 10],
  [3, 10],
  [4, 12],
  [5, 6],
  [6, 6],
  [7, 6],
  [8, 10],
  [9, 4],
  [10, 4],
  [11, 4],
  [12, 6],
  [13, 4],
  [14, 4],
  [15, 6],
  [16, 16],
]);

/** The most pages of a range of the profile `small`. */
export const SMALL_PAGES_LIMIT = 16;
/** The most pages of nearly every range of the profile `huge`, unless more are requested. */
const HUGE_PAGES_LIMIT = 2048;
/** One in this many ranges of the profile `huge` has more: it costs as much as a dozen others. */
const VAST_RARITY = 512;
/** Those have 2048 pages, doubled up to this many times, and some more: less than 2^16 in total. */
const VAST_DOUBLINGS = 4;

/** Chooses the range of the draft: how many pages, and where. */
export function chooseRange(draft: Draft): void {
  const pages = choosePages(draft);
  const { random } = draft;
  draft.pages = pages;
  draft.start = chooseStart(random, pages);
  draft.end = advance(draft.start, pages * PAGE_SIZE);
}

/** A number that the profile draws, or else one of those that the limits leave; 1 at least. */
function choosePages({ random, huge, choices }: Draft): number {
  const { minPages, maxPages } = choices.limits;
  const drawn = huge ? hugePages(random, choices.rareShapes) : SMALL_PAGES.pick(random);
  if (minPages <= drawn && drawn <= maxPages) return drawn;
  const profileLimit = huge ? Math.max(HUGE_PAGES_LIMIT, minPages) : SMALL_PAGES_LIMIT;
  const least = Math.max(minPages, 1);
  return least + random.below(Math.max(Math.min(maxPages, profileLimit) - least, 0) + 1);
}

/** As many pages as a slot has, one more or fewer; or any number. */
function hugePages(random: Random, rareShapes: boolean): number {
  if (rareShapes && random.chance(1, VAST_RARITY)) return vastPages(random);
  if (random.chance(1, 4)) return 512 * (1 + random.below(3)) + random.below(3) - 1;
  return 1 + random.below(random.chance(1, 2) ? 512 : HUGE_PAGES_LIMIT);
}

function vastPages(random: Random): number {
  const doublings = random.below(VAST_DOUBLINGS + 1);
  return HUGE_PAGES_LIMIT * 2 ** doublings + 1 + random.below(HUGE_PAGES_LIMIT);
}

function chooseStart(random: Random, pages: number): Address {
  const border = BORDERS.pick(random);
  const placement = random.below(8);
  // The last page below 2^47 is left out: a range must end below it.
  if (border === ADDRESS_LIMIT) {
    return advance(border, -PAGE_SIZE * (pages + 1 + (placement & 3)));
  }
  if (border !== 0 && placement < 3) {
    const before = 1 + random.below(pages);
    return border < before * PAGE_SIZE ? border : advance(border, -PAGE_SIZE * before);
  }
  return placement < 6 ? border : advance(border, PAGE_SIZE * random.below(2 * pages));
}
