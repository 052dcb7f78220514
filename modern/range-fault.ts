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
import {
  EBUSY,
  EFAULT,
  ENOMEM,
  EPERM,
  LIVELOCK,
  type ReturnCode,
  SKIP_VMA,
  type TestWalkCode,
  WALKS_FROM_ONE_PLACE,
  type WalkCode,
} from '../mm/errno';
import { handleMmFault, waitForMigration } from '../mm/fault';
import { checkRetry, eventToCome } from '../mm/notifier';
import type { Slot } from '../mm/page-table';
import type { RangeRequest } from '../mm/range';
import { Ending, type RangeRecord } from '../mm/range-record';
import {
  ADDRESS_ZERO,
  type Address,
  advance,
  PAGE_SIZE,
  PAGES_PER_TABLE,
  pagesBetween,
} from '../mm/units';
import type { Vma } from '../mm/vma';
import { type WalkOperations, walkPageRange } from '../mm/walk';
import { type BitsPerLong, ERROR, orderFlags, VALID, WRITE } from './format';
import type { HmmPfns } from './hmm-pfns';
import { accessFlags, type Need, NeededFault } from './needed-fault';
import { RangeOutput } from './range-output';
import { CHANGED_SINCE, type ModernRevision, revisionOf } from './revision';
import { faultUnlocked } from './unlocked-call';
import { layoutOf, type WordLayout } from './word-layout';

/** What the hugetlb callback can meet: a page, or whatever is not present, which is all one to it. */
type MetHugetlb =
  | typeof Kind.hugetlbPresent
  | typeof Kind.none
  | typeof Kind.hugetlbMigration
  | typeof Kind.hugetlbHwpoison;

/**
 * `hmm_range_fault()` with the fixed pfn format, of 5.8 unless a later revision is given (model.md,
 * sections 2, 3 and 6). An instance runs one call at a time on its address space, and keeps its
 * arrays for the next.
 */
export class ModernRangeFault implements WalkOperations {
  readonly record: RangeRecord;
  readonly hmmPfns: HmmPfns;
  private readonly output: RangeOutput;
  private readonly need: NeededFault;
  private owner = 0;
  /** Where the next walk begins: every entry before it is output, every other one input. */
  private last = ADDRESS_ZERO;

  constructor(
    readonly space: AddressSpace,
    bits: BitsPerLong,
    private readonly revision: ModernRevision = revisionOf('5.8'),
    layout: WordLayout = layoutOf(revision.mapOrder ? CHANGED_SINCE.mapOrder : '5.8', bits),
  ) {
    this.output = new RangeOutput(space.table, layout);
    this.record = this.output.record;
    this.hmmPfns = this.output.hmmPfns;
    this.need = new NeededFault(this.hmmPfns);
  }

  /**
   * Runs one call; the result is in `record` and `hmmPfns` until the next run.
   * @throws PfnOverflowError if a pfn does not fit into a long.
   */
  run(request: RangeRequest): void {
    this.output.begin(request);
    this.owner = request.owner;
    this.need.begin(request);
    this.runAgain(request);
  }

  /**
   * Runs the same call once more on the array as it stands, as a driver's loop does after `-EBUSY`:
   * what the last run put out is the input now.
   * @throws PfnOverflowError if a pfn does not fit into a long.
   */
  runAgain(request: RangeRequest): void {
    const { record, space } = this;
    if (request.call !== undefined && space.unlocked === null) {
      faultUnlocked(space, record, request, request.call, () => this.runAgain(request));
      return;
    }
    record.begin(request.asks.length);
    space.trace = record.faults;
    this.last = request.start;
    record.ret = this.retryUntilDone(request.end);
    record.stoppedAt = record.ret === 0 ? record.pages : this.output.index(this.last);
  }

  private retryUntilDone(end: Address): ReturnCode {
    const { record, space } = this;
    const { table } = space;
    let start: Address | undefined;
    let changes = 0;
    let sameStart = 0;
    for (;;) {
      if (checkRetry(space, record.walks + 1)) return EBUSY;
      sameStart = this.last === start ? sameStart + 1 : 0;
      const stuck = sameStart > 0 && table.mark() === changes;
      if (stuck || sameStart >= WALKS_FROM_ONE_PLACE) {
        if (!eventToCome(space, record.walks)) return LIVELOCK;
      }
      record.walks++;
      start = this.last;
      changes = table.mark();
      const code = walkPageRange(space, this.last, end, this, this.revision.gapIsOneHole);
      if (code !== EBUSY) return code;
      if (space.unlocked?.dropped === true) return code;
    }
  }

  /** `hmm_vma_walk_test`: what no range fault can map is an error, or not to be asked for. */
  testWalk(vma: Vma, start: Address, end: Address): TestWalkCode {
    const mixed = vma.mixedmap && !this.revision.mixedMapsWalked;
    if (vma.io || vma.pfnmap || mixed || !vma.read) {
      const code = this.reportError(start, end, Kind.skippedVma);
      return code === 0 ? SKIP_VMA : code;
    }
    return 0;
  }

