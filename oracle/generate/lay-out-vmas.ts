// SPDX-License-Identifier: GPL-2.0-or-later
import { ANON, type Backing, type Vma } from '../../mm/image';
import {
  ADDRESS_LIMIT,
  ADDRESS_ZERO,
  type Address,
  address,
  advance,
  PAGE_SIZE,
  PMD_SIZE,
  PUD_SIZE,
  pagesBetween,
  slotEnd,
  slotStart,
} from '../../mm/units';
import type { Draft } from './draft';
import type { Random } from './random';
import {
  ALL_VMA_FLAGS,
  FAR_FILES,
  FILE,
  HUGETLB_PMD,
  HUGETLB_PUD,
  makeVma,
  VMA_FLAGS_MASK,
  VmaBlockFlag,
} from './vma-blocks';
import { WeightedTable } from './weighted-table';

const { read, write, shared, io, pfnmap, mixedmap } = VmaBlockFlag;
const LIMIT = address(ADDRESS_LIMIT);

const FLAGS = new WeightedTable<number>([
  [read | write, 128],
  [read, 32],
  [read | write | shared, 32],
  [read | shared, 12],
  [0, 4],
  [write, 3],
  [write | shared, 1],
  [read | write | io, 2],
  [read | write | pfnmap, 2],
  [read | write | mixedmap, 2],
  [read | io | pfnmap, 2],
  [read | write | shared | mixedmap, 1],
]);

const VMA_COUNTS = new WeightedTable<number>([
  [0, 1],
  [1, 40],
  [2, 16],
  [3, 8],
  [4, 4],
]);

/** Puts VMAs over the draft's range, in it and around it. */
export function layOutVmas(draft: Draft): void {
  const { random, choices } = draft;
  const { backings } = choices.limits;
  const plain = backings.has('anon') || backings.has('file');
  draft.hugetlb = (random.chance(draft.huge ? 3 : 1, 12) || !plain) && backings.has('hugetlb');
  if (draft.hugetlb) {
    layOutHugetlb(draft, random.chance(1, 4) ? PUD_SIZE : PMD_SIZE, plain);
  } else if (plain) {
    const count = VMA_COUNTS.pick(random);
    if (count > 0) layOutRun(draft, firstStart(draft), count);
  }
  if (plain && choices.rareShapes && random.chance(1, 8)) layOutAround(draft);
}

/** VMAs that the range ends before, or begins after, with gaps there if there is room for one. */
function layOutAround(draft: Draft): void {
  const where = draft.random.below(8);
  if (where < 6) layOutBeyond(draft);
  if (where > 4) layOutAhead(draft);
}

/** A VMA after the range, which ends in a gap; or in a VMA, where that is hugetlb or a page. */
function layOutBeyond(draft: Draft): void {
  const { random, vmas, end, pages } = draft;
  const last = vmas.at(-1);
  if (last !== undefined && last.end >= end) {
    const cut = advance(end, -PAGE_SIZE * (1 + random.below(pages)));
    if (last.backing.kind === 'hugetlb' || cut <= last.start) return;
    vmas[vmas.length - 1] = { ...last, end: cut };
  }
  const from = advance(end, PAGE_SIZE * random.below(4));
  if (from >= LIMIT) return;
  const to = slotEnd(from, random.chance(1, 2) ? PAGE_SIZE : PMD_SIZE, LIMIT);
  vmas.push(someVma(draft, from, to, someBacking(draft)));
}

/** A VMA before the range and before all others. */
function layOutAhead(draft: Draft): void {
  const { random, vmas, start } = draft;
  const first = Math.min(vmas[0]?.start ?? start, start);
  const to = first - PAGE_SIZE * random.below(3);
  const from = to - PAGE_SIZE * (1 + random.below(4));
  if (from < 0) return;
  vmas.unshift(someVma(draft, address(from), address(to), someBacking(draft)));
}

