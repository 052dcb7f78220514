// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import {
  type HugetlbKind,
  Kind,
  kindOf,
  ownerOf,
  type PmdKind,
  PROTNONE_BIT,
  type PteKind,
  pfnOf,
  SPECIAL_BIT,
  WRITE_BIT,
} from '../mm/entry';
import { SKIP_VMA, type TestWalkCode, type WalkCode } from '../mm/errno';
import type { Slot } from '../mm/page-table';
import type { RangeRecord } from '../mm/range-record';
import {
  type Address,
  advance,
  PAGE_SIZE,
  PMD_SIZE,
  PUD_SIZE,
  pagesBetween,
  pfnAfter,
  slotStart,
} from '../mm/units';
import type { Vma } from '../mm/vma';
import type { WalkOperations } from '../mm/walk';
import type { Word64 } from '../mm/word64';
import type { LegacyRevision } from './format';
import { type LegacyPfns, NO_FLAGS } from './pfns';
import type { HmmVmaWalk } from './vma-walk';

/** The hugetlb slots that map nothing; the callback makes no difference between them. */
type UnmappedHugetlb =
  | typeof Kind.none
  | typeof Kind.hugetlbMigration
  | typeof Kind.hugetlbHwpoison;

/**
 * What a walk makes of each piece (`hmm_walk_ops`): output words, or a fault, a wait or an error
 * that ends the walk.
 */
export class HmmWalkOperations implements WalkOperations {
  /** `range->dev_private_owner` of the call: whose device-private pages are reported. */
  owner = 0;
  private readonly record: RangeRecord;

  constructor(
    private readonly space: AddressSpace,
    private readonly revision: LegacyRevision,
    private readonly walk: HmmVmaWalk,
    private readonly pfns: LegacyPfns,
  ) {
    this.record = walk.record;
  }

  testWalk(vma: Vma, start: Address, end: Address): TestWalkCode {
    if (vma.read && !vma.io && !vma.pfnmap && !vma.mixedmap) return 0;
    if (this.spanNeeds(start, end, NO_FLAGS) !== 0) {
      return this.walk.fail(start, end, Kind.skippedVma);
    }
    this.fillValue(start, end, this.pfns.format.error, Kind.skippedVma);
    this.walk.last = end;
    return SKIP_VMA;
  }

  hole(vma: Vma | null, start: Address, end: Address): WalkCode {
    const need = this.spanNeeds(start, end, NO_FLAGS);
    if (vma === null) {
      if (need !== 0) return this.walk.fail(start, end, Kind.gap);
      this.fillValue(start, end, this.pfns.format.error, Kind.gap);
      return 0;
    }
    if (need !== 0) return this.walk.fault(vma, start, end, need, Kind.hole);
    this.fillValue(start, end, this.pfns.format.none, Kind.hole);
    this.walk.last = start;
    return 0;
  }

  pudEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    return this.hugeMapping(vma, slot, start, end, PUD_SIZE);
  }

  pmdEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const high = this.space.table.high(slot);
    const kind = kindOf<PmdKind>(high);
    if (kind === Kind.table) return this.ptes(vma, slot, start, end);
    if (kind === Kind.pmdHuge || kind === Kind.pmdDevmap) {
      return this.hugeMapping(vma, slot, start, end, PMD_SIZE);
    }
    const needed = this.spanNeeds(start, end, NO_FLAGS) !== 0;
    if (kind === Kind.pmdMigration) {
      if (needed) return this.walk.wait(slot, start, end, high);
      this.fillValue(start, end, this.pfns.format.none, high);
    } else {
      kind satisfies
        | typeof Kind.none
        | typeof Kind.pmdDevicePrivate
        | typeof Kind.pmdNonpresent
        | typeof Kind.pmdBad;
      if (needed) return this.walk.fail(start, end, high);
      this.fillValue(start, end, this.pfns.format.error, high);
    }
    return 0;
  }

  /** `hmm_vma_walk_hugetlb_entry`: only the request of the piece's first page counts. */
  hugetlbEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const high = this.space.table.high(slot);
    const kind: typeof Kind.hugetlbPresent | UnmappedHugetlb = kindOf<HugetlbKind>(high);
    const origin = kind === Kind.none ? Kind.hugetlbNone : high;
    const flags = kind === Kind.hugetlbPresent ? this.cpuFlags(high) : NO_FLAGS;
    const need = this.pfns.pageNeeds(this.walk.pageOf(start), flags);
    if (need !== 0) return this.walk.fault(vma, start, end, need, origin);
    const size = vma.backing.kind === 'hugetlb' ? vma.backing.size : PMD_SIZE;
    this.fillMapping(slot, start, end, size, flags, origin);
    return 0;
  }

  /** A PMD or PUD that maps its pages itself (`hmm_vma_handle_pmd`, `hmm_vma_walk_pud`). */
  private hugeMapping(vma: Vma, slot: Slot, start: Address, end: Address, size: number): WalkCode {
    const high = this.space.table.high(slot);
    const flags = this.cpuFlags(high);
    const need = this.spanNeeds(start, end, flags);
    if (need !== 0) return this.walk.fault(vma, start, end, need, high);
    this.fillMapping(slot, start, end, size, flags, high);
    return 0;
  }

  private ptes(vma: Vma, pmd: Slot, start: Address, end: Address): WalkCode {
    let slot = this.space.table.pteSlot(pmd, start);
    let page = this.walk.pageOf(start);
    for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {
      const code = this.pte(vma, slot++, page++, at, end);
      if (code !== 0) {
        this.walk.last = at;
        return code;
      }
    }
    this.walk.last = end;
    return 0;
  }

  /** One PTE (`hmm_vma_handle_pte`); a fault takes everything up to `end`. */
  private pte(vma: Vma, slot: Slot, page: number, at: Address, end: Address): WalkCode {
    const high = this.space.table.high(slot);
    const kind = kindOf<PteKind>(high);
    if (kind === Kind.ptePresent) return this.presentPte(vma, slot, page, at, end);
    if (kind === Kind.pteDevmap) return this.devmapPte(vma, slot, page, at, end);
    if (kind === Kind.pteDevicePrivate && ownerOf(high) === this.owner) {
      const { valid, validWrite } = this.pfns.format;
      return this.putPage(page, slot, high, (high & WRITE_BIT) !== 0 ? validWrite : valid);
    }
    const need = this.pfns.pageNeeds(page, NO_FLAGS);
    if (need === 0) return this.putValue(page, this.pfns.format.none, high);
    if (kind === Kind.none || kind === Kind.pteSwap) {
      return this.walk.fault(vma, at, end, need, high);
    }
    const next = advance(at, PAGE_SIZE);
    if (kind === Kind.pteMigration) return this.walk.wait(slot, at, next, high);
    kind satisfies
      | typeof Kind.pteDevicePrivate
      | typeof Kind.pteDeviceExclusive
      | typeof Kind.pteUffdWpMarker
      | typeof Kind.ptePoisonMarker
      | typeof Kind.pteGuardMarker
      | typeof Kind.pteHwpoison;
    return this.walk.fail(at, next, high);
  }

  private presentPte(vma: Vma, slot: Slot, page: number, at: Address, end: Address): WalkCode {
    const { table, image } = this.space;
    const high = table.high(slot);
    const flags = this.cpuFlags(high);
    const need = this.pfns.pageNeeds(page, flags);
    if (need !== 0) return this.walk.fault(vma, at, end, need, high);
    if ((high & SPECIAL_BIT) !== 0 && pfnOf(table.low(slot), high) !== image.zeroPfn) {
      if (this.pfns.pageNeeds(page, NO_FLAGS) !== 0) {
        return this.walk.fail(at, advance(at, PAGE_SIZE), high);
      }
      const { error, special } = this.pfns.format;
      return this.putValue(page, this.revision === 'v5.7' ? special : error, high);
    }
    return this.putPage(page, slot, high, flags);
  }

  /** A device's page, which is marked as special, too. */
  private devmapPte(vma: Vma, slot: Slot, page: number, at: Address, end: Address): WalkCode {
    const { table, image } = this.space;
    const high = table.high(slot);
    const flags = this.cpuFlags(high);
    const need = this.pfns.pageNeeds(page, flags);
    if (need !== 0) return this.walk.fault(vma, at, end, need, high);
    if (pfnOf(table.low(slot), high) === image.zeroPfn) {
      return this.putPage(page, slot, high, flags);
    }
    if (this.pfns.pageNeeds(page, NO_FLAGS) !== 0) {
      return this.walk.fail(at, advance(at, PAGE_SIZE), high);
    }
    const { error, special } = this.pfns.format;
    return this.putValue(page, this.revision === 'v5.7' ? special : error, high);
  }

  /** What the CPU may do by this present entry (`pte_to_hmm_pfn_flags` and its kin). */
  private cpuFlags(high: number): Word64 {
    if ((high & PROTNONE_BIT) !== 0) return NO_FLAGS;
    return (high & WRITE_BIT) !== 0 ? this.pfns.format.validWrite : this.pfns.format.valid;
  }

  private spanNeeds(start: Address, end: Address, cpuFlags: Word64): number {
    return this.pfns.spanNeeds(this.walk.pageOf(start), this.walk.pageOf(end), cpuFlags);
  }

  private fillValue(start: Address, end: Address, value: Word64, origin: number): void {
    const stop = this.walk.pageOf(end);
    this.pfns.fillValue(this.walk.pageOf(start), stop, value);
    this.record.origins.fill(origin, this.walk.pageOf(start), stop);
  }

  /** Page i of a mapping counts from the start of its slot, not from that of the piece. */
  private fillMapping(
    slot: Slot,
    start: Address,
    end: Address,
    size: number,
    cpuFlags: Word64,
    origin: number,
  ): void {
    const { table } = this.space;
    const offset = pagesBetween(slotStart(start, size), start);
    const frame = pfnAfter(pfnOf(table.low(slot), table.high(slot)), offset);
    const stop = this.walk.pageOf(end);
    this.pfns.fillPages(this.walk.pageOf(start), stop, frame, cpuFlags);
    this.record.origins.fill(origin, this.walk.pageOf(start), stop);
    this.walk.last = end;
  }

  private putValue(page: number, value: Word64, origin: number): 0 {
    this.pfns.putValue(page, value);
    this.record.origins[page] = origin;
    return 0;
  }

  private putPage(page: number, slot: Slot, origin: number, cpuFlags: Word64): 0 {
    this.pfns.putPage(page, pfnOf(this.space.table.low(slot), origin), cpuFlags);
    this.record.origins[page] = origin;
    return 0;
  }
}
