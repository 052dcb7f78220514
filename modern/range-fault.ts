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
  PAGES_PER_TABLE,
  pagesBetween,
  pfnAfter,
  slotStart,
} from '../mm/units';
import type { Vma } from '../mm/vma';
import { type WalkOperations, walkPageRange } from '../mm/walk';
import {
  type BitsPerLong,
  ERROR,
  REQ_FAULT,
  REQ_WRITE,
  requestFlags,
  VALID,
  WRITE,
} from './format';
import { HmmPfns } from './hmm-pfns';

/** The fault that a page, or any page of a span, needs (`HMM_NEED_FAULT` and its kin). */
type Need = 'nothing' | 'read fault' | 'write fault';

/**
 * `hmm_range_fault()` of 5.8, with the fixed pfn format (model.md, sections 2 and 3). An instance
 * runs one call at a time on its address space, and keeps its arrays for the next.
 */
export class ModernRangeFault implements WalkOperations {
  readonly record = new RangeRecord();
  readonly hmmPfns: HmmPfns;
  private start = ADDRESS_ZERO;
  private owner = 0;
  private defaultFlags = 0;
  private mask = 0;
  /** Where the next walk begins: every entry before it is output, every other one input. */
  private last = ADDRESS_ZERO;

  constructor(
    readonly space: AddressSpace,
    bits: BitsPerLong,
  ) {
    this.hmmPfns = new HmmPfns(bits);
  }

  /**
   * Runs one call; the result is in `record` and `hmmPfns` until the next run.
   * @throws PfnOverflowError if a pfn does not fit into a long.
   */
  run(request: RangeRequest): void {
    this.hmmPfns.begin(request);
    this.start = request.start;
    this.owner = request.owner;
    this.defaultFlags = requestFlags(request.defaults);
    this.mask = requestFlags(request.mask);
    this.runAgain(request);
  }

  /**
   * Runs the same call once more on the array as it stands, as a driver's loop does after `-EBUSY`:
   * what the last run put out is the input now.
   * @throws PfnOverflowError if a pfn does not fit into a long.
   */
  runAgain(request: RangeRequest): void {
    const { record, space } = this;
    record.begin(request.asks.length);
    space.trace = record.faults;
    this.last = request.start;
    record.ret = this.retryUntilDone(request.end);
    record.stoppedAt = record.ret === 0 ? record.pages : this.index(this.last);
  }

  private retryUntilDone(end: Address): ReturnCode {
    const { record, space } = this;
    let code: WalkCode;
    do {
      if (checkRetry(space, record.walks + 1)) return EBUSY;
      if (record.walks === WALKS_LIMIT) return LIVELOCK;
      record.walks++;
      code = walkPageRange(space, this.last, end, this);
    } while (code === EBUSY);
    return code;
  }

  /** `hmm_vma_walk_test`: what no range fault can map is an error, or not to be asked for. */
  testWalk(vma: Vma, start: Address, end: Address): TestWalkCode {
    if (vma.io || vma.pfnmap || vma.mixedmap || !vma.read) {
      const code = this.reportError(start, end, Kind.skippedVma);
      return code === 0 ? SKIP_VMA : code;
    }
    return 0;
  }

  hole(vma: Vma | null, start: Address, end: Address): WalkCode {
    if (vma === null) return this.reportError(start, end, Kind.gap);
    const need = this.needOfSpan(start, end, 0);
    if (need !== 'nothing') return this.faultIn(vma, start, end, need, Kind.hole);
    return this.reportFlags(start, end, 0, Kind.hole);
  }

  pudEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    return this.huge(vma, slot, start, end, PAGES_PER_TABLE * PAGES_PER_TABLE);
  }

  pmdEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const entry = this.space.table.high(slot);
    switch (kindOf(entry)) {
      case Kind.table:
        return this.pteTable(vma, slot, start, end);
      case Kind.pmdHuge:
      case Kind.pmdDevmap:
        return this.huge(vma, slot, start, end, PAGES_PER_TABLE);
      case Kind.pmdMigration:
        if (this.needOfSpan(start, end, 0) !== 'nothing') {
          return this.waitFor(slot, start, end, entry);
        }
        return this.reportFlags(start, end, 0, entry);
      default:
        return this.reportError(start, end, entry);
    }
  }

  /** A slot of a hugetlb VMA; the piece is judged by the request of its first page alone. */
  hugetlbEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const entry = this.space.table.high(slot);
    const present = kindOf(entry) === Kind.hugetlbPresent;
    const flags = present ? this.accessFlags(entry) : 0;
    const origin = kindOf(entry) === Kind.none ? Kind.hugetlbNone : entry;
    const need = this.needOf(this.index(start), flags);
    if (need !== 'nothing') return this.faultIn(vma, start, end, need, origin);
    const pages = vma.backing.kind === 'hugetlb' ? vma.backing.size / PAGE_SIZE : PAGES_PER_TABLE;
    return this.reportMapping(slot, start, end, pages, flags, origin);
  }

  private huge(vma: Vma, slot: Slot, start: Address, end: Address, pages: number): WalkCode {
    const entry = this.space.table.high(slot);
    const flags = this.accessFlags(entry);
    const need = this.needOfSpan(start, end, flags);
    if (need !== 'nothing') return this.faultIn(vma, start, end, need, entry);
    return this.reportMapping(slot, start, end, pages, flags, entry);
  }

  private pteTable(vma: Vma, pmd: Slot, start: Address, end: Address): WalkCode {
    const first = this.space.table.pteSlot(pmd, start);
    const pages = pagesBetween(start, end);
    const page = this.index(start);
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
    const kind = kindOf(entry);
    if (kind === Kind.ptePresent) return this.presentPte(vma, slot, page, end);
    if (kind === Kind.pteDevicePrivate && ownerOf(entry) === this.owner) {
      const flags = (entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE;
      this.hmmPfns.putEntry(page, table.low(slot), entry, flags);
      this.record.origins[page] = entry;
      return 0;
    }
    const need = this.needOf(page, 0);
    if (need === 'nothing') {
      this.hmmPfns.putFlags(page, page + 1, 0);
      this.record.origins[page] = entry;
      return 0;
    }
    const at = this.addressOf(page);
    switch (kind) {
      case Kind.none:
      case Kind.pteSwap:
        return this.faultIn(vma, at, end, need, entry);
      case Kind.pteMigration:
        return this.waitFor(slot, at, advance(at, PAGE_SIZE), entry);
      default:
        return this.stopAt(EFAULT, Ending.impossible, entry, at, advance(at, PAGE_SIZE));
    }
  }

  private presentPte(vma: Vma, slot: Slot, page: number, end: Address): WalkCode {
    const { table, image } = this.space;
    const entry = table.high(slot);
    const low = table.low(slot);
    const flags = this.accessFlags(entry);
    const need = this.needOf(page, flags);
    if (need !== 'nothing') return this.faultIn(vma, this.addressOf(page), end, need, entry);
    if ((entry & SPECIAL_BIT) !== 0 && pfnOf(low, entry) !== image.zeroPfn) {
      const at = this.addressOf(page);
      return this.reportError(at, advance(at, PAGE_SIZE), entry);
    }
    this.hmmPfns.putEntry(page, low, entry, flags);
    this.record.origins[page] = entry;
    return 0;
  }

  /** The flags that say what the CPU may do; none of them for a NUMA-hinting entry. */
  private accessFlags(entry: number): number {
    if ((entry & PROTNONE_BIT) !== 0) return 0;
    return (entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;
  }

  /** `hmm_pte_need_fault`. */
  private needOf(page: number, accessFlags: number): Need {
    const request = (this.hmmPfns.flags(page) & this.mask) | this.defaultFlags;
    if ((request & REQ_FAULT) === 0) return 'nothing';
    if ((request & REQ_WRITE) !== 0 && (accessFlags & WRITE) === 0) return 'write fault';
    return (accessFlags & VALID) === 0 ? 'read fault' : 'nothing';
  }

  /** `hmm_range_need_fault`: a write fault if any page needs one. */
  private needOfSpan(start: Address, end: Address, accessFlags: number): Need {
    let need: Need = 'nothing';
    if (((this.defaultFlags | this.mask) & REQ_FAULT) === 0) return need;
    const stop = this.index(end);
    for (let page = this.index(start); page < stop; page++) {
      const pageNeed = this.needOf(page, accessFlags);
      if (pageNeed === 'write fault') return pageNeed;
      if (pageNeed === 'read fault') need = pageNeed;
    }
    return need;
  }

  /** `hmm_vma_fault`. */
  private faultIn(vma: Vma, start: Address, end: Address, need: Need, origin: number): WalkCode {
    const write = need === 'write fault';
    if (write && !vma.write) return this.stopAt(EPERM, Ending.denied, origin, start, end);
    for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {
      const faulted = handleMmFault(this.space, vma, at, write);
      if (!faulted) return this.stopAt(EFAULT, Ending.faultFailed, origin, start, end);
    }
    return this.stopAt(EBUSY, Ending.faulted, origin, start, end);
  }

  private waitFor(slot: Slot, start: Address, end: Address, origin: number): WalkCode {
    waitForMigration(this.space, slot);
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
    return code;
  }

  /** ERROR for a piece that nobody asked for; a request makes the call fail. */
  private reportError(start: Address, end: Address, origin: number): WalkCode {
    if (this.needOfSpan(start, end, 0) !== 'nothing') {
      return this.stopAt(EFAULT, Ending.impossible, origin, start, end);
    }
    return this.reportFlags(start, end, ERROR, origin);
  }

  private reportFlags(start: Address, end: Address, flags: number, origin: number): 0 {
    const stop = this.index(end);
    this.hmmPfns.putFlags(this.index(start), stop, flags);
    this.record.origins.fill(origin, this.index(start), stop);
    return 0;
  }

  /** Page i of a mapping counts from the start of its slot of `pages` pages. */
  private reportMapping(
    slot: Slot,
    start: Address,
    end: Address,
    pages: number,
    flags: number,
    origin: number,
  ): 0 {
    const { table } = this.space;
    const skipped = pagesBetween(slotStart(start, pages * PAGE_SIZE), start);
    const frame = pfnAfter(pfnOf(table.low(slot), table.high(slot)), skipped);
    const stop = this.index(end);
    this.hmmPfns.putFrames(this.index(start), stop, frame, flags);
    this.record.origins.fill(origin, this.index(start), stop);
    return 0;
  }

  private index(at: Address): number {
    return pagesBetween(this.start, at);
  }

  private addressOf(page: number): Address {
    return advance(this.start, page * PAGE_SIZE);
  }
}
