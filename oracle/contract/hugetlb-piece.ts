// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageNumber, slotStart } from '../../mm/units';
import { pageAddress } from '../run/slots';
import type { SideRun } from './side-run';
import { vmaAt } from './vma-at';

/**
 * The first page of the piece of a huge page that a page of the range lies in: from the start of
 * its slot, or of the range; undefined outside hugetlb VMAs.
 */
export function hugetlbPieceStart(run: SideRun, page: PageNumber): number | undefined {
  const vma = vmaAt(run, page);
  if (vma?.backing.kind !== 'hugetlb') return undefined;
  const { start } = run.scenario.range;
  return run.pageAt(Math.max(slotStart(pageAddress(start, page), vma.backing.size), start));
}
