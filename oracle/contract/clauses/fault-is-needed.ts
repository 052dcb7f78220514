// SPDX-License-Identifier: GPL-2.0-or-later

import { isPageFailure } from '../../../mm/errno';
import type { PageNumber } from '../../../mm/units';
import type { Clause } from '../clause';
import { CpuAccess } from '../cpu-pages';
import type { SideRun } from '../side-run';

/** Nothing is faulted that was already accessible as requested. */
export const faultIsNeeded: Clause = {
  id: 'fault-is-needed',
  ofOutcome: true,
  judges: 'page faults',
  promise:
    'Page faults are made for a row of pages only if one of them was requested and was not accessible ' +
    'as requested when the call began. (Not checked if other threads stored entries.)',
  violations: [],
  suspects: 'any call',
  check(run, breach) {
    const { faults, ret } = run.record;
    if (run.othersStored) return;
    // A fault that fails cuts its row off, perhaps before the page that needed it.
    const rows = isPageFailure(ret) ? faults.rows - 1 : faults.rows;
    for (let row = 0; row < rows; row++) {
      const { first, pages } = faults.row(row);
      if (!someLacks(run, first, first + pages)) breach(first);
    }
  },
};

function someLacks(run: SideRun, first: PageNumber, stop: PageNumber): boolean {
  for (let page = first; page < stop; page++) {
    if (!run.asksFault(page)) continue;
    if (run.mayUse(page) < (run.asksWrite(page) ? CpuAccess.write : CpuAccess.read)) return true;
  }
  return false;
}
