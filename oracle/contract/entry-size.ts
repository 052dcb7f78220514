// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../mm/entry';
import { PAGE_SIZE, PMD_SIZE, PUD_SIZE } from '../../mm/units';
import type { Vma } from '../../mm/vma';

/** How many bytes an entry stands for. */
export function sizeOf(high: number, { backing }: Vma): number {
  switch (kindOf(high)) {
    case Kind.pudDevmap:
      return PUD_SIZE;
    case Kind.pmdHuge:
    case Kind.pmdDevmap:
    case Kind.pmdMigration:
    case Kind.pmdNonpresent:
    case Kind.pmdBad:
      return PMD_SIZE;
    case Kind.hugetlbNone:
    case Kind.hugetlbPresent:
    case Kind.hugetlbMigration:
    case Kind.hugetlbHwpoison:
      return backing.kind === 'hugetlb' ? backing.size : PMD_SIZE;
    default:
      return PAGE_SIZE;
  }
}
