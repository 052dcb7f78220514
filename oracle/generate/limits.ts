// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import type { AddressSpaceImage, SlotImage } from '../../mm/address-space';
import type { Backing, Vma } from '../../mm/image';
import type { Ask } from '../../mm/range';
import { PAGE_SIZE, pagesBetween, SLOT_SIZE } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { allEntries } from './edit';
import { entryName } from './entry-names';
import { frameOf } from './frames';
import { flagsOf } from './vma-blocks';

/** What scenarios are restricted to; what is undefined is not restricted. */
export interface Limits {
  readonly minPages: number;
  readonly maxPages: number;
  /** Names of {@link entryName}, for entries of the page table and of events. */
  readonly entries: ReadonlySet<string> | undefined;
  readonly maxEvents: number;
  readonly faultErrors: boolean;
  /** The flags that VMAs may have, of `VmaFlag`. */
  readonly vmaFlags: number;
  readonly backings: ReadonlySet<Backing['kind']>;
  readonly requests: ReadonlySet<Ask>;
  readonly defaults: ReadonlySet<Ask>;
  readonly masks: ReadonlySet<Ask>;
  /** The first pfn that may not occur, not even in page faults; Infinity where any may. */
  readonly pfns: number;
  readonly formats: FormatLimits;
}

/** The customizable formats that scenarios may have; none, if they are to have none. */
export interface FormatLimits {
  readonly none: boolean;
  allows(format: LegacyFormat): boolean;
}

/** Whether a scenario keeps the limits: those that are made do, and those that they shrink to. */
export function honours(scenario: Scenario, limits: Limits): boolean {
  const { mm, range, format } = scenario;
  const pages = range.asks.length;
  return (
    limits.minPages <= pages &&
    pages <= limits.maxPages &&
    mm.events.length <= limits.maxEvents &&
    (limits.faultErrors ||
      mm.faultErrors.size + (mm.noProgress?.size ?? 0) + (mm.lockDrops?.size ?? 0) === 0) &&
    limits.defaults.has(range.defaults) &&
    limits.masks.has(range.mask) &&
    asksAllowed(range.asks, limits.requests) &&
    vmasAllowed(mm.vmas, limits) &&
    mm.events.every(({ vmas = [] }) => vmasAllowed(vmas, limits)) &&
    entriesAllowed(mm, limits.entries) &&
    (format === undefined ? limits.formats.none : limits.formats.allows(format)) &&
    (limits.pfns === Number.POSITIVE_INFINITY || areBelow(limits.pfns, mm))
  );
}

function vmasAllowed(vmas: readonly Vma[], { vmaFlags, backings }: Limits): boolean {
  return vmas.every((vma) => (flagsOf(vma) & ~vmaFlags) === 0 && backings.has(vma.backing.kind));
}

function asksAllowed(asks: Uint8Array, allowed: ReadonlySet<number>): boolean {
  return asks.every((ask) => allowed.has(ask));
}

function entriesAllowed(mm: AddressSpaceImage, allowed: ReadonlySet<string> | undefined): boolean {
  if (allowed === undefined) return true;
  const isAllowed = ({ level, high }: SlotImage): boolean => allowed.has(entryName(level, high));
  return allEntries(mm).every(isAllowed);
}

/** Frames of page faults begin in the lower half: huge pages for every page of a range fit above. */
function areBelow(
  limit: number,
  { vmas, entries, events, nextPfn, zeroPfn }: AddressSpaceImage,
): boolean {
  const fits = (entry: SlotImage): boolean =>
    frameOf(entry) + SLOT_SIZE[entry.level] / PAGE_SIZE <= limit;
  return (
    nextPfn <= limit / 2 &&
    zeroPfn < limit &&
    entries.every(fits) &&
    events.every((event) => event.entries.every(fits)) &&
    vmasAreBelow(limit, vmas) &&
    events.every(
      (event) =>
        vmasAreBelow(limit, event.vmas ?? []) &&
        [...(event.filePages?.values() ?? [])].every((frame) => frame < limit),
    )
  );
}

function vmasAreBelow(limit: number, vmas: readonly Vma[]): boolean {
  return vmas.every(
    ({ start, end, backing }) =>
      backing.kind !== 'file' || backing.filePfn + pagesBetween(start, end) <= limit,
  );
}
