// SPDX-License-Identifier: GPL-2.0-or-later
import { EFAULT, ENOMEM, EPERM, type ReturnCode } from '../../../mm/errno';
import type { PageNumber } from '../../../mm/units';
import { compare } from '../../compare/compare';
import { sameWords } from '../../compare/same-course';
import { decodeOrThrow } from '../../run/runner';
import type { Side } from '../../run/side';
import type { Clause } from '../clause';
import { mirrored } from '../mirror';
import type { SideRun } from '../side-run';
import { callbackOf } from '../trigger';

/** Input that the mask hides has no effect. An experiment: the call is made without it. */
export const maskHides: Clause = {
  id: 'mask-hides',
  ofUnlocked: 'too',
  promise: 'Only input bits that are set in pfn_flags_mask have an effect.',
  violations: [],
  experiment: true,
  decidedBy: (asked) => (asked.withoutHidden() === undefined ? 'nothing' : 'what is asked'),
  suspects: 'any call',
  check(run, breach) {
    const { side, laboratory, scenario, space, asked } = run;
    const without = asked.withoutHidden();
    if (without === undefined) return;
    const hasResult = run.experiment(without, 'words');
    space.rewind();
    if (!hasResult || sameWords(side, laboratory)) return;
    decodeOrThrow(laboratory);
    const pair = { scenario, left: side, right: laboratory };
    for (const disagreement of compare(pair)) {
      // What was not reached still holds its input, which is what was changed.
      if (disagreement.aspect !== 'input') breach('page' in disagreement ? disagreement.page : 0);
    }
  },
};

/**
 * The result does not depend on the order of neighbours. An experiment: they swap places, and the
 * laboratory has run the mirrored scenario.
 */
export const orderOfNeighbours: Clause = {
  id: 'order-of-neighbours',
  promise:
    'How a page is reported, and whether the call succeeds, depends on the page and its request, not on ' +
    'whether its neighbours come before or after it.',
  violations: [
    {
      id: 'order-of-neighbours.rest-of-table',
      title: 'pages after one that needs a fault are faulted with it, pages before it are not',
      why:
        'The PTE callback faults from the page that needs it to the end of its piece. So a page that was ' +
        'not requested is none before such a page and present after it.',
      driver:
        'The same window gives different results if the memory in it is laid out in reverse: a driver’s ' +
        'test passes or fails depending on the address at which an allocation happens to land. And the ' +
        'order can decide whether correct use fails: another owner’s device-private page that comes ' +
        'first is -EFAULT, and stays so; after a page that needs a fault, it is migrated back with that ' +
        'one, and the next attempt succeeds.',
      matters:
        'To correct use, where two devices with different owners share a process: until 5.18 the order ' +
        'decides whether a request for every page keeps failing. To tests, and to whoever reads a snapshot ' +
        'with requests in it, everywhere.',
      explains: (run) => faultsPtes(run, run.side) || faultsPtes(run, run.laboratory),
    },
  ],
  sees: 'the mirrored scenario',
  decidedBy: ({ scenario }) => (mirrored(scenario) === undefined ? 'nothing' : 'the call'),
  suspects: 'any call',
  check(run, breach) {
    const { laboratory, side } = run;
    if (outcome(side.record.ret) !== outcome(laboratory.record.ret)) breach(0);
    else if (side.record.ret === 0) {
      const different = firstDifferent(run);
      if (different !== undefined) breach(different);
    }
  },
};

/** Which of several impossible pages fails first decides the error code, not whether the call fails. */
function outcome(ret: ReturnCode): ReturnCode {
  return ret === EPERM || ret === ENOMEM ? EFAULT : ret;
}

function firstDifferent(run: SideRun): number | undefined {
  const { side, laboratory } = run;
  const last = side.record.pages - 1;
  for (let page = 0; page <= last; page++) {
    const mirrored = last - page;
    if (side.states.kinds[page] !== laboratory.states.kinds[mirrored]) return page;
    if (side.states.pfn(page) === laboratory.states.pfn(mirrored)) continue;
    // Which new frame a page got depends on the order of the faults, and is nobody's business.
    if (!wasFaulted(side, page) || !wasFaulted(laboratory, mirrored)) return page;
  }
  return undefined;
}

/** Whether a page was faulted at all; a new frame comes from nowhere else. */
function wasFaulted({ record }: Side, page: PageNumber): boolean {
  return record.faults.rowWith(page) >= 0;
}

function faultsPtes(run: SideRun, { record }: Side): boolean {
  return record.walkEnds().some(({ origin }) => callbackOf(run, origin) === 'rest-of-table');
}
