// SPDX-License-Identifier: GPL-2.0-or-later
import type { NoProgressPages } from './no-progress';
import { ADDRESS_END, type Address, type Level, type Pfn, PTE } from './units';

/** What backs a VMA's pages; it decides what a fault brings (model.md, rules 2 and 11). */
export type Backing =
  | { readonly kind: 'anon' }
  | { readonly kind: 'file'; readonly filePfn: Pfn }
  | { readonly kind: 'hugetlb'; readonly level: Level; readonly size: number };

export const ANON: Backing = { kind: 'anon' };

/** A mapping `[start, end)`; the booleans are its `vm_flags`. */
export interface Vma {
  readonly start: Address;
  readonly end: Address;
  readonly read: boolean;
  readonly write: boolean;
  readonly shared: boolean;
  readonly io: boolean;
  readonly pfnmap: boolean;
  readonly mixedmap: boolean;
  readonly backing: Backing;
}

/**
 * The index of the first VMA that ends above the address (`find_vma`), or the number of VMAs.
 * The VMAs are sorted and do not overlap.
 */
export function findVma(vmas: readonly Vma[], at: Address): number {
  let low = 0;
  let high = vmas.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const vma = vmas[middle];
    if (vma !== undefined && vma.end > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The VMA of an address among these, if there is one. */
export function vmaIn(vmas: readonly Vma[], at: Address): Vma | undefined {
  const vma = vmas[findVma(vmas, at)];
  return vma !== undefined && vma.start <= at ? vma : undefined;
}

/** One entry to store: its slot, and the two words of `entry.ts`, made by {@link slotImage}. */
export interface SlotImage {
  readonly at: Address;
  readonly level: Level;
  readonly low: number;
  readonly high: number;
}

/**
 * Makes an entry to store. They are made and read by the million, so all have one shape to the
 * engine: both words signed, whatever sign they are given with, and room for any address.
 */
export function slotImage(at: Address, level: Level, low: number, high: number): SlotImage {
  return { at, level, low: low | 0, high: high | 0 };
}

/*
 * The first address decides what room the engine makes for them. Had it fitted into 32 bits, all entries
 * made until the first one that does not would be converted one by one, when they are read.
 */
slotImage(ADDRESS_END, PTE, 0, 0);

/** Why a page's fault fails. All of them end as `-EFAULT`, but for `oom` since 7.3. */
export type FaultError = 'sigbus' | 'oom' | 'hwpoison' | 'sigsegv';

/**
 * How page faults of a page drop the mmap lock, if the call lets them, as only those do that take it themselves:
 * `VM_FAULT_RETRY` has done nothing yet, `VM_FAULT_COMPLETED` all that there was to do. In `hmm_range_fault()`,
 * which keeps the lock, the first fails (userfaultfd), and the second does what it does.
 */
export interface LockDrop {
  readonly result: 'retry' | 'completed';
  /** How many faults of the page do so, the first ones; Infinity: all. */
  readonly times: number;
}

/** What other threads do before a walk begins. */
export interface ThreadEvent {
  readonly beforeWalk: number;
  readonly invalidate: boolean;
  readonly entries: readonly SlotImage[];
  /** The VMAs that there are from then on, if they change; before the entries are stored. */
  readonly vmas?: readonly Vma[];
  /** Pages of files that have another frame from then on, by address; what is mapped there is unmapped first. */
  readonly filePages?: ReadonlyMap<Address, Pfn>;
  /** How much time passes until then, in jiffies; only calls with a timeout look at the time. */
  readonly elapsed?: number;
  /** Whether a fatal signal comes; only calls that take the mmap lock themselves look for one. */
  readonly killed?: true;
}

/**
 * What another thread does within a walk: right before the `atRead`-th read, counted from 1 over the
 * whole call, of the slot that the first of the entries names. Only the code of a kernel tree reads
 * entries one by one; no model follows such a change.
 */
export interface ReadEvent {
  readonly atRead: number;
  readonly invalidate: boolean;
  /** At least one. */
  readonly entries: readonly SlotImage[];
}

/** Everything that an address space is loaded from. */
export interface AddressSpaceImage {
  readonly nextPfn: Pfn;
  readonly zeroPfn: Pfn;
  readonly vmas: readonly Vma[];
  readonly entries: readonly SlotImage[];
  readonly faultErrors: ReadonlyMap<Address, FaultError>;
  readonly events: readonly ThreadEvent[];
  readonly readEvents: readonly ReadEvent[];
  /** Pages whose faults drop the mmap lock, if there are any. */
  readonly lockDrops?: ReadonlyMap<Address, LockDrop>;
  /** Pages whose page faults and waits come back without having done anything, if there are any. */
  readonly noProgress?: NoProgressPages;
}
