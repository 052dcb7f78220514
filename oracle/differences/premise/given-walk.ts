// SPDX-License-Identifier: GPL-2.0-or-later
import { type AddressSpace, type SlotImage, slotImage } from '../../../mm/address-space';
import type { WalkCode } from '../../../mm/errno';
import type { FaultOverrule } from '../../../mm/fault-overrule';
import type { Observer } from '../../../mm/observer';
import type { Slot } from '../../../mm/page-table';
import { Ask, type RangeRequest } from '../../../mm/range';
import {
  ADDRESS_ZERO,
  type Address,
  PGD,
  PGD_SIZE,
  PMD_SIZE,
  PUD_SIZE,
  pagesBetween,
  SLOT_SIZE,
  slotEnd,
  slotStart,
} from '../../../mm/units';
import { findVma, type Vma } from '../../../mm/vma';
import type { WalkOperations } from '../../../mm/walk-operations';
import { effectiveAsk } from '../../compare/comparable';
import { slotAt } from '../../run/slots';
import type { Disguise, EntryWords, Given, PmdDisguise } from './premise';

/** What walks are shown otherwise than it is. */
interface Shows {
  readonly disguises: readonly Disguise[];
  readonly pmds: readonly PmdDisguise[];
  readonly gaps: Given['gaps'];
}

/**
 * Sits between an address space and a side that runs on it under premises: it shows each walk
 * disguised entries, restores them for page faults, and reports gaps in other pieces.
 */
export class GivenWalk implements Observer {
  /** The PMD that a callback is shown disguised, and what it is. */
  private shownPmd: (EntryWords & { readonly slot: Slot }) | undefined;
  /** How far the current walk has handled its gap as a whole. */
  private gapEnd = ADDRESS_ZERO;

  constructor(
    private readonly space: AddressSpace,
    private readonly shows: Shows,
    private readonly request: RangeRequest,
  ) {}

  walk(start: Address, end: Address, operations: WalkOperations): WalkOperations {
    this.showAll(start, end);
    this.gapEnd = ADDRESS_ZERO;
    if (this.shows.gaps === undefined && this.shows.pmds.length === 0) return operations;
    return {
      testWalk: (vma, from, to) => operations.testWalk(vma, from, to),
      hole: (vma, from, to) => this.hole(operations, vma, from, to, end),
      pudEntry: (vma, slot, from, to) => operations.pudEntry(vma, slot, from, to),
      pmdEntry: (vma, slot, from, to) => this.pmd(operations, vma, slot, from, to),
      hugetlbEntry: (vma, slot, from, to) => operations.hugetlbEntry(vma, slot, from, to),
    };
  }

  /** The page fault at an address meets the real entry; the rules decide it. */
  readonly overrule: FaultOverrule = (_, at) => {
    // What does nothing leaves the disguise, too.
    if (this.space.doesNothing(at)) return true;
    this.restorePmd();
    const slot = slotAt(this.space.table, at);
    this.putAt(slot, this.restored(slot.high));
    return undefined;
  };

  /** The real entry where a walk was shown this one. */
  restored(high: number): number {
    const entry = this.shows.disguises.reduce((word, disguise) => disguise.restore(word), high);
    return this.shows.pmds.reduce((word, disguise) => disguise.restore(word), entry) >>> 0;
  }

  event(): void {}
  retryChecked(): void {}
  fault(): void {}
  faultDecided(): void {}

  private showAll(start: Address, end: Address): void {
    if (this.shows.disguises.length === 0) return;
    for (let at = start; at < end; ) {
      const slot = slotAt(this.space.table, at);
      const shown = this.shows.disguises.reduce(
        (word, disguise) => disguise.show(word, this.request.owner),
        slot.high,
      );
      this.putAt(slot, shown);
      at = slotEnd(at, SLOT_SIZE[slot.level], end);
    }
  }

  private putAt({ at, level, low, high: old }: SlotImage, high: number): void {
    if ((high | 0) === old) return;
    this.space.table.disguise(() => this.space.store([slotImage(at, level, low, high)]));
  }

  /** Shows a callback what stands for the PMD, and puts that back in place when it is done. */
  private pmd(
    operations: WalkOperations,
    vma: Vma,
    slot: Slot,
    start: Address,
    end: Address,
  ): WalkCode {
    const { table } = this.space;
    const [low, high] = [table.low(slot), table.high(slot)];
    const skipped = pagesBetween(slotStart(start, PMD_SIZE), start);
    const asked = this.isAsked(start, end);
    const piece = { low, high, owner: this.request.owner, skipped, asked };
    const shown = this.shows.pmds.map((disguise) => disguise.show(piece)).find((one) => one);
    if (shown === undefined) return operations.pmdEntry(vma, slot, start, end);
    this.shownPmd = { slot, low, high };
    table.disguise(() => table.write(slot, shown.low, shown.high));
    const code = operations.pmdEntry(vma, slot, start, end);
    this.restorePmd();
    return code;
  }

  private restorePmd(): void {
    if (this.shownPmd === undefined) return;
    const { slot, low, high } = this.shownPmd;
    this.shownPmd = undefined;
    const { table } = this.space;
    table.disguise(() => table.write(slot, low, high));
  }

  /** Whether a page fault is asked of some page. */
  private isAsked(start: Address, end: Address): boolean {
    const { start: first, asks, mask, defaults } = this.request;
    for (let page = pagesBetween(first, start); page < pagesBetween(first, end); page++) {
      if (effectiveAsk(asks[page] ?? Ask.nothing, mask, defaults).faults) return true;
    }
    return false;
  }

  private hole(
    operations: WalkOperations,
    vma: Vma | null,
    start: Address,
    end: Address,
    walkEnd: Address,
  ): WalkCode {
    if (vma !== null) return operations.hole(vma, start, end);
    if (this.shows.gaps === 'by table') return this.holeByTable(operations, start, end);
    if (start < this.gapEnd) return 0;
    const { vmas } = this.space;
    const next = vmas[findVma(vmas, start)]?.start ?? walkEnd;
    this.gapEnd = next < walkEnd ? next : walkEnd;
    return operations.hole(null, start, this.gapEnd);
  }

  /** A gap in pieces of 1 GiB, or of 512 GiB where there is no table. */
  private holeByTable(operations: WalkOperations, start: Address, end: Address): WalkCode {
    const { table } = this.space;
    let code: WalkCode = 0;
    for (let at = start; at < end && code === 0; ) {
      const reached = table.isTable(table.slot(at, PGD));
      const next = slotEnd(at, reached ? PUD_SIZE : PGD_SIZE, end);
      code = operations.hole(null, at, next);
      at = next;
    }
    return code;
  }
}
