// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageNumber } from '../../../mm/units';
import type { Vma } from '../../../mm/vma';
import { pageAddress } from '../../run/slots';
import type { Clause } from '../clause';
import type { SideRun } from '../side-run';
import { forVmasOnceAt, vmaAt } from '../vma-at';

/** Page faults are made only where the process itself may cause them. */
export const faultIsPermitted: Clause = {
  id: 'fault-is-permitted',
  ofUnlocked: 'too',
  ofOutcome: true,
  judges: 'page faults',
  promise:
    'A page fault is made only for pages of the range that lie in a VMA which range faults map, and a ' +
    'write fault only where the VMA is writable.',
  violations: [],
  suspects: 'any call',
  check(run, breach) {
    const { faults } = run.record;
    for (let row = 0; row < faults.rows; row++) {
      const { first, pages, write } = faults.row(row);
      for (let page = first; page < first + pages; ) {
        const vma = isInRange(run, page) ? vmaAt(run, page) : undefined;
        if (!isPermitted(run, vma, write) && !wasPermitted(run, page, write)) breach(page);
        // What holds for a page holds for all of its VMA, as long as that stays.
        page = vma === undefined || run.othersStored ? page + 1 : run.pageAt(vma.end);
      }
    }
  },
};

function isInRange({ record }: SideRun, page: PageNumber): boolean {
  return page >= 0 && page < record.pages;
}

function isPermitted(run: SideRun, vma: Vma | undefined, write: boolean): boolean {
  return vma !== undefined && !run.isUnmappable(vma) && (!write || vma.write);
}

/** Whether a VMA let the page be faulted that was there for a while: when a fault came, nobody notes. */
function wasPermitted(run: SideRun, page: PageNumber, write: boolean): boolean {
  if (!isInRange(run, page)) return false;
  let was = false;
  forVmasOnceAt(run, pageAddress(run.scenario.range.start, page), (vma) => {
    was ||= isPermitted(run, vma, write);
  });
  return was;
}
