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
  ofUnlocked: 'too',
  sees: 'what the call left',
  promise:
    'The pfn of a word is the one that the entry in the CPU’s page table has for this page when the ' +
    'call is over: in a huge mapping, counted from the start of its slot; for an empty hugetlb slot, ' +
    'the index of the page in it.',
  violations: [],
  check(run, breach) {
    const { side, record, cpu } = run;
    const { kinds } = side.states;
    for (let page = 0; page < record.stoppedAt; page++) {
      const kind = kinds[page];
      if (kind !== StateKind.read && kind !== StateKind.write && kind !== StateKind.stray) continue;
      const frame = cpu.pfns[page] ?? 0;
      const reported = side.states.pfn(page);
      // Only formats with few bits for the pfn lose some of it: the exact one is there mostly.
      if (reported === frame || reported === frame % 2 ** pfnBits(run)) continue;
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
 * Whether such an entry has a pfn field, or is an empty hugetlb slot; others are covered by
 * `valid-is-accessible`.
 */
function hasFrame(high: number): boolean {
  return isAmong(FRAMED, kindOf(high));
}
