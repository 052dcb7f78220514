// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import type { PageNumber } from '../../../mm/units';
import { metBy, originOf } from '../../compare/origin';
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
  violations: [
    {
      id: 'error-is-final.other-private-pmd',
      since: 'privatePmdsReported',
      newer: true,
      title:
        'another owner’s device-private huge page is reported as ERROR, although a request for it succeeds',
      why:
        'A request for it is faulted, which brings it back to system memory. Without one it falls through ' +
        'to ERROR with every other PMD that is not present. A device-private PTE is none in the same place.',
      driver:
        'A driver that takes a snapshot first, and requests only what is not an error, never gets this ' +
        'memory, although any request for it would.',
      matters: 'Since 6.18, with two devices of different owners in one process.',
      explains: (run, page) =>
        run.privatePmdsReported && run.entryName(page) === 'pmd-other-device-private',
    },
  ],
  suspects: ({ state }) => state === StateKind.error || state === StateKind.special,
  check(run, breach) {
    const { kinds } = run.side.states;
    for (let page = 0; page < run.record.stoppedAt; page++) {
      const kind = kinds[page];
      if (kind !== StateKind.error && kind !== StateKind.special) continue;
      if (!isFinal(run, page, kind) && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

function isFinal({ side, cpu, scenario }: SideRun, page: PageNumber, kind: StateKind): boolean {
  const met = originOf(cpu.highs[page] ?? 0, scenario.range.owner);
  const { reported, requested } = metBy(side.name, met);
  switch (reported) {
    case 'error':
      // These have the one value only, whatever the revision.
      return kind === StateKind.error && requested === 'refused';
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
