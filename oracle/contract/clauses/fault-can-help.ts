// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { Ending } from '../../../mm/range-record';
import type { Clause } from '../clause';

/** No page fault is attempted where the page table itself shows that it cannot help. */
export const faultCanHelp: Clause = {
  id: 'fault-can-help',
  promise:
    'Page faults begin at an entry that a page fault can change, not at a poisoned page or a corrupt ' +
    'page table entry: those are -EFAULT at once. (Hugetlb pages are faulted whatever the entry is; ' +
    'not checked if other threads stored entries.)',
  violations: [],
  check(run, breach) {
    const ends = run.record.walkEnds();
    if (ends.length === 0 || run.othersStored) return;
    for (const { ending, start } of ends) {
      if (ending !== Ending.faulted && ending !== Ending.faultFailed) continue;
      const page = run.pageAt(start);
      if (isBeyondHelp(kindOf(run.cpu.highs[page] ?? 0))) breach(page);
    }
  },
};

/** Whether `handle_mm_fault` fails on an entry, whatever the access (model.md, rules 10 and 15). */
function isBeyondHelp(kind: Kind): boolean {
  switch (kind) {
    case Kind.pteHwpoison:
    case Kind.pmdNonpresent:
    case Kind.pmdBad:
      return true;
    default:
      return false;
  }
}
