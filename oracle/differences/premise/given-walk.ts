// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../../mm/address-space';
import type { WalkCode } from '../../../mm/errno';
import type { Observer } from '../../../mm/observer';
import {
  ADDRESS_ZERO,
  type Address,
  PGD,
  PGD_SIZE,
  PUD_SIZE,
  SLOT_SIZE,
  slotEnd,
} from '../../../mm/units';
import { findVma, type Vma } from '../../../mm/vma';
import type { WalkOperations } from '../../../mm/walk-operations';
import { slotAt } from '../../run/slots';
import type { Disguise, Given } from './premise';

/**
 * Sits between an address space and a side that runs on it under premises: it shows each walk
 * disguised entries, restores them for page faults, and reports gaps in other pieces.
 */
export class GivenWalk implements Observer {
  /** How far the current walk has handled its gap as a whole. */
  private gapEnd = ADDRESS_ZERO;

  constructor(
    private readonly space: AddressSpace,
    private readonly disguises: readonly Disguise[],
    private readonly gaps: Given['gaps'],
    private readonly owner: number,
  ) {}

  walk(start: Address, end: Address, operations: WalkOperations): WalkOperations {
    this.showAll(start, end);
    this.gapEnd = ADDRESS_ZERO;
    if (this.gaps === undefined) return operations;
    return {
      testWalk: (vma, from, to) => operations.testWalk(vma, from, to),
      hole: (vma, from, to) => this.hole(operations, vma, from, to, end),
      pudEntry: (vma, slot, from, to) => operations.pudEntry(vma, slot, from, to),
      pmdEntry: (vma, slot, from, to) => operations.pmdEntry(vma, slot, from, to),
      hugetlbEntry: (vma, slot, from, to) => operations.hugetlbEntry(vma, slot, from, to),
    };
  }

  /** The page fault at an address meets the real entry; the rules decide it. */
  readonly overrule = (_: Vma, at: Address): undefined => {
    const slot = slotAt(this.space.table, at);
    const high = this.restored(slot.high);
    if (high !== slot.high) this.space.store([{ ...slot, high }]);
  };

  /** The real entry where a walk was shown this one. */
  restored(high: number): number {
    return this.disguises.reduce((word, disguise) => disguise.restore(word), high) >>> 0;
  }

  event(): void {}
  retryChecked(): void {}
  fault(): void {}
  faultDecided(): void {}

  private showAll(start: Address, end: Address): void {
    if (this.disguises.length === 0) return;
    for (let at = start; at < end; ) {
      const slot = slotAt(this.space.table, at);
      const high =
        this.disguises.reduce((word, disguise) => disguise.show(word, this.owner), slot.high) >>> 0;
      if (high !== slot.high) this.space.store([{ ...slot, high }]);
      at = slotEnd(at, SLOT_SIZE[slot.level], end);
    }
  }

  private hole(
    operations: WalkOperations,
    vma: Vma | null,
    start: Address,
    end: Address,
    walkEnd: Address,
  ): WalkCode {
    if (vma !== null) return operations.hole(vma, start, end);
    if (this.gaps === 'by table') return this.holeByTable(operations, start, end);
    if (start < this.gapEnd) return 0;
    const { vmas } = this.space.image;
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
