// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { ACTION_NAMES } from '../../drivers/attempts/actions';
import { actionsByPhase, Branches } from '../../drivers/attempts/branches';
import { LoopRunner } from '../../drivers/attempts/runner';
import type { Schedule, ScheduledAction } from '../../drivers/attempts/schedule';
import type { Setup } from '../../drivers/attempts/setup';
import type { Driver } from '../../drivers/driver';
import { nouveauAfter } from '../../drivers/nouveau/after';
import { DRIVERS } from '../../drivers/registry';

const ACTIONS = actionsByPhase(ACTION_NAMES);

function branches(driver: Driver, setup: Setup, schedule: Schedule): readonly ScheduledAction[] {
  const runner = new LoopRunner(driver);
  runner.load(setup);
  const collected = new Branches(schedule, ACTIONS);
  runner.run(schedule, collected);
  return collected.found;
}

const text = ({ attempt, phase, walk, action, page }: ScheduledAction): string =>
  `${attempt}.${phase}.${walk} ${action} ${page}`;

it('finds every point of a run that ends in the first attempt, and what can be done there', () => {
  const found = branches(
    nouveauAfter,
    { accesses: ['read'], vma: 'private', entries: ['none'] },
    [],
  );
  expect(found.map(text)).toEqual([
    '1.walk.1 invalidate 0',
    '1.walk.1 cpu-read 0',
    '1.walk.1 cpu-write 0',
    '1.walk.2 invalidate 0',
    '1.walk.2 unmap 0',
    '1.walk.2 cpu-write 0',
    '1.check.0 invalidate 0',
    '1.check.0 unmap 0',
    '1.check.0 cpu-write 0',
    '1.check.0 mprotect 0',
    '1.check.0 munmap 0',
  ]);
});

it('goes on from the last action, at the same point with later pages only', () => {
  const setup: Setup = {
    accesses: ['read', 'read'],
    vma: 'private',
    entries: ['read-only', 'read-only'],
  };
  const first: ScheduledAction = {
    attempt: 1,
    phase: 'check',
    walk: 0,
    action: 'unmap',
    page: 0,
    silent: false,
  };
  const found = branches(nouveauAfter, setup, [first]).map(text);
  expect(found.filter((one) => one.startsWith('1.'))).toEqual([
    '1.check.0 unmap 1',
    '1.check.0 protnone 1',
    '1.check.0 migrate 1',
    '1.check.0 replace 1',
    '1.check.0 to-own-device 1',
    '1.check.0 to-other-device 1',
    '1.check.0 cpu-write 1',
    '1.check.0 mprotect 1',
    '1.check.0 munmap 1',
  ]);
  expect(found).toContain('2.between.0 cpu-read 0');
  expect(found).not.toContain('2.between.0 invalidate 0');
});

it('finds nothing twice, and everything it finds can be done', () => {
  for (const driver of DRIVERS) {
    const setup: Setup = {
      accesses: ['write', 'write'],
      vma: 'private',
      entries: ['read-only', 'migration'],
    };
    const found = branches(driver, setup, []);
    expect(new Set(found.map(text)).size).toBe(found.length);
    const runner = new LoopRunner(driver);
    runner.load(setup);
    for (const action of found) expect(runner.run([action]).actionsDone, text(action)).toBe(1);
  }
});

it('does not change the run that it watches', () => {
  const setup: Setup = { accesses: ['read'], vma: 'shared', entries: ['protnone'] };
  const runner = new LoopRunner(nouveauAfter);
  runner.load(setup);
  const watched = runner.run([], new Branches([], ACTIONS));
  expect(runner.run([])).toEqual(watched);
});
