// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasFormat, parseScenario, runScenario } from '../../api';
import { FORMATS, formatOf, wellFormed } from '../../api/formats';
import { type ScenarioConstraints, scenarioArbitrary } from '../../api/generate';
import type { EntryDocument, ScenarioDocument } from '../../oracle/scenario/document';
import { decodeRequests } from '../../oracle/scenario/requests';

const OWN = {
  flags: { valid: '0x8', write: '0x4' },
  values: { error: '0xf0', none: '0x0', special: '0xf0' },
  pfnShift: 8,
} as const;

/** What a document has, by looking at nothing but the document. */
function facts({ mm, range, events = [], legacy }: ScenarioDocument) {
  const entries: readonly EntryDocument[] = [
    ...mm.entries,
    ...events.flatMap((event) => event.entries ?? []),
  ];
  const pages = Math.max((Number(range.end) - Number(range.start)) / 4096, 0);
  const asks = decodeRequests(range.requests, pages, { file: 'test' }, 'requests');
  return {
    pages,
    entries: new Set(entries.map(({ level, is }) => `${level}-${is}`)),
    events: events.length,
    faultErrors: Object.keys(mm.faultErrors ?? {}).length,
    flags: new Set(mm.vmas.flatMap(({ flags }) => flags)),
    backings: new Set(mm.vmas.map(({ backing }) => backing)),
    requests: new Set([...asks].map((ask) => '.rwx'.charAt(ask))),
    defaults: range.default,
    mask: range.mask,
    legacy,
  };
}

type Facts = ReturnType<typeof facts>;

interface Case {
  readonly name: string;
  readonly constraints: ScenarioConstraints;
  readonly honours: (found: Facts) => boolean;
  /** What some of the scenarios must have, so that nothing passes for being empty. */
  readonly reaches: (found: Facts) => boolean;
}

function within(found: ReadonlySet<string>, allowed: readonly string[]): boolean {
  return [...found].every((one) => allowed.includes(one));
}

const CASES: readonly Case[] = [
  {
    name: 'pages between two limits',
    constraints: { minPages: 3, maxPages: 5 },
    honours: ({ pages }) => 3 <= pages && pages <= 5,
    reaches: ({ pages }) => pages === 4,
  },
  {
    name: 'at most one page',
    constraints: { maxPages: 1 },
    honours: ({ pages }) => pages <= 1,
    reaches: ({ pages }) => pages === 1,
  },
  {
    name: 'no pages',
    constraints: { maxPages: 0 },
    honours: ({ pages }) => pages === 0,
    reaches: () => true,
  },
  {
    name: 'many pages',
    constraints: { minPages: 3000, maxPages: 4000 },
    honours: ({ pages }) => 3000 <= pages && pages <= 4000,
    reaches: ({ entries }) => entries.size > 0,
  },
  {
    name: 'PTEs of two kinds',
    constraints: { entries: ['pte-present', 'pte-migration'] },
    honours: ({ entries }) => within(entries, ['pte-present', 'pte-migration']),
    reaches: ({ entries }) => entries.has('pte-migration'),
  },
  {
    name: 'huge pages only',
    constraints: { entries: ['pmd-huge'] },
    honours: ({ entries }) => within(entries, ['pmd-huge']),
    reaches: ({ entries }) => entries.has('pmd-huge'),
  },
  {
    name: 'huge device pages only',
    constraints: { entries: ['pud-devmap'] },
    honours: ({ entries }) => within(entries, ['pud-devmap']),
    reaches: ({ entries }) => entries.has('pud-devmap'),
  },
  {
    name: 'pages of a hugetlb VMA, which is the only one',
    constraints: { entries: ['pmd-present', 'pud-present'], backings: ['hugetlb'] },
    honours: ({ entries, backings }) =>
      within(entries, ['pmd-present', 'pud-present']) && within(backings, ['hugetlb']),
    reaches: ({ entries }) => entries.has('pmd-present'),
  },
  {
    name: 'no entries',
    constraints: { entries: [] },
    honours: ({ entries }) => entries.size === 0,
    reaches: ({ events }) => events > 0,
  },
  {
    name: 'no events',
    constraints: { events: false },
    honours: ({ events }) => events === 0,
    reaches: ({ entries }) => entries.size > 0,
  },
  {
    name: 'one event at most',
    constraints: { maxEvents: 1 },
    honours: ({ events }) => events <= 1,
    reaches: ({ events }) => events === 1,
  },
  {
    name: 'up to eight events',
    constraints: { maxEvents: 8 },
    honours: ({ events }) => events <= 8,
    reaches: ({ events }) => events > 3,
  },
  {
    name: 'no fault errors',
    constraints: { faultErrors: false },
    honours: ({ faultErrors }) => faultErrors === 0,
    reaches: ({ events }) => events > 0,
  },
  {
    name: 'VMAs with two flags',
    constraints: { vmaFlags: ['read', 'io'] },
    honours: ({ flags }) => within(flags, ['read', 'io']),
    reaches: ({ flags }) => flags.has('io'),
  },
  {
    name: 'files only',
    constraints: { backings: ['file'] },
    honours: ({ backings }) => within(backings, ['file']),
    reaches: ({ backings }) => backings.has('file'),
  },
  {
    name: 'no VMAs',
    constraints: { backings: [] },
    honours: ({ backings }) => backings.size === 0,
    reaches: ({ entries }) => entries.size > 0,
  },
  {
    name: 'requests, defaults and masks',
    constraints: { requests: ['r', 'x'], defaults: ['w'], masks: ['x', '*'] },
    honours: ({ requests, defaults, mask }) =>
      within(requests, ['r', 'x']) && defaults === 'w' && ['x', '*'].includes(mask),
    reaches: ({ requests, mask }) => requests.size === 2 && mask === '*',
  },
  {
    name: 'a named format',
    constraints: { legacy: 'amdgpu' },
    honours: ({ legacy }) => legacy?.values.special === '0xfffffffffffffffc',
    reaches: () => true,
  },
  {
    name: 'formats that a driver can rely on',
    constraints: { legacy: 'well-formed' },
    honours: ({ legacy }) => legacy !== undefined && wellFormed(formatOf(legacy)),
    reaches: ({ legacy }) => legacy?.pfnShift !== 12,
  },
  {
    name: 'formats that no driver can rely on',
    constraints: { legacy: 'ill-formed' },
    honours: ({ legacy }) => legacy !== undefined && !wellFormed(formatOf(legacy)),
    reaches: ({ legacy }) => legacy?.pfnShift !== 12,
  },
  {
    name: 'a format of one’s own, or nouveau’s',
    constraints: { legacy: [OWN, FORMATS.nouveau] },
    honours: ({ legacy }) => [8, 12].includes(legacy?.pfnShift ?? 0),
    reaches: ({ legacy }) => JSON.stringify(legacy) === JSON.stringify(OWN),
  },
];

