// SPDX-License-Identifier: GPL-2.0-or-later
import type { Address, Level, Pfn } from './units';

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
