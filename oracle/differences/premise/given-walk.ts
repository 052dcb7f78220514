// SPDX-License-Identifier: GPL-2.0-or-later
import { type AddressSpace, type SlotImage, slotImage } from '../../../mm/address-space';
import type { WalkCode } from '../../../mm/errno';
import type { FaultOverrule } from '../../../mm/fault-overrule';
import { findVma, type Vma } from '../../../mm/image';
import type { Observer } from '../../../mm/observer';
import type { Slot } from '../../../mm/page-table';
import { Ask, type RangeRequest } from '../../../mm/range';
import { type PageNumber, PGD_PAGES, PMD_PAGES, PUD_PAGES, SLOT_PAGES } from '../../../mm/units';
import type { WalkOperations } from '../../../mm/walk-operations';
import { effectiveAsk } from '../../scenario/requests';
import { slotAt } from '../../scenario/slots';
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
  /** The page up to which the current walk has handled its gap as a whole. */
  private gapEnd = 0;

  constructor(
    private readonly space: AddressSpace,
    private readonly shows: Shows,
    private readonly request: RangeRequest,
  ) {}

  walk(first: PageNumber, stop: PageNumber, operations: WalkOperations): WalkOperations {
    this.showAll(first, stop);
    this.gapEnd = 0;
    if (this.shows.gaps === undefined && this.shows.pmds.length === 0) return operations;
    return {
      testWalk: (vma, from, to) => operations.testWalk(vma, from, to),
      hole: (vma, from, to) => this.hole(operations, vma, from, to, stop),
      pudEntry: (vma, slot, from, to) => operations.pudEntry(vma, slot, from, to),
      pmdEntry: (vma, slot, from, to) => this.pmd(operations, vma, slot, from, to),
      hugetlbEntry: (vma, slot, from, to) => operations.hugetlbEntry(vma, slot, from, to),
    };
  }

  /** The page fault at an address meets the real entry; the rules decide it. */
  readonly overrule: FaultOverrule = (_, at) => {
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

  private showAll(first: PageNumber, stop: PageNumber): void {
    if (this.shows.disguises.length === 0) return;
    const { pages, table } = this.space;
    for (let page = first; page < stop; ) {
      const slot = slotAt(table, pages.addressOf(page));
      const shown = this.shows.disguises.reduce(
        (word, disguise) => disguise.show(word, this.request.owner),
        slot.high,
      );
      this.putAt(slot, shown);
      page = pages.slotEnd(page, SLOT_PAGES[slot.level], stop);
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
    first: PageNumber,
    stop: PageNumber,
  ): WalkCode {
    const { table, pages } = this.space;
    const [low, high] = [table.low(slot), table.high(slot)];
    const skipped = pages.skippedIn(first, PMD_PAGES);
    const asked = this.isAsked(first, stop);
    const piece = { low, high, owner: this.request.owner, skipped, asked };
    const shown = this.shows.pmds.map((disguise) => disguise.show(piece)).find((one) => one);
    if (shown === undefined) return operations.pmdEntry(vma, slot, first, stop);
    this.shownPmd = { slot, low, high };
    table.disguise(() => table.write(slot, shown.low, shown.high));
    const code = operations.pmdEntry(vma, slot, first, stop);
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
  private isAsked(first: PageNumber, stop: PageNumber): boolean {
    const { asks, mask, defaults } = this.request;
    for (let page = first; page < stop; page++) {
      if (effectiveAsk(asks[page] ?? Ask.nothing, mask, defaults).faults) return true;
    }
    return false;
  }

  private hole(
    operations: WalkOperations,
    vma: Vma | null,
    first: PageNumber,
    stop: PageNumber,
    walkStop: number,
  ): WalkCode {
    if (vma !== null) return operations.hole(vma, first, stop);
    if (this.shows.gaps === 'by table') return this.holeByTable(operations, first, stop);
    if (first < this.gapEnd) return 0;
    const { vmas, pages } = this.space;
    const next = vmas[findVma(vmas, pages.addressOf(first))];
    this.gapEnd = next === undefined ? walkStop : pages.pageAt(next.start, walkStop);
    return operations.hole(null, first, this.gapEnd);
  }

  /** A gap in pieces of 1 GiB, or of 512 GiB where there is no table. */
  private holeByTable(operations: WalkOperations, first: PageNumber, stop: PageNumber): WalkCode {
    const { table, pages } = this.space;
    let code: WalkCode = 0;
    for (let page = first; page < stop && code === 0; ) {
      const reached = table.isTable(pages.pgdSlot(page));
      const next = pages.slotEnd(page, reached ? PUD_PAGES : PGD_PAGES, stop);
      code = operations.hole(null, page, next);
      page = next;
    }
    return code;
  }
}
