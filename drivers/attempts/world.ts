// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace, type AddressSpaceImage, type ThreadEvent } from '../../mm/address-space';
import { Kind, kindOf, PROTNONE_BIT, pfnOf, WRITE_BIT } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import { invalidate } from '../../mm/notifier';
import { NO_SLOT, type Slot } from '../../mm/page-table';
import { PTE } from '../../mm/units';
import type { WordMapping } from '../range-call';
import { type ActionEffect, type ActionName, effectOf, type Situation } from './actions';
import {
  addressOf,
  isSharedVma,
  NEXT_PFN,
  type Setup,
  slotImages,
  VMA_KINDS,
  type VmaKind,
  vmasOf,
  WINDOW_START,
  ZERO_PFN,
} from './setup';

const NO_FAULT_ERRORS: AddressSpaceImage['faultErrors'] = new Map();
/** Of a high word, what decides: everything but the pfn. */
const ATTRIBUTES = 0xf_ffff;

/** What {@link World.restore} brings back; VMAs do not change within an attempt. */
interface Moment {
  readonly mark: number;
  readonly nextPfn: AddressSpace['nextPfn'];
  readonly stale: boolean;
}

/** The process, as far as the window reaches: its address space, and what others do to it. */
export class World {
  readonly space = new AddressSpace();
  private image: AddressSpaceImage = this.space.image;
  private vmaKinds: VmaKind[] = [];
  private startKind: VmaKind = 'private';
  private vmas: readonly Vma[] = [];
  /** The slot of the first page, if its table was loaded; tables do not go away. */
  private firstSlot = NO_SLOT;
  private readonly knownVmas = new Map<string, readonly Vma[]>();

  get pages(): number {
    return this.vmaKinds.length;
  }

  /** Whether the window's pages are shared ones; no action changes that. */
  get shared(): boolean {
    return isSharedVma(this.startKind);
  }

  load({ vma, entries }: Setup): void {
    this.startKind = vma;
    this.vmaKinds = entries.map(() => vma);
    this.vmas = this.vmasNow();
    this.image = {
      nextPfn: NEXT_PFN,
      zeroPfn: ZERO_PFN,
      vmas: this.vmas,
      entries: slotImages(entries),
      faultErrors: NO_FAULT_ERRORS,
      events: [],
      readEvents: [],
    };
    this.space.load(this.image);
    this.firstSlot = this.space.table.slot(WINDOW_START, PTE);
  }

  /** Goes back to what was loaded. */
  rewind(): void {
    this.vmaKinds.fill(this.startKind);
    this.vmas = this.image.vmas;
    this.space.image = this.image;
    this.space.rewind();
  }

  /** Sets what happens during the next call, with the VMAs as they are now. */
  setEvents(events: readonly ThreadEvent[]): void {
    this.space.image = { ...this.image, vmas: this.vmas, events };
  }

  /** A point to come back to within one attempt. */
  moment(): Moment {
    const { table, nextPfn, stale } = this.space;
    return { mark: table.mark(), nextPfn, stale };
  }

  restore({ mark, nextPfn, stale }: Moment): void {
    this.space.table.rollback(mark);
    this.space.nextPfn = nextPfn;
    this.space.stale = stale;
  }

  situation(page: number): Situation {
    const { table } = this.space;
    const slot = this.slotOf(page);
    const hole = slot === NO_SLOT;
    const low = hole ? 0 : table.low(slot);
    const high = hole ? 0 : table.high(slot);
    return { page, vma: this.vmaKinds[page] ?? 'gap', hole, low, high };
  }

  /** What an action would do now. */
  effect(action: ActionName, page: number): ActionEffect | null {
    return effectOf(action, this.situation(page));
  }

  /** Does something while no call runs; what follows from it for the sequence is in the space. */
  perform({ entry, vma, invalidates }: ActionEffect, page: number): void {
    const { space } = this;
    if (entry !== undefined) space.table.store(addressOf(page), PTE, entry.low, entry.high);
    if (vma !== undefined) {
      this.vmaKinds[page] = vma;
      this.vmas = this.vmasNow();
    }
    if (invalidates) invalidate(space);
  }

  /** Whether the process has, at a page, what a driver maps there, with these rights. */
  hasMapping(page: number, { pfn, write }: WordMapping): boolean {
    const { vma, low, high } = this.situation(page);
    if (vma === 'gap' || BigInt(pfnOf(low, high)) !== pfn) return false;
    const kind = kindOf(high);
    if (kind !== Kind.ptePresent && kind !== Kind.pteDevicePrivate) return false;
    return (high & PROTNONE_BIT) === 0 && (!write || (high & WRITE_BIT) !== 0);
  }

  /**
   * All that a page's part in the next attempt depends on, apart from what is asked of it. Two
   * attempts that begin with equal states and requests take the same course: pfns decide nothing,
   * except whether a page is the zero page.
   */
  state(page: number): number {
    const { vma, hole, low, high } = this.situation(page);
    const zero = low === ZERO_PFN && (high & ~ATTRIBUTES) === 0 ? 2 : 0;
    return ((VMA_KINDS.indexOf(vma) * 4 + zero + (hole ? 1 : 0)) << 20) | (high & ATTRIBUTES);
  }

  /** The window lies in one table, so its slots are neighbours. */
  private slotOf(page: number): Slot {
    if (this.firstSlot !== NO_SLOT) return this.firstSlot + page;
    return this.space.table.slot(addressOf(page), PTE);
  }

  private vmasNow(): readonly Vma[] {
    const key = this.vmaKinds.join();
    let vmas = this.knownVmas.get(key);
    if (vmas === undefined) {
      vmas = vmasOf(this.vmaKinds);
      this.knownVmas.set(key, vmas);
    }
    return vmas;
  }
}
