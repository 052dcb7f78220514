// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { amdgpuAfter } from '../../drivers/amdgpu/pair';
import { AskLevel } from '../../drivers/asked';
import type { ActionName } from '../../drivers/attempts/actions';
import type { AttemptRun } from '../../drivers/attempts/run';
import { LoopRunner } from '../../drivers/attempts/runner';
import type { Phase, ScheduledAction } from '../../drivers/attempts/schedule';
import type { Setup } from '../../drivers/attempts/setup';
import type { Driver } from '../../drivers/driver';
import type { EndedBy } from '../../drivers/loop';
import { nouveauAfter } from '../../drivers/nouveau/after';
import { nouveauBefore } from '../../drivers/nouveau/before';
import { DRIVERS } from '../../drivers/registry';
import { EFAULT, EPERM } from '../../mm/errno';

function act(
  attempt: number | 'every',
  phase: Phase,
  action: ActionName,
  page = 0,
  walk: number | 'every' = phase === 'walk' ? 1 : 0,
): ScheduledAction {
  return { attempt, phase, walk, action, page, silent: false };
}

function one(access: Setup['accesses'][number], entry: Setup['entries'][number]): Setup {
  return { accesses: [access], vma: 'private', entries: [entry] };
}

function run(driver: Driver, setup: Setup, ...schedule: ScheduledAction[]): AttemptRun {
  const runner = new LoopRunner(driver);
  runner.load(setup);
  return runner.run(schedule);
}

/** What the attempts after the first asked otherwise: `page from→to consequence`. */
function changes({ attempts }: AttemptRun): string[] {
  return attempts.flatMap((attempt, index) =>
    attempt.changes.map(
      ({ page, from, to, consequence }) => `${index + 1}: ${page} ${from}→${to} ${consequence}`,
    ),
  );
}

describe('a request that grows', () => {
  const writable = one('read', 'writable');

  it.each([nouveauBefore, nouveauAfter])('$id: does nothing if the page stays', (driver) => {
    const { end, ...rest } = run(driver, writable, act(1, 'check', 'invalidate'));
    expect(end).toEqual({ kind: 'done', checked: true });
    expect(changes({ end, ...rest })).toEqual(['2: 0 1→2 no-effect']);
  });

  it.each([nouveauBefore, nouveauAfter])('$id: copies a page that became read-only', (driver) => {
    const { end, ...rest } = run(driver, writable, act(1, 'check', 'write-protect'));
    expect(end).toEqual({ kind: 'done', checked: true });
    expect(changes({ end, ...rest })).toEqual(['2: 0 1→2 copy-on-write', '3: 0 1→2 no-effect']);
  });

  it.each([nouveauBefore, nouveauAfter])('$id: fails in a VMA that became read-only', (driver) => {
    const { end, ...rest } = run(driver, writable, act(1, 'check', 'mprotect'));
    expect(end).toEqual({ kind: 'failed', ret: EPERM });
    expect(changes({ end, ...rest })).toEqual(['2: 0 1→2 permission-denied']);
  });

  it('fails the call for a prefetch of a page that was unmapped', () => {
    const prefetch = one('prefetch', 'read-only');
    const { end, ...rest } = run(nouveauAfter, prefetch, act(1, 'check', 'munmap'));
    expect(end).toEqual({ kind: 'failed', ret: EFAULT });
    expect(changes({ end, ...rest })).toEqual(['2: 0 0→1 bad-address']);
  });

  it('grows with nobody else there, if a copy for one page comes after output for another', () => {
    const window: Setup = {
      accesses: ['prefetch', 'write'],
      vma: 'private',
      entries: ['writable', 'read-only'],
    };
    expect(changes(run(nouveauAfter, window))).toEqual(['2: 0 0→2 no-effect']);
  });

  it('before the call begins an invalidation destroys nothing', () => {
    const { end, ...rest } = run(nouveauAfter, writable, act(1, 'walk', 'invalidate'));
    expect(end.kind).toBe('done');
    expect(changes({ end, ...rest })).toEqual([]);
  });
});

