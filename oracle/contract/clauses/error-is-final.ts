// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import { originOf } from '../../compare/origin';
import type { Clause } from '../clause';
import type { SideRun } from '../side-run';

/** ERROR only where there is nothing to map, now or later. */
export const errorIsFinal: Clause = {
  id: 'error-is-final',
  ofUnlocked: 'too',
  ofOutcome: true,
  sees: 'what the call left',
  promise:
    'A page reported as ERROR (or, by v5.7, as special) cannot be made present: it lies outside any VMA, in ' +
    'a VMA that no range fault maps, in a special mapping, or in a PMD that is not present or corrupt.',
  violations: [],
  check(run, breach) {
    const { kinds } = run.side.states;
    for (let page = 0; page < run.record.stoppedAt; page++) {
      const kind = kinds[page];
      if (kind !== StateKind.error && kind !== StateKind.special) continue;
      if (!isFinal(run, page, kind) && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

function isFinal({ cpu, scenario }: SideRun, page: number, kind: StateKind): boolean {
  switch (originOf(cpu.highs[page] ?? 0, scenario.range.owner).reported) {
    case 'error':
      // These have the one value only, whatever the revision.
      return kind === StateKind.error;
    case 'special page':
    case 'special bare':
      return !cpu.isZeroPage(page);
    case 'none':
    case 'page':
    case 'bare':
    case 'nothing':
      return false;
  }
}
