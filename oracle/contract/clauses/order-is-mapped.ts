// SPDX-License-Identifier: GPL-2.0-or-later

import { StateKind } from '../../../mm/page-states';
import { PAGE_SIZE, type PageNumber } from '../../../mm/units';
import { isHugetlb } from '../../compare/origin';
import { hasChange } from '../../run/side-names';
import type { Clause } from '../clause';
import { CpuAccess } from '../cpu-pages';
import { sizeOf } from '../entry-size';
import { fieldOf, frameOfPiece } from '../reported-frame';
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
        return run.side.mapOrder(page) === withFrame(run, page, orderOf(run, page));
      },
    },
    {
      id: 'order-is-mapped.pfn-runs-into',
      since: 'mapOrder',
      narrow: true,
      title: 'with a 32-bit long, the bits of a large pfn are part of the map order',
      why:
        'The pfn is put into the word with OR, and nothing looks how large it is: from 5.9 on its bits from 24 on, ' +
        'since 6.16 those from 21 on are read as the order.',
      driver:
        'hmm_pfn_to_map_order() says an order that no mapping has. A driver that maps as many pages at once maps ' +
        'what the process does not have.',
      matters:
        'Since 6.16, on 32-bit machines with memory from 8 GiB up; before, from 64 GiB up, which x86 cannot have.',
      explains: (run, page) =>
        frameOfPiece(run, page) >= fieldOf(run).pfns &&
        run.side.mapOrder(page) === withFrame(run, page, orderDue(run, page)),
    },
  ],
  suspects: 'any call',
  check(run, breach) {
    for (let page = 0; page < run.record.stoppedAt; page++) {
      const order = orderDue(run, page);
      if (run.side.mapOrder(page) !== order && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

/** The order that the word of a page is to have. */
function orderDue(run: SideRun, page: PageNumber): number {
  // What is an error although it is mapped, mapped-is-valid reports.
  const isError = run.side.states.kinds[page] === StateKind.error;
  return isError || run.mayUse(page) === CpuAccess.nothing ? 0 : orderOf(run, page);
}

/** An order, with the bits of the page's frame that run into its field. */
function withFrame(run: SideRun, page: PageNumber, order: number): number {
  const { pfns, orders } = fieldOf(run);
  return order | (Math.floor(frameOfPiece(run, page) / pfns) % orders);
}

/** The order of a page's entry: of a PTE 0. */
function orderOf(run: SideRun, page: PageNumber): number {
  const vma = vmaAt(run, page);
  return vma === undefined ? 0 : Math.log2(sizeOf(run.cpu.highs[page] ?? 0, vma) / PAGE_SIZE);
}
