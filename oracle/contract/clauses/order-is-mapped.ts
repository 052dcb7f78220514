// SPDX-License-Identifier: GPL-2.0-or-later

import { StateKind } from '../../../mm/page-states';
import { PAGE_SIZE } from '../../../mm/units';
import { isHugetlb } from '../../compare/origin';
import { hasChange } from '../../run/side';
import type { Clause } from '../clause';
import { CpuAccess } from '../cpu-pages';
import { sizeOf } from '../entry-size';
import type { SideRun } from '../side-run';
import { vmaAt } from '../vma-at';

/** The order is that of the CPU's mapping. */
export const orderIsMapped: Clause = {
  id: 'order-is-mapped',
  ofUnlocked: 'too',
  sees: 'what the call left',
  sides: (name) => hasChange(name, 'mapOrder'),
  promise:
    'Since 5.9, the word of a page that is mapped by a PMD, a PUD or a hugetlb entry contains the order ' +
    'of that mapping; any other word has order 0.',
  violations: [
    {
      id: 'order-is-mapped.hugetlb-without-access',
      title: 'a hugetlb slot reports its order even where it maps nothing',
      why:
        'The hugetlb callback adds the order of the huge page to the flags whatever the entry is; the ' +
        'callbacks for PMD and PUD add it only together with VALID.',
      driver:
        'None on one that tests VALID first. One that compares a word with 0 to see whether anything is ' +
        'known about the page mistakes untouched memory for a page.',
      matters: 'In snapshots of hugetlb memory that is partly touched, migrating or poisoned.',
      explains: (run, page) => {
        const high = run.cpu.highs[page] ?? 0;
        if (!isHugetlb(high) || run.mayUse(page) !== CpuAccess.nothing) return false;
        return run.side.mapOrder(page) === orderOf(run, page);
      },
    },
  ],
  suspects: 'any call',
  check(run, breach) {
    const { kinds } = run.side.states;
    for (let page = 0; page < run.record.stoppedAt; page++) {
      // What is an error although it is mapped, mapped-is-valid reports.
      const isNothing = run.mayUse(page) === CpuAccess.nothing || kinds[page] === StateKind.error;
      const order = isNothing ? 0 : orderOf(run, page);
      if (run.side.mapOrder(page) !== order && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

/** The order of a page's entry: of a PTE 0. */
function orderOf(run: SideRun, page: number): number {
  const vma = vmaAt(run, page);
  return vma === undefined ? 0 : Math.log2(sizeOf(run.cpu.highs[page] ?? 0, vma) / PAGE_SIZE);
}