describe.each(CASES)('$name', ({ constraints, honours, reaches }) => {
  const arbitrary = scenarioArbitrary('mixed', constraints);

  it('is kept by every scenario, which is a document', () => {
    let reached = 0;
    fc.assert(
      fc.property(arbitrary, (scenario) => {
        expect(parseScenario(scenario)).toEqual(scenario);
        const found = facts(scenario);
        if (reaches(found)) reached++;
        return honours(found);
      }),
      { seed: 1, numRuns: 200 },
    );
    expect(reached).toBeGreaterThan(0);
  });

  it('is kept by every scenario that one shrinks to', () => {
    // Whatever shrinking tries is looked at, down to where nothing simpler is left.
    const looks = (turn: (seen: number) => boolean): void => {
      let seen = 0;
      let kept = true;
      fc.check(
        fc.property(arbitrary, (scenario) => {
          kept &&= honours(facts(scenario));
          return turn(seen++);
        }),
        { seed: 2, numRuns: 5 },
      );
      expect(kept).toBe(true);
      expect(seen).toBeGreaterThan(0);
    };
    looks(() => false);
    looks((seen) => seen % 3 !== 0);
  });
});

describe('sides', () => {
  it('with 32 bits get scenarios whose every pfn fits', () => {
    const arbitrary = scenarioArbitrary({ sides: ['modern', 'modern-32'] });
    const fits = fc.property(arbitrary, (scenario) => {
      return !('overflow' in runScenario(scenario, ['modern-32'])['modern-32']);
    });
    fc.assert(fits, { seed: 3, numRuns: 2000 });
    const wide = fc.property(scenarioArbitrary(), (scenario) => {
      return !('overflow' in runScenario(scenario, ['modern-32'])['modern-32']);
    });
    expect(fc.check(wide, { seed: 3, numRuns: 2000 }).failed).toBe(true);
  });

  it('with the fixed format run scenarios without any other', () => {
    const arbitrary = scenarioArbitrary('small', { legacy: false });
    const none = fc.property(arbitrary, (scenario) => {
      expect(runScenario(scenario, ['modern', 'modern-6.12']).modern.walks).toBeGreaterThan(-1);
      return !hasFormat(scenario) && !('legacy' in scenario);
    });
    fc.assert(none, { seed: 4, numRuns: 300 });
    const { counterexample } = fc.check(
      fc.property(arbitrary, ({ mm }) => mm.entries.length === 0),
      { seed: 4 },
    );
    expect(counterexample?.map((scenario) => hasFormat(scenario))).toEqual([false]);
  });
});

