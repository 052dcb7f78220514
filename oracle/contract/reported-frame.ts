// SPDX-License-Identifier: GPL-2.0-or-later

import { type PageNumber, PMD_SIZE, pageAddress, pagesBetween, slotStart } from '../../mm/units';
import { ORDER_BITS } from '../../modern/format';
import { pfnRoomOf } from '../run/side-names';
import { pieceOf } from './entry-requests';
import type { SideRun } from './side-run';

/** Of which frame a side puts the pfn into a page's word: the entry’s for this page, if nothing is known of it. */
export function frameOfPiece(run: SideRun, page: PageNumber): number {
  const frame = run.cpu.pfns[page] ?? 0;
  if (!run.privatePmdsReported || run.entryName(page) !== 'pmd-own-device-private') return frame;
  // hmm_vma_handle_absent_pmd() counts from the start of the piece: pfn-is-mapped.own-private-pmd.
  const start = pageAddress(run.scenario.range.start, pieceOf(run, page).first);
  return frame - pagesBetween(slotStart(start, PMD_SIZE), start);
}

/** How many pfns there is room for below the map order of a side's words, and how many orders. */
export function fieldOf({ side }: SideRun): { readonly pfns: number; readonly orders: number } {
  const room = pfnRoomOf(side.name);
  return room === undefined
    ? { pfns: Number.POSITIVE_INFINITY, orders: 1 }
    : { pfns: 2 ** room, orders: 2 ** ORDER_BITS };
}
