// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import { Ask } from '../../../mm/range';
import { hasUnlockedCall } from '../../run/side-names';
import type { Clause, Violation } from '../clause';
import type { SideRun } from '../side-run';
import { judgesCall } from '../suspicions';
import { requestedIsThere } from './return-codes';
import { readStaysRead, reportingChangesNothing } from './unchanged';
import { failsForWhoAsked, waitsForWhoAsked } from './who-asked';

/** What is promised of one call with the caller's requests, with all ways in which that is known to be broken. */
const OF_ONE_CALL: readonly Clause[] = [
  reportingChangesNothing,
  readStaysRead,
  waitsForWhoAsked,
  failsForWhoAsked,
  requestedIsThere,
];

const outputAsksAgain: Violation = {
  id: 'restart-keeps-requests.output-asks-again',
  title:
    'the output of one attempt is taken for the requests of the next, in hmm_range_fault_unlocked_timeout()',
  why:
    'After an invalidation, or a page fault that dropped the mmap lock, it begins again from the start of ' +
    'the range with the array as the last attempt left it. HMM_PFN_VALID and HMM_PFN_WRITE of the output ' +
    'are the bits of HMM_PFN_REQ_FAULT and HMM_PFN_REQ_WRITE: where pfn_flags_mask lets them through, a page ' +
    'that was writable is requested for writing from then on, whether anybody asked for it or not.',
  driver:
    'A page that it did not ask for, or asked to read, is write-faulted when another thread has changed it ' +
    'meanwhile: memory is allocated, shared pages are copied. If the page cannot be faulted at all, the call ' +
    'fails for a page that the driver did not ask for. It cannot prevent either: it does not see the ' +
    'attempts.',
  matters:
    'To every driver that sets pfn_flags_mask, as nouveau does; with a mask of 0 the array asks nothing. A fix ' +
    'keeps the caller’s requests and writes them into the array before each restart, or takes no requests ' +
    'from the array here at all.',
  explains(run, page) {
    const before = firstNotPutOut(run);
    if (run.scenario.range.mask === Ask.nothing) return false;
    return run.record
      .walkEnds()
      .some(({ first, stop }) => first < before && first <= page && page < stop);
  },
};

const outputAsksLess: Violation = {
  id: 'restart-keeps-requests.output-asks-less',
  title:
    'a write that was requested is lost when hmm_range_fault_unlocked_timeout() begins again, and it succeeds',
  why:
    'An own device-private page satisfies a write request although it is read-only: its word is VALID ' +
    'alone. If the call begins again then, that word is the request: only to read. When the page has come ' +
    'back to system memory meanwhile, it is read-faulted or taken as it is.',
  driver:
    'It requested write access, the call succeeded, and the page is not writable, although it could be made ' +
    'so. A driver that maps what it asked for gives its device write access to a page that is shared, or to ' +
    'the zero page.',
  matters:
    'To drivers with memory of their own that set pfn_flags_mask, as nouveau: pages that a fork has made ' +
    'read-only on the device. The same fix as for restart-keeps-requests.output-asks-again.',
  explains(run, page) {
    return (
      run.scenario.range.mask !== Ask.nothing &&
      page < firstNotPutOut(run) &&
      run.record.ret === 0 &&
      run.asksWrite(page) &&
      run.side.states.kinds[page] === StateKind.read
    );
  },
};

/** The first page for which no attempt before the last one has put anything out. */
function firstNotPutOut({ record }: SideRun): number {
  return Math.max(0, ...record.attempts.slice(0, -1).map(({ stoppedAt }) => stoppedAt));
}

/** A call that starts again does what its caller asked, and no more. */
export const restartKeepsRequests: Clause = {
  id: 'restart-keeps-requests',
  ofUnlocked: 'only',
  sides: hasUnlockedCall,
  promise:
    'hmm_range_fault_unlocked_timeout() faults, waits for, fails for and provides pages as one call of ' +
    'hmm_range_fault() with the caller’s requests does, however often it starts again.',
  sees: 'what the call left',
  // A page that was asked to be writable and is not can only be the latter.
  violations: [outputAsksLess, outputAsksAgain],
  suspects: 'any call',
  check(run, breach) {
    const pages = new Set<number>();
    for (const clause of OF_ONE_CALL) {
      if (!judgesCall(clause, run.record)) continue;
      clause.check(run, (page) => {
        if (!clause.violations.some((known) => known.explains(run, page))) pages.add(page);
      });
    }
    for (const page of pages) breach(page);
  },
};

/** Entries before the point of failure contain output, the rest input. */
export const stopDivides: Clause = {
  id: 'stop-divides',
  judges: 'failures',
  promise:
    'When the call fails, the entries before the point where it stopped contain output, and those from ' +
    'there on still contain the input.',
  violations: [],
  suspects: 'any call',
  check({ side, record, scenario }, breach) {
    const { asks } = scenario.range;
    // What must stand before that, the clauses about words say.
    for (let page = record.stoppedAt; page < asks.length; page++) {
      if (!side.holdsRequest(page, asks[page] ?? Ask.nothing)) breach(page);
    }
  },
};