describe('fast-check’s ways', () => {
  const arbitrary = scenarioArbitrary('small', { entries: ['pte-present'], legacy: OWN });

  it('examples are run and shrunk if they keep the constraints', () => {
    const [example] = fc.sample(arbitrary, { seed: 5, numRuns: 1 });
    const [other] = fc.sample(scenarioArbitrary('small', { legacy: 'nouveau' }), { numRuns: 1 });
    expect(arbitrary.canShrinkWithoutContext(example)).toBe(true);
    expect(arbitrary.canShrinkWithoutContext(other)).toBe(false);
    if (example === undefined) throw new Error('no example');
    const fails = fc.property(arbitrary, ({ range }) => range.requests === '');
    const { counterexample } = fc.check(fails, { examples: [[example]], numRuns: 1 });
    expect(counterexample?.[0]?.range.requests).toMatch(/^[.rwx]$/);
  });

  it('seed and path find a counterexample again', () => {
    const fails = fc.property(arbitrary, ({ mm }) => mm.entries.length < 3);
    const found = fc.check(fails, { seed: 6 });
    const path = found.counterexamplePath ?? '';
    const again = fc.check(fails, { seed: 6, path, endOnFailure: true });
    expect(again.counterexample).toEqual(found.counterexample);
    expect([again.numRuns, again.numShrinks]).toEqual([1, 0]);
  });
});

describe('pfns', () => {
  it.each([0x1001, 0x1_2345, 0x123_4567, 2 ** 32 + 5, 2 ** 40 - 1])(
    'shrink to the least that fails, 0x%x',
    (least) => {
      const arbitrary = scenarioArbitrary('small', { entries: ['pte-present'] });
      const fails = fc.property(arbitrary, ({ mm }) =>
        mm.entries.every((entry) => !('pfn' in entry) || Number(entry.pfn) < least),
      );
      const { counterexample } = fc.check(fails, { seed: 7, numRuns: 20_000 });
      const [scenario] = counterexample ?? [];
      const frames = scenario?.mm.entries.map((entry) => ('pfn' in entry ? entry.pfn : ''));
      expect(frames).toEqual([`0x${least.toString(16)}`]);
    },
  );

  it('that are too small shrink to the greatest that fails', () => {
    const arbitrary = scenarioArbitrary('small', { entries: ['pte-present'] });
    const fails = fc.property(arbitrary, ({ mm }) =>
      mm.entries.every((entry) => !('pfn' in entry) || Number(entry.pfn) > 0x77),
    );
    const { counterexample } = fc.check(fails, { seed: 7, numRuns: 20_000 });
    expect(counterexample?.[0]?.mm.entries).toMatchObject([{ pfn: '0x77' }]);
  });

  it('of huge pages stay aligned', () => {
    const arbitrary = scenarioArbitrary('small', { entries: ['pmd-huge'] });
    const fails = fc.property(arbitrary, ({ mm }) =>
      mm.entries.every((entry) => !('pfn' in entry) || Number(entry.pfn) < 0x123_4567),
    );
    const { counterexample } = fc.check(fails, { seed: 8, numRuns: 20_000 });
    expect(counterexample?.[0]?.mm.entries).toMatchObject([{ pfn: '0x1234600' }]);
  });
});

describe('constraints that are wrong', () => {
  const none: unknown = undefined;
  it.each<readonly [unknown, string]>([
    [{ maxPages: -1 }, 'maxPages: expected an integer from 0 to 65536, got -1'],
    [{ minPages: 1.5 }, 'minPages: expected an integer from 0 to 65536, got 1.5'],
    [{ minPages: 5, maxPages: 4 }, 'minPages: expected at most maxPages, 4, got 5'],
    [
      { minPages: 17 },
      'minPages: expected at most 16, the most pages of the profile small, got 17',
    ],
    [{ pages: 3 }, 'pages: expected no field of this name (constraints of scenarios has minPages,'],
    [{ entries: ['pte-huge'] }, 'entries[0]: expected one of pte-none pte-present'],
    [{ entries: 'pte-present' }, 'entries: expected a list, of pte-none'],
    [{ events: 0 }, 'events: expected true or false, got 0'],
    [{ events: false, maxEvents: 2 }, 'maxEvents: expected 0, as events is false, got 2'],
    [
      { requests: [] },
      'requests: expected a list that is not empty, of . r w x, got an array of 0',
    ],
    [{ defaults: ['*'] }, 'defaults[0]: expected one of . r w x, got "*"'],
    [{ vmaFlags: ['exec'] }, 'vmaFlags[0]: expected one of read write shared io pfnmap mixedmap'],
    [{ sides: ['ancient'] }, 'sides[0]: expected one of v5.7 legacy modern'],
    [{ legacy: 'radeon' }, 'legacy: expected one of nouveau amdgpu documentation well-formed'],
    [{ legacy: {} }, 'legacy.flags: expected a set of flags, got nothing'],
    [{ legacy: [OWN, { ...OWN, pfnShift: 64 }] }, 'legacy[1].pfnShift: expected an integer from 0'],
    [{ legacy: [] }, 'legacy: expected at least one format, got an array of 0'],
    [
      { legacy: false, sides: ['v5.7'] },
      'legacy: expected a format, with which v5.7 runs, got fal',
    ],
    [[], 'expected constraints of scenarios, got an array of 0'],
    [null, 'expected constraints of scenarios, got null'],
  ])('%j are refused', (constraints, message) => {
    expect(() => Reflect.apply(scenarioArbitrary, none, ['small', constraints])).toThrow(
      `scenarioArbitrary: ${message}`,
    );
  });
});
