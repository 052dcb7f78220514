// SPDX-License-Identifier: GPL-2.0-or-later
import { ANON, type Vma } from '../../mm/image';
import {
  ADDRESS_LIMIT,
  type Address,
  advance,
  PAGE_SIZE,
  PFN_LIMIT,
  pagesBetween,
  pfnAfter,
} from '../../mm/units';
import type { Draft } from './draft';
import { somePage } from './interfere';
import type { Random } from './random';
import { FILE, flagsOf, makeVma, VmaBlockFlag } from './vma-blocks';
import { WeightedTable } from './weighted-table';

type Change = 'unmap' | 'protect' | 'split' | 'grow' | 'move' | 'map' | 'unmap all';

const CHANGES = new WeightedTable<Change>([
  ['unmap', 6],
  ['protect', 6],
  ['split', 2],
  ['grow', 3],
  ['move', 3],
  ['map', 2],
  ['unmap all', 1],
]);

/** The VMAs after another thread's munmap, mprotect, mremap or mmap about the range. */
export function changeVmas(draft: Draft, vmas: readonly Vma[]): readonly Vma[] {
  const { random } = draft;
  const from = somePage(draft);
  const to = later(from, 1 + random.below(Math.min(draft.pages, 8)));
  switch (CHANGES.pick(random)) {
    case 'unmap':
      return between(vmas, from, to, () => undefined);
    case 'protect':
      return protect(draft, vmas, from, to);
    case 'split':
      return cutAt(vmas, from);
    case 'grow':
      return grow(random, vmas, from);
    case 'move':
      return move(random, vmas, from);
    case 'map':
      return mapped(draft, vmas, from, to);
    case 'unmap all':
      return [];
  }
}

function later(at: Address, pages: number): Address {
  return advance(at, Math.min(PAGE_SIZE * pages, ADDRESS_LIMIT - at));
}

/** A VMA split where it can be: in a hugetlb VMA, only between two of its pages. */
function cutAt(vmas: readonly Vma[], at: Address): readonly Vma[] {
  return vmas.flatMap((vma) => {
    if (at <= vma.start || at >= vma.end) return [vma];
    const { backing } = vma;
    if (backing.kind === 'hugetlb' && at % backing.size !== 0) return [vma];
    const first = { ...vma, end: at };
    if (backing.kind !== 'file') return [first, { ...vma, start: at }];
    const filePfn = pfnAfter(backing.filePfn, pagesBetween(vma.start, at));
    if (filePfn >= PFN_LIMIT) return [vma];
    return [first, { ...vma, start: at, backing: { kind: 'file' as const, filePfn } }];
  });
}

/** What is mapped in `[from, to)` replaced, one VMA after another; what cannot be cut there is left. */
function between(
  vmas: readonly Vma[],
  from: Address,
  to: Address,
  change: (vma: Vma) => Vma | undefined,
): readonly Vma[] {
  return cutAt(cutAt(vmas, from), to).flatMap((vma) =>
    from <= vma.start && vma.end <= to ? (change(vma) ?? []) : [vma],
  );
}

function protect(
  { random, choices }: Draft,
  vmas: readonly Vma[],
  from: Address,
  to: Address,
): readonly Vma[] {
  const flag = random.chance(3, 4) ? VmaBlockFlag.write : VmaBlockFlag.read;
  return between(vmas, from, to, (vma) => {
    const flags = (flagsOf(vma) ^ flag) & choices.limits.vmaFlags;
    return makeVma(vma.start, vma.end, flags, vma.backing);
  });
}

/** The VMA at an address, or the last before it, to the next one or a few pages further. */
function grow(random: Random, vmas: readonly Vma[], at: Address): readonly Vma[] {
  const index = vmas.findLastIndex(({ start }) => start <= at);
  const vma = vmas[index];
  if (vma === undefined || vma.backing.kind === 'hugetlb') return vmas;
  const limit = vmas[index + 1]?.start ?? ADDRESS_LIMIT;
  const end = advance(vma.end, Math.min(PAGE_SIZE * (1 + random.below(8)), limit - vma.end));
  return vmas.with(index, { ...vma, end });
}

/** The VMA at an address by a few pages to where there is none. */
function move(random: Random, vmas: readonly Vma[], at: Address): readonly Vma[] {
  const index = vmas.findIndex(({ start, end }) => start <= at && at < end);
  const vma = vmas[index];
  if (vma === undefined || vma.backing.kind === 'hugetlb') return vmas;
  const others = vmas.toSpliced(index, 1);
  const start = vma.start + PAGE_SIZE * (random.below(9) - 4);
  const end = start + vma.end - vma.start;
  if (start < 0 || end > ADDRESS_LIMIT) return vmas;
  const isFree = others.every((other) => other.end <= start || end <= other.start);
  if (!isFree) return vmas;
  const bytes = start - vma.start;
  const moved = { ...vma, start: advance(vma.start, bytes), end: advance(vma.end, bytes) };
  return [...others, moved].sort((one, other) => one.start - other.start);
}

/** Something else mapped over what is there (MAP_FIXED). */
function mapped(
  { random, choices }: Draft,
  vmas: readonly Vma[],
  from: Address,
  to: Address,
): readonly Vma[] {
  const { backings, vmaFlags } = choices.limits;
  const backing = random.chance(1, 2) && backings.has('file') ? FILE : ANON;
  if (!backings.has(backing.kind)) return vmas;
  const left = between(vmas, from, to, () => undefined);
  if (left.some(({ start, end }) => start < to && from < end)) return vmas;
  const { read, write, shared } = VmaBlockFlag;
  const flags = (read | write | (random.chance(1, 3) ? shared : 0)) & vmaFlags;
  return [...left, makeVma(from, to, flags, backing)].sort((one, other) => one.start - other.start);
}
