// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageNumber, pageAddress, slotStart } from '../../mm/units';
import { vmaAt } from './cpu-pages';
import { type Piece, sizeOf } from './piece';
import type { SideRun } from './side-run';

/**
 * The pages that a page's entry stands for, clipped to range and VMA, as the address space is now:
 * a callback is called once for them. Of a PTE, of a hole and of a gap, the page alone.
 */
export function pieceOf(run: SideRun, page: PageNumber): Piece {
  const vma = vmaAt(run, page);
  if (vma === undefined) return { first: page, stop: page + 1 };
  const { start, end } = run.scenario.range;
  const size = sizeOf(run.cpu.highs[page] ?? 0, vma);
  const from = slotStart(pageAddress(start, page), size);
  const first = Math.max(from, vma.start, start);
  const stop = Math.min(from + size, vma.end, end);
  return { first: run.pageAt(first), stop: run.pageAt(stop) };
}

/**
 * Whether the request is made that decides whether a page's entry must be accessible: that of any
 * page of the piece; in a hugetlb VMA, that of its first page.
 */
export function wasAskedFor(run: SideRun, page: PageNumber): boolean {
  const { first, stop } = pieceOf(run, page);
  const isHugetlb = vmaAt(run, page)?.backing.kind === 'hugetlb';
  return run.anyAsked(first, isHugetlb ? first + 1 : stop);
}

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
