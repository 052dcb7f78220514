// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';

/** Numbers a write to the page table: its slot, and the two words that stand there at the end. */
const STRIDE = 3;

/** In which state a call left an address space: kept to see whether another call left the same one. */
export class LeftState {
  private numbers: number[] = [];
  private writes = 0;
  private stale = false;
  private nextPfn = 0;
  private vmas: AddressSpace['vmas'] = [];

  /** Keeps the state in which a call has just left the address space. */
  take(space: AddressSpace): void {
    const { table, loaded } = space;
    this.writes = table.mark() - loaded;
    this.stale = space.stale;
    this.nextPfn = space.nextPfn;
    this.vmas = space.vmas;
    for (let write = 0; write < this.writes; write++) {
      const slot = table.writtenAfter(loaded + write);
      this.numbers[STRIDE * write] = slot;
      this.numbers[STRIDE * write + 1] = table.low(slot);
      this.numbers[STRIDE * write + 2] = table.high(slot);
    }
  }

  /** Whether the address space, with the same image loaded, is in the state that was kept. */
  is(space: AddressSpace): boolean {
    const { table, loaded } = space;
    if (
      table.mark() - loaded !== this.writes ||
      space.stale !== this.stale ||
      space.nextPfn !== this.nextPfn ||
      space.vmas !== this.vmas
    ) {
      return false;
    }
    for (let write = 0; write < this.writes; write++) {
      const slot = table.writtenAfter(loaded + write);
      if (
        this.numbers[STRIDE * write] !== slot ||
        this.numbers[STRIDE * write + 1] !== table.low(slot) ||
        this.numbers[STRIDE * write + 2] !== table.high(slot)
      ) {
        return false;
      }
    }
    return true;
  }
}