describe('a request that is lost', () => {
  const own = one('write', 'own-device');

  it.each([nouveauBefore, nouveauAfter])('$id: a write becomes a read', (driver) => {
    expect(run(driver, own, act(1, 'check', 'unmap')).lost).toMatchObject([
      { page: 0, from: AskLevel.write, to: AskLevel.read },
    ]);
  });

  it('is not lost if the page was never granted, even with the original request', () => {
    const { end, lost, ...rest } = run(nouveauAfter, own, act(1, 'check', 'invalidate'));
    expect(end.kind).toBe('done');
    expect(changes({ end, lost, ...rest })).toEqual(['2: 0 2→1 no-effect']);
    expect(lost).toEqual([]);
  });

  it('is not lost if the page became writable all the same', () => {
    expect(run(nouveauAfter, own, act(1, 'check', 'cpu-write')).lost).toEqual([]);
  });
});

/** What ends a loop whose calls are sent back, where it is no deadline. */
const ENDED_BY: Readonly<Record<string, EndedBy>> = {
  'gpusvm-after': 'budget',
  'odp-after': 'budget',
  'unlocked-7.3': 'budget',
};

describe('a loop that never ends', () => {
  it.each(DRIVERS)('$id: as long as every call is invalidated', (driver) => {
    const { end, attempts } = run(driver, one('read', 'none'), act('every', 'walk', 'invalidate'));
    expect(end).toEqual({ kind: 'recurs', since: 1, endedBy: ENDED_BY[driver.id] ?? 'deadline' });
    expect(attempts).toHaveLength(1);
  });

  it('nouveau: as long as every check finds the sequence stale; amdgpu makes no check', () => {
    const adversary = act('every', 'check', 'invalidate');
    expect(run(nouveauAfter, one('read', 'none'), adversary).end).toEqual({
      kind: 'recurs',
      since: 2,
      endedBy: 'deadline',
    });
    expect(run(amdgpuAfter, one('read', 'none'), adversary).end).toEqual({
      kind: 'done',
      checked: false,
    });
  });

  it.each(DRIVERS)('$id: as long as its own copies are undone between the attempts', (driver) => {
    const adversary = act('every', 'between', 'write-protect');
    const { end, attempts } = run(driver, one('write', 'read-only'), adversary);
    expect(end).toEqual({ kind: 'recurs', since: 1, endedBy: ENDED_BY[driver.id] ?? 'deadline' });
    expect(attempts).toMatchObject([{ invalidated: true, invalidatedMeanwhile: false }]);
  });

  it('does not take the actions that are still to come for a recurrence', () => {
    const late = act(3, 'walk', 'invalidate');
    const { end, attempts } = run(
      nouveauAfter,
      one('read', 'writable'),
      act(1, 'walk', 'invalidate'),
      act(2, 'walk', 'invalidate'),
      late,
    );
    expect(end.kind).toBe('done');
    expect(attempts).toHaveLength(4);
  });
});

describe('walks without end', () => {
  it.each(DRIVERS)('$id: spins if an entry changes before every walk, silently', (driver) => {
    const silent = { ...act('every', 'walk', 'protnone', 0, 'every'), silent: true };
    expect(run(driver, one('read', 'read-only'), silent).end).toEqual({ kind: 'spins' });
  });

  it.each(DRIVERS)('$id: is sent back if the same change invalidates', (driver) => {
    const told = act('every', 'walk', 'protnone', 0, 'every');
    expect(run(driver, one('read', 'read-only'), told).end.kind).toBe('recurs');
  });

  it('does not take many walks that each go further for a livelock', () => {
    const pages = Array.from({ length: 70 }, () => 0);
    const { end } = run(amdgpuAfter, {
      accesses: pages.map(() => 'read'),
      vma: 'private',
      entries: pages.map(() => 'migration'),
    });
    expect(end).toEqual({ kind: 'done', checked: false });
  });
});

it('an action that has nothing to do is not done', () => {
  const window = one('read', 'none');
  expect(run(nouveauAfter, window, act(1, 'check', 'munmap')).actionsDone).toBe(1);
  expect(run(nouveauAfter, window, act(1, 'walk', 'unmap')).actionsDone).toBe(0);
  expect(run(nouveauAfter, window, act(2, 'between', 'unmap')).actionsDone).toBe(0);
});

it('runs the same schedule to the same result, again and again', () => {
  const runner = new LoopRunner(nouveauBefore);
  runner.load({ accesses: ['read', 'write'], vma: 'private', entries: ['writable', 'read-only'] });
  const schedule = [act(1, 'walk', 'munmap'), act(2, 'between', 'mprotect')];
  const first = runner.run(schedule);
  runner.run([act(1, 'walk', 'unmap', 1)]);
  expect(runner.run(schedule)).toEqual(first);
});
