// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import {
  type HugetlbKind,
  Kind,
  kindOf,
  ownerOf,
  type PmdKind,
  type PteKind,
  pfnOf,
  SPECIAL_BIT,
  WRITE_BIT,
} from '../mm/entry';
import { EFAULT, SKIP_VMA, type TestWalkCode, type WalkCode } from '../mm/errno';
import type { Vma } from '../mm/image';
import type { Slot } from '../mm/page-table';
import type { RangeRequest } from '../mm/range';
import { Ending } from '../mm/range-record';
import { type PageNumber, PMD_PAGES, PUD_PAGES, SLOT_PAGES } from '../mm/units';
import type { WalkOperations } from '../mm/walk';
import { ERROR, orderFlags, VALID, WRITE } from './format';
import { accessFlags, type HmmPfns, type Need, NeededFault } from './hmm-pfns';
import type { ModernRevision } from './revision';
import { RangeOutput, VmaWalk } from './vma-walk';
import type { WordLayout } from './word-layout';

/** What the hugetlb callback can meet: a page, or whatever is not present, which is all one to it. */
type MetHugetlb =
  | typeof Kind.hugetlbPresent
  | typeof Kind.none
  | typeof Kind.hugetlbMigration
  | typeof Kind.hugetlbHwpoison;

/**
 * The callbacks of `hmm_range_fault()` with the fixed pfn format (`hmm_walk_ops`; model.md, sections 2, 3 and 6):
 * output words, or a fault, a wait or an error that ends the walk.
 */
export class HmmWalk extends VmaWalk implements WalkOperations {
  readonly hmmPfns: HmmPfns;
  private readonly output: RangeOutput;
  private readonly need: NeededFault;
  private owner = 0;

  constructor(space: AddressSpace, revision: ModernRevision, layout: WordLayout) {
    const output = new RangeOutput(space, layout);
    super(space, revision, output.record);
    this.output = output;
    this.hmmPfns = output.hmmPfns;
    this.need = new NeededFault(this.hmmPfns);
  }

  /** Takes over a request: fills the array with its input. */
  begin(request: RangeRequest): void {
    this.output.begin(request);
    this.owner = request.owner;
    this.need.begin(request);
  }

  /** `hmm_vma_walk_test`: what no range fault can map is an error, or not to be asked for. */
  testWalk(vma: Vma, first: PageNumber, stop: PageNumber): TestWalkCode {
    const mixed = vma.mixedmap && !this.revision.mixedMapsWalked;
    if (vma.io || vma.pfnmap || mixed || !vma.read) {
      const code = this.reportError(first, stop, Kind.skippedVma);
      return code === 0 ? SKIP_VMA : code;
    }
    return 0;
  }

  hole(vma: Vma | null, first: PageNumber, stop: PageNumber): WalkCode {
    if (vma === null) return this.reportError(first, stop, Kind.gap);
    const need = this.needOfSpan(first, stop, 0);
    if (need !== 'nothing') return this.faultIn(vma, first, stop, need, Kind.hole);
    return this.output.putFlags(first, stop, 0, Kind.hole);
  }

  pudEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    return this.huge(vma, slot, first, stop, PUD_PAGES);
  }

  pmdEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    const entry = this.space.table.high(slot);
    switch (kindOf<PmdKind>(entry)) {
      case Kind.table:
        return this.pteTable(vma, slot, first, stop);
      case Kind.pmdHuge:
      case Kind.pmdDevmap:
        return this.huge(vma, slot, first, stop, PMD_PAGES);
      case Kind.pmdMigration:
        if (this.needOfSpan(first, stop, 0) !== 'nothing') {
          return this.waitFor(slot, first, stop, entry);
        }
        return this.output.putFlags(first, stop, 0, entry);
      case Kind.pmdDevicePrivate:
        return this.privatePmd(vma, slot, first, stop);
      case Kind.none:
      case Kind.pmdNonpresent:
      case Kind.pmdBad:
        return this.reportError(first, stop, entry);
    }
  }

  /** A slot of a hugetlb VMA; the piece is judged by the request of its first page alone. */
  hugetlbEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    const entry = this.space.table.high(slot);
    const present = kindOf(entry) === Kind.hugetlbPresent;
    const flags = present ? accessFlags(entry) : 0;
    const kind: MetHugetlb = kindOf<HugetlbKind>(entry);
    const origin = kind === Kind.none ? Kind.hugetlbNone : entry;
    const need = this.need.ofPage(this.output.index(first), flags);
    if (need !== 'nothing') return this.faultIn(vma, first, stop, need, origin);
    const pages = vma.backing.kind === 'hugetlb' ? SLOT_PAGES[vma.backing.level] : PMD_PAGES;
    // Later kernels add the order whatever the entry is, even to one that maps nothing.
    const all = flags | (this.revision.mapOrder ? orderFlags(pages) : 0);
    return this.output.putMapping(slot, first, stop, pages, all, origin);
  }

  private huge(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber, pages: number): WalkCode {
    const entry = this.space.table.high(slot);
    const flags = accessFlags(entry);
    const need = this.needOfSpan(first, stop, flags);
    if (need !== 'nothing') return this.faultIn(vma, first, stop, need, entry);
    const order = this.revision.mapOrder && flags !== 0 ? orderFlags(pages) : 0;
    return this.output.putMapping(slot, first, stop, pages, flags | order, entry);
  }

  /** `hmm_vma_handle_absent_pmd`, for a huge page of device memory; any absent PMD was alike before. */
  private privatePmd(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    const entry = this.space.table.high(slot);
    if (!this.revision.privatePmdsReported) return this.reportError(first, stop, entry);
    if (ownerOf(entry) === this.owner) {
      const flags = accessFlags(entry) | orderFlags(PMD_PAGES);
      // As the code does it, from the start of the piece: the offset into the slot is missing.
      return this.output.putPiece(slot, first, stop, flags, entry);
    }
    const need = this.needOfSpan(first, stop, 0);
    if (need !== 'nothing') return this.faultIn(vma, first, stop, need, entry);
    return this.output.putFlags(first, stop, ERROR, entry);
  }

  private pteTable(vma: Vma, pmd: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    const { table, pages } = this.space;
    const slot = table.slotBelow(pmd, pages.pteIndex(first));
    for (let page = this.output.index(first); page < stop; page++) {
      const code = this.pte(vma, slot + page - first, page, stop);
      if (code !== 0) return code;
    }
    return 0;
  }

  /** `hmm_vma_handle_pte`; what needs a fault takes all pages up to the piece's end with it. */
  private pte(vma: Vma, slot: Slot, page: PageNumber, stop: PageNumber): WalkCode {
    const { table } = this.space;
    const entry = table.high(slot);
    const kind = kindOf<PteKind>(entry);
    if (kind === Kind.ptePresent || kind === Kind.pteDevmap) {
      return this.presentPte(vma, slot, page, stop);
    }
    if (kind === Kind.pteDevicePrivate && ownerOf(entry) === this.owner) {
      const flags = (entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE;
      return this.output.putEntry(page, table.low(slot), entry, flags);
    }
    const need = this.need.ofPage(page, 0);
    if (need === 'nothing') return this.output.putPageFlags(page, 0, entry);
    switch (kind) {
      case Kind.none:
      case Kind.pteSwap:
        return this.faultIn(vma, page, stop, need, entry);
      case Kind.pteMigration:
        return this.waitFor(slot, page, page + 1, entry);
      case Kind.pteDevicePrivate:
        if (this.revision.foreignPrivateFaulted) return this.faultIn(vma, page, stop, need, entry);
        break;
      case Kind.pteDeviceExclusive:
        if (this.revision.exclusiveFaulted) return this.faultIn(vma, page, stop, need, entry);
        break;
      case Kind.pteUffdWpMarker:
        if (this.revision.wpMarkersAreNone) return this.faultIn(vma, page, stop, need, entry);
        break;
      case Kind.ptePoisonMarker:
      case Kind.pteGuardMarker:
        if (this.revision.otherMarkersAreNone && !this.revision.otherMarkersRefused) {
          return this.faultIn(vma, page, stop, need, entry);
        }
    }
    kind satisfies
      | typeof Kind.pteDevicePrivate
      | typeof Kind.pteDeviceExclusive
      | typeof Kind.pteUffdWpMarker
      | typeof Kind.ptePoisonMarker
      | typeof Kind.pteGuardMarker
      | typeof Kind.pteHwpoison;
    return this.stopAt(EFAULT, Ending.impossible, entry, page, page + 1);
  }

  private presentPte(vma: Vma, slot: Slot, page: PageNumber, stop: PageNumber): WalkCode {
    const { table, image } = this.space;
    const entry = table.high(slot);
    const low = table.low(slot);
    const flags = accessFlags(entry);
    const need = this.need.ofPage(page, flags);
    if (need !== 'nothing') return this.faultIn(vma, page, stop, need, entry);
    if (this.isSpecial(entry) && pfnOf(low, entry) !== image.zeroPfn) {
      return this.reportError(page, page + 1, entry);
    }
    return this.output.putEntry(page, low, entry, flags);
  }

  /** Whether an entry counts as special; until 5.14 a device's page (DAX) did. */
  private isSpecial(entry: number): boolean {
    if (kindOf(entry) === Kind.pteDevmap) return !this.revision.devmapPtesReported;
    return (entry & SPECIAL_BIT) !== 0;
  }

  private needOfSpan(first: PageNumber, stop: PageNumber, accessFlags: number): Need {
    return this.need.ofSpan(this.output.index(first), this.output.index(stop), accessFlags);
  }

  /** ERROR for a piece that nobody asked for; a request makes the call fail. */
  private reportError(first: PageNumber, stop: PageNumber, origin: number): WalkCode {
    if (this.needOfSpan(first, stop, 0) !== 'nothing') {
      return this.stopAt(EFAULT, Ending.impossible, origin, first, stop);
    }
    return this.output.putFlags(first, stop, ERROR, origin);
  }
}
