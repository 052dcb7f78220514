// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { Kind, kindOf, ownerOf, PROTNONE_BIT, pfnOf, SPECIAL_BIT, WRITE_BIT } from '../mm/entry';
import {
  EBUSY,
  EFAULT,
  EPERM,
  LIVELOCK,
  type ReturnCode,
  SKIP_VMA,
  type TestWalkCode,
  WALKS_LIMIT,
  type WalkCode,
} from '../mm/errno';
import { handleMmFault, waitForMigration } from '../mm/fault';
import { checkRetry } from '../mm/notifier';
import type { Slot } from '../mm/page-table';
import type { RangeRequest } from '../mm/range';
import { Ending, RangeRecord } from '../mm/range-record';
import {
  ADDRESS_ZERO,
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
import { type WalkOperations, walkPageRange } from '../mm/walk';
import type { Word64 } from '../mm/word64';
import type { LegacyFormat } from './format';
import { LegacyPfns, NEED_WRITE_FAULT, NO_FLAGS } from './pfns';

/** `v5.7`: as released, with SPECIAL and a page count; `legacy`: just before the format's removal. */
export type LegacyRevision = 'v5.7' | 'legacy';

/**
 * `hmm_range_fault()` with the customizable pfn format (model.md, sections 2 and 3). An instance
 * runs one call at a time on its address space, and keeps its arrays for the next.
 */
export class LegacyRangeFault implements WalkOperations {
  readonly record = new RangeRecord();
  readonly pfns = new LegacyPfns();
  private start = ADDRESS_ZERO;
  private owner = 0;
  /** `hmm_vma_walk.last`: where a retry resumes, and what v5.7's page count is computed from. */
  private last = ADDRESS_ZERO;
  /** The start of the piece that the last walk left early. */
  private left = ADDRESS_ZERO;

  constructor(
    readonly space: AddressSpace,
    readonly revision: LegacyRevision,
  ) {}

  /** The page count that v5.7 returns on success; it can be short of the pages filled, even 0. */
  get pageCount(): number {
    return pagesBetween(this.start, this.last);
  }

  /** Runs one call; the result is in `record`, `pfns` and `pageCount` until the next run. */
  run(request: RangeRequest, format: LegacyFormat): void {
    this.pfns.begin(request, format);
    this.owner = request.owner;
    this.start = request.start;
    this.runAgain(request);
  }

  /**
   * Runs the same call once more on the array as it stands, as a driver's loop does after `-EBUSY`:
   * what the last run put out is the input now.
   */
  runAgain(request: RangeRequest): void {
    this.record.begin(request.asks.length);
    this.space.trace = this.record.faults;
    this.last = request.start;
    this.left = request.start;
    this.record.ret = this.walkUntilDone(request.end);
    this.record.stoppedAt = this.record.ret === 0 ? this.record.pages : this.pageOf(this.left);
  }

  /** The loop of `hmm_range_fault`: walks again as long as a walk ends in an internal retry. */
  private walkUntilDone(end: Address): ReturnCode {
    for (let resume = this.start; ; resume = this.last) {
      if (checkRetry(this.space, this.record.walks + 1)) return EBUSY;
      if (this.record.walks === WALKS_LIMIT) return LIVELOCK;
      this.record.walks++;
      const code = walkPageRange(this.space, resume, end, this);
      if (code !== EBUSY) return code;
    }
  }

  testWalk(vma: Vma, start: Address, end: Address): TestWalkCode {
    if (vma.read && !vma.io && !vma.pfnmap && !vma.mixedmap) return 0;
    if (this.spanNeeds(start, end, NO_FLAGS) !== 0) {
      return this.leave(EFAULT, Ending.impossible, Kind.skippedVma, start, end);
    }
    this.fillValue(start, end, this.pfns.format.error, Kind.skippedVma);
    this.last = end;
    return SKIP_VMA;
  }

  hole(vma: Vma | null, start: Address, end: Address): WalkCode {
    const need = this.spanNeeds(start, end, NO_FLAGS);
    if (vma === null) {
      if (need !== 0) return this.leave(EFAULT, Ending.impossible, Kind.gap, start, end);
      this.fillValue(start, end, this.pfns.format.error, Kind.gap);
      return 0;
    }
    if (need !== 0) return this.fault(vma, start, end, need, Kind.hole);
    this.fillValue(start, end, this.pfns.format.none, Kind.hole);
    this.last = start;
    return 0;
  }

  pudEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    return this.hugeMapping(vma, slot, start, end, PUD_SIZE);
  }

  pmdEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const high = this.space.table.high(slot);
    const kind = kindOf(high);
    if (kind === Kind.table) return this.ptes(vma, slot, start, end);
    if (kind === Kind.pmdHuge || kind === Kind.pmdDevmap) {
      return this.hugeMapping(vma, slot, start, end, PMD_SIZE);
    }
    const needed = this.spanNeeds(start, end, NO_FLAGS) !== 0;
    if (kind === Kind.pmdMigration) {
      if (needed) return this.wait(slot, start, end, high);
      this.fillValue(start, end, this.pfns.format.none, high);
    } else {
      if (needed) return this.leave(EFAULT, Ending.impossible, high, start, end);
      this.fillValue(start, end, this.pfns.format.error, high);
    }
    return 0;
  }

  /** `hmm_vma_walk_hugetlb_entry`: only the request of the piece's first page counts. */
  hugetlbEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const high = this.space.table.high(slot);
    const kind = kindOf(high);
    const origin = kind === Kind.none ? Kind.hugetlbNone : high;
    const flags = kind === Kind.hugetlbPresent ? this.cpuFlags(high) : NO_FLAGS;
    const need = this.pfns.pageNeeds(this.pageOf(start), flags);
    if (need !== 0) return this.fault(vma, start, end, need, origin);
    const size = vma.backing.kind === 'hugetlb' ? vma.backing.size : PMD_SIZE;
    this.fillMapping(slot, start, end, size, flags, origin);
    return 0;
  }

  /** A PMD or PUD that maps its pages itself (`hmm_vma_handle_pmd`, `hmm_vma_walk_pud`). */
  private hugeMapping(vma: Vma, slot: Slot, start: Address, end: Address, size: number): WalkCode {
    const high = this.space.table.high(slot);
    const flags = this.cpuFlags(high);
    const need = this.spanNeeds(start, end, flags);
    if (need !== 0) return this.fault(vma, start, end, need, high);
    this.fillMapping(slot, start, end, size, flags, high);
    return 0;
  }

  private ptes(vma: Vma, pmd: Slot, start: Address, end: Address): WalkCode {
    let slot = this.space.table.pteSlot(pmd, start);
    let page = this.pageOf(start);
    for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {
      const code = this.pte(vma, slot++, page++, at, end);
      if (code !== 0) {
        this.last = at;
        return code;
      }
    }
    this.last = end;
    return 0;
  }

  /** One PTE (`hmm_vma_handle_pte`); a fault takes everything up to `end`. */
  private pte(vma: Vma, slot: Slot, page: number, at: Address, end: Address): WalkCode {
    const high = this.space.table.high(slot);
    const kind = kindOf(high);
    if (kind === Kind.ptePresent) return this.presentPte(vma, slot, page, at, end);
    if (kind === Kind.pteDevicePrivate && ownerOf(high) === this.owner) {
      const { valid, validWrite } = this.pfns.format;
      return this.putPage(page, slot, high, (high & WRITE_BIT) !== 0 ? validWrite : valid);
    }
    const need = this.pfns.pageNeeds(page, NO_FLAGS);
    if (need === 0) return this.putValue(page, this.pfns.format.none, high);
    if (kind === Kind.none || kind === Kind.pteSwap) return this.fault(vma, at, end, need, high);
    const next = advance(at, PAGE_SIZE);
    if (kind === Kind.pteMigration) return this.wait(slot, at, next, high);
    return this.leave(EFAULT, Ending.impossible, high, at, next);
  }

  private presentPte(vma: Vma, slot: Slot, page: number, at: Address, end: Address): WalkCode {
    const { table, image } = this.space;
    const high = table.high(slot);
    const flags = this.cpuFlags(high);
    const need = this.pfns.pageNeeds(page, flags);
    if (need !== 0) return this.fault(vma, at, end, need, high);
    if ((high & SPECIAL_BIT) !== 0 && pfnOf(table.low(slot), high) !== image.zeroPfn) {
      if (this.pfns.pageNeeds(page, NO_FLAGS) !== 0) {
        return this.leave(EFAULT, Ending.impossible, high, at, advance(at, PAGE_SIZE));
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

  /** Faults a piece, page by page, all as write faults if any page needs one (`hmm_vma_fault`). */
  private fault(vma: Vma, start: Address, end: Address, need: number, origin: number): WalkCode {
    const write = (need & NEED_WRITE_FAULT) !== 0;
    if (write && !vma.write) return this.leave(EPERM, Ending.denied, origin, start, end);
    for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {
      if (!handleMmFault(this.space, vma, at, write)) {
        return this.leave(EFAULT, Ending.faultFailed, origin, start, end);
      }
    }
    return this.leave(EBUSY, Ending.faulted, origin, start, end);
  }

  private wait(slot: Slot, start: Address, end: Address, origin: number): WalkCode {
    waitForMigration(this.space, slot);
    return this.leave(EBUSY, Ending.waited, origin, start, end);
  }

  /** Ends the walk before the piece `[start, end)`; a retry resumes there. */
  private leave(
    code: WalkCode,
    ending: Ending,
    origin: number,
    start: Address,
    end: Address,
  ): WalkCode {
    this.record.endWalk(ending, origin, start, end);
    this.last = start;
    this.left = start;
    return code;
  }

  private pageOf(at: Address): number {
    return pagesBetween(this.start, at);
  }

  private spanNeeds(start: Address, end: Address, cpuFlags: Word64): number {
    return this.pfns.spanNeeds(this.pageOf(start), this.pageOf(end), cpuFlags);
  }

  private fillValue(start: Address, end: Address, value: Word64, origin: number): void {
    const stop = this.pageOf(end);
    this.pfns.fillValue(this.pageOf(start), stop, value);
    this.record.origins.fill(origin, this.pageOf(start), stop);
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
    const stop = this.pageOf(end);
    this.pfns.fillPages(this.pageOf(start), stop, frame, cpuFlags);
    this.record.origins.fill(origin, this.pageOf(start), stop);
    this.last = end;
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
