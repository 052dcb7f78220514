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
import type { Vma } from '../mm/image';
import type { Slot } from '../mm/page-table';
import type { RangeRecord } from '../mm/range-record';
import { type PageNumber, PMD_PAGES, PUD_PAGES, pfnAfter, SLOT_PAGES } from '../mm/units';
import type { WalkOperations } from '../mm/walk';
import type { Word64 } from '../mm/word64';
import type { LegacyRevision } from './format';
import { type HmmVmaWalk, type LegacyPfns, NO_FLAGS } from './vma-walk';

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

  testWalk(vma: Vma, first: PageNumber, stop: PageNumber): TestWalkCode {
    if (vma.read && !vma.io && !vma.pfnmap && !vma.mixedmap) return 0;
    if (this.spanNeeds(first, stop, NO_FLAGS) !== 0) {
      return this.walk.fail(first, stop, Kind.skippedVma);
    }
    this.fillValue(first, stop, this.pfns.format.error, Kind.skippedVma);
    this.walk.last = stop;
    return SKIP_VMA;
  }

  hole(vma: Vma | null, first: PageNumber, stop: PageNumber): WalkCode {
    const need = this.spanNeeds(first, stop, NO_FLAGS);
    if (vma === null) {
      if (need !== 0) return this.walk.fail(first, stop, Kind.gap);
      this.fillValue(first, stop, this.pfns.format.error, Kind.gap);
      return 0;
    }
    if (need !== 0) return this.walk.fault(vma, first, stop, need, Kind.hole);
    this.fillValue(first, stop, this.pfns.format.none, Kind.hole);
    this.walk.last = first;
    return 0;
  }

  pudEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    return this.hugeMapping(vma, slot, first, stop, PUD_PAGES);
  }

  pmdEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    const high = this.space.table.high(slot);
    const kind = kindOf<PmdKind>(high);
    if (kind === Kind.table) return this.ptes(vma, slot, first, stop);
    if (kind === Kind.pmdHuge || kind === Kind.pmdDevmap) {
      return this.hugeMapping(vma, slot, first, stop, PMD_PAGES);
    }
    const needed = this.spanNeeds(first, stop, NO_FLAGS) !== 0;
    if (kind === Kind.pmdMigration) {
      if (needed) return this.walk.wait(slot, first, stop, high);
      this.fillValue(first, stop, this.pfns.format.none, high);
    } else {
      kind satisfies
        | typeof Kind.none
        | typeof Kind.pmdDevicePrivate
        | typeof Kind.pmdNonpresent
        | typeof Kind.pmdBad;
      if (needed) return this.walk.fail(first, stop, high);
      this.fillValue(first, stop, this.pfns.format.error, high);
    }
    return 0;
  }

  /** `hmm_vma_walk_hugetlb_entry`: only the request of the piece's first page counts. */
  hugetlbEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    const high = this.space.table.high(slot);
    const kind: typeof Kind.hugetlbPresent | UnmappedHugetlb = kindOf<HugetlbKind>(high);
    const origin = kind === Kind.none ? Kind.hugetlbNone : high;
    const flags = kind === Kind.hugetlbPresent ? this.cpuFlags(high) : NO_FLAGS;
    const need = this.pfns.pageNeeds(this.record.within(first), flags);
    if (need !== 0) return this.walk.fault(vma, first, stop, need, origin);
    const pages = vma.backing.kind === 'hugetlb' ? SLOT_PAGES[vma.backing.level] : PMD_PAGES;
    this.fillMapping(slot, first, stop, pages, flags, origin);
    return 0;
  }

  /** A PMD or PUD that maps its pages itself (`hmm_vma_handle_pmd`, `hmm_vma_walk_pud`). */
  private hugeMapping(
    vma: Vma,
    slot: Slot,
    first: PageNumber,
    stop: PageNumber,
    pages: number,
  ): WalkCode {
    const high = this.space.table.high(slot);
    const flags = this.cpuFlags(high);
    const need = this.spanNeeds(first, stop, flags);
    if (need !== 0) return this.walk.fault(vma, first, stop, need, high);
    this.fillMapping(slot, first, stop, pages, flags, high);
    return 0;
  }

  private ptes(vma: Vma, pmd: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    const { table, pages } = this.space;
    let slot = table.slotBelow(pmd, pages.pteIndex(first));
    for (let page = first; page < stop; page++) {
      const code = this.pte(vma, slot++, page, stop);
      if (code !== 0) {
        this.walk.last = page;
        return code;
      }
    }
    this.walk.last = stop;
    return 0;
  }

  /** One PTE (`hmm_vma_handle_pte`); a fault takes everything up to `stop`. */
  private pte(vma: Vma, slot: Slot, page: PageNumber, stop: PageNumber): WalkCode {
    const high = this.space.table.high(slot);
    const kind = kindOf<PteKind>(high);
    if (kind === Kind.ptePresent || kind === Kind.pteDevmap) {
      return this.presentPte(vma, slot, page, stop);
    }
    if (kind === Kind.pteDevicePrivate && ownerOf(high) === this.owner) {
      const { valid, validWrite } = this.pfns.format;
      return this.putPage(page, slot, high, (high & WRITE_BIT) !== 0 ? validWrite : valid);
    }
    const need = this.pfns.pageNeeds(page, NO_FLAGS);
    if (need === 0) return this.putValue(page, this.pfns.format.none, high);
    if (kind === Kind.none || kind === Kind.pteSwap) {
      return this.walk.fault(vma, page, stop, need, high);
    }
    if (kind === Kind.pteMigration) return this.walk.wait(slot, page, page + 1, high);
    kind satisfies
      | typeof Kind.pteDevicePrivate
      | typeof Kind.pteDeviceExclusive
      | typeof Kind.pteUffdWpMarker
      | typeof Kind.ptePoisonMarker
      | typeof Kind.pteGuardMarker
      | typeof Kind.pteHwpoison;
    return this.walk.fail(page, page + 1, high);
  }

  /** A page, of a device (DAX), too: that is always marked as special. */
  private presentPte(vma: Vma, slot: Slot, page: PageNumber, stop: PageNumber): WalkCode {
    const { table, image } = this.space;
    const high = table.high(slot);
    const flags = this.cpuFlags(high);
    const need = this.pfns.pageNeeds(page, flags);
    if (need !== 0) return this.walk.fault(vma, page, stop, need, high);
    const isSpecial = kindOf(high) === Kind.pteDevmap || (high & SPECIAL_BIT) !== 0;
    if (isSpecial && pfnOf(table.low(slot), high) !== image.zeroPfn) {
      if (this.pfns.pageNeeds(page, NO_FLAGS) !== 0) {
        return this.walk.fail(page, page + 1, high);
      }
      const { error, special } = this.pfns.format;
      return this.putValue(page, this.revision === 'v5.7' ? special : error, high);
    }
    return this.putPage(page, slot, high, flags);
  }

  /** What the CPU may do by this present entry (`pte_to_hmm_pfn_flags` and its kin). */
  private cpuFlags(high: number): Word64 {
    if ((high & PROTNONE_BIT) !== 0) return NO_FLAGS;
    return (high & WRITE_BIT) !== 0 ? this.pfns.format.validWrite : this.pfns.format.valid;
  }

  private spanNeeds(first: PageNumber, stop: PageNumber, cpuFlags: Word64): number {
    const { record } = this;
    return this.pfns.spanNeeds(record.within(first), record.within(stop), cpuFlags);
  }

  private fillValue(first: PageNumber, stop: PageNumber, value: Word64, origin: number): void {
    this.pfns.fillValue(this.record.within(first), this.record.within(stop), value);
    this.record.fillOrigins(first, stop, origin);
  }

  /** Page i of a mapping of `pages` pages counts from the start of its slot, not from that of the piece. */
  private fillMapping(
    slot: Slot,
    first: PageNumber,
    stop: PageNumber,
    pages: number,
    cpuFlags: Word64,
    origin: number,
  ): void {
    const { table, pages: range } = this.space;
    const mapped = pfnOf(table.low(slot), table.high(slot));
    const frame = pfnAfter(mapped, range.skippedIn(first, pages));
    this.pfns.fillPages(this.record.within(first), this.record.within(stop), frame, cpuFlags);
    this.record.fillOrigins(first, stop, origin);
    this.walk.last = stop;
  }

  private putValue(page: PageNumber, value: Word64, origin: number): 0 {
    this.pfns.putValue(page, value);
    this.record.origins[page] = origin;
    return 0;
  }

  private putPage(page: PageNumber, slot: Slot, origin: number, cpuFlags: Word64): 0 {
    this.pfns.putPage(page, pfnOf(this.space.table.low(slot), origin), cpuFlags);
    this.record.origins[page] = origin;
    return 0;
  }
}
