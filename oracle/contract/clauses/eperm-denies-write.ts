// SPDX-License-Identifier: GPL-2.0-or-later
import { EPERM } from '../../../mm/errno';
import type { Clause } from '../clause';
import { CpuAccess } from '../cpu-pages';
import { failedPiece } from '../failed-piece';
import { vmaAt } from '../vma-at';

/** `-EPERM` is returned for writes that the VMA forbids, and for nothing else. */
export const epermDeniesWrite: Clause = {
  id: 'eperm-denies-write',
  ofOutcome: true,
  judges: 'failures',
  sees: 'what the call left',
  promise:
    'The call returns -EPERM only if write access is requested for a page that is not writable and ' +
    'lies in a VMA without write permission.',
  violations: [],
  suspects: 'any call',
  check(run, breach) {
    if (run.record.ret !== EPERM) return;
    const { first, stop } = failedPiece(run);
    if (vmaAt(run, first)?.write === false) {
      for (let page = first; page < stop; page++) {
        if (run.asksWrite(page) && run.mayUse(page) !== CpuAccess.write) return;
      }
    }
    breach(first);
  },
};
