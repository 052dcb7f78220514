// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../../mm/entry';
import { Ending } from '../../../mm/range-record';
import { isAmong, kindsThat } from '../../scenario/entry-kinds';
import type { Clause } from '../clause';

/** No page fault is attempted where the page table itself shows that it cannot help. */
export const faultCanHelp: Clause = {
  id: 'fault-can-help',
  ofUnlocked: 'too',
  ofOutcome: true,
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
      if (isAmong(BEYOND_HELP, kindOf(run.cpu.highs[page] ?? 0))) breach(page);
    }
  },
};

/** Entries on which `handle_mm_fault` fails, whatever the access (model.md, rules 10 and 15). */
const BEYOND_HELP = kindsThat(({ fault, callback }) => fault === 'fails' && callback !== 'hugetlb');