/** VMAs one after another, with a gap here and there; the last ends about where the range does. */
function layOutRun(draft: Draft, from: Address, count: number): void {
  const { random, end } = draft;
  let at = from;
  for (let left = count; left > 0 && at < end; left--) {
    const next = left === 1 ? lastEnd(draft, at) : advance(at, PAGE_SIZE * span(draft, at, left));
    draft.vmas.push(someVma(draft, at, next, someBacking(draft)));
    at = random.chance(1, 8) ? advance(next, PAGE_SIZE * (1 + random.below(3))) : next;
  }
}

/** A length for one of `left` VMAs: at least a page, and about its share of what is left. */
function span(draft: Draft, at: Address, left: number): number {
  const share = Math.floor((2 * pagesBetween(at, draft.end)) / left);
  return 1 + draft.random.below(Math.max(share, 1));
}

/** Where the first VMA starts: at the start of the slot or near that of the range, sometimes after it. */
function firstStart(draft: Draft): Address {
  const { random, start, pages } = draft;
  const where = random.below(16);
  if (where < 8) return slotStart(start, PMD_SIZE);
  if (where < 12) return start;
  const bytes = PAGE_SIZE * (1 + random.below(pages));
  if (where < 15) return bytes > start ? ADDRESS_ZERO : advance(start, -bytes);
  return pages > 1 ? advance(start, bytes - PAGE_SIZE) : start;
}

/** Where the last VMA ends: at the slot's end or near the range's, now and then inside the range. */
function lastEnd(draft: Draft, at: Address): Address {
  const { random, end } = draft;
  const where = random.below(16);
  if (where < 8) return slotEnd(advance(end, -PAGE_SIZE), PMD_SIZE, LIMIT);
  if (where < 12) return end;
  const pages = 1 + random.below(pagesBetween(at, end));
  if (where === 15) return advance(at, PAGE_SIZE * pages);
  return end + PAGE_SIZE * pages > LIMIT ? LIMIT : advance(end, PAGE_SIZE * pages);
}

/**
 * One or two hugetlb VMAs with pages of `size` bytes, and perhaps others before and after.
 *
 * @param plain whether there may be others.
 */
function layOutHugetlb(draft: Draft, size: number, plain: boolean): void {
  const { random, start, end } = draft;
  let from = slotStart(start, size);
  // Where the range goes on in the next slot, the first one may be something else.
  if (from + size < end && random.chance(1, 2)) {
    if (random.chance(2, 3) && plain) layOutBefore(draft, advance(from, size));
    from = advance(from, size);
  }
  const to = slotEnd(advance(from, random.chance(1, 3) ? size : 0), size, LIMIT);
  const backing = size === PMD_SIZE ? HUGETLB_PMD : HUGETLB_PUD;
  const middle = advance(from, size);
  if (middle < to && random.chance(1, 3)) {
    draft.vmas.push(someVma(draft, from, middle, backing));
    draft.vmas.push(someVma(draft, middle, to, backing));
  } else {
    draft.vmas.push(someVma(draft, from, to, backing));
  }
  if (to < end && random.chance(2, 3) && plain) layOutRun(draft, to, 1 + random.below(2));
}

/** A VMA from about the range's start to `to`. */
function layOutBefore(draft: Draft, to: Address): void {
  const from = firstStart(draft);
  if (from < to) draft.vmas.push(someVma(draft, from, to, someBacking(draft)));
}

function someVma(draft: Draft, start: Address, end: Address, backing: Backing): Vma {
  const { random, choices } = draft;
  const { vmaFlags } = choices.limits;
  // Who names flags wants to see them.
  const rarity = vmaFlags === VMA_FLAGS_MASK ? 64 : 4;
  const flags = random.chance(1, rarity) ? someFlags(random) : FLAGS.pick(random);
  return makeVma(start, end, flags & vmaFlags, backing);
}

function someFlags(random: Random): number {
  return ALL_VMA_FLAGS[random.below(ALL_VMA_FLAGS.length)] ?? read;
}

function someBacking({ random, choices }: Draft): Backing {
  const { backings, pfns } = choices.limits;
  const choice = random.below(64);
  if (!backings.has('file') || (choice < 44 && backings.has('anon'))) return ANON;
  if (choice < 62 || pfns !== Number.POSITIVE_INFINITY) return FILE;
  return FAR_FILES[random.below(FAR_FILES.length)] ?? FILE;
}
