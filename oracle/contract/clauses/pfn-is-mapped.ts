// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { StateKind } from '../../../mm/page-states';
import { isModern } from '../../run/side';
import { isAmong, kindsThat } from '../../scenario/entry-kinds';
import { formatOf } from '../../scenario/scenario';
import type { Clause } from '../clause';
import type { SideRun } from '../side-run';

/** The frame is the CPU's. */
export const pfnIsMapped: Clause = {
  id: 'pfn-is-mapped',
  sees: 'what the call left',
  promise:
    'The pfn of a word is the one that the entry in the CPU’s page table has for this page when the ' +
    'call is over: in a huge mapping, counted from the start of its slot; of an empty hugetlb slot, ' +
    'the page’s index in it.',
  violations: [],
  check(run, breach) {
    const { side, record, cpu } = run;
    const { kinds } = side.states;
    const limit = 2 ** pfnBits(run);
    for (let page = 0; page < record.stoppedAt; page++) {
      const kind = kinds[page];
      if (kind !== StateKind.read && kind !== StateKind.write && kind !== StateKind.stray) continue;
      const frame = cpu.pfns[page] ?? 0;
      if (side.states.pfn(page) === (frame < limit ? frame : frame % limit)) continue;
      if (hasFrame(cpu.highs[page] ?? 0) && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

/** The bits of a word above the flags; higher ones of a pfn are lost there. */
function pfnBits({ side, scenario }: SideRun): number {
  return isModern(side.name) ? 64 : 64 - formatOf(scenario).pfnShift;
}

const FRAMED = kindsThat(({ fields, kind }) => fields.includes('pfn') || kind === Kind.hugetlbNone);

/**
 * Whether such an entry has a pfn field, or is an empty hugetlb slot; what is said of others is
 * `valid-is-accessible`'s.
 */
function hasFrame(high: number): boolean {
  return isAmong(FRAMED, kindOf(high));
}
