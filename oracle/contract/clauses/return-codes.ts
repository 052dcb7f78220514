// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY, EFAULT, EINTR, EINVAL, ENOMEM, EPERM, LIVELOCK } from '../../../mm/errno';
import type { UnlockedCall } from '../../../mm/range';
import type { InnerAttempt, RangeRecord } from '../../../mm/range-record';
import { pageAddress } from '../../../mm/units';
import { countsTooMuch } from '../../compare/comparable';
import { COUNT_CAUSES, endsCount } from '../../differences/count/causes';
import type { Scenario } from '../../scenario/scenario';
import type { Clause, Violation } from '../clause';
import { CpuAccess } from '../cpu-pages';
import { failedPiece, lastFaulted, saysFaultFailed } from '../failed-piece';
import type { SideRun } from '../side-run';
import { vmaAt } from '../vma-at';

/** The call returns, with one of the codes that callers expect. */
export const returnsAnAnswer: Clause = {
  id: 'returns-an-answer',
  ofUnlocked: 'too',
  ofOutcome: true,
  promise:
    'The call returns 0, -EPERM, -EFAULT, -EBUSY, or, only for an empty range, -EINVAL; and it always returns. ' +
    'Since 7.3, -ENOMEM if its last page fault ran out of memory, and only then. hmm_range_fault_unlocked_timeout() returns ' +
    '-EBUSY if it has a timeout which is over when an attempt begins, counted from the last page fault that ' +
    'dropped the mmap lock, and only then; -EINTR only for a fatal signal; and returns unless a page fault ' +
    'drops the lock each time. (No call returns from page faults or waits that never do anything.)',
  violations: [],
  suspects: 'any call',
  check(run, breach) {
    const { record, scenario } = run;
    const { start, end, call } = scenario.range;
    if (call !== undefined && !keepsTime(record, call)) {
      breach(0);
      return;
    }
    switch (record.ret) {
      case 0:
      case EPERM:
      case EFAULT:
        if (start < end && !hidesLackOfMemory(run)) return;
        break;
      case EBUSY:
        return;
      case EINTR:
      case LIVELOCK:
        if (isInterruptedOrEndless(scenario, record.ret)) return;
        break;
      case ENOMEM:
        if (ranOutOfMemory(run)) return;
        break;
      case EINVAL:
        if (start >= end) return;
    }
    breach(0);
  },
};

/** Whether a call gives up for its timeout when the next attempt would begin too late, and only then. */
function keepsTime({ ret, attempts }: RangeRecord, { timeout }: UnlockedCall): boolean {
  // A side can keep its attempts to itself.
  if (attempts.length === 0) return ret !== EBUSY || timeout > 0;
  const late = timeout > 0 ? firstLate(attempts, timeout) : -1;
  if (ret === EBUSY) return late === attempts.length - 1;
  // A fatal signal is looked for before the time is.
  return late < 0 || (ret === EINTR && late === attempts.length - 1);
}

/** The first attempt that began after the call's time, which begins anew when the lock was dropped; or -1. */
function firstLate(attempts: readonly InnerAttempt[], timeout: number): number {
  let begun = 0;
  return attempts.findIndex(({ time }, index) => {
    if (index === 0 || attempts[index - 1]?.end === 'lock-dropped') begun = time;
    return time > begun + timeout;
  });
}

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

/** Whether a page fault that ran out of memory, and of which that is reported, is an ordinary -EFAULT. */
function hidesLackOfMemory(run: SideRun): boolean {
  return run.record.ret === EFAULT && saysFaultFailed(run) && ranOutOfMemory(run);
}

/** Whether a release that reports it faulted a page last whose fault runs out of memory. */
function ranOutOfMemory(run: SideRun): boolean {
  const { scenario } = run;
  const last = lastFaulted(run);
  if (last === undefined || !run.outOfMemoryReported) return false;
  const at = pageAddress(scenario.range.start, last);
  // A fault that cannot drop the lock which its caller keeps fails for that, before it needs memory.
  if (scenario.range.call === undefined && run.space.failsWithLock(at)) return false;
  return scenario.mm.faultErrors.get(at) === 'oom';
}

/** `-EBUSY` is returned exactly if the sequence is stale. */
export const ebusyIsStale: Clause = {
  id: 'ebusy-is-stale',
  ofOutcome: true,
  sees: 'what the call left',
  promise:
    'The call returns -EBUSY exactly if the sequence that the caller read is stale when a walk is about ' +
    'to begin; it never succeeds with a stale one.',
  violations: [],
  suspects: 'any call',
  check({ record, space, scenario }, breach) {
    const isBusy = record.ret === EBUSY;
    const isWrong = isBusy ? !space.stale : record.ret === 0 && space.stale;
    const wasIgnored = scenario.mm.events.some(
      ({ beforeWalk, invalidate }) => invalidate && beforeWalk <= record.walks,
    );
    if (isWrong || wasIgnored) breach(Math.max(0, Math.min(record.stoppedAt, record.pages - 1)));
  },
};

/** `-EPERM` is returned for writes that the VMA forbids, and for nothing else. */
export const epermDeniesWrite: Clause = {
  id: 'eperm-denies-write',
  ofOutcome: true,
  judges: 'failures',
  sees: 'what the call left',
  promise:
    'The call returns -EPERM only if write access is requested for a page that is not writable and ' +
    'lies in a VMA without write permission.',
  violations: [],
  suspects: 'any call',
  check(run, breach) {
    if (run.record.ret !== EPERM) return;
    const { first, stop } = failedPiece(run);
    if (vmaAt(run, first)?.write === false) {
      for (let page = first; page < stop; page++) {
        if (run.asksWrite(page) && run.mayUse(page) !== CpuAccess.write) return;
      }
    }
    breach(first);
  },
};

/** v5.7's count covers everything that it filled. */
export const countCovers: Clause = {
  id: 'count-covers',
  promise: 'v5.7 returns how many pages of the range it filled; on success, all of them.',
  violations: COUNT_CAUSES.map(
    (cause): Violation => ({
      id: `count-covers.${cause.name}`,
      title: cause.title,
      why: cause.why,
      driver:
        'A driver that continues from the page after the last one counted sees the tail again, possibly ' +
        'endlessly; one that retries on 0 (nouveau, amdgpu) does so until its time limit.',
      matters: 'For every window that ends in untouched memory; gone since the format was removed.',
      explains: ({ side, scenario }) => endsCount(cause, side, scenario),
    }),
  ),
  sides: (name) => name === 'v5.7',
  suspects: 'any call',
  check({ side, record }, breach) {
    const { pageCount } = side;
    if (pageCount === undefined) return;
    if (pageCount !== record.pages || countsTooMuch(side)) breach(pageCount);
  },
};
