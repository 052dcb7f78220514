// SPDX-License-Identifier: GPL-2.0-or-later
import type { Clause } from '../clause';
import type { SideRun } from '../side-run';
import { vmaAt } from '../vma-at';
import { faultedPages } from './unasked';

/** Page faults are called only where the process itself may have them. */
export const faultIsPermitted: Clause = {
  id: 'fault-is-permitted',
  promise:
    'A page fault is called only for pages of the range that lie in a VMA which range faults map, ' +
    'and a write fault only where the VMA can be written.',
  violations: [],
  check(run, breach) {
    faultedPages(run, (page, write) => {
      if (!isPermitted(run, page, write)) breach(page);
    });
  },
};

function isPermitted(run: SideRun, page: number, write: boolean): boolean {
  if (page < 0 || page >= run.record.pages) return false;
  const vma = vmaAt(run.scenario, page);
  return vma !== undefined && !run.isUnmappable(vma) && (vma.write || !write);
}
