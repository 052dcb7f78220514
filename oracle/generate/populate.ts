// SPDX-License-Identifier: GPL-2.0-or-later
import { type Backing, findVma } from '../../mm/image';
import {
  type Address,
  advance,
  PAGE_SIZE,
  PGD_SIZE,
  PMD_SIZE,
  PUD_SIZE,
  pagesBetween,
  slotEnd,
  slotStart,
} from '../../mm/units';
import {
  type EntryBlock,
  namedBlock,
  PGD_BLOCKS,
  PMD_BLOCKS,
  PTE_BLOCKS,
  PUD_BLOCKS,
} from './blocks';
import type { Draft } from './draft';
import { HUGETLB_PMD, HUGETLB_PUD } from './vma-blocks';
import { WeightedTable } from './weighted-table';

/** About the number of walks of a call that waits for each of many pages. */
export const MANY_WALKS = 64;

const PALETTE_MASKS = new WeightedTable<number>([
  [0, 2],
  [1, 4],
  [3, 6],
  [7, 4],
]);

const MIGRATING_PTE = namedBlock(PTE_BLOCKS, 'migration');
const PMD_TABLE = namedBlock(PMD_BLOCKS, 'table');
const PUD_TABLE = namedBlock(PUD_BLOCKS, 'table');
const PGD_TABLE = namedBlock(PGD_BLOCKS, 'table');

/** Fills the page table under the draft's range, slot by slot from the top. */
export function populate(draft: Draft): void {
  draft.paletteMask = PALETTE_MASKS.pick(draft.random);
  for (let index = 0; index <= draft.paletteMask; index++) {
    draft.palette[index] = draft.choices.placed.ptes?.pick(draft.random);
  }
  // Without any table, holes and gaps are as large as they can be.
  const rarity = draft.vmas.length === 0 ? 4 : 64;
  if (draft.choices.rareShapes && draft.random.chance(1, rarity)) return;
  let at = draft.start;
  while (at < draft.end) {
    const end = slotEnd(at, PUD_SIZE, draft.end);
    populatePud(draft, at, end);
    at = end;
  }
}

/** The backing of the page, if that is a hugetlb VMA. */
export function hugetlbBehind(draft: Draft, at: Address): Backing | undefined {
  if (!draft.hugetlb) return undefined;
  const vma = draft.vmas[findVma(draft.vmas, at)];
  if (vma === undefined || at < vma.start || vma.backing.kind !== 'hugetlb') return undefined;
  return vma.backing;
}

function populatePud(draft: Draft, start: Address, end: Address): void {
  const { random, choices } = draft;
  if (hugetlbBehind(draft, start) === HUGETLB_PUD) {
    if (random.chance(1, 6)) return;
    place(draft, start, PGD_SIZE, PGD_TABLE);
    place(draft, start, PUD_SIZE, choices.placed.hugetlbPuds?.pick(random));
    return;
  }
  if (random.chance(1, 16) || !choices.belowPud) {
    if (random.chance(1, 4)) place(draft, start, PGD_SIZE, PGD_TABLE);
    // A PUD that maps 1 GiB must not lie over a hugetlb slot.
    else
      place(draft, start, PUD_SIZE, draft.hugetlb ? PUD_TABLE : choices.placed.puds?.pick(random));
    return;
  }
  let at = start;
  while (at < end) {
    const next = slotEnd(at, PMD_SIZE, end);
    populatePmd(draft, at, next);
    at = next;
  }
}

function populatePmd(draft: Draft, start: Address, end: Address): void {
  const { random, choices } = draft;
  if (hugetlbBehind(draft, start) === HUGETLB_PMD) {
    if (random.chance(1, 6)) return;
    place(draft, start, PUD_SIZE, PUD_TABLE);
    place(draft, start, PMD_SIZE, choices.placed.hugetlbPmds?.pick(random));
    return;
  }
  const choice = random.below(32);
  if (choices.belowPmd && choice >= (draft.huge ? 18 : 8)) populatePtes(draft, start, end);
  else if (choice >= 4) place(draft, start, PMD_SIZE, choices.placed.pmdLeaves?.pick(random));
  else if (choice >= 2) place(draft, start, PMD_SIZE, PMD_TABLE);
  else if (choice === 1) place(draft, start, PUD_SIZE, PUD_TABLE);
}

function populatePtes(draft: Draft, start: Address, end: Address): void {
  const choice = draft.huge ? draft.random.below(32) : 0;
  if (choice === 0) fillPtes(draft, start, end);
  else if (choice < 3 && draft.choices.allows(MIGRATING_PTE)) fillMigrating(draft, start, end);
  else scatterPtes(draft, start, end);
}

/** Enough migrating pages that an event before one of the last walks affects some calls and not others. */
function fillMigrating(draft: Draft, start: Address, end: Address): void {
  const { random, entries } = draft;
  const stop = advance(start, PAGE_SIZE * (MANY_WALKS - 4 + random.below(8)));
  for (let at = start; at < end && at < stop; at = advance(at, PAGE_SIZE)) {
    entries.push(draft.entry(at, MIGRATING_PTE));
  }
}

/** A few runs of PTEs; between them the slots are none. */
function scatterPtes(draft: Draft, start: Address, end: Address): void {
  const { random } = draft;
  const pages = pagesBetween(start, end);
  let at = start;
  for (let runs = 1 + random.below(4); runs > 0 && at < end; runs--) {
    at = advance(at, PAGE_SIZE * random.below(Math.ceil((2 * pages) / runs)));
    const next = advance(at, PAGE_SIZE * (1 + random.below(random.chance(1, 2) ? 3 : 16)));
    if (at < end) fillPtes(draft, at, next < end ? next : end);
    at = next;
  }
}

/** A PTE of the palette for every page; "none" among them says nothing, and leaves no entry. */
function fillPtes(draft: Draft, start: Address, end: Address): void {
  const { random, entries, palette, paletteMask } = draft;
  for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {
    const block = palette[random.next() & paletteMask];
    if (block !== undefined && block.attributes !== 0) entries.push(draft.entry(at, block));
  }
}

/** Stores an entry in the slot that holds the address; "none" leaves no entry. */
function place(draft: Draft, at: Address, size: number, block: EntryBlock | undefined): void {
  if (block === undefined || block.attributes === 0 || !draft.choices.allows(block)) return;
  draft.entries.push(draft.entry(slotStart(at, size), block));
}
