// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../oracle/generate/profiles';
import { replay, shrinkFailure } from '../../oracle/generate/shrink';
import { simpler } from '../../oracle/generate/simplify';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { writeScenario } from '../../oracle/scenario/write';
import { campaign } from './documents';
import { differsOn, isBusyAlone, meetsLateEvent } from './planted';

const SEEDS = 20;

/** The first scenario that fails, for each of the seeds. */
function* found(profile: Profile, fails: (scenario: Scenario) => boolean): Iterable<Scenario> {
  for (let seed = 1; seed <= SEEDS; seed++) {
    for (const scenario of campaign(seed, profile, 20_000)) {
      if (!fails(scenario)) continue;
      yield scenario;
      break;
    }
  }
}

/** What a document says of the address space, the range and the events. */
type Shape = Pick<ScenarioDocument['mm'], 'vmas' | 'entries'> & {
  readonly range: ScenarioDocument['range'];
  readonly events: ScenarioDocument['events'] | undefined;
};

/** The different minima of the seeds' first failures. */
function minima(profile: Profile, fails: (scenario: Scenario) => boolean): readonly Shape[] {
  const shapes = new Map<string, Shape>();
  let count = 0;
  for (const scenario of found(profile, fails)) {
    count++;
    const { mm, range, events } = writeScenario(shrinkFailure(scenario, fails).scenario);
    const shape = { vmas: mm.vmas, entries: mm.entries, range, events };
    shapes.set(JSON.stringify(shape), shape);
  }
  expect(count).toBe(SEEDS);
  return [...shapes.values()];
}

const VMA = { start: '0x7f0000000000', end: '0x7f0000200000', flags: ['read', 'write'] } as const;
const AT = '0x7f0000000000';
const SNAPSHOT_OF_ONE_PAGE = {
  range: {
    start: '0x7f0000000000',
    end: '0x7f0000001000',
    default: '.',
    mask: '.',
    requests: '.',
    owner: 0,
  },
  events: undefined,
} as const;

describe.each(['small', 'huge'] as const)('minima of %s scenarios', (profile) => {
  it('of a fault on a protnone PTE are one page, in one shape', () => {
    const entry = { at: AT, level: 'pte', is: 'present', pfn: '0x1000', write: false } as const;
    expect(minima(profile, differsOn('pte-protnone'))).toEqual([
      {
        vmas: [{ ...VMA, backing: 'anon' }],
        entries: [{ ...entry, protnone: true }],
        ...SNAPSHOT_OF_ONE_PAGE,
      },
    ]);
  });

  it('of a fault on an empty hugetlb slot are one page, in one shape', () => {
    expect(minima(profile, differsOn('hugetlb-none'))).toEqual([
      {
        vmas: [{ ...VMA, backing: 'hugetlb', hugePageShift: 21 }],
        entries: [{ at: AT, level: 'pud', is: 'table' }],
        ...SNAPSHOT_OF_ONE_PAGE,
      },
    ]);
  });
});

it('minima of a fault that no event causes have no events, and two pages at most', () => {
  for (const scenario of found('small', isBusyAlone)) {
    const { mm, range } = shrinkFailure(scenario, isBusyAlone).scenario;
    expect(mm.events).toEqual([]);
    expect(range.asks.length).toBeLessThanOrEqual(2);
    expect(mm.entries.length).toBe(1);
    expect(mm.vmas.length).toBe(1);
  }
});

describe('shrinkFailure', () => {
  const protnone = differsOn('pte-protnone');
  const [scenario] = found('small', protnone);
  if (scenario === undefined) throw new Error('no scenario');

  it('ends where no simpler scenario fails', () => {
    for (const one of found('small', meetsLateEvent)) {
      const shrunk = shrinkFailure(one, meetsLateEvent);
      expect(meetsLateEvent(shrunk.scenario)).toBe(true);
      expect([...simpler(shrunk.scenario)].filter(meetsLateEvent)).toEqual([]);
    }
  });

  it('gives a path that leads to the same scenario without the predicate', () => {
    for (const one of found('huge', protnone)) {
      const { scenario: minimum, path, shrinks } = shrinkFailure(one, protnone);
      expect(path.split(':').length).toBe(shrinks + 1);
      expect(replay(one, path)).toEqual(minimum);
    }
  });

  it('gives a scenario back that is simple already', () => {
    const minimum = shrinkFailure(scenario, protnone).scenario;
    expect(shrinkFailure(minimum, protnone)).toEqual({ scenario: minimum, path: '0', shrinks: 0 });
    expect(replay(minimum, '0')).toBe(minimum);
  });

  it('refuses a scenario that does not fail', () => {
    expect(() => shrinkFailure(scenario, () => false)).toThrow(/expected one that fails/);
  });

  it('passes on what the predicate throws, and calls it no more', () => {
    let calls = 0;
    const fails = (): boolean => {
      if (++calls > 2) throw new RangeError('broken');
      return true;
    };
    expect(() => shrinkFailure(scenario, fails)).toThrow(new RangeError('broken'));
    expect(calls).toBe(3);
  });
});

describe('replay', () => {
  const [scenario] = campaign(1, 'small', 1);
  if (scenario === undefined) throw new Error('no scenario');

  it.each(['0:100000', '0:-1', '0:x', '0:1.5', '0:'])('refuses the path %s', (path) => {
    expect(() => replay(scenario, path)).toThrow(/"path" expected .*, got/);
  });
});
