// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import { ANON, type Backing, type Vma } from '../../mm/image';
import {
  ADDRESS_LIMIT,
  ADDRESS_ZERO,
  type Address,
  address,
  advance,
  type Level,
  PAGE_SIZE,
  PGD,
  PMD,
  PMD_SIZE,
  PTE,
  PUD,
  SLOT_SIZE,
  slotEnd,
  slotStart,
} from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { mapEntries, shorter, withMm } from './edit';
import { simplerFramesOf } from './frames';
import { lowered } from './lower-entry';
import { flagsOf, HUGETLB_PMD, makeVma, PLAIN_FILE, VmaBlockFlag } from './vma-blocks';

const PLAIN_FLAGS = VmaBlockFlag.read | VmaBlockFlag.write;
const LIMIT = address(ADDRESS_LIMIT);

/** Fewer VMAs: without some, one plain VMA instead of all, or neighbours merged. */
export function* fewerVmas(scenario: Scenario): Iterable<Scenario> {
  const { vmas } = scenario.mm;
  for (const fewer of shorter(vmas)) yield withVmas(scenario, fewer);
  if (vmas.length === 0) return;
  const { start, end } = enclosingSlots(scenario, PMD_SIZE);
  yield withVmas(scenario, [makeVma(start, end, PLAIN_FLAGS, ANON)]);
  for (const [index, vma] of vmas.entries()) {
    const next = vmas[index + 1];
    if (next === undefined) return;
    yield withVmas(scenario, vmas.toSpliced(index, 2, { ...vma, end: next.end }));
    yield withVmas(scenario, vmas.toSpliced(index, 2, { ...next, start: vma.start }));
  }
}

/** Each VMA with plainer flags, a plainer backing, or bounds that are easier to read. */
export function* simplerVmas(scenario: Scenario): Iterable<Scenario> {
  const { vmas } = scenario.mm;
  for (const [index, vma] of vmas.entries()) {
    for (const simpler of simplerVersions(vma)) {
      yield withVmas(scenario, vmas.with(index, simpler));
    }
    for (const bounds of simplerBounds(scenario, index)) {
      yield withVmas(scenario, vmas.with(index, { ...vma, ...bounds }));
    }
  }
}

function* simplerVersions(vma: Vma): Iterable<Vma> {
  const { start, end, backing } = vma;
  const flags = flagsOf(vma);
  yield makeVma(start, end, PLAIN_FLAGS, backing);
  for (const flag of Object.values(VmaBlockFlag)) {
    if (((flags ^ PLAIN_FLAGS) & flag) !== 0) yield makeVma(start, end, flags ^ flag, backing);
  }
  for (const plainer of plainerBackings(backing)) yield { ...vma, backing: plainer };
}

function plainerBackings(backing: Backing): readonly Backing[] {
  if (backing.kind === 'anon') return [];
  if (backing.kind === 'hugetlb') return [ANON, HUGETLB_PMD];
  const frames = [...simplerFramesOf(backing.filePfn, PLAIN_FILE)];
  return [ANON, ...frames.map((filePfn): Backing => ({ kind: 'file', filePfn }))];
}

/** Bounds of the slots around the range, as far as the neighbours leave room, or multiples of 2 MiB. */
function* simplerBounds(scenario: Scenario, index: number): Iterable<Pick<Vma, 'start' | 'end'>> {
  const { vmas } = scenario.mm;
  const vma = vmas[index];
  if (vma === undefined) return;
  const lowest = vmas[index - 1]?.end ?? ADDRESS_ZERO;
  const highest = vmas[index + 1]?.start ?? LIMIT;
  const slots = enclosingSlots(
    scenario,
    vma.backing.kind === 'hugetlb' ? vma.backing.size : PMD_SIZE,
  );
  yield { start: later(lowest, slots.start), end: earlier(highest, slots.end) };
  yield { start: later(vma.start, slots.start), end: earlier(vma.end, slots.end) };
  yield { start: later(lowest, slotStart(vma.start, PMD_SIZE)), end: vma.end };
  yield {
    start: vma.start,
    end: earlier(highest, slotEnd(advance(vma.end, -PAGE_SIZE), PMD_SIZE, LIMIT)),
  };
}

/** The slots of `size` bytes that the range lies in. */
function enclosingSlots({ range }: Scenario, size: number): Pick<Vma, 'start' | 'end'> {
  const last = range.end > range.start ? advance(range.end, -PAGE_SIZE) : range.start;
  return { start: slotStart(range.start, size), end: slotEnd(last, size, LIMIT) };
}

function later(first: Address, second: Address): Address {
  return first > second ? first : second;
}

function earlier(first: Address, second: Address): Address {
  return first < second ? first : second;
}

/**
 * Other VMAs. Entries of hugetlb slots that are none any more become PTEs, or slots of 2 MiB if
 * that is what the VMA has now; the table that led to them goes down with them.
 */
function withVmas(scenario: Scenario, vmas: readonly Vma[]): Scenario {
  const changed = withMm(scenario, { vmas });
  if (!scenario.mm.vmas.some(({ backing }) => backing.kind === 'hugetlb')) return changed;
  const { start } = scenario.range;
  return mapEntries(changed, (entry) => {
    const old = hugetlbLevel(scenario.mm.vmas, entry);
    const level = hugetlbLevel(vmas, entry);
    if (old === level || old === PTE) return entry;
    const isAbove = kindOf(entry.high) === Kind.table && entry.level === PGD && level === PMD;
    return lowered(entry, isAbove ? PUD : level, start) ?? entry;
  });
}

/** The level of the slots of the first hugetlb VMA that an entry's slot touches, or PTE. */
function hugetlbLevel(vmas: readonly Vma[], { at, level }: SlotImage): Level {
  const end = at + SLOT_SIZE[level];
  for (const vma of vmas) {
    if (vma.backing.kind === 'hugetlb' && vma.start < end && at < vma.end) return vma.backing.level;
  }
  return PTE;
}
