// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { kindOf } from '../../mm/entry';
import { findVma, type Vma } from '../../mm/image';
import {
  type Address,
  PAGE_SIZE,
  type PageNumber,
  PMD_SIZE,
  PUD_SIZE,
  pageAddress,
} from '../../mm/units';
import { KIND_ROWS } from '../scenario/entry-kinds';
import type { Callback } from '../scenario/kind-row';
import type { Scenario } from '../scenario/scenario';

/** A scenario, and the address space in the state that is looked at. */
interface Judged {
  readonly space: AddressSpace;
  readonly scenario: Scenario;
}

/** The VMA of a page of a scenario's range, if there is one, as the address space is now. */
export function vmaAt({ space, scenario }: Judged, page: PageNumber): Vma | undefined {
  return vmaIn(space.vmas, pageAddress(scenario.range.start, page));
}

/** Visits the VMAs that an address of a scenario has been in at some time: what its walks met, nobody notes. */
export function forVmasOnceAt(
  { scenario: { mm } }: Pick<Judged, 'scenario'>,
  at: Address,
  visit: (vma: Vma) => void,
): void {
  const first = vmaIn(mm.vmas, at);
  if (first !== undefined) visit(first);
  for (const { vmas } of mm.events) {
    const vma = vmas && vmaIn(vmas, at);
    if (vma !== undefined) visit(vma);
  }
}

/** The VMA of an address among these, if there is one. */
export function vmaIn(vmas: readonly Vma[], at: Address): Vma | undefined {
  const vma = vmas[findVma(vmas, at)];
  return vma !== undefined && vma.start <= at ? vma : undefined;
}

/** How many bytes an entry stands for; of what stands in no slot, a page. */
export function sizeOf(high: number, { backing }: Vma): number {
  const size = SIZES[kindOf(high)];
  if (size !== undefined) return size;
  return backing.kind === 'hugetlb' ? backing.size : PMD_SIZE;
}

/** By kind; undefined in hugetlb VMAs, which have pages of two sizes. */
const SIZES: readonly (number | undefined)[] = KIND_ROWS.toSorted(
  (one, other) => one.kind - other.kind,
).map(({ callback }) => sizeBy(callback));

function sizeBy(callback: Callback | null): number | undefined {
  switch (callback) {
    case 'pud_entry':
      return PUD_SIZE;
    case 'pmd_entry':
      return PMD_SIZE;
    case 'hugetlb':
      return undefined;
    case 'pte':
    case 'pte_hole':
    case 'test_walk':
    case null:
      return PAGE_SIZE;
  }
}
