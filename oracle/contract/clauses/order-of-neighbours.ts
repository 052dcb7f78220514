// SPDX-License-Identifier: GPL-2.0-or-later
import { EFAULT, EPERM, type ReturnCode } from '../../../mm/errno';
import type { Side } from '../../run/side';
import type { Clause } from '../clause';
import type { SideRun } from '../side-run';
import { callbackOf } from '../trigger';

/**
 * The result does not depend on the order of neighbours. An experiment: they change places, and the
 * laboratory has run the mirrored scenario.
 */
export const orderOfNeighbours: Clause = {
  id: 'order-of-neighbours',
  promise:
    'What a page is reported as, and whether the call succeeds, depends on the page and its ' +
    'request, not on whether its neighbours stand before or behind it.',
  violations: [
    {
      id: 'order-of-neighbours.rest-of-table',
      title: 'pages behind one that needs a fault are faulted with it, pages before it are not',
      why:
        'The PTE callback faults from the page that needs it to the end of its piece. So a page ' +
        'nobody asked for is none before such a page and present behind it.',
      driver:
        'The same window gives other results when the memory in it is laid out the other way round: ' +
        'a driver’s test passes or fails by the address at which an allocation happens to land.',
      matters: 'To tests and to whoever reads a snapshot with requests in it; not to correct use.',
      explains: ({ side, laboratory }) => faultsPtes(side) || faultsPtes(laboratory),
    },
  ],
  sees: 'the mirrored scenario',
  check(run, breach) {
    const { laboratory, side } = run;
    if (outcome(side.record.ret) !== outcome(laboratory.record.ret)) breach(0);
    else if (side.record.ret === 0) {
      const different = firstDifferent(run);
      if (different !== undefined) breach(different);
    }
  },
};

/** Which of several pages that cannot be had fails first decides the error, not whether there is one. */
function outcome(ret: ReturnCode): ReturnCode {
  return ret === EPERM ? EFAULT : ret;
}

function firstDifferent({ side, laboratory, scenario }: SideRun): number | undefined {
  const last = side.record.pages - 1;
  for (let page = 0; page <= last; page++) {
    const kind = side.states.kinds[page];
    if (kind !== laboratory.states.kinds[last - page]) return page;
    const pfn = side.states.pfn(page);
    // Which new frame a page got depends on the order of the faults, and is nobody's business.
    const allocated = pfn >= scenario.mm.nextPfn;
    if (!allocated && pfn !== laboratory.states.pfn(last - page)) return page;
  }
  return undefined;
}

function faultsPtes(side: Side): boolean {
  return side.record.walkEnds().some(({ origin }) => callbackOf(origin) === 'rest-of-table');
}
