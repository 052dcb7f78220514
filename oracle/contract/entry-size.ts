// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../mm/entry';
import { PAGE_SIZE, PMD_SIZE, PUD_SIZE } from '../../mm/units';
import type { Vma } from '../../mm/vma';
import { KIND_ROWS } from '../scenario/entry-kinds';
import type { Callback } from '../scenario/kind-row';

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
