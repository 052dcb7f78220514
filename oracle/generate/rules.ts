// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, SlotImage, ThreadEvent } from '../../mm/address-space';
import { Kind, kindOf, pfnOf } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import { ADDRESS_LIMIT, PAGE_SIZE, PFN_LIMIT, SLOT_SIZE } from '../../mm/units';
import { HUGETLB_KINDS, hasAlignedPfn, LEVEL_NAMES, PLAIN_KINDS } from '../scenario/entry-kinds';
import type { Scenario } from '../scenario/scenario';

/**
 * Whether a scenario keeps the rules of the document's reader that rewriting addresses, VMAs and
 * entries can break (scenario.md). The tests hold it against the reader itself.
 */
export function keepsRules({ mm, range }: Scenario): boolean {
  return (
    isPage(range.start) &&
    isPage(range.end) &&
    vmasKeepRules(mm.vmas) &&
    entriesKeepRules(mm.entries, mm.vmas) &&
    eventsKeepRules(mm) &&
    mm.readEvents.every(
      ({ entries }) => entries.length > 0 && entriesKeepRules(entries, mm.vmas),
    ) &&
    [...mm.faultErrors.keys()].every(isPage) &&
    [...(mm.lockDrops?.keys() ?? [])].every(isPage) &&
    [...(mm.noProgress?.keys() ?? [])].every(isPage)
  );
}

/** What an event stores stands in the VMAs of that time, which there is only where events are in order. */
function eventsKeepRules({ vmas, events, readEvents }: AddressSpaceImage): boolean {
  const change = events.some((event) => event.vmas !== undefined);
  if (change && readEvents.length > 0) return false;
  let now = vmas;
  let reached = 0;
  return events.every((event: ThreadEvent) => {
    if (change && event.beforeWalk < reached) return false;
    reached = event.beforeWalk;
    now = event.vmas ?? now;
    return (
      vmasKeepRules(now) &&
      entriesKeepRules(event.entries, now) &&
      [...(event.filePages ?? [])].every(([at, frame]) => isPage(at) && frame < PFN_LIMIT)
    );
  });
}

function isPage(at: number): boolean {
  return at >= 0 && at < ADDRESS_LIMIT && at % PAGE_SIZE === 0;
}

/** In order, not empty, not overlapping, aligned to the pages that back them. */
function vmasKeepRules(vmas: readonly Vma[]): boolean {
  let reached = 0;
  for (const { start, end, backing } of vmas) {
    const size = backing.kind === 'hugetlb' ? backing.size : PAGE_SIZE;
    if (start < reached || end <= start || end > ADDRESS_LIMIT) return false;
    if (start % size !== 0 || end % size !== 0) return false;
    reached = end;
  }
  return true;
}

function entriesKeepRules(entries: readonly SlotImage[], vmas: readonly Vma[]): boolean {
  return entries.every(
    (entry) =>
      entry.at >= 0 &&
      entry.at < ADDRESS_LIMIT &&
      entry.at % SLOT_SIZE[entry.level] === 0 &&
      frameFits(entry) &&
      canStand(entry, vmas),
  );
}

function frameFits({ low, high, level }: SlotImage): boolean {
  const frame = pfnOf(low, high);
  if (frame >= PFN_LIMIT) return false;
  return frame % (SLOT_SIZE[level] / PAGE_SIZE) === 0 || !hasAlignedPfn(kindOf(high));
}

const hugetlbKinds: readonly Kind[] = Object.values(HUGETLB_KINDS);
/** By level. */
const plainKinds: readonly (readonly Kind[])[] = LEVEL_NAMES.map((name) =>
  Object.values(PLAIN_KINDS[name]),
);

/** Whether an entry of this kind can stand at its level, over these VMAs. */
function canStand({ at, level, high }: SlotImage, vmas: readonly Vma[]): boolean {
  const kind = kindOf(high);
  const slotEnd = at + SLOT_SIZE[level];
  for (const { start, end, backing } of vmas) {
    if (backing.kind !== 'hugetlb' || slotEnd <= start || at >= end) continue;
    if (level < backing.level) return false;
    if (level === backing.level) return hugetlbKinds.includes(kind);
    // Above hugetlb slots there is a table, or nothing.
    if (kind !== Kind.none && kind !== Kind.table) return false;
  }
  return plainKinds[level]?.includes(kind) ?? false;
}
