// SPDX-License-Identifier: GPL-2.0-or-later
import { address, PAGE_SIZE, slotStart } from '../../mm/units';
import { findVma } from '../../mm/vma';
import type { SideRun } from './side-run';

/**
 * The first page of the piece of a huge page that a page of the range lies in: from the start of
 * its slot, or of the range; undefined outside hugetlb VMAs.
 */
export function hugetlbPieceStart(run: SideRun, page: number): number | undefined {
  const { range, mm } = run.scenario;
  const at = address(range.start + page * PAGE_SIZE);
  const vma = mm.vmas[findVma(mm.vmas, at)];
  if (vma === undefined || vma.start > at || vma.backing.kind !== 'hugetlb') return undefined;
  return run.pageAt(Math.max(slotStart(at, vma.backing.size), range.start));
}
