// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { causeId } from '../../drivers/attempts/finding';
import { judgeRun } from '../../drivers/attempts/judge';
import {
  type CauseReport,
  enumerateAttempts,
  type LoopReport,
} from '../../drivers/attempts/report';
import { LoopRunner } from '../../drivers/attempts/runner';
import type { MinimalSchedule } from '../../drivers/attempts/tally';
import type { Driver } from '../../drivers/driver';
import { regenerating } from '../../drivers/driver';
import { DRIVERS, type DriverId } from '../../drivers/registry';
import { LOOP_CAUSES, NO_PAGES } from '../drivers/expected';

const REPORT = enumerateAttempts();

function loopOf(driver: Driver): LoopReport {
  const loop = REPORT.loops.find((one) => one.driver === driver.id);
  if (loop === undefined) throw new Error(`no loop of ${driver.id}`);
  return loop;
}

function causeOf(driver: DriverId, id: string): CauseReport {
  const causes = REPORT.loops.flatMap((loop) => loop.causes);
  const cause = causes.find((one) => one.id === `${driver}/${id}`);
  if (cause === undefined) throw new Error(`no cause ${driver}/${id}`);
  return cause;
}

function named(driver: DriverId, ids: readonly string[]): string[] {
  return ids.map((id) => `${driver}/${id}`).sort();
}

/** The causes that a loop shows under a schedule. */
function shown(driver: Driver, { setup, schedule }: MinimalSchedule): Set<string> {
  const runner = new LoopRunner(driver);
  const other = new LoopRunner(regenerating(driver));
  runner.load(setup);
  other.load(setup);
  const endsRegenerated = (): boolean => other.run(schedule).end.kind !== 'recurs';
  const findings = judgeRun(runner.run(schedule), schedule, driver.loop, endsRegenerated);
  return new Set(findings.map((finding) => causeId(driver.id, finding)));
}

describe.each(DRIVERS)('$id', (driver) => {
  const loop = loopOf(driver);
  const { removed, remaining } = LOOP_CAUSES[driver.id];

  it('has exactly these causes', () => {
    expect(loop.causes.map(({ id }) => id)).toEqual(named(driver.id, [...removed, ...remaining]));
  });

  it('loses exactly those from destroyed input when its requests are written anew', () => {
    expect(loop.regeneration).toMatchObject({
      removed: named(driver.id, removed),
      remaining: named(driver.id, remaining),
      added: [],
      exact: true,
    });
    const blamed = loop.causes.filter(({ fromDestroyedInput }) => fromDestroyedInput);
    expect(blamed.map(({ id }) => id)).toEqual(named(driver.id, removed));
  });

  it('shows every cause with its smallest schedule, and a destroyed one no more', () => {
    for (const cause of loop.causes) {
      const { id, minimal, fromDestroyedInput } = cause;
      expect(shown(driver, minimal), id).toContain(id);
      const left = shown(regenerating(driver), minimal);
      if (fromDestroyedInput) expect(left, id).not.toContain(id);
      else expect(left, id).toContain(id);
    }
  });

  it('decides every run', () => {
    expect(loop.ends.undecided).toBe(0);
    expect(loop.regeneration.ends.undecided).toBe(0);
    const { done, failed, recurs, spins } = loop.ends;
    expect(done + failed + recurs + spins).toBe(loop.schedules);
  });

  it('spins and recurs with nobody invalidating only if the notifier is not told', () => {
    for (const { kind, id, minimal } of loop.causes) {
      if (kind !== 'no-end-alone' || id.endsWith(NO_PAGES)) continue;
      expect(
        minimal.schedule.some(({ silent }) => silent),
        id,
      ).toBe(true);
    }
  });
});

describe('amdgpu', () => {
  it.each(['amdgpu-before', 'amdgpu-after'])('%s: no request is lost or grows', (id) => {
    const kinds = REPORT.loops.find(({ driver }) => driver === id)?.causes.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['no-end-alone', 'no-end-while-invalidated']));
  });

  it('both versions behave alike, and as if they wrote their requests anew', () => {
    const counts = REPORT.loops
      .filter(({ driver }) => driver.startsWith('amdgpu'))
      .flatMap(({ schedules, attempts, ends, regeneration }) => [
        { schedules, attempts, ends },
        {
          schedules: regeneration.schedules,
          attempts: regeneration.attempts,
          ends: regeneration.ends,
        },
      ]);
    expect(counts).toHaveLength(4);
    for (const count of counts) expect(count).toEqual(counts[0]);
  });
});

describe('the smallest schedules', () => {
  function size(
    driver: DriverId,
    id: string,
  ): { pages: number; actions: number; attempts: number } {
    const { minimal } = causeOf(driver, id);
    const { setup, schedule, attempts } = minimal;
    return { pages: setup.accesses.length, actions: schedule.length, attempts };
  }

  it('0 pages are returned only for a window that nouveau never makes up', () => {
    const cause = causeOf('nouveau-before', NO_PAGES);
    expect(cause.builtSchedules).toBe(0);
    expect(cause.minimal.setup).toEqual({
      accesses: ['none'],
      vma: 'private',
      entries: ['hole'],
    });
    expect(cause.minimal.schedule).toEqual([]);
  });

  it('every other cause is met with windows that the driver makes up', () => {
    for (const { id, minimal, builtSchedules } of REPORT.loops.flatMap(({ causes }) => causes)) {
      if (id.endsWith(NO_PAGES)) continue;
      expect(minimal.builtByDriver, id).toBe(true);
      expect(builtSchedules, id).toBeGreaterThan(0);
    }
  });

  it.each(['nouveau-before', 'nouveau-after'] as const)(
    '%s: one page and one action are enough to deny what nobody asked',
    (driver) => {
      const denied = 'request-grew-read-to-write/permission-denied';
      expect(size(driver, denied)).toEqual({ pages: 1, actions: 1, attempts: 2 });
      expect(causeOf(driver, denied).minimal).toMatchObject({
        setup: { accesses: ['read'], vma: 'private', entries: ['writable'] },
        schedule: [{ attempt: 1, phase: 'check', action: 'mprotect', page: 0 }],
      });
    },
  );

  it('until 5.7 a page that nobody asked for has to lie between two others', () => {
    expect(size('nouveau-before', 'request-grew-none-to-read/bad-address').pages).toBe(3);
    expect(size('nouveau-after', 'request-grew-none-to-read/bad-address').pages).toBe(1);
  });

  it('until 5.7 a protnone page is faulted although nobody asks or does anything', () => {
    const hinting = 'request-grew-none-to-read/hinting-fault';
    expect(size('nouveau-before', hinting).actions).toBe(0);
    expect(size('nouveau-after', hinting).actions).toBe(1);
  });

  it('a loop that asked to read never ends as long as the page is write-protected again', () => {
    for (const driver of ['nouveau-before', 'nouveau-after'] as const) {
      const { replay, regenerated, minimal } = causeOf(
        driver,
        'no-end-while-invalidated/own-fault/destroyed-input',
      );
      expect(minimal).toMatchObject({
        setup: { accesses: ['read'], entries: ['writable'] },
        schedule: [{ attempt: 'every', phase: 'check', action: 'write-protect' }],
      });
      expect(replay.end).toEqual({ kind: 'recurs', since: 2, endedBy: 'deadline' });
      expect(regenerated.end).toEqual({ kind: 'done', checked: true });
    }
  });
});
