// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, ReadEvent, SlotImage, ThreadEvent } from '../../mm/address-space';
import { Kind, kindOf, ownerOf, PROTNONE_BIT, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import type { Backing, Vma } from '../../mm/image';
import { Ask, type RangeRequest } from '../../mm/range';
import { PGD_SIZE, PMD_SIZE, PUD_SIZE, slotStart } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { PLAIN_NEXT, PLAIN_ZERO } from './draft';
import { formatRank } from './formats';
import { canonicalFrame, frameComplexity, frameOf, isZeroPage } from './frames';
import { FAULT_ERRORS } from './interfere';
import { flagsOf, PLAIN_FILE, VmaBlockFlag } from './vma-blocks';
import { CANONICAL_BASE } from './window';

/**
 * Tells which scenarios are simpler than this one: of less complexity, or of the same with frames
 * nearer to the plain ones. Shrinking only steps to simpler scenarios, and so comes to an end.
 */
export function simplerThan(scenario: Scenario): (candidate: Scenario) => boolean {
  const limit = complexity(scenario);
  const distance = frameDistance(scenario);
  return (candidate) => {
    const reached = complexity(candidate);
    return reached < limit || (reached === limit && frameDistance(candidate) < distance);
  };
}

/**
 * How much a reader has to take in, as an integer ≥ 0. Only the order matters: each weight is above
 * what the simplification that removes the thing can add elsewhere.
 */
export function complexity({ mm, range, format }: Scenario): number {
  return (
    sum(mm.events, eventComplexity) +
    sum(mm.readEvents, readEventComplexity) +
    faultErrorComplexity(mm) +
    callComplexity(mm, range) +
    requestComplexity(range) +
    placeComplexity(range) +
    sum(mm.entries, entryComplexity) +
    numberingComplexity(mm) +
    sum(mm.vmas, vmaComplexity) +
    (format === undefined ? 0 : formatRank(format))
  );
}

function sum<Item>(items: readonly Item[], cost: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += cost(item);
  return total;
}

function eventComplexity(event: ThreadEvent): number {
  const { beforeWalk, invalidate, entries, elapsed = 0, killed, vmas, filePages } = event;
  const rest = (elapsed > 1 ? 5 : 4 * elapsed) + (killed === true ? 4 : 0);
  // More than those that there are from the start.
  const changed = vmas === undefined ? 0 : 40 + sum(vmas, vmaComplexity);
  const replaced = filePages === undefined ? 0 : 30 + 10 * filePages.size;
  const stored = sum(entries, entryComplexity);
  return 40 + 2 * beforeWalk + (invalidate ? 2 : 0) + rest + changed + replaced + stored;
}

/** A call that starts again itself, its timeout, and pages whose faults drop the lock or do nothing. */
function callComplexity(
  { lockDrops, noProgress }: AddressSpaceImage,
  { call }: RangeRequest,
): number {
  let total = call === undefined ? 0 : 50 + Math.min(call.timeout, 2);
  for (const { result, times } of lockDrops?.values() ?? []) {
    total += 14 + (result === 'completed' ? 1 : 0) + (times > 1 ? 1 : 0);
  }
  for (const times of noProgress?.values() ?? []) total += 14 + Math.min(times, 4);
  return total;
}

/** More than an event before a walk: what does not need a change within one is simpler without. */
function readEventComplexity({ atRead, invalidate, entries }: ReadEvent): number {
  return 60 + 2 * atRead + (invalidate ? 2 : 0) + sum(entries, entryComplexity);
}

function faultErrorComplexity({ faultErrors }: AddressSpaceImage): number {
  let total = 0;
  for (const error of faultErrors.values()) total += 12 + FAULT_ERRORS.indexOf(error);
  return total;
}

/** Of nothing, read, write, write without fault; and, as a mask, of all. */
const ASK_COSTS: readonly number[] = [0, 1, 2, 3, 1];

function askCost(ask: number): number {
  return ASK_COSTS[ask] ?? 0;
}

/** What a request costs: all ones are no mask there, and the least simple. */
function requestCost(ask: number): number {
  return ask === Ask.all ? ASK_COSTS.length : askCost(ask);
}

function requestComplexity({ asks, defaults, mask, owner, start, end }: RangeRequest): number {
  let total = 8 * asks.length + askCost(defaults) + 2 * askCost(mask) + owner;
  for (let page = 0; page < asks.length; page++) {
    total += requestCost(asks[page] ?? 0);
    if (page > 0 && asks[page] !== asks[page - 1]) total++;
  }
  return total + (start > end ? 4 : 0);
}

/** How far the range is from the canonical base, in levels of the page table, and from its slot's. */
function placeComplexity({ start }: RangeRequest): number {
  const offset = start % PMD_SIZE === 0 ? 0 : 6;
  if (slotStart(start, PMD_SIZE) === CANONICAL_BASE) return offset;
  if (slotStart(start, PUD_SIZE) === CANONICAL_BASE) return 8 + offset;
  return (slotStart(start, PGD_SIZE) === CANONICAL_BASE ? 16 : 24) + offset;
}

function entryComplexity(entry: SlotImage): number {
  const { level, high } = entry;
  const kind = kindOf(high);
  // A table only says which holes there are not, the less the higher it is.
  if (kind === Kind.table) return 14 - level;
  return (
    20 +
    12 * level +
    (kind === Kind.ptePresent ? 0 : kind === Kind.none ? 3 : 2) +
    ((high & WRITE_BIT) !== 0 ? 1 : 0) +
    ((high & PROTNONE_BIT) !== 0 ? 2 : 0) +
    ((high & SPECIAL_BIT) !== 0 ? 2 : 0) +
    Math.max(ownerOf(high) - 1, 0) +
    frameComplexity(frameOf(entry))
  );
}

/** `nextPfn`, `zeroPfn`, and one for all frames that are not numbered in the canonical way. */
function numberingComplexity(mm: AddressSpaceImage): number {
  return (
    (mm.nextPfn === PLAIN_NEXT ? 0 : 1 + frameComplexity(mm.nextPfn)) +
    (mm.zeroPfn === PLAIN_ZERO ? 0 : 1 + frameComplexity(mm.zeroPfn)) +
    (hasCanonicalFrames(mm) ? 0 : 1)
  );
}

/** How far all frames together are from those of a simple scenario, in pages. */
export function frameDistance({ mm }: Scenario): number {
  let index = 0;
  const distance = (entry: SlotImage): number => {
    const plain = canonicalFrame(entry, index++);
    return isZeroPage(entry, mm.zeroPfn) ? 0 : Math.abs(frameOf(entry) - plain);
  };
  return (
    Math.abs(mm.nextPfn - PLAIN_NEXT) +
    Math.abs(mm.zeroPfn - PLAIN_ZERO) +
    sum(mm.vmas, ({ backing }) =>
      backing.kind === 'file' ? Math.abs(backing.filePfn - PLAIN_FILE) : 0,
    ) +
    sum(mm.entries, distance) +
    sum(mm.events, ({ entries }) => sum(entries, distance)) +
    sum(mm.readEvents, ({ entries }) => sum(entries, distance))
  );
}

function hasCanonicalFrames({ entries, events, readEvents, zeroPfn }: AddressSpaceImage): boolean {
  let index = 0;
  const isCanonical = (entry: SlotImage): boolean => {
    const isNumbered = frameOf(entry) === canonicalFrame(entry, index++);
    return isNumbered || isZeroPage(entry, zeroPfn);
  };
  const areCanonical = ({ entries }: { readonly entries: readonly SlotImage[] }): boolean =>
    entries.every(isCanonical);
  return entries.every(isCanonical) && events.every(areCanonical) && readEvents.every(areCanonical);
}

function vmaComplexity(vma: Vma): number {
  const { start, end, backing } = vma;
  const size = Math.ceil(Math.log2(Math.max((end - start) / PMD_SIZE, 1)));
  return (
    24 +
    2 * ones(flagsOf(vma) ^ (VmaBlockFlag.read | VmaBlockFlag.write)) +
    backingComplexity(backing) +
    (start % PMD_SIZE === 0 ? 0 : 2) +
    (end % PMD_SIZE === 0 ? 0 : 2) +
    size
  );
}

function backingComplexity(backing: Backing): number {
  if (backing.kind === 'anon') return 0;
  if (backing.kind === 'hugetlb') return 4 + 2 * backing.level;
  return backing.filePfn === PLAIN_FILE ? 2 : 3 + frameComplexity(backing.filePfn);
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}
