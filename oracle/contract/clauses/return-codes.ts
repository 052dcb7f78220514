// SPDX-License-Identifier: GPL-2.0-or-later
import { WRITE_BIT } from '../../../mm/entry';
import { EBUSY, EFAULT, EINTR, EINVAL, ENOMEM, EPERM, LIVELOCK } from '../../../mm/errno';
import { StateKind } from '../../../mm/page-states';
import type { UnlockedCall } from '../../../mm/range';
import type { InnerAttempt, RangeRecord } from '../../../mm/range-record';
import { pageAddress } from '../../../mm/units';
import { countsTooMuch } from '../../compare/compare';
import type { OriginName } from '../../compare/origin';
import { COUNT_CAUSES, endsCount } from '../../differences/count/causes';
import type { Scenario } from '../../scenario/scenario';
import type { Clause, Violation } from '../clause';
import { CpuAccess, vmaAt } from '../cpu-pages';
import { hugetlbPieceStart } from '../entry-requests';
import { failedPiece, lastFaulted, saysFaultFailed } from '../failed-piece';
import type { SideRun } from '../side-run';

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

const hugetlbFirstPageOnly: Violation = {
  id: 'requested-is-there.hugetlb-first-page-only',
  title: 'in a hugetlb mapping only the request of the first page counts',
  why:
    'The hugetlb callback is called once for the piece of a huge page in the range, and reads one word ' +
    'of the input: that of the first page of the piece. The other requests are not read.',
  driver:
    'It requested a page, the call succeeded, but the page is not present, or not writable. A driver ' +
    'that trusts success (amdgpu, test_hmm) maps it anyway, or fails with its own -EFAULT.',
  matters:
    'Never with one request for the whole range (defaults, and a mask of 0); with requests page by page, ' +
    'as nouveau makes them, whenever the first page of the window was not the one that faulted.',
  explains(run, page) {
    const piece = hugetlbPieceStart(run, page);
    if (piece === undefined || piece === page) return false;
    const asksMore = run.asksWrite(page) ? !run.asksWrite(piece) : !run.asksFault(piece);
    return asksMore;
  },
};

const OWN_PRIVATE: readonly OriginName[] = ['pte-own-device-private', 'pmd-own-device-private'];

const ownDevicePrivateReadOnly: Violation = {
  id: 'requested-is-there.own-device-private-read-only',
  title: 'the owner’s own device-private page satisfies a write request although it is read-only',
  why:
    'A device-private page of the range’s owner is reported before the request is checked, so nothing ' +
    'makes it writable.',
  driver:
    'It requested write access and gets VALID without WRITE on success. A driver that retries until the ' +
    'page is writable never stops; test_hmm warns (WARN_ON) and returns -EFAULT.',
  matters:
    'To every driver that sets an owner and requests write access: nouveau, test_hmm, and later ones. ' +
    'Memory that was read-only when it was migrated stays so on the device; and a fork makes every ' +
    'private page read-only, including those on a device, in both parent and child.',
  explains(run, page) {
    const isReadOnly = (run.entryOf(page) & WRITE_BIT) === 0;
    const { kinds } = run.side.states;
    return (
      OWN_PRIVATE.includes(run.entryName(page)) && isReadOnly && kinds[page] === StateKind.read
    );
  },
};

/** What was requested is present, or the call fails. */
export const requestedIsThere: Clause = {
  id: 'requested-is-there',
  ofOutcome: true,
  judges: 'successes',
  promise:
    'On success, a page whose effective request had FAULT is VALID, and one whose effective request ' +
    'also had WRITE is VALID and WRITE.',
  sees: 'what the call left',
  violations: [hugetlbFirstPageOnly, ownDevicePrivateReadOnly],
  suspects: ({ state, faults, writes }) => faults && !isSatisfied(state, writes),
  check(run, breach) {
    const { kinds } = run.side.states;
    for (let page = 0; page < run.record.pages; page++) {
      if (run.asksFault(page) && !isSatisfied(kinds[page], run.asksWrite(page))) breach(page);
    }
  },
};

function isSatisfied(state: number | undefined, writes: boolean): boolean {
  return state === StateKind.write || (state === StateKind.read && !writes);
}
