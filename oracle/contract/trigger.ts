// SPDX-License-Identifier: GPL-2.0-or-later
import type { Vma } from '../../mm/image';
import type { WalkEnd } from '../../mm/range-record';
import { PGD_SIZE, PMD_SIZE, pageAddress, slotEnd } from '../../mm/units';
import { metBy, originOf } from '../compare/origin';
import type { KindRow } from '../scenario/kind-row';
import { forVmasOnceAt } from './cpu-pages';
import { sizeOf, type Trigger } from './piece';
import type { SideRun } from './side-run';

/** The callback that met such an entry, and faulted the piece that it was given. */
export function callbackOf({ side, scenario }: SideRun, origin: number): Trigger | undefined {
  const met = originOf(origin, scenario.range.owner);
  switch (metBy(side.name, met).requested) {
    case 'faulted':
    case 'faulted or refused':
      return triggerBy(met.row);
    case 'waited for':
    case 'refused':
    case 'satisfied':
    case 'nothing':
      return undefined;
  }
}

function triggerBy({ callback }: KindRow): Trigger | undefined {
  switch (callback) {
    case 'pte_hole':
      return 'whole-hole';
    case 'pud_entry':
    case 'pmd_entry':
      return 'whole-mapping';
    case 'hugetlb':
      return 'hugetlb-first-page';
    case 'pte':
      return 'rest-of-table';
    case 'test_walk':
    case null:
      return undefined;
  }
}

/**
 * The callback that faulted a piece, if it can have been given that piece, and if the page whose
 * request it checks did have a request.
 */
export function triggerOf(run: SideRun, end: WalkEnd): Trigger | undefined {
  const trigger = callbackOf(run, end.origin);
  if (
    trigger === undefined ||
    pageAddress(run.scenario.range.start, end.stop) > pieceLimit(run, trigger, end)
  )
    return undefined;
  const { first } = end;
  const joinsRequests = trigger === 'whole-hole' || trigger === 'whole-mapping';
  return run.anyAsked(first, joinsRequests ? end.stop : first + 1) ? trigger : undefined;
}

/** The bytes of the slot that a callback is given at most. */
function pieceSize(trigger: Trigger, origin: number, vma: Vma): number {
  switch (trigger) {
    case 'whole-hole':
      return PGD_SIZE;
    case 'rest-of-table':
      return PMD_SIZE;
    case 'whole-mapping':
    case 'hugetlb-first-page':
      return sizeOf(origin, vma);
  }
}

/** Where the piece ends at the latest that a callback is given from an address on. */
function pieceLimit(run: SideRun, trigger: Trigger, { first, origin }: WalkEnd): number {
  const start = pageAddress(run.scenario.range.start, first);
  let limit: number = start;
  forVmasOnceAt(run, start, (vma) => {
    limit = Math.max(limit, slotEnd(start, pieceSize(trigger, origin, vma), vma.end));
  });
  return limit;
}
