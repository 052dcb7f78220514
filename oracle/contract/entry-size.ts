// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../mm/entry';
import { PAGE_SIZE, PMD_SIZE, PUD_SIZE } from '../../mm/units';
import type { Vma } from '../../mm/vma';
import { rowOf } from '../scenario/entry-kinds';

/** How many bytes an entry stands for; of what stands in no slot, a page. */
export function sizeOf(high: number, { backing }: Vma): number {
  switch (rowOf(kindOf(high)).callback) {
    case 'pud_entry':
      return PUD_SIZE;
    case 'pmd_entry':
      return PMD_SIZE;
    case 'hugetlb':
      return backing.kind === 'hugetlb' ? backing.size : PMD_SIZE;
    case 'pte':
    case 'pte_hole':
    case 'test_walk':
    case null:
      return PAGE_SIZE;
  }
}