  hole(vma: Vma | null, start: Address, end: Address): WalkCode {
    if (vma === null) return this.reportError(start, end, Kind.gap);
    const need = this.needOfSpan(start, end, 0);
    if (need !== 'nothing') return this.faultIn(vma, start, end, need, Kind.hole);
    return this.output.putFlags(start, end, 0, Kind.hole);
  }

  pudEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    return this.huge(vma, slot, start, end, PAGES_PER_TABLE * PAGES_PER_TABLE);
  }

  pmdEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const entry = this.space.table.high(slot);
    switch (kindOf<PmdKind>(entry)) {
      case Kind.table:
        return this.pteTable(vma, slot, start, end);
      case Kind.pmdHuge:
      case Kind.pmdDevmap:
        return this.huge(vma, slot, start, end, PAGES_PER_TABLE);
      case Kind.pmdMigration:
        if (this.needOfSpan(start, end, 0) !== 'nothing') {
          return this.waitFor(slot, start, end, entry);
        }
        return this.output.putFlags(start, end, 0, entry);
      case Kind.pmdDevicePrivate:
        return this.privatePmd(vma, slot, start, end);
      case Kind.none:
      case Kind.pmdNonpresent:
      case Kind.pmdBad:
        return this.reportError(start, end, entry);
    }
  }

  /** A slot of a hugetlb VMA; the piece is judged by the request of its first page alone. */
  hugetlbEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const entry = this.space.table.high(slot);
    const present = kindOf(entry) === Kind.hugetlbPresent;
    const flags = present ? accessFlags(entry) : 0;
    const kind: MetHugetlb = kindOf<HugetlbKind>(entry);
    const origin = kind === Kind.none ? Kind.hugetlbNone : entry;
    const need = this.need.ofPage(this.output.index(start), flags);
    if (need !== 'nothing') return this.faultIn(vma, start, end, need, origin);
    const pages = vma.backing.kind === 'hugetlb' ? vma.backing.size / PAGE_SIZE : PAGES_PER_TABLE;
    // Later kernels add the order whatever the entry is, even to one that maps nothing.
    const all = flags | (this.revision.mapOrder ? orderFlags(pages) : 0);
    return this.output.putMapping(slot, start, end, pages, all, origin);
  }

  private huge(vma: Vma, slot: Slot, start: Address, end: Address, pages: number): WalkCode {
    const entry = this.space.table.high(slot);
    const flags = accessFlags(entry);
    const need = this.needOfSpan(start, end, flags);
    if (need !== 'nothing') return this.faultIn(vma, start, end, need, entry);
    const order = this.revision.mapOrder && flags !== 0 ? orderFlags(pages) : 0;
    return this.output.putMapping(slot, start, end, pages, flags | order, entry);
  }

  /** `hmm_vma_handle_absent_pmd`, for a huge page of device memory; any absent PMD was alike before. */
  private privatePmd(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const entry = this.space.table.high(slot);
    if (!this.revision.privatePmdsReported) return this.reportError(start, end, entry);
    if (ownerOf(entry) === this.owner) {
      const flags = accessFlags(entry) | orderFlags(PAGES_PER_TABLE);
      // As the code does it, from the start of the piece: the offset into the slot is missing.
      return this.output.putPiece(slot, start, end, flags, entry);
    }
    const need = this.needOfSpan(start, end, 0);
    if (need !== 'nothing') return this.faultIn(vma, start, end, need, entry);
    return this.output.putFlags(start, end, ERROR, entry);
  }

  private pteTable(vma: Vma, pmd: Slot, start: Address, end: Address): WalkCode {
    const first = this.space.table.pteSlot(pmd, start);
    const pages = pagesBetween(start, end);
    const page = this.output.index(start);
    for (let i = 0; i < pages; i++) {
      const code = this.pte(vma, first + i, page + i, end);
      if (code !== 0) return code;
    }
    return 0;
  }

  /** `hmm_vma_handle_pte`; what needs a fault takes all pages up to the piece's end with it. */
  private pte(vma: Vma, slot: Slot, page: number, end: Address): WalkCode {
    const { table } = this.space;
    const entry = table.high(slot);
    const kind = kindOf<PteKind>(entry);
    if (kind === Kind.ptePresent) return this.presentPte(vma, slot, page, end);
    if (kind === Kind.pteDevmap) return this.devmapPte(vma, slot, page, end);
    if (kind === Kind.pteDevicePrivate && ownerOf(entry) === this.owner) {
      const flags = (entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE;
      return this.output.putEntry(page, table.low(slot), entry, flags);
    }
    const need = this.need.ofPage(page, 0);
    if (need === 'nothing') return this.output.putPageFlags(page, 0, entry);
    const at = this.output.addressOf(page);
    switch (kind) {
      case Kind.none:
      case Kind.pteSwap:
        return this.faultIn(vma, at, end, need, entry);
      case Kind.pteMigration:
        return this.waitFor(slot, at, advance(at, PAGE_SIZE), entry);
      case Kind.pteDevicePrivate:
        if (this.revision.foreignPrivateFaulted) return this.faultIn(vma, at, end, need, entry);
        break;
      case Kind.pteDeviceExclusive:
        if (this.revision.exclusiveFaulted) return this.faultIn(vma, at, end, need, entry);
        break;
      case Kind.pteUffdWpMarker:
        if (this.revision.wpMarkersAreNone) return this.faultIn(vma, at, end, need, entry);
        break;
      case Kind.ptePoisonMarker:
      case Kind.pteGuardMarker:
        if (this.revision.otherMarkersAreNone && !this.revision.otherMarkersRefused) {
          return this.faultIn(vma, at, end, need, entry);
        }
    }
    kind satisfies
      | typeof Kind.pteDevicePrivate
      | typeof Kind.pteDeviceExclusive
      | typeof Kind.pteUffdWpMarker
      | typeof Kind.ptePoisonMarker
      | typeof Kind.pteGuardMarker
      | typeof Kind.pteHwpoison;
    return this.stopAt(EFAULT, Ending.impossible, entry, at, advance(at, PAGE_SIZE));
  }

  private presentPte(vma: Vma, slot: Slot, page: number, end: Address): WalkCode {
    const { table, image } = this.space;
    const entry = table.high(slot);
    const low = table.low(slot);
    const flags = accessFlags(entry);
    const need = this.need.ofPage(page, flags);
    if (need !== 'nothing') return this.faultIn(vma, this.output.addressOf(page), end, need, entry);
    if ((entry & SPECIAL_BIT) !== 0 && pfnOf(low, entry) !== image.zeroPfn) {
      const at = this.output.addressOf(page);
      return this.reportError(at, advance(at, PAGE_SIZE), entry);
    }
    return this.output.putEntry(page, low, entry, flags);
  }

  /** A device's page (DAX), which is marked as special, too: until 5.14 that counted. */
  private devmapPte(vma: Vma, slot: Slot, page: number, end: Address): WalkCode {
    const { table, image } = this.space;
    const entry = table.high(slot);
    const flags = accessFlags(entry);
    const need = this.need.ofPage(page, flags);
    const at = this.output.addressOf(page);
    if (need !== 'nothing') return this.faultIn(vma, at, end, need, entry);
    if (!this.revision.devmapPtesReported && pfnOf(table.low(slot), entry) !== image.zeroPfn) {
      return this.reportError(at, advance(at, PAGE_SIZE), entry);
    }
    return this.output.putEntry(page, table.low(slot), entry, flags);
  }

  private needOfSpan(start: Address, end: Address, accessFlags: number): Need {
    return this.need.ofSpan(this.output.index(start), this.output.index(end), accessFlags);
  }

  /** `hmm_vma_fault`. */
  private faultIn(vma: Vma, start: Address, end: Address, need: Need, origin: number): WalkCode {
    const write = need === 'write fault';
    this.record.needFault(write);
    if (write && !vma.write) return this.stopAt(EPERM, Ending.denied, origin, start, end);
    for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {
      const faulted = handleMmFault(this.space, vma, at, write);
      if (!faulted) return this.stopAt(EFAULT, Ending.faultFailed, origin, start, end);
      if (this.space.unlocked?.dropsAfter(at) === true) {
        return this.stopAt(EBUSY, Ending.lockDropped, origin, start, end);
      }
    }
    return this.stopAt(EBUSY, Ending.faulted, origin, start, end);
  }

  /** Whether the last page fault failed for lack of memory, and the call says so (`vm_fault_to_errno`). */
  private reportsNoMemory(): boolean {
    if (!this.revision.outOfMemoryReported) return false;
    const { faults } = this.record;
    const { at, pages } = faults.row(faults.rows - 1);
    const failed = advance(at, (pages - 1) * PAGE_SIZE);
    if (this.space.failsWithLock(failed)) return false;
    return this.space.image.faultErrors.get(failed) === 'oom';
  }

  private waitFor(slot: Slot, start: Address, end: Address, origin: number): WalkCode {
    if (!this.space.waitsInVain(origin, start)) waitForMigration(this.space, slot);
    return this.stopAt(EBUSY, Ending.waited, origin, start, end);
  }

  private stopAt(
    code: WalkCode,
    ending: Ending,
    origin: number,
    start: Address,
    end: Address,
  ): WalkCode {
    this.record.endWalk(ending, origin, start, end);
    this.last = start;
    return ending === Ending.faultFailed && this.reportsNoMemory() ? ENOMEM : code;
  }

  /** ERROR for a piece that nobody asked for; a request makes the call fail. */
  private reportError(start: Address, end: Address, origin: number): WalkCode {
    if (this.needOfSpan(start, end, 0) !== 'nothing') {
      return this.stopAt(EFAULT, Ending.impossible, origin, start, end);
    }
    return this.output.putFlags(start, end, ERROR, origin);
  }
}
