// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage } from '../../mm/address-space';
import type { TestWalkCode, WalkCode } from '../../mm/errno';
import type { PageTable, Slot } from '../../mm/page-table';
import { type Address, type Level, PMD, PUD, SLOT_SIZE, slotStart } from '../../mm/units';
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
    private readonly table: PageTable,
    private readonly inner: WalkOperations,
    private readonly tell: (piece: LoggedPiece) => void,
  ) {}

  /** Called with its answer: of a VMA that is skipped nothing else is reported. */
  testWalk(vma: Vma, start: Address, end: Address): TestWalkCode {
    const code = this.inner.testWalk(vma, start, end);
    this.tell({ call: 'test_walk', vma, start, end, code });
    return code;
  }

  hole(vma: Vma | null, start: Address, end: Address): WalkCode {
    this.tell({ call: 'pte_hole', vma, start, end, entry: undefined });
    return this.inner.hole(vma, start, end);
  }

  pudEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    this.tell({ call: 'pud_entry', vma, start, end, entry: this.entry(slot, start, PUD) });
    return this.inner.pudEntry(vma, slot, start, end);
  }

  pmdEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    this.tell({ call: 'pmd_entry', vma, start, end, entry: this.entry(slot, start, PMD) });
    return this.inner.pmdEntry(vma, slot, start, end);
  }

  hugetlbEntry(vma: Vma, slot: Slot, start: Address, end: Address): WalkCode {
    const level = vma.backing.kind === 'hugetlb' ? vma.backing.level : PMD;
    this.tell({ call: 'hugetlb_entry', vma, start, end, entry: this.entry(slot, start, level) });
    return this.inner.hugetlbEntry(vma, slot, start, end);
  }

  private entry(slot: Slot, at: Address, level: Level): SlotImage {
    const start = slotStart(at, SLOT_SIZE[level]);
    return slotImage(start, level, this.table.low(slot), this.table.high(slot));
  }
}
