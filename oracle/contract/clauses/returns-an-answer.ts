// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY, EFAULT, EINTR, EINVAL, ENOMEM, EPERM, LIVELOCK } from '../../../mm/errno';
import { hasChange } from '../../run/side';
import { pageAddress } from '../../run/slots';
import type { Scenario } from '../../scenario/scenario';
import type { Clause } from '../clause';
import { lastFaulted } from '../failed-piece';
import type { SideRun } from '../side-run';

/** The call returns, with one of the codes that callers expect. */
export const returnsAnAnswer: Clause = {
  id: 'returns-an-answer',
  ofUnlocked: 'too',
  ofOutcome: true,
  promise:
    'The call returns 0, -EPERM, -EFAULT, -EBUSY, or, only for an empty range, -EINVAL; and it always returns. ' +
    'Since 7.3, -ENOMEM only if its last page fault ran out of memory. hmm_range_fault_unlocked_timeout() returns ' +
    '-EBUSY only if it has a timeout, -EINTR only for a fatal signal, and returns unless a page fault drops the ' +
    'mmap lock each time. (No call returns from page faults or waits that never do anything.)',
  violations: [],
  check(run, breach) {
    const { record, scenario } = run;
    const { start, end } = scenario.range;
    switch (record.ret) {
      case 0:
      case EPERM:
      case EFAULT:
        if (start < end) return;
        break;
      case EBUSY:
        if (scenario.range.call?.timeout === 0) break;
        return;
      case EINTR:
      case LIVELOCK:
        if (isInterruptedOrEndless(scenario, record.ret)) return;
        break;
      case ENOMEM:
        if (mayRunOutOfMemory(run)) return;
        break;
      case EINVAL:
        if (start >= end) return;
    }
    breach(0);
  },
};

/** Whether a call that takes the mmap lock itself has a reason not to come to its end. */
function isInterruptedOrEndless(
  { mm, range }: Scenario,
  ret: typeof EINTR | typeof LIVELOCK,
): boolean {
  if (ret === LIVELOCK && [...(mm.noProgress?.values() ?? [])].some(isEndless)) return true;
  if (range.call === undefined) return false;
  if (ret === EINTR) return mm.events.some(({ killed }) => killed === true);
  return [...(mm.lockDrops?.values() ?? [])].some(({ times }) => isEndless(times));
}

function isEndless(times: number): boolean {
  return times === Number.POSITIVE_INFINITY;
}

/** Whether a release that reports it faulted a page last whose fault runs out of memory. */
function mayRunOutOfMemory(run: SideRun): boolean {
  const { scenario, side } = run;
  const last = lastFaulted(run);
  if (last === undefined || !hasChange(side.name, 'outOfMemoryReported')) return false;
  return scenario.mm.faultErrors.get(pageAddress(scenario.range.start, last)) === 'oom';
}
