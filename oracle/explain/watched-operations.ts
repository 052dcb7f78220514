// SPDX-License-Identifier: GPL-2.0-or-later
import { type AddressSpace, type SlotImage, slotImage } from '../../mm/address-space';
import type { TestWalkCode, WalkCode } from '../../mm/errno';
import type { Slot } from '../../mm/page-table';
import {
  type Address,
  type Level,
  type PageNumber,
  PMD,
  PUD,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import type { Vma } from '../../mm/vma';
import type { WalkOperations } from '../../mm/walk';

/** A call of a walk's callback, as it was made. */
export type LoggedPiece = { readonly start: Address; readonly end: Address } & (
  | { readonly call: 'test_walk'; readonly vma: Vma; readonly code: TestWalkCode }
  | {
      readonly call: 'pte_hole' | 'pud_entry' | 'pmd_entry' | 'hugetlb_entry';
      readonly vma: Vma | null;
      readonly entry: SlotImage | undefined;
    }
);

/** The callbacks of a walk, each reported before it is called. */
export class WatchedOperations implements WalkOperations {
  constructor(
    private readonly space: AddressSpace,
    private readonly inner: WalkOperations,
    private readonly tell: (piece: LoggedPiece) => void,
  ) {}

  /** Called with its answer: of a VMA that is skipped nothing else is reported. */
  testWalk(vma: Vma, first: PageNumber, stop: PageNumber): TestWalkCode {
    const code = this.inner.testWalk(vma, first, stop);
    this.tell({ call: 'test_walk', vma, ...this.piece(first, stop), code });
    return code;
  }

  hole(vma: Vma | null, first: PageNumber, stop: PageNumber): WalkCode {
    this.tell({ call: 'pte_hole', vma, ...this.piece(first, stop), entry: undefined });
    return this.inner.hole(vma, first, stop);
  }

  pudEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    this.tell({
      call: 'pud_entry',
      vma,
      ...this.piece(first, stop),
      entry: this.entry(slot, first, PUD),
    });
    return this.inner.pudEntry(vma, slot, first, stop);
  }

  pmdEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    this.tell({
      call: 'pmd_entry',
      vma,
      ...this.piece(first, stop),
      entry: this.entry(slot, first, PMD),
    });
    return this.inner.pmdEntry(vma, slot, first, stop);
  }

  hugetlbEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    const level = vma.backing.kind === 'hugetlb' ? vma.backing.level : PMD;
    this.tell({
      call: 'hugetlb_entry',
      vma,
      ...this.piece(first, stop),
      entry: this.entry(slot, first, level),
    });
    return this.inner.hugetlbEntry(vma, slot, first, stop);
  }

  private piece(
    first: PageNumber,
    stop: PageNumber,
  ): { readonly start: Address; readonly end: Address } {
    const { pages } = this.space;
    return { start: pages.addressOf(first), end: pages.addressOf(stop) };
  }

  private entry(slot: Slot, page: PageNumber, level: Level): SlotImage {
    const { table, pages } = this.space;
    const start = slotStart(pages.addressOf(page), SLOT_SIZE[level]);
    return slotImage(start, level, table.low(slot), table.high(slot));
  }
}
